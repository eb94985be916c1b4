//! Payments: what was taken for an order, never changed afterwards.

pub(crate) mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::id::Id;
use crate::money::Money;
use crate::sales::tender::Method;
use crate::words::words;

words! {
    /// Where a payment stands.
    pub enum PaymentStatus {
        /// The money is there.
        Completed = "completed",
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
    /// What went back.
    pub change: Money,
    /// The terminal's or the bank's number for it.
    pub reference: Option<String>,
    /// Where it stands.
    pub status: PaymentStatus,
    /// When.
    pub created_at: DateTime<Utc>,
}
