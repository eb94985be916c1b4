//! All SQL on changes of many prices.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::db::{Session, Sql, Tx, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::UnitPrice;
use crate::page::{self, Limit};
use crate::prices::change::PriceChange;
use crate::prices::rule::{PriceRounding, PriceStep};
use crate::prices::undo::UndonePrices;

/// What was done, as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredRule {
    pub(super) change: PriceStep,
    pub(super) rounding: Option<PriceRounding>,
    pub(super) category_name: Option<String>,
}

/// A change that begins.
#[derive(Debug)]
pub(super) struct NewChange<'a> {
    pub(super) id: Id,
    pub(super) fingerprint: &'a str,
    pub(super) rule: StoredRule,
    pub(super) user_id: Id,
    pub(super) user_name: &'a str,
    pub(super) at: DateTime<Utc>,
}

/// Takes the id for a change; false when it is taken, and then the transaction must be given up.
pub(super) async fn insert(tx: &mut Tx, new: &NewChange<'_>) -> Result<bool> {
    let inserted = tx
        .sql(
            "insert into price_changes (id, fingerprint, rule, product_count, user_id, user_name, created_at)
             values ($1, $2, $3, 0, $4, $5, $6)
             on conflict do nothing",
        )
        .bind(new.id)
        .bind(new.fingerprint.to_owned())
        .bind(rows(&new.rule))
        .bind(new.user_id)
        .bind(new.user_name.to_owned())
        .bind(new.at)
        .execute()
        .await?;
    Ok(inserted == 1)
}

/// The change that has this id already, if it is the same one.
pub(super) async fn first(db: &mut impl Session, id: Id, fingerprint: &str) -> Result<PriceChange> {
    let row: Option<(String,)> =
        db.sql("select fingerprint from price_changes where id = $1").bind(id).optional().await?;
    match row {
        Some((first,)) if first == fingerprint => change(db, id).await,
        Some(_) | None => Err(Error::conflict("This id belongs to another change of prices.")),
    }
}

/// Keeps each product's price before and after.
pub(super) async fn insert_rows(tx: &mut Tx, id: Id, changed: &[(Id, UnitPrice, UnitPrice)]) -> Result<()> {
    let all: Vec<_> = changed
        .iter()
        .map(|(id, before, after)| json!({ "id": id, "before": before.e4(), "after": after.e4() }))
        .collect();
    tx.sql(
        "insert into price_change_rows (change_id, product_id, before_e4, after_e4)
         select $2, value ->> 'id', cast(value ->> 'before' as bigint), cast(value ->> 'after' as bigint)
         from json_each($1)",
    )
    .bind(rows(&all))
    .bind(id)
    .execute()
    .await?;
    tx.sql("update price_changes set product_count = $2 where id = $1")
        .bind(id)
        .bind(i64::try_from(all.len()).map_err(Error::internal)?)
        .execute()
        .await?;
    Ok(())
}

/// What a change did to a product.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct ChangedRow {
    pub(super) product_id: Id,
    pub(super) before_e4: i64,
    pub(super) after_e4: i64,
}

/// What a change did, in the order of the products' ids.
pub(super) async fn rows_of(db: &mut impl Session, id: Id) -> Result<Vec<ChangedRow>> {
    Ok(db
        .sql("select product_id, before_e4, after_e4 from price_change_rows where change_id = $1 order by product_id")
        .bind(id)
        .all()
        .await?)
}

#[derive(sqlx::FromRow)]
struct ChangeRecord {
    id: Id,
    rule: String,
    product_count: i64,
    user_name: String,
    created_at: DateTime<Utc>,
    undone: Option<String>,
    undone_by_name: Option<String>,
    undone_at: Option<DateTime<Utc>>,
}

impl TryFrom<ChangeRecord> for PriceChange {
    type Error = Error;
    fn try_from(row: ChangeRecord) -> Result<Self> {
        let rule: StoredRule = serde_json::from_str(&row.rule).map_err(Error::internal)?;
        Ok(Self {
            id: row.id,
            change: rule.change,
            rounding: rule.rounding,
            category_name: rule.category_name,
            product_count: row.product_count,
            user_name: row.user_name,
            created_at: row.created_at,
            undone: row.undone.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::internal)?,
            undone_by_name: row.undone_by_name,
            undone_at: row.undone_at,
        })
    }
}

macro_rules! select_changes {
    ($rest:literal) => {
        concat!(
            "select id, rule, product_count, user_name, created_at, undone, undone_by_name, undone_at
             from price_changes ",
            $rest
        )
    };
}

/// One change.
pub(super) async fn change(db: &mut impl Session, id: Id) -> Result<PriceChange> {
    one(db.sql(select_changes!("where id = $1")).bind(id).optional().await?)
}

/// One change, held until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: Id) -> Result<PriceChange> {
    const LOCK: Sql = Sql { lite: select_changes!("where id = $1"), pg: select_changes!("where id = $1 for update") };
    one(tx.sql(LOCK).bind(id).optional().await?)
}

fn one(row: Option<ChangeRecord>) -> Result<PriceChange> {
    row.ok_or(Error::NotFound { what: "This change of prices" })?.try_into()
}

/// A page of changes, newest first, with one row to spare.
pub(super) async fn newest(
    db: &mut impl Session,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<PriceChange>> {
    let (at, id) = page::from_the_top(before);
    let found: Vec<ChangeRecord> = db
        .sql(select_changes!("where (created_at, id) < ($1, $2) order by created_at desc, id desc limit $3"))
        .bind(at)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    found.into_iter().map(PriceChange::try_from).collect()
}

/// Notes that a change was taken back, and what that came to.
pub(super) async fn set_undone(
    tx: &mut Tx,
    id: Id,
    undone: &UndonePrices,
    by_name: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    tx.sql("update price_changes set undone = $2, undone_by_name = $3, undone_at = $4 where id = $1")
        .bind(id)
        .bind(rows(undone))
        .bind(by_name.to_owned())
        .bind(at)
        .execute()
        .await?;
    Ok(())
}
