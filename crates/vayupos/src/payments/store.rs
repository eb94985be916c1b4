//! All SQL on payments.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::currency::Currency;
use crate::db::{Session, Tx, rows};
use crate::error::Result;
use crate::id::Id;
use crate::payments::{Payment, PaymentStatus};
use crate::sales::tender::{Method, SettledTender};

/// Where, by whom and when money was taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Booking {
    pub(crate) order_id: Id,
    pub(crate) till_id: Id,
    pub(crate) user_id: Id,
    pub(crate) business_date: NaiveDate,
    pub(crate) at: DateTime<Utc>,
}

pub(crate) async fn insert(tx: &mut Tx, tenders: &[SettledTender], booking: Booking) -> Result<()> {
    let payments: Vec<_> = tenders
        .iter()
        .enumerate()
        .map(|(position, settled)| {
            json!({
                "id": Id::now(), "position": position, "method": settled.tender.method,
                "amount_minor": settled.amount_minor, "given_minor": settled.tender.given_minor,
                "change_minor": settled.change_minor, "reference": settled.tender.reference,
            })
        })
        .collect();
    tx.sql(
        "insert into payments (id, order_id, position, method, amount_minor, given_minor, change_minor, reference,
                status, till_id, user_id, business_date, created_at)
         select value ->> 'id', $2, cast(value ->> 'position' as bigint), value ->> 'method',
                cast(value ->> 'amount_minor' as bigint), cast(value ->> 'given_minor' as bigint),
                cast(value ->> 'change_minor' as bigint), value ->> 'reference', $3, $4, $5, $6, $7
         from json_each($1)",
    )
    .bind(rows(&payments))
    .bind(booking.order_id)
    .bind(PaymentStatus::Completed)
    .bind(booking.till_id)
    .bind(booking.user_id)
    .bind(booking.business_date)
    .bind(booking.at)
    .execute()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct PaymentRow {
    id: Id,
    method: Method,
    amount_minor: i64,
    given_minor: i64,
    change_minor: i64,
    reference: Option<String>,
    status: PaymentStatus,
    created_at: DateTime<Utc>,
}

/// The payments of an order, in the order they were offered.
pub(crate) async fn of_order(db: &mut impl Session, order_id: Id, currency: Currency) -> Result<Vec<Payment>> {
    let rows: Vec<PaymentRow> = db
        .sql(
            "select id, method, amount_minor, given_minor, change_minor, reference, status, created_at
             from payments
             where order_id = $1
             order by position",
        )
        .bind(order_id)
        .all()
        .await?;
    let payment = |row: PaymentRow| Payment {
        id: row.id,
        order_id,
        method: row.method,
        amount: currency.money(row.amount_minor),
        given: currency.money(row.given_minor),
        change: currency.money(row.change_minor),
        reference: row.reference,
        status: row.status,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(payment).collect())
}
