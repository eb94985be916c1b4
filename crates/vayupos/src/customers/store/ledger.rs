//! Points and credit: a customer's balance and its ledger, always moved together.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::customers::{Account, Entry, LedgerReason};
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::Limit;
use crate::settings;

/// Gives or takes loyalty points; answers how many there are then. Nothing is written for no points.
///
/// Only a refund may take points that were spent already (`may_go_below_zero`).
///
/// # Errors
/// `conflict` when there are too few, saying how many; `not_found`.
pub(crate) async fn move_points(tx: &mut Tx, change: i64, may_go_below_zero: bool, entry: Entry<'_>) -> Result<i64> {
    let entry = Entry { customer_id: kept(tx, entry.customer_id).await?, ..entry };
    if change == 0 {
        return Ok(balances(tx, entry.customer_id).await?.0);
    }
    move_points_as(tx, Id::now(), change, may_go_below_zero, entry).await
}

/// The same under an id of the caller, for points that are not zero.
pub(crate) async fn move_points_as(
    tx: &mut Tx,
    id: Id,
    change: i64,
    may_go_below_zero: bool,
    entry: Entry<'_>,
) -> Result<i64> {
    // The database holds the race: points are taken only where there are enough.
    let left: Option<(i64,)> = tx
        .sql(
            "update customers
             set loyalty_points = loyalty_points + cast($2 as bigint)
             where id = $1
               and (cast($3 as boolean) or cast($2 as bigint) > 0 or loyalty_points + cast($2 as bigint) >= 0)
             returning loyalty_points",
        )
        .bind(entry.customer_id)
        .bind(change)
        .bind(may_go_below_zero)
        .optional()
        .await?;
    match left {
        Some((balance,)) => {
            insert_entry(tx, id, Account::Points, change, balance, entry).await?;
            Ok(balance)
        }
        None => {
            let (points, _) = balances(tx, entry.customer_id).await?;
            let name = name_of(tx, entry.customer_id).await?.unwrap_or_default();
            let noun = if points == 1 { "point" } else { "points" };
            Err(Error::Conflict {
                message: format!("{name} has only {points} {noun}."),
                details: Some(json!({ "available": points })),
            })
        }
    }
}

/// Gives or takes credit in the shop, in minor units; answers how much there is then. It never goes below zero.
///
/// # Errors
/// `conflict` when there is too little, saying how much; `not_found`.
pub(crate) async fn move_credit(tx: &mut Tx, change_minor: i64, entry: Entry<'_>) -> Result<i64> {
    let entry = Entry { customer_id: kept(tx, entry.customer_id).await?, ..entry };
    if change_minor == 0 {
        return Ok(balances(tx, entry.customer_id).await?.1);
    }
    let left: Option<(i64,)> = tx
        .sql(
            "update customers
             set store_credit_minor = store_credit_minor + cast($2 as bigint)
             where id = $1 and store_credit_minor + cast($2 as bigint) >= 0
             returning store_credit_minor",
        )
        .bind(entry.customer_id)
        .bind(change_minor)
        .optional()
        .await?;
    match left {
        Some((balance,)) => {
            insert_entry(tx, Id::now(), Account::Credit, change_minor, balance, entry).await?;
            Ok(balance)
        }
        None => {
            let (_, credit_minor) = balances(tx, entry.customer_id).await?;
            let name = name_of(tx, entry.customer_id).await?.unwrap_or_default();
            let available = settings::store::shop(tx).await?.currency.money(credit_minor);
            Err(Error::Conflict {
                message: format!("{name} has only {available} of credit."),
                details: Some(json!({ "available": available })),
            })
        }
    }
}

/// Counts a purchase, or takes back what a refund returned: `spent_minor` is negative then, and no order is uncounted.
///
/// # Errors
/// `not_found`
pub(crate) async fn count_purchase(
    tx: &mut Tx,
    customer_id: Id,
    spent_minor: i64,
    orders: i64,
    completed_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let customer_id = kept(tx, customer_id).await?;
    let counted = tx
        .sql(
            "update customers
             set total_spent_minor = total_spent_minor + cast($2 as bigint), order_count = order_count + cast($3 as bigint),
                 last_order_at = case when last_order_at > $4 then last_order_at else coalesce($4, last_order_at) end
             where id = $1",
        )
        .bind(customer_id)
        .bind(spent_minor)
        .bind(orders)
        .bind(completed_at)
        .execute()
        .await?;
    if counted == 0 { Err(Error::NotFound { what: "This customer" }) } else { Ok(()) }
}

/// Where a customer gets letters; none when there is no such customer, or no address of theirs.
pub(crate) async fn email_of(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        db.sql("select email from customers where id = $1").bind(id).optional().await?;
    Ok(row.and_then(|(email,)| email))
}

/// A customer's name, active or not; none when there is no such customer.
pub(crate) async fn name_of(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(String,)> = db.sql("select name from customers where id = $1").bind(id).optional().await?;
    Ok(row.map(|(name,)| name))
}

/// Points, and credit in minor units.
async fn balances(tx: &mut Tx, customer_id: Id) -> Result<(i64, i64)> {
    tx.sql("select loyalty_points, store_credit_minor from customers where id = $1")
        .bind(customer_id)
        .optional()
        .await?
        .ok_or(Error::NotFound { what: "This customer" })
}

/// Who has the points, credit and totals of this customer: the customer, held until the transaction ends, or whoever
/// the customer was merged into meanwhile.
async fn kept(tx: &mut Tx, customer_id: Id) -> Result<Id> {
    match hold(tx, customer_id).await? {
        None => Ok(customer_id),
        Some(into) => hold(tx, into).await.map(|_| into),
    }
}

/// Holds a customer against other movements; answers who it was merged into.
async fn hold(tx: &mut Tx, customer_id: Id) -> Result<Option<Id>> {
    let row: Option<(Option<Id>,)> = tx
        .sql(Sql {
            lite: "select merged_into from customers where id = $1",
            // Not `for update`: two sales that have named the same customer already would wait for each other.
            pg: "select merged_into from customers where id = $1 for no key update",
        })
        .bind(customer_id)
        .optional()
        .await?;
    row.map(|(into,)| into).ok_or(Error::NotFound { what: "This customer" })
}

async fn insert_entry(
    tx: &mut Tx,
    id: Id,
    account: Account,
    change: i64,
    balance: i64,
    entry: Entry<'_>,
) -> Result<()> {
    tx.sql(
        "insert into customer_ledger (id, customer_id, account, change, balance, reason, note, order_id, user_id,
                user_name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id)
    .bind(entry.customer_id)
    .bind(account)
    .bind(change)
    .bind(balance)
    .bind(entry.reason)
    .bind(entry.note.map(str::to_owned))
    .bind(entry.order_id)
    .bind(entry.user_id)
    .bind(entry.user_name.to_owned())
    .bind(entry.at)
    .execute()
    .await
    .map_err(|failure| match failure.duplicate_of() {
        Some(_) => Error::conflict("This id belongs to another entry of a ledger already."),
        None => failure.into(),
    })?;
    Ok(())
}

/// The adjustment of this id: whose, how many points, and why.
pub(crate) async fn adjustment(tx: &mut Tx, id: Id) -> Result<Option<(Id, i64, Option<String>)>> {
    Ok(tx.sql("select customer_id, change, note from customer_ledger where id = $1").bind(id).optional().await?)
}

/// A row of the ledger.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct LedgerRow {
    pub(crate) id: Id,
    pub(crate) account: Account,
    pub(crate) change: i64,
    pub(crate) balance: i64,
    pub(crate) reason: LedgerReason,
    pub(crate) note: Option<String>,
    pub(crate) order_id: Option<Id>,
    pub(crate) user_name: String,
    pub(crate) created_at: DateTime<Utc>,
}

/// A page of a customer's ledger, newest first, with one row to spare.
pub(crate) async fn ledger(
    db: &mut impl Session,
    customer_id: Id,
    account: Option<Account>,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<LedgerRow>> {
    let (at, id) = before
        .map_or((DateTime::<Utc>::from_timestamp_nanos(i64::MAX), String::new()), |(at, id)| (at, id.to_string()));
    Ok(db
        .sql(
            "select id, account, change, balance, reason, note, order_id, user_name, created_at
             from customer_ledger
             where customer_id = $1 and (created_at, id) < ($2, $3)
               and (cast($4 as text) is null or account = $4)
             order by created_at desc, id desc
             limit $5",
        )
        .bind(customer_id)
        .bind(at)
        .bind(id)
        .bind(account)
        .bind(limit.and_one())
        .all()
        .await?)
}
