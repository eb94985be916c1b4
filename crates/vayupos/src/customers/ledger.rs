//! Points and credit as people see them: the ledger, and points given or taken by hand.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCustomers, Permit, Sell};
use crate::customers::{Account, Customer, Entry, LedgerReason, queries, store};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Money;
use crate::page::{self, Limit, Page};
use crate::{settings, wire};

/// Points given or taken at once, at the most.
const MAX_POINTS: i64 = 1_000_000;
const MAX_REASON_CHARS: usize = 200;

/// Points to give or take.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustLoyaltyPoints {
    customer_id: Id,
    /// Chosen by the caller, so that a retry gives nothing twice.
    id: Option<Id>,
    /// Below zero takes points away; not zero.
    #[schemars(range(min = -1_000_000, max = 1_000_000))]
    points: i64,
    /// Why, for the ledger.
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

/// Whose ledger, and which page of it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCustomerLedger {
    customer_id: Id,
    /// Left out: points and credit.
    account: Option<Account>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// A movement of points or credit.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct LedgerEntry {
    /// The identifier.
    pub id: Id,
    /// What moved, and what there was then.
    #[serde(flatten)]
    pub movement: LedgerMovement,
    /// Why.
    pub reason: LedgerReason,
    /// Why, in someone's own words.
    pub note: Option<String>,
    /// For which order.
    pub order_id: Option<Id>,
    /// Who did it, under the name of that day.
    pub user_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What moved: whole points, or money.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(tag = "account", rename_all = "snake_case")]
pub enum LedgerMovement {
    /// Loyalty points.
    Points {
        /// By how many, negative for those taken.
        change: i64,
        /// How many there were then.
        balance: i64,
    },
    /// Credit in the shop.
    Credit {
        /// By how much, negative for what was taken.
        change: Money,
        /// How much there was then.
        balance: Money,
    },
}

/// Gives points by hand, or takes them; there are never fewer than none.
///
/// Errors: `not_found`; `conflict` when there are too few (details say how many), for a customer who was merged, and
/// for an id that was used for something else; `invalid`.
pub async fn adjust_loyalty_points(
    app: &App,
    by: Permit<ManageCustomers>,
    input: AdjustLoyaltyPoints,
) -> Result<Customer> {
    if input.points == 0 || input.points.unsigned_abs() > MAX_POINTS.unsigned_abs() {
        return Err(Error::invalid("points", format!("Points are {} to {MAX_POINTS}, and not zero.", -MAX_POINTS)));
    }
    let note = wire::required(&input.reason, "reason", MAX_REASON_CHARS)?;
    let id = input.id.unwrap_or_else(Id::now);
    let mut tx = app.db.write().await?;
    let old = store::lock(&mut tx, input.customer_id).await?;
    let entry = Entry {
        customer_id: old.id,
        reason: LedgerReason::Adjusted,
        note: Some(&note),
        order_id: None,
        user_id: by.actor().user_id,
        user_name: &by.actor().name,
        at: app.clock.now(),
    };
    match store::adjustment(&mut tx, id).await? {
        Some(same) if same == (old.id, input.points, Some(note.clone())) => {}
        Some(_) => return Err(Error::conflict("This id belongs to another entry of a ledger already.")),
        None if old.merged_into.is_some() => {
            return Err(Error::conflict("This customer was merged with another one, who is there instead."));
        }
        None => {
            store::move_points_as(&mut tx, id, input.points, false, entry).await?;
        }
    }
    let customer = queries::customer(&mut tx, old.id).await?;
    tx.commit().await?;
    Ok(customer)
}

/// A customer's points and credit, as they moved, newest first.
///
/// Errors: `not_found`.
pub async fn list_customer_ledger(
    app: &App,
    _by: Permit<Sell>,
    input: ListCustomerLedger,
) -> Result<Page<LedgerEntry>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    store::name_of(&mut reader, input.customer_id).await?.ok_or(Error::NotFound { what: "This customer" })?;
    let currency = settings::store::shop(&mut reader).await?.currency;
    let rows = store::ledger(&mut reader, input.customer_id, input.account, before, limit).await?;
    let entry = |row: store::LedgerRow| LedgerEntry {
        id: row.id,
        movement: match row.account {
            Account::Points => LedgerMovement::Points { change: row.change, balance: row.balance },
            Account::Credit => {
                LedgerMovement::Credit { change: currency.money(row.change), balance: currency.money(row.balance) }
            }
        },
        reason: row.reason,
        note: row.note,
        order_id: row.order_id,
        user_name: row.user_name,
        created_at: row.created_at,
    };
    Ok(Page::cut(rows, limit, |row| (row.created_at, row.id)).map(entry))
}
