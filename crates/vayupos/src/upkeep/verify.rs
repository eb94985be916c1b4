//! Whether the books add up: every rule of the ledger, asked of every row.

use serde::Serialize;

use crate::app::App;
use crate::auth::{BackUp, Permit};
use crate::db::Db;
use crate::error::Result;
use crate::reports::rollups;
use crate::upkeep::store;
use crate::wire::Nothing;

/// What came of all checks.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Verdict {
    /// Whether all of them hold.
    pub holds: bool,
    /// One by one.
    pub checks: Vec<Check>,
}

/// One rule, and whether it holds.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub rule: &'static str,
    /// Whether no row breaks it.
    pub holds: bool,
    /// The first row that does.
    pub first_broken: Option<String>,
}

impl Verdict {
    /// The first rule that is broken, with its first row, in words.
    pub fn first_broken(&self) -> Option<String> {
        let check = self.checks.iter().find(|check| !check.holds)?;
        Some(format!("{} ({}): {}", check.name, check.rule, check.first_broken.as_deref().unwrap_or_default()))
    }
}

/// Asks every rule of the ledger of every row. Selling goes on meanwhile.
///
/// Errors: `unavailable`.
pub async fn verify_ledger(app: &App, _by: Permit<BackUp>, _input: Nothing) -> Result<Verdict> {
    of(&app.db).await
}

/// The same for who may read the shop's files anyway: nobody is asked for a permission.
///
/// # Errors
/// `unavailable`
pub async fn verify(app: &App) -> Result<Verdict> {
    of(&app.db).await
}

/// Each rule is one statement, so that a sale which is written meanwhile is seen whole or not at all.
pub(crate) async fn of(db: &Db) -> Result<Verdict> {
    let mut checks = Vec::with_capacity(store::RULES.len());
    let mut read = db.read_afresh().await?;
    for rule in store::RULES {
        let first_broken = store::first_broken(&mut read, rule).await?;
        checks.push(Check { name: rule.name, rule: rule.says, holds: first_broken.is_none(), first_broken });
    }
    let difference = rollups::compare(db).await?.into_iter().next();
    checks.push(Check {
        name: "days",
        rule: "the days of the reports are what orders, payments and refunds say",
        holds: difference.is_none(),
        first_broken: difference.map(|difference| difference.to_string()),
    });
    Ok(Verdict { holds: checks.iter().all(|check| check.holds), checks })
}
