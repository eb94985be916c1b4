//! Points and credit: a customer's balance and its ledger, always moved together.

use serde_json::json;

use crate::customers::{Account, Entry};
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::settings;

/// Gives or takes loyalty points; answers how many there are then. Nothing is written for no points.
///
/// Only a refund may take points that were spent already (`may_go_below_zero`).
///
/// # Errors
/// `conflict` when there are too few, saying how many; `not_found`.
pub(crate) async fn move_points(tx: &mut Tx, change: i64, may_go_below_zero: bool, entry: Entry<'_>) -> Result<i64> {
    if change == 0 {
        return Ok(balances(tx, entry.customer_id).await?.points);
    }
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
            insert_entry(tx, Account::Points, change, balance, entry).await?;
            Ok(balance)
        }
        None => {
            let Balances { name, points, .. } = balances(tx, entry.customer_id).await?;
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
    if change_minor == 0 {
        return Ok(balances(tx, entry.customer_id).await?.credit_minor);
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
            insert_entry(tx, Account::Credit, change_minor, balance, entry).await?;
            Ok(balance)
        }
        None => {
            let Balances { name, credit_minor, .. } = balances(tx, entry.customer_id).await?;
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
pub(crate) async fn count_purchase(tx: &mut Tx, customer_id: Id, spent_minor: i64, orders: i64) -> Result<()> {
    let counted = tx
        .sql(
            "update customers
             set total_spent_minor = total_spent_minor + cast($2 as bigint), order_count = order_count + cast($3 as bigint)
             where id = $1",
        )
        .bind(customer_id)
        .bind(spent_minor)
        .bind(orders)
        .execute()
        .await?;
    if counted == 0 { Err(Error::NotFound { what: "This customer" }) } else { Ok(()) }
}

/// A customer's name, active or not; none when there is no such customer.
pub(crate) async fn name_of(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(String,)> = db.sql("select name from customers where id = $1").bind(id).optional().await?;
    Ok(row.map(|(name,)| name))
}

#[derive(sqlx::FromRow)]
struct Balances {
    name: String,
    #[sqlx(rename = "loyalty_points")]
    points: i64,
    #[sqlx(rename = "store_credit_minor")]
    credit_minor: i64,
}

async fn balances(tx: &mut Tx, customer_id: Id) -> Result<Balances> {
    tx.sql("select name, loyalty_points, store_credit_minor from customers where id = $1")
        .bind(customer_id)
        .optional()
        .await?
        .ok_or(Error::NotFound { what: "This customer" })
}

async fn insert_entry(tx: &mut Tx, account: Account, change: i64, balance: i64, entry: Entry<'_>) -> Result<()> {
    tx.sql(
        "insert into customer_ledger (id, customer_id, account, change, balance, reason, note, order_id, user_id,
                user_name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(Id::now())
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
    .await?;
    Ok(())
}
