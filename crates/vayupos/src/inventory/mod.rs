//! Stock: its movements and their log. `stock = opening + Σ logs`, always.

mod history;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::id::Id;
use crate::quantity::Quantity;
use crate::words::words;

pub use history::{ListProductHistory, list_product_history};

words! {
    /// Why stock moved.
    pub enum Reason {
        /// Sold.
        Sale = "sale",
        /// Brought back.
        Return = "return",
        /// An order was cancelled.
        Cancel = "cancel",
        /// Delivered.
        Purchase = "purchase",
        /// Corrected.
        Adjustment = "adjustment",
        /// Broken or spoilt.
        Damage = "damage",
        /// Counted.
        Count = "count",
        /// Moved elsewhere.
        Transfer = "transfer",
    }
}

/// A stock movement.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct InventoryLog {
    /// The identifier.
    pub id: Id,
    /// Of what.
    pub product_id: Id,
    /// Why.
    pub reason: Reason,
    /// By how much, negative for what left the shelf.
    pub quantity: Quantity,
    /// How much there was.
    pub before: Quantity,
    /// How much there is: `before + quantity`.
    pub after: Quantity,
    /// Who did it, under the name of that day.
    pub user_name: String,
    /// What it belongs to: an order's number.
    pub reference: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What is to leave the shelf of one product.
#[derive(Debug, Clone)]
pub(crate) struct Taking {
    pub(crate) product_id: Id,
    pub(crate) product_name: String,
    /// More than zero.
    pub(crate) quantity_e3: i64,
}

/// Why, by whom, for what and when stock moves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Movement<'a> {
    pub(crate) reason: Reason,
    pub(crate) user_id: Id,
    pub(crate) user_name: &'a str,
    pub(crate) order_id: Option<Id>,
    pub(crate) reference: Option<&'a str>,
    pub(crate) at: DateTime<Utc>,
}
