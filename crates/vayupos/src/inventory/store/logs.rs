//! Reading stock movements.

use chrono::{DateTime, Utc};

use crate::db::Session;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::{InventoryLog, Reason};
use crate::page::{END_OF_TIME, Limit, from_the_top};
use crate::quantity::Quantity;

/// Which movements of a list.
#[derive(Debug, Clone, Copy)]
pub(in crate::inventory) struct LogFilter {
    pub(in crate::inventory) product_id: Option<Id>,
    pub(in crate::inventory) reason: Option<Reason>,
    /// At this moment or later.
    pub(in crate::inventory) from: DateTime<Utc>,
    /// Before this moment.
    pub(in crate::inventory) until: DateTime<Utc>,
}

impl LogFilter {
    /// All movements there are.
    pub(in crate::inventory) const ALL: Self =
        Self { product_id: None, reason: None, from: DateTime::UNIX_EPOCH, until: END_OF_TIME };
}

macro_rules! select_logs {
    ($rest:literal) => {
        concat!(
            "select l.id, l.product_id, p.name as product_name, l.reason, l.quantity_e3, l.before_e3, l.after_e3,
                    l.user_name, l.reference, l.order_id, l.notes, l.created_at
             from inventory_logs l
             join products p on p.id = l.product_id ",
            $rest
        )
    };
}

/// A page of movements, newest first, with one row to spare.
pub(in crate::inventory) async fn logs(
    db: &mut impl Session,
    filter: LogFilter,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<InventoryLog>> {
    let (at, id) = from_the_top(before);
    let rows: Vec<LogRow> = db
        .sql(select_logs!(
            "where (l.created_at, l.id) < ($1, $2)
               and l.created_at >= $3 and l.created_at < $4
               and (cast($5 as text) is null or l.product_id = $5)
               and (cast($6 as text) is null or l.reason = $6)
             order by l.created_at desc, l.id desc
             limit $7"
        ))
        .bind(at)
        .bind(id)
        .bind(filter.from)
        .bind(filter.until)
        .bind(filter.product_id)
        .bind(filter.reason)
        .bind(limit.and_one())
        .all()
        .await?;
    Ok(rows.into_iter().map(InventoryLog::from).collect())
}

/// A page of one product's movements, newest first, with one row to spare.
pub(in crate::inventory) async fn history(
    db: &mut impl Session,
    product_id: Id,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<InventoryLog>> {
    let (at, id) = from_the_top(before);
    let rows: Vec<LogRow> = db
        .sql(select_logs!(
            "where l.product_id = $1 and (l.created_at, l.id) < ($2, $3)
             order by l.created_at desc, l.id desc
             limit $4"
        ))
        .bind(product_id)
        .bind(at)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    Ok(rows.into_iter().map(InventoryLog::from).collect())
}

/// One movement.
pub(in crate::inventory) async fn log(db: &mut impl Session, id: Id) -> Result<InventoryLog> {
    let row: Option<LogRow> = db.sql(select_logs!("where l.id = $1")).bind(id).optional().await?;
    row.map(InventoryLog::from).ok_or(Error::NotFound { what: "This stock movement" })
}

/// The fingerprint of the request that a movement came by; empty for one that came with its document.
pub(in crate::inventory) async fn fingerprint(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        db.sql("select fingerprint from inventory_logs where id = $1").bind(id).optional().await?;
    Ok(row.map(|(fingerprint,)| fingerprint.unwrap_or_default()))
}

#[derive(sqlx::FromRow)]
struct LogRow {
    id: Id,
    product_id: Id,
    product_name: String,
    reason: Reason,
    quantity_e3: i64,
    before_e3: i64,
    after_e3: i64,
    user_name: String,
    reference: Option<String>,
    order_id: Option<Id>,
    notes: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<LogRow> for InventoryLog {
    fn from(row: LogRow) -> Self {
        Self {
            id: row.id,
            product_id: row.product_id,
            product_name: row.product_name,
            reason: row.reason,
            quantity: Quantity::new(row.quantity_e3),
            before: Quantity::new(row.before_e3),
            after: Quantity::new(row.after_e3),
            user_name: row.user_name,
            reference: row.reference,
            order_id: row.order_id,
            notes: row.notes,
            created_at: row.created_at,
        }
    }
}
