//! `vayupos barcode`: what a code says, and whether it was read right. Needs no database.

use anyhow::{Context, bail};
use clap::Subcommand;
use vayupos::catalog::barcode::description;
use vayupos::clock::Clock;
use vayupos::currency::Currency;

use crate::output::say;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print what a code says, as JSON: kind, parts, GTIN, weight or price. Labels of scales are read as a new shop reads them.
    Parse {
        /// The code as a scanner sends it; `\x1d` stands for the separator FNC1.
        code: String,
        /// What prices in it are in.
        #[arg(long, default_value = "USD")]
        currency: String,
    },
    /// Check a GTIN or a GS1 code: exit status 0 when it is one.
    Check {
        /// The code as a scanner sends it; `\x1d` stands for the separator FNC1.
        code: String,
    },
}

pub(crate) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Parse { code, currency } => {
            let currency = Currency::find(currency).with_context(|| format!("{currency} is no currency"))?;
            let description = description::describe(&unescaped(code), currency, Clock::System.now());
            match description {
                Ok(description) => say(&serde_json::to_string_pretty(&description)?)?,
                Err(error) => bail!("{error}"),
            }
        }
        Command::Check { code } => match description::verdict(&unescaped(code)) {
            Ok(sentence) => say(&sentence)?,
            Err(error) => bail!("{error}"),
        },
    }
    Ok(())
}

/// A shell has no easy way to say FNC1.
fn unescaped(code: &str) -> String {
    code.replace("\\x1d", "\u{1d}").replace("\\x1D", "\u{1d}")
}
