//! Rows of `payments`.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::currency::Currency;
use crate::db::{Session, Tx, Writes, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::Limit;
use crate::payments::give_back::Paid;
use crate::payments::{Payment, PaymentStatus};
use crate::sales::tender::{Method, SettledTender};

/// Where, by whom and when money was taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Booking<'a> {
    pub(crate) order_id: Id,
    pub(crate) currency: Currency,
    /// The place of the first of them among the order's payments.
    pub(crate) first_position: usize,
    pub(crate) till_id: Id,
    pub(crate) user_id: Id,
    pub(crate) user_name: &'a str,
    pub(crate) business_date: NaiveDate,
    pub(crate) at: DateTime<Utc>,
}

/// A payment to be written.
#[derive(Debug)]
pub(crate) struct NewPayment {
    pub(crate) id: Id,
    pub(crate) settled: SettledTender,
    pub(crate) points: Option<i64>,
    pub(crate) notes: Option<String>,
    /// Of the request, when it came alone.
    pub(crate) fingerprint: Option<String>,
}

/// Writes payments of one order; answers them.
pub(crate) fn insert(writes: &mut Writes, new: &[NewPayment], booking: Booking<'_>) -> Vec<Payment> {
    let payments: Vec<_> = new
        .iter()
        .enumerate()
        .map(|(place, payment)| {
            let settled = &payment.settled;
            json!({
                "id": payment.id, "position": booking.first_position + place, "method": settled.tender.method,
                "amount_minor": settled.amount_minor, "given_minor": settled.tender.given_minor,
                "change_minor": settled.change_minor, "reference": settled.tender.reference,
                "points": payment.points, "notes": payment.notes, "fingerprint": payment.fingerprint,
            })
        })
        .collect();
    writes
        .sql(
            "insert into payments (id, order_id, position, method, amount_minor, given_minor, change_minor, reference,
                points, notes, fingerprint, status, till_id, user_id, user_name, business_date, created_at)
         select value ->> 'id', $2, cast(value ->> 'position' as bigint), value ->> 'method',
                cast(value ->> 'amount_minor' as bigint), cast(value ->> 'given_minor' as bigint),
                cast(value ->> 'change_minor' as bigint), value ->> 'reference', cast(value ->> 'points' as bigint),
                value ->> 'notes', value ->> 'fingerprint', $3, $4, $5, $6, $7, $8
         from json_each($1)",
        )
        .bind(rows(&payments))
        .bind(booking.order_id)
        .bind(PaymentStatus::Completed)
        .bind(booking.till_id)
        .bind(booking.user_id)
        .bind(booking.user_name.to_owned())
        .bind(booking.business_date)
        .bind(booking.at);
    new.iter().map(|payment| payment.written(booking)).collect()
}

impl NewPayment {
    fn written(&self, booking: Booking<'_>) -> Payment {
        let money = |minor| booking.currency.money(minor);
        Payment {
            id: self.id,
            order_id: booking.order_id,
            method: self.settled.tender.method,
            amount: money(self.settled.amount_minor),
            given: money(self.settled.tender.given_minor),
            change: money(self.settled.change_minor),
            points: self.points,
            reference: self.settled.tender.reference.clone(),
            notes: self.notes.clone(),
            status: PaymentStatus::Completed,
            refunded: money(0),
            user_name: Some(booking.user_name.to_owned()),
            created_at: booking.at,
        }
    }
}

#[derive(sqlx::FromRow)]
struct PaymentRow {
    id: Id,
    order_id: Id,
    method: Method,
    amount_minor: i64,
    given_minor: i64,
    change_minor: i64,
    points: Option<i64>,
    reference: Option<String>,
    notes: Option<String>,
    refunded_minor: i64,
    user_name: Option<String>,
    created_at: DateTime<Utc>,
}

impl PaymentRow {
    fn into_payment(self, currency: Currency) -> Payment {
        let status = match self.refunded_minor {
            0 => PaymentStatus::Completed,
            refunded if refunded < self.amount_minor => PaymentStatus::PartiallyRefunded,
            _ => PaymentStatus::Refunded,
        };
        Payment {
            id: self.id,
            order_id: self.order_id,
            method: self.method,
            amount: currency.money(self.amount_minor),
            given: currency.money(self.given_minor),
            change: currency.money(self.change_minor),
            points: self.points,
            reference: self.reference,
            notes: self.notes,
            status,
            refunded: currency.money(self.refunded_minor),
            user_name: self.user_name,
            created_at: self.created_at,
        }
    }
}

macro_rules! select_payments {
    ($($rest:literal),+) => {
        concat!(
            "select p.id, p.order_id, p.method, p.amount_minor, p.given_minor, p.change_minor, p.points, p.reference,
                    p.notes, p.user_name, p.created_at,
                    (select coalesce(cast(sum(r.amount_minor) as bigint), 0)
                     from refund_payments r where r.payment_id = p.id) as refunded_minor
             from payments p
             ",
            $($rest),+
        )
    };
}

/// The payments of an order, in the order they were offered.
pub(crate) async fn of_order(db: &mut impl Session, order_id: Id, currency: Currency) -> Result<Vec<Payment>> {
    let rows: Vec<PaymentRow> =
        db.sql(select_payments!("where p.order_id = $1 order by p.position")).bind(order_id).all().await?;
    Ok(rows.into_iter().map(|row| row.into_payment(currency)).collect())
}

/// The same as figures for a refund.
pub(crate) async fn paid(tx: &mut Tx, order_id: Id) -> Result<Vec<Paid>> {
    let rows: Vec<PaymentRow> =
        tx.sql(select_payments!("where p.order_id = $1 order by p.position")).bind(order_id).all().await?;
    let paid = |row: PaymentRow| Paid {
        id: row.id,
        method: row.method,
        amount_minor: row.amount_minor,
        refunded_minor: row.refunded_minor,
        points: row.points,
    };
    Ok(rows.into_iter().map(paid).collect())
}

/// One payment.
///
/// # Errors
/// `not_found`
pub(crate) async fn payment(db: &mut impl Session, id: Id, currency: Currency) -> Result<Payment> {
    let row: Option<PaymentRow> = db.sql(select_payments!("where p.id = $1")).bind(id).optional().await?;
    row.map(|row| row.into_payment(currency)).ok_or(Error::NotFound { what: "This payment" })
}

/// Which payments of a list.
#[derive(Debug, Default)]
pub(crate) struct PaymentFilter {
    pub(crate) order_id: Option<Id>,
    pub(crate) method: Option<Method>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

// One text for each index that can carry a list, because an optional condition hides it from the planner.
macro_rules! newest_payments {
    ($first:literal) => {
        select_payments!(
            "where (p.created_at, p.id) < ($1, $2)
               and (cast($3 as text) is null or p.order_id = $3)
               and (cast($4 as text) is null or p.method = $4)
               and p.business_date >= $5 and p.business_date <= $6
               and ",
            $first,
            " order by p.created_at desc, p.id desc
             limit $7"
        )
    };
}

/// A page of payments, newest first, with one row to spare.
pub(crate) async fn payments(
    db: &mut impl Session,
    filter: PaymentFilter,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
    currency: Currency,
) -> Result<Vec<Payment>> {
    let (at, id) = crate::page::from_the_top(before);
    let text = match filter {
        PaymentFilter { order_id: Some(_), .. } => newest_payments!("p.order_id = $3"),
        PaymentFilter { method: Some(_), .. } => newest_payments!("p.method = $4"),
        PaymentFilter { .. } => newest_payments!("true"),
    };
    let rows: Vec<PaymentRow> = db
        .sql(text)
        .bind(at)
        .bind(id)
        .bind(filter.order_id)
        .bind(filter.method)
        .bind(filter.from.unwrap_or(crate::clock::FIRST_DATE))
        .bind(filter.to.unwrap_or(crate::clock::LAST_DATE))
        .bind(limit.and_one())
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.into_payment(currency)).collect())
}

/// The order a payment belongs to.
///
/// # Errors
/// `not_found`
pub(crate) async fn order_of(db: &mut impl Session, payment_id: Id) -> Result<Id> {
    let row: Option<(Id,)> = db.sql("select order_id from payments where id = $1").bind(payment_id).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound { what: "This payment" })
}

/// The request a payment was made by, when there is a payment of this id; empty when it came with its order.
pub(crate) async fn fingerprint(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        db.sql("select fingerprint from payments where id = $1").bind(id).optional().await?;
    Ok(row.map(|(fingerprint,)| fingerprint.unwrap_or_default()))
}

/// Writes what may change of a payment: what is said of it, never what it was.
pub(crate) async fn update(tx: &mut Tx, id: Id, reference: Option<String>, notes: Option<String>) -> Result<()> {
    tx.sql("update payments set reference = $2, notes = $3 where id = $1")
        .bind(id)
        .bind(reference)
        .bind(notes)
        .execute()
        .await?;
    Ok(())
}
