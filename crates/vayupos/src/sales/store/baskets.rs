//! Rows of `baskets`.

use chrono::{DateTime, Utc};

use crate::auth::{Actor, Approver, Role};
use crate::db::{Answer, Session, Sql, Tx, Writes};
use crate::error::Result;
use crate::id::Id;
use crate::page::{Limit, from_the_top};
use crate::quantity::Quantity;
use crate::sales::order::Cashier;
use crate::sales::parking::ParkedBasket;
use crate::sales::store::orders::stored_currency;
use crate::tills::Till;

/// An edit of a basket.
pub(crate) struct Edit<'a> {
    pub(crate) id: Id,
    pub(crate) revision: i64,
    pub(crate) customer_id: Option<Id>,
    pub(crate) content: &'a str,
    pub(crate) currency: &'static str,
    pub(crate) total_minor: i64,
    pub(crate) item_count_e3: i64,
    /// Who consented to its prices, where the seller's own role did not do.
    pub(crate) approver: Option<&'a Approver>,
}

/// A stored basket.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredBasket {
    pub(crate) content: String,
    pub(crate) revision: i64,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) priced_as: Option<Role>,
    pub(crate) approver_id: Option<Id>,
    pub(crate) approver_name: Option<String>,
}

/// Where a basket is.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Whereabouts {
    pub(crate) till_id: Id,
    pub(crate) till_code: String,
    pub(crate) till_name: String,
    pub(crate) revision: i64,
    pub(crate) parked_at: Option<DateTime<Utc>>,
    pub(crate) parked_by_id: Option<Id>,
    pub(crate) parked_by_name: Option<String>,
    pub(crate) park_note: Option<String>,
}

/// Stores an edit; false when a newer one is stored, or another one under the same revision, and when the basket is
/// parked or at another till.
pub(crate) async fn save_basket(tx: &mut Tx, edit: &Edit<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<bool> {
    let stored = tx
        .sql(
            "insert into baskets (id, till_id, user_id, revision, content, updated_at, customer_id, currency,
                    total_minor, item_count_e3, priced_as, approver_id, approver_name)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             on conflict (id) do update
             set user_id = $3, revision = $4, content = $5, updated_at = $6, customer_id = excluded.customer_id,
                 currency = $8, total_minor = $9, item_count_e3 = $10, priced_as = $11, approver_id = $12,
                 approver_name = $13
             where baskets.till_id = $2 and baskets.parked_at is null
               and (baskets.revision < $4 or (baskets.revision = $4 and baskets.content = $5))",
        )
        .bind(edit.id)
        .bind(actor.till.id)
        .bind(actor.user_id)
        .bind(edit.revision)
        .bind(edit.content.to_owned())
        .bind(now)
        .bind(edit.customer_id)
        .bind(edit.currency.to_owned())
        .bind(edit.total_minor)
        .bind(edit.item_count_e3)
        .bind(edit.approver.map_or(actor.role, |approver| approver.role))
        .bind(edit.approver.map(|approver| approver.user_id))
        .bind(edit.approver.map(|approver| approver.name.clone()))
        .execute()
        .await?;
    Ok(stored == 1)
}

macro_rules! select_baskets {
    ($rest:literal) => {
        concat!("select content, revision, updated_at, priced_as, approver_id, approver_name from baskets ", $rest)
    };
}

/// The baskets of a till, last edited first. One whose sale came in between while it was stored is nobody's any more.
pub(crate) async fn baskets(db: &mut impl Session, till_id: Id) -> Result<Vec<StoredBasket>> {
    Ok(db
        .sql(select_baskets!(
            "where till_id = $1 and parked_at is null and not exists (select 1 from orders o where o.id = baskets.id)
             order by updated_at desc limit 200"
        ))
        .bind(till_id)
        .all()
        .await?)
}

/// A basket that lies at this till.
pub(crate) async fn basket_at(db: &mut impl Session, id: Id, till_id: Id) -> Result<Option<StoredBasket>> {
    Ok(db
        .sql(select_baskets!("where id = $1 and till_id = $2 and parked_at is null"))
        .bind(id)
        .bind(till_id)
        .optional()
        .await?)
}

macro_rules! select_whereabouts {
    ($lock:literal) => {
        concat!(
            "select b.till_id, t.code as till_code, t.name as till_name, b.revision, b.parked_at, b.parked_by_id,
                    b.parked_by_name, b.park_note
             from baskets b join tills t on t.id = b.till_id
             where b.id = $1",
            $lock
        )
    };
}

/// Where a basket is, if it is stored at all. It stays there until the transaction ends.
pub(crate) async fn whereabouts(db: &mut impl Session, id: Id) -> Result<Option<Whereabouts>> {
    Ok(db
        .sql(Sql { lite: select_whereabouts!(""), pg: select_whereabouts!(" for update of b") })
        .bind(id)
        .optional()
        .await?)
}

/// Keeps a basket where it is until the transaction ends, if it is stored at all. [`is_elsewhere`] reads where that is.
pub(crate) fn hold_basket(writes: &mut Writes, id: Id, till_id: Id) {
    let text = Sql { lite: select_held_basket!(""), pg: select_held_basket!(" for update") };
    writes.answering(text).bind(id).bind(till_id);
}

/// Whether it is parked, or at another till.
pub(crate) fn is_elsewhere(answers: &[Answer]) -> bool {
    answers.iter().any(|answer| answer.what == "elsewhere")
}

macro_rules! select_held_basket {
    ($lock:literal) => {
        concat!(
            "select case when parked_at is null and till_id = $2 then 'here' else 'elsewhere' end as what, id,
                    cast(null as text) as words
             from baskets
             where id = $1",
            $lock
        )
    };
}
use select_held_basket;

/// Parks a basket that lies at the actor's till at this revision; false when it does not.
pub(crate) async fn park(
    tx: &mut Tx,
    id: Id,
    revision: i64,
    actor: &Actor,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let parked = tx
        .sql(
            "update baskets set parked_at = $5, parked_by_id = $3, parked_by_name = $6, park_note = $7
             where id = $1 and till_id = $2 and revision = $4 and parked_at is null",
        )
        .bind(id)
        .bind(actor.till.id)
        .bind(actor.user_id)
        .bind(revision)
        .bind(now)
        .bind(actor.name.clone())
        .bind(note.map(str::to_owned))
        .execute()
        .await?;
    Ok(parked == 1)
}

/// Moves a parked basket to the actor's till, as a new edit; false when it is not parked.
pub(crate) async fn recall(tx: &mut Tx, id: Id, actor: &Actor, now: DateTime<Utc>) -> Result<bool> {
    let recalled = tx
        .sql(
            // An edit that was under way when it was parked is older than this one.
            "update baskets
             set till_id = $2, user_id = $3, revision = revision + 1, updated_at = $4, parked_at = null,
                 parked_by_id = null, parked_by_name = null, park_note = null
             where id = $1 and parked_at is not null",
        )
        .bind(id)
        .bind(actor.till.id)
        .bind(actor.user_id)
        .bind(now)
        .execute()
        .await?;
    Ok(recalled == 1)
}

#[derive(sqlx::FromRow)]
struct ParkedRow {
    id: Id,
    revision: i64,
    note: Option<String>,
    parked_at: DateTime<Utc>,
    parked_by_id: Id,
    parked_by_name: String,
    till_id: Id,
    till_code: String,
    till_name: String,
    item_count_e3: Option<i64>,
    total_minor: Option<i64>,
    currency: Option<String>,
    customer_id: Option<Id>,
    customer_name: Option<String>,
}

macro_rules! select_parked {
    ($rest:literal) => {
        concat!(
            "select b.id, b.revision, b.park_note as note, b.parked_at, b.parked_by_id, b.parked_by_name, b.till_id,
                    t.code as till_code, t.name as till_name, b.item_count_e3, b.total_minor, b.currency,
                    b.customer_id, c.name as customer_name
             from baskets b join tills t on t.id = b.till_id
             left join customers c on c.id = b.customer_id
             where b.parked_at is not null and ",
            $rest
        )
    };
}

/// One parked basket.
pub(crate) async fn parked_basket(db: &mut impl Session, id: Id) -> Result<ParkedBasket> {
    let row: ParkedRow = db.sql(select_parked!("b.id = $1")).bind(id).one().await?;
    row.try_into()
}

/// A page of parked baskets, newest first, with one row to spare.
pub(crate) async fn parked_baskets(
    db: &mut impl Session,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<ParkedBasket>> {
    let (at, id) = from_the_top(before);
    let rows: Vec<ParkedRow> = db
        .sql(select_parked!("(b.parked_at, b.id) < ($1, $2) order by b.parked_at desc, b.id desc limit $3"))
        .bind(at)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    rows.into_iter().map(ParkedBasket::try_from).collect()
}

/// How many are parked.
pub(crate) async fn count_parked(db: &mut impl Session) -> Result<i64> {
    let (count,): (i64,) = db.sql("select count(*) from baskets where parked_at is not null").one().await?;
    Ok(count)
}

impl TryFrom<ParkedRow> for ParkedBasket {
    type Error = crate::error::Error;
    fn try_from(row: ParkedRow) -> Result<Self> {
        let currency = row.currency.as_deref().map(stored_currency).transpose()?;
        Ok(Self {
            id: row.id,
            revision: u32::try_from(row.revision).map_err(crate::error::Error::internal)?,
            note: row.note,
            parked_at: row.parked_at,
            parked_by: Cashier { id: row.parked_by_id, name: row.parked_by_name },
            till: Till { id: row.till_id, code: row.till_code, name: row.till_name },
            item_count: row.item_count_e3.map(Quantity::new),
            total: currency.zip(row.total_minor).map(|(currency, minor)| currency.money(minor)),
            customer_id: row.customer_id,
            customer_name: row.customer_name,
        })
    }
}

/// Takes a basket away that lies at this till, or is parked; false when there is none such.
pub(crate) async fn discard_basket(tx: &mut Tx, id: Id, till_id: Id) -> Result<bool> {
    let gone = tx
        .sql("delete from baskets where id = $1 and (till_id = $2 or parked_at is not null)")
        .bind(id)
        .bind(till_id)
        .execute()
        .await?;
    Ok(gone == 1)
}

/// Takes a basket away that has become an order, unless it is parked or at another till.
pub(crate) fn delete_basket(writes: &mut Writes, id: Id, till_id: Id) {
    writes.sql("delete from baskets where id = $1 and parked_at is null and till_id = $2").bind(id).bind(till_id);
}
