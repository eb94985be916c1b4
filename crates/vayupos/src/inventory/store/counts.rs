//! Rows of `stock_counts`.

use crate::currency::Currency;
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::counts::{CountStatus, StockCount};
use crate::inventory::summary::value;
use crate::page::{self, Limit};
use chrono::{DateTime, Utc};

/// A count to be begun.
#[derive(Debug)]
pub(in crate::inventory) struct NewCount<'a> {
    pub(in crate::inventory) id: Id,
    pub(in crate::inventory) name: String,
    pub(in crate::inventory) notes: Option<String>,
    pub(in crate::inventory) category_id: Option<Id>,
    pub(in crate::inventory) category_name: Option<String>,
    pub(in crate::inventory) fingerprint: String,
    pub(in crate::inventory) user_id: Id,
    pub(in crate::inventory) user_name: &'a str,
    pub(in crate::inventory) at: DateTime<Utc>,
}

/// Begins a count; the same count under the same id again is the same count.
pub(in crate::inventory) async fn insert(tx: &mut Tx, new: &NewCount<'_>) -> Result<()> {
    let inserted = tx
        .sql(
            "insert into stock_counts (id, fingerprint, name, notes, category_id, category_name, status, user_id, user_name,
                    created_at)
             values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.fingerprint.clone())
        .bind(new.name.clone())
        .bind(new.notes.clone())
        .bind(new.category_id)
        .bind(new.category_name.clone())
        .bind(new.user_id)
        .bind(new.user_name.to_owned())
        .bind(new.at)
        .execute()
        .await?;
    if inserted == 1 {
        return Ok(());
    }
    let (first,): (String,) = tx.sql("select fingerprint from stock_counts where id = $1").bind(new.id).one().await?;
    if first == new.fingerprint { Ok(()) } else { Err(Error::conflict("This id belongs to another count already.")) }
}

#[derive(sqlx::FromRow)]
struct CountRow {
    id: Id,
    name: String,
    notes: Option<String>,
    category_id: Option<Id>,
    category_name: Option<String>,
    status: CountStatus,
    line_count: i64,
    variance_count: i64,
    product_count: i64,
    value_high: i64,
    value_low: i64,
    user_name: String,
    created_at: DateTime<Utc>,
    ended_by_name: Option<String>,
    ended_at: Option<DateTime<Utc>>,
}

impl CountRow {
    fn into_count(self, currency: Currency) -> Result<StockCount> {
        Ok(StockCount {
            id: self.id,
            name: self.name,
            notes: self.notes,
            category_id: self.category_id,
            category_name: self.category_name,
            status: self.status,
            line_count: self.line_count,
            variance_count: self.variance_count,
            product_count: self.product_count,
            variance_value: value(i128::from(self.value_high) * 1_000_000 + i128::from(self.value_low), currency)?,
            user_name: self.user_name,
            created_at: self.created_at,
            ended_by_name: self.ended_by_name,
            ended_at: self.ended_at,
        })
    }
}

// Costs are split at a million, as in `summary`: quantity times cost can be more than the database's integers hold.
macro_rules! select_counts {
    ($rest:literal) => {
        concat!(
            "select s.id, s.name, s.notes, s.category_id, s.category_name, s.status,
                    (select count(*) from stock_count_lines l where l.count_id = s.id) as line_count,
                    (select count(*) from stock_count_lines l where l.count_id = s.id and l.counted_e3 <> l.expected_e3)
                        as variance_count,
                    (select count(*) from products p
                     where p.is_active and p.track_stock and (s.category_name is null or p.category_id = s.category_id))
                        as product_count,
                    (select coalesce(cast(sum((l.counted_e3 - l.expected_e3) * (l.cost_price_e4 / 1000000)) as bigint), 0)
                     from stock_count_lines l where l.count_id = s.id) as value_high,
                    (select coalesce(cast(sum((l.counted_e3 - l.expected_e3) * (l.cost_price_e4 % 1000000)) as bigint), 0)
                     from stock_count_lines l where l.count_id = s.id) as value_low,
                    s.user_name, s.created_at, s.ended_by_name, s.ended_at
             from stock_counts s ",
            $rest
        )
    };
}

/// One count.
pub(in crate::inventory) async fn count(db: &mut impl Session, id: Id, currency: Currency) -> Result<StockCount> {
    let row: Option<CountRow> = db.sql(select_counts!("where s.id = $1")).bind(id).optional().await?;
    row.ok_or(Error::NotFound { what: "This count" })?.into_count(currency)
}

/// A page of counts, newest first, with one row to spare.
pub(in crate::inventory) async fn counts(
    db: &mut impl Session,
    status: Option<CountStatus>,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
    currency: Currency,
) -> Result<Vec<StockCount>> {
    let (at, id) = page::from_the_top(before);
    let rows: Vec<CountRow> = db
        .sql(select_counts!(
            "where (s.created_at, s.id) < ($1, $2) and (cast($3 as text) is null or s.status = $3)
             order by s.created_at desc, s.id desc
             limit $4"
        ))
        .bind(at)
        .bind(id)
        .bind(status)
        .bind(limit.and_one())
        .all()
        .await?;
    rows.into_iter().map(|row| row.into_count(currency)).collect()
}

/// A count as figures are entered into it.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::inventory) struct Held {
    pub(in crate::inventory) status: CountStatus,
    pub(in crate::inventory) category_id: Option<Id>,
}

/// Holds a count, so that it does not end before the transaction does; several may hold it at once.
pub(in crate::inventory) async fn hold(tx: &mut Tx, id: Id) -> Result<Held> {
    let text = Sql {
        lite: "select status, category_id from stock_counts where id = $1",
        pg: "select status, category_id from stock_counts where id = $1 for share",
    };
    tx.sql(text).bind(id).optional().await?.ok_or(Error::NotFound { what: "This count" })
}

/// Ends an open count; answers its name, or none when it is not open.
pub(in crate::inventory) async fn end(
    tx: &mut Tx,
    id: Id,
    status: CountStatus,
    by_name: &str,
    at: DateTime<Utc>,
) -> Result<Option<String>> {
    let row: Option<(String,)> = tx
        .sql(
            "update stock_counts set status = $2, ended_by_name = $3, ended_at = $4
             where id = $1 and status = 'open'
             returning name",
        )
        .bind(id)
        .bind(status)
        .bind(by_name.to_owned())
        .bind(at)
        .optional()
        .await?;
    Ok(row.map(|(name,)| name))
}
