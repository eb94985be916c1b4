//! Stock movements: writing one by hand, finding them again.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageStock, Permit, SignedIn};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::adjust::ByHand;
use crate::inventory::store::{self, logs::LogFilter};
use crate::inventory::{InventoryLog, MAX_NOTES_CHARS, MAX_REFERENCE_CHARS, Reason};
use crate::page::{self, Limit, Page};
use crate::quantity::Quantity;
use crate::settings::{self, Shop};
use crate::{clock, wire};

/// A new stock movement.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInventoryLog {
    /// Chosen by the caller, so that a retry moves nothing twice.
    id: Option<Id>,
    product_id: Id,
    /// By how much, negative for what leaves the shelf; not zero.
    quantity: Quantity,
    /// `purchase`, `adjustment`, `damage`, `transfer` or `return`; the others come with their documents.
    reason: Reason,
    #[schemars(length(max = 500))]
    notes: Option<String>,
    /// What it belongs to: a delivery note, a supplier's number.
    #[schemars(length(max = 80))]
    reference: Option<String>,
}

/// Which movements.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListInventoryLogs {
    product_id: Option<Id>,
    reason: Option<Reason>,
    /// The first business date.
    from: Option<NaiveDate>,
    /// The last business date.
    to: Option<NaiveDate>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Which movement.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetInventoryLog {
    log_id: Id,
}

/// Moves a product's stock and logs it.
///
/// Errors: `out_of_stock` when the level would go below zero; `conflict` when the product's stock is not counted, or the
/// id belongs to another movement; `not_found`, `invalid`.
pub async fn create_inventory_log(
    app: &App,
    by: Permit<ManageStock>,
    input: CreateInventoryLog,
) -> Result<InventoryLog> {
    let reason = input.reason.by_hand("reason")?;
    if reason == Reason::Count {
        return Err(Error::invalid("reason", "A count is a correction to what was counted, or a stock count."));
    }
    let reference = wire::optional(input.reference.as_deref(), "reference", MAX_REFERENCE_CHARS)?;
    let notes = wire::optional(input.notes.as_deref(), "notes", MAX_NOTES_CHARS)?;
    let fingerprint = wire::fingerprint(&CreateInventoryLog { id: None, ..input.clone() })?;
    let id = input.id.unwrap_or_else(Id::now);
    let by_hand = ByHand::by(input.quantity, input.product_id, reason, id, fingerprint)?.saying(reference, notes);
    by_hand.write(app, by.actor()).await
}

/// Stock movements, newest first: all, of a product, of a reason, of some business days.
///
/// Errors: `invalid` for days that end before they begin.
pub async fn list_inventory_logs(
    app: &App,
    _by: Permit<SignedIn>,
    input: ListInventoryLogs,
) -> Result<Page<InventoryLog>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let shop = settings::store::shop(&mut reader).await?;
    let rows = store::logs::logs(&mut reader, filter(&input, &shop)?, before, limit).await?;
    Ok(Page::cut(rows, limit, |log| (log.created_at, log.id)))
}

fn filter(input: &ListInventoryLogs, shop: &Shop) -> Result<LogFilter> {
    if let (Some(from), Some(to)) = (input.from, input.to)
        && from > to
    {
        return Err(Error::invalid("to", "The last day is before the first."));
    }
    let start = |date: NaiveDate, field: &str| {
        clock::business_day_start(date, shop.time_zone, shop.day_cutover_hour)
            .ok_or_else(|| Error::invalid(field, "This day is out of the calendar."))
    };
    let (mut from, mut until) = (LogFilter::ALL.from, LogFilter::ALL.until);
    if let Some(first) = input.from {
        from = start(first, "from")?;
    }
    if let Some(last) = input.to {
        let next = last.succ_opt().ok_or_else(|| Error::invalid("to", "This day is out of the calendar."))?;
        until = start(next, "to")?;
    }
    Ok(LogFilter { product_id: input.product_id, reason: input.reason, from, until })
}

/// One stock movement.
///
/// Errors: `not_found`.
pub async fn get_inventory_log(app: &App, _by: Permit<SignedIn>, input: GetInventoryLog) -> Result<InventoryLog> {
    store::logs::log(&mut app.db.read(), input.log_id).await
}
