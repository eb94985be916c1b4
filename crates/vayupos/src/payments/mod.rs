//! Payments and refunds: what was taken for an order, and what went back. Neither is ever changed afterwards; a
//! correction is a new row that names the old one.
//!
//! [`give_back`] is pure: how a refund spreads over items and payments. Moving an order's status is the `sales` slice's.

mod booking;
mod create_payment;
pub(crate) mod give_back;
mod queries;
mod refund;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::id::Id;
use crate::money::{Money, Percent};
use crate::quantity::Quantity;
use crate::sales::tender::Method;
use crate::words::words;

pub(crate) use booking::give_back_deposits;
pub use create_payment::{CreatePayment, UpdatePayment, create_payment, update_payment};
pub use queries::{
    GetPayment, GetPaymentStatus, ListPayments, OrderPaymentStatus, PaidState, get_payment, get_payment_status,
    list_payments,
};
pub use refund::{NewReturn, RefundPayment, ReturnItems, refund_payment, return_items};

/// Characters of a reference at the most.
pub(crate) const MAX_REFERENCE_CHARS: usize = 80;
const MAX_NOTES_CHARS: usize = 500;

words! {
    /// Where a payment stands.
    pub enum PaymentStatus {
        /// The money is there.
        Completed = "completed",
        /// Some of it went back.
        PartiallyRefunded = "partially_refunded",
        /// All of it went back.
        Refunded = "refunded",
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Payment {
    /// The identifier.
    pub id: Id,
    /// What it paid for.
    pub order_id: Id,
    /// How.
    pub method: Method,
    /// What of it settled the order: `given − change`.
    pub amount: Money,
    /// What was handed over.
    pub given: Money,
    /// What went back as change.
    pub change: Money,
    /// The points it took, when it was paid in points.
    pub points: Option<i64>,
    /// The terminal's or the bank's number for it.
    pub reference: Option<String>,
    /// A remark.
    pub notes: Option<String>,
    /// Where it stands.
    pub status: PaymentStatus,
    /// What of the amount was given back.
    pub refunded: Money,
    /// Who took it, under the name of that day.
    pub user_name: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Something that went back: goods with their money, or money alone.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Refund {
    /// The identifier.
    pub id: Id,
    /// Of which order.
    pub order_id: Id,
    /// Why.
    pub reason: String,
    /// Whether it gave back what was paid on an order that was never completed.
    pub is_deposit: bool,
    /// What it took back of the order's items.
    pub items: Vec<RefundItem>,
    /// How the money went back.
    pub payments: Vec<RefundPart>,
    /// Without taxes.
    pub net: Money,
    /// All taxes.
    pub tax: Money,
    /// `net + tax`: what of the order's total it undoes.
    pub total: Money,
    /// What rounding the cash added, or took off: Σ payments = total + cash_rounding, but for a deposit.
    pub cash_rounding: Money,
    /// Points the customer lost again with it.
    pub points_reversed: i64,
    /// Who did it, under the name of that day.
    pub user_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What a refund took back of one item.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RefundItem {
    /// Which row of the order.
    pub order_item_id: Id,
    /// How much came back; nothing when only money went.
    pub quantity: Quantity,
    /// Whether it went back on the shelf.
    pub restock: bool,
    /// Without taxes.
    pub net: Money,
    /// Its taxes.
    pub tax: Money,
    /// `net + tax`.
    pub total: Money,
    /// Each tax of it.
    pub taxes: Vec<RefundTax>,
}

/// A tax that went back with an item.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RefundTax {
    /// Its name when the item was sold.
    pub name: String,
    /// Its rate then.
    pub rate: Percent,
    /// Whether the price contained it.
    pub included: bool,
    /// How much.
    pub tax: Money,
}

/// The part of a refund that undoes one payment.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RefundPart {
    /// Which payment.
    pub payment_id: Id,
    /// How it went back.
    pub method: Method,
    /// How much.
    pub amount: Money,
}
