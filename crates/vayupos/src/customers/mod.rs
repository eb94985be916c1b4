//! Customers: who they are, and their points and credit. `balance = Σ ledger`, always.
//!
//! What they bought is the `sales` slice.

pub(crate) mod store;

use chrono::{DateTime, Utc};

use crate::id::Id;
use crate::words::words;

words! {
    /// What a customer holds in the shop.
    pub enum Account {
        /// Loyalty points.
        Points = "points",
        /// Credit in the shop, as money.
        Credit = "credit",
    }
}

words! {
    /// Why points or credit moved.
    pub enum LedgerReason {
        /// Points for a sale.
        Earned = "earned",
        /// Spent on a sale.
        Redeemed = "redeemed",
        /// Points of a sale taken back by its refund.
        Reversed = "reversed",
        /// Given back, or given instead of money, by a refund.
        Refunded = "refunded",
        /// Corrected by hand.
        Adjusted = "adjusted",
        /// Brought over from, or to, the same customer under another entry.
        Merged = "merged",
    }
}

/// Whose points or credit move, why, by whom, for which order and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) customer_id: Id,
    pub(crate) reason: LedgerReason,
    pub(crate) note: Option<&'a str>,
    pub(crate) order_id: Option<Id>,
    pub(crate) user_id: Id,
    pub(crate) user_name: &'a str,
    pub(crate) at: DateTime<Utc>,
}

/// A customer to be added.
#[derive(Debug, Clone)]
pub(crate) struct NewCustomer {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) notes: Option<String>,
}
