//! Looking up payments, and how an order stands.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::Result;
use crate::id::Id;
use crate::money::Money;
use crate::page::{self, Limit, Page};
use crate::payments::{Payment, store};
use crate::sales::tender::Method;
use crate::sales::{self, Order, OrderStatus};
use crate::settings;
use crate::words::words;

/// Which payment.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPayment {
    payment_id: Id,
}

/// Which payments.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPayments {
    order_id: Option<Id>,
    method: Option<Method>,
    /// The first business date.
    from: Option<NaiveDate>,
    /// The last business date.
    to: Option<NaiveDate>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Which order.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPaymentStatus {
    order_id: Id,
}

words! {
    /// How far an order is paid.
    pub enum PaidState {
        /// Nothing was paid.
        Unpaid = "unpaid",
        /// A part was paid.
        PartiallyPaid = "partially_paid",
        /// All was paid.
        Paid = "paid",
        /// A part went back.
        PartiallyRefunded = "partially_refunded",
        /// All went back.
        Refunded = "refunded",
    }
}

/// How an order stands.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OrderPaymentStatus {
    /// Which order.
    pub order_id: Id,
    /// Its number.
    pub order_number: String,
    /// Where the order stands.
    pub order_status: OrderStatus,
    /// How far it is paid.
    pub payment_status: PaidState,
    /// Whether nothing is due any more.
    pub is_paid: bool,
    /// What was to be paid.
    pub total: Money,
    /// What was paid.
    pub paid: Money,
    /// What is still due.
    pub due: Money,
    /// What of the total was given back.
    pub refunded: Money,
    /// Each payment.
    pub payments: Vec<Payment>,
}

/// One payment.
///
/// Errors: `not_found`.
pub async fn get_payment(app: &App, _by: Permit<Sell>, input: GetPayment) -> Result<Payment> {
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    store::payment(&mut reader, input.payment_id, currency).await
}

/// Payments, newest first.
///
/// Errors: `invalid`.
pub async fn list_payments(app: &App, _by: Permit<Sell>, input: ListPayments) -> Result<Page<Payment>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let filter =
        store::PaymentFilter { order_id: input.order_id, method: input.method, from: input.from, to: input.to };
    let rows = store::payments(&mut reader, filter, before, limit, currency).await?;
    Ok(Page::cut(rows, limit, |payment| (payment.created_at, payment.id)))
}

/// How far an order is paid.
///
/// Errors: `not_found`.
pub async fn get_payment_status(app: &App, _by: Permit<Sell>, input: GetPaymentStatus) -> Result<OrderPaymentStatus> {
    let order = sales::store::order(&mut app.db.read(), input.order_id).await?;
    Ok(OrderPaymentStatus {
        payment_status: paid_state(&order),
        is_paid: order.status.was_completed(),
        order_id: order.id,
        order_number: order.order_number,
        order_status: order.status,
        total: order.total,
        paid: order.paid,
        due: order.due,
        refunded: order.refunded,
        payments: order.payments,
    })
}

fn paid_state(order: &Order) -> PaidState {
    match order.status {
        OrderStatus::Pending if order.paid.minor() > 0 => PaidState::PartiallyPaid,
        OrderStatus::Cancelled if !order.payments.is_empty() => PaidState::Refunded,
        OrderStatus::Pending | OrderStatus::Cancelled => PaidState::Unpaid,
        OrderStatus::Completed => PaidState::Paid,
        OrderStatus::PartiallyRefunded => PaidState::PartiallyRefunded,
        OrderStatus::Refunded => PaidState::Refunded,
    }
}
