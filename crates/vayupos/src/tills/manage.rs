//! Setting up tills.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{ChangeSettings, Permit, SignedIn};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::{self, Limit, Page};
use crate::tills::{Till, store};
use crate::wire;

const MAX_CODE_CHARS: usize = 8;
const MAX_NAME_CHARS: usize = 60;

/// Which page of tills.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTills {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// A new till.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTill {
    /// Chosen by the caller, so that a retry adds nothing twice.
    id: Option<Id>,
    /// The first part of its order numbers, for good: 1 to 8 letters and digits, unlike any other till's.
    #[schemars(length(max = 8))]
    code: String,
    #[schemars(length(max = 60))]
    name: String,
}

/// Another name for a till.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTill {
    till_id: Id,
    #[schemars(length(max = 60))]
    name: Option<String>,
}

/// The tills by code.
pub async fn list_tills(app: &App, _by: Permit<SignedIn>, input: ListTills) -> Result<Page<Till>> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<String> = page::decode(input.cursor.as_deref())?;
    let tills = store::by_code(&mut app.db.read(), after, limit).await?;
    Ok(Page::cut(tills, limit, |till| till.code.clone()))
}

/// Adds a till. Its order numbers begin at 1.
///
/// Errors: `conflict` for a code that is taken; `invalid`.
pub async fn create_till(app: &App, _by: Permit<ChangeSettings>, input: CreateTill) -> Result<Till> {
    let till = Till {
        id: input.id.unwrap_or_else(Id::now),
        code: checked_code(&input.code)?,
        name: wire::required(&input.name, "name", MAX_NAME_CHARS)?,
    };
    let mut tx = app.db.write().await?;
    if !store::insert(&mut tx, &till).await? && store::find(&mut tx, till.id).await?.as_ref() != Some(&till) {
        return Err(Error::conflict("There is a till of this code already."));
    }
    tx.commit().await?;
    Ok(till)
}

/// Renames a till. What it sold keeps the name it had.
///
/// Errors: `not_found`, `invalid`.
pub async fn update_till(app: &App, _by: Permit<ChangeSettings>, input: UpdateTill) -> Result<Till> {
    let mut tx = app.db.write().await?;
    if let Some(name) = input.name {
        store::rename(&mut tx, input.till_id, &wire::required(&name, "name", MAX_NAME_CHARS)?).await?;
    }
    let till = store::get(&mut tx, input.till_id).await?;
    tx.commit().await?;
    Ok(till)
}

/// Read out and typed in from receipts: capitals, so that `a1` and `A1` are one.
fn checked_code(code: &str) -> Result<String> {
    let code = code.trim().to_ascii_uppercase();
    if !(1..=MAX_CODE_CHARS).contains(&code.len()) || !code.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
        return Err(Error::invalid("code", format!("A till's code is 1 to {MAX_CODE_CHARS} letters and digits.")));
    }
    Ok(code)
}
