//! Moving an order: held, completed, given up, brought back, changed while it waits.

use chrono::{DateTime, NaiveDate, Utc};

use crate::currency::Currency;
use crate::db::{Session, Sql, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::payments::give_back::SoldItem;
use crate::sales::order::{OrderStatus, StoredTax};
use crate::sales::store::orders::stored_currency;

/// An order that nobody else can move until the transaction ends.
#[derive(Debug)]
pub(crate) struct LockedOrder {
    pub(crate) id: Id,
    pub(crate) order_number: String,
    pub(crate) status: OrderStatus,
    pub(crate) customer_id: Option<Id>,
    pub(crate) notes: Option<String>,
    pub(crate) coupon_id: Option<Id>,
    pub(crate) currency: Currency,
    pub(crate) total_minor: i64,
    pub(crate) points_earned: i64,
}

#[derive(sqlx::FromRow)]
struct LockedRow {
    id: Id,
    order_number: String,
    status: OrderStatus,
    customer_id: Option<Id>,
    notes: Option<String>,
    coupon_id: Option<Id>,
    currency: String,
    total_minor: i64,
    points_earned: i64,
}

macro_rules! select_locked {
    ($lock:literal) => {
        concat!(
            "select id, order_number, status, customer_id, notes, coupon_id, currency, total_minor, points_earned
             from orders where id = $1",
            $lock
        )
    };
}

/// Holds an order against everybody else who would move it.
///
/// # Errors
/// `not_found`
pub(crate) async fn lock_order(tx: &mut Tx, id: Id) -> Result<LockedOrder> {
    let text = Sql { lite: select_locked!(""), pg: select_locked!(" for no key update") };
    let row: Option<LockedRow> = tx.sql(text).bind(id).optional().await?;
    let row = row.ok_or(Error::NotFound { what: "This order" })?;
    Ok(LockedOrder {
        currency: stored_currency(&row.currency)?,
        id: row.id,
        order_number: row.order_number,
        status: row.status,
        customer_id: row.customer_id,
        notes: row.notes,
        coupon_id: row.coupon_id,
        total_minor: row.total_minor,
        points_earned: row.points_earned,
    })
}

/// What completing an order writes on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Completion {
    pub(crate) cash_rounding_minor: i64,
    pub(crate) points_earned: i64,
    pub(crate) business_date: NaiveDate,
    pub(crate) business_hour: i64,
    pub(crate) at: DateTime<Utc>,
}

pub(crate) async fn complete(tx: &mut Tx, id: Id, completion: Completion) -> Result<()> {
    tx.sql(
        "update orders
         set status = 'completed', cash_rounding_minor = $2, points_earned = $3, business_date = $4,
             business_hour = $5, completed_at = $6
         where id = $1 and status = 'pending'",
    )
    .bind(id)
    .bind(completion.cash_rounding_minor)
    .bind(completion.points_earned)
    .bind(completion.business_date)
    .bind(completion.business_hour)
    .bind(completion.at)
    .execute()
    .await?;
    Ok(())
}

pub(crate) async fn cancel(tx: &mut Tx, id: Id, by: &str, reason: Option<String>, at: DateTime<Utc>) -> Result<()> {
    tx.sql(
        "update orders set status = 'cancelled', cancelled_by_name = $2, cancel_reason = $3, cancelled_at = $4
         where id = $1 and status = 'pending'",
    )
    .bind(id)
    .bind(by.to_owned())
    .bind(reason)
    .bind(at)
    .execute()
    .await?;
    Ok(())
}

pub(crate) async fn set_refunded(tx: &mut Tx, id: Id, status: OrderStatus) -> Result<()> {
    tx.sql("update orders set status = $2 where id = $1").bind(id).bind(status).execute().await?;
    Ok(())
}

/// Writes what may change of a pending order.
///
/// # Errors
/// `not_found` for a customer there is none of.
pub(crate) async fn update_pending(tx: &mut Tx, id: Id, customer_id: Option<Id>, notes: Option<String>) -> Result<()> {
    let written = tx
        .sql("update orders set customer_id = $2, notes = $3 where id = $1 and status = 'pending'")
        .bind(id)
        .bind(customer_id)
        .bind(notes)
        .execute()
        .await;
    match written {
        Err(failure) if failure.is_dangling() => Err(Error::NotFound { what: "This customer" }),
        Err(failure) => Err(failure.into()),
        Ok(_) => Ok(()),
    }
}

#[derive(sqlx::FromRow)]
struct SoldRow {
    id: Id,
    product_id: Id,
    name: String,
    unit: String,
    sold_by_weight: bool,
    quantity_e3: i64,
    total_minor: i64,
    taxes: String,
}

/// The items of an order as they were sold, with nothing given back yet.
pub(crate) async fn sold_items(tx: &mut Tx, order_id: Id) -> Result<Vec<SoldItem>> {
    let rows: Vec<SoldRow> = tx
        .sql(
            "select id, product_id, name, unit, sold_by_weight, quantity_e3, total_minor, taxes
             from order_items where order_id = $1 order by position",
        )
        .bind(order_id)
        .all()
        .await?;
    let item = |row: SoldRow| {
        let taxes: Vec<StoredTax> = serde_json::from_str(&row.taxes).map_err(Error::internal)?;
        Ok(SoldItem {
            id: row.id,
            product_id: row.product_id,
            name: row.name,
            in_pieces: row.unit == "each" && !row.sold_by_weight,
            quantity_e3: row.quantity_e3,
            total_minor: row.total_minor,
            taxes,
            returned_e3: 0,
            refunded_minor: 0,
        })
    };
    rows.into_iter().map(item).collect()
}
