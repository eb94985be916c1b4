//! The rules of the ledger as SQL: each a text that selects the rows which break it. It reads every table and writes
//! none.

mod customers;
mod database;
mod facts;
mod orders;
mod refunds;
mod stock;

pub(crate) use facts::database_facts;

use crate::db::{Session, Sql};
use crate::error::Result;

/// A rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    /// The rule in words.
    pub(super) says: &'static str,
    /// Selects what names a row that breaks it, one text a row; the first one is enough.
    broken: Sql,
}

/// A rule whose text is the same on both engines.
const fn rule(name: &'static str, says: &'static str, broken: &'static str) -> Rule {
    Rule { name, says, broken: Sql { lite: broken, pg: broken } }
}

/// All rules, in the order in which one breaks another.
pub(super) const RULES: &[Rule] = &[
    database::FILE,
    database::REFERENCES,
    orders::TOTALS,
    orders::ITEMS,
    orders::TAXES,
    orders::PRODUCTS,
    orders::NUMBERS,
    orders::PAID,
    orders::NOT_OVERPAID,
    refunds::ITEMS,
    refunds::PAYMENTS,
    refunds::OWN_ORDER,
    refunds::NO_MORE_THAN_SOLD,
    refunds::NO_MORE_THAN_PAID,
    refunds::STATUS,
    stock::LEVEL,
    stock::STEP,
    stock::CHAIN,
    customers::POINTS,
    customers::CREDIT,
    customers::CHAIN,
    customers::PURCHASES,
];

/// What names the first row that breaks a rule.
pub(super) async fn first_broken(db: &mut impl Session, rule: &Rule) -> Result<Option<String>> {
    let row: Option<(String,)> = db.sql(rule.broken).optional().await?;
    Ok(row.map(|(broken,)| broken))
}
