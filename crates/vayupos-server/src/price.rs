//! `vayupos price`: baskets as JSON on standard input, priced without a database.

use std::io::Read;

use anyhow::Context;
use vayupos::error::ErrorBody;
use vayupos::sales::price::price_json;

use crate::output::say;

/// Bytes that are read at the most.
const MAX_INPUT_BYTES: u64 = 64 * 1024 * 1024;

/// A basket that cannot be priced. It was said on standard output, as JSON like every other answer; the exit status
/// tells it from a price.
#[derive(Debug, thiserror::Error)]
#[error("the basket was refused")]
pub(crate) struct Refused;

/// Prices what stands on standard input.
pub(crate) fn price(explain: bool) -> anyhow::Result<()> {
    let mut json = Vec::new();
    std::io::stdin().take(MAX_INPUT_BYTES).read_to_end(&mut json).context("cannot read standard input")?;
    match price_json(&json, explain) {
        Ok(priced) => Ok(say(&serde_json::to_string_pretty(&priced)?)?),
        Err(error) => {
            let refusal: ErrorBody = error.into_body();
            say(&serde_json::to_string_pretty(&refusal)?)?;
            Err(Refused.into())
        }
    }
}
