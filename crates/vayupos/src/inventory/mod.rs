//! Stock: its movements and their log. `stock = opening + Σ logs`, always.

mod adjust;
mod counts;
mod history;
mod logs;
pub(crate) mod store;
mod summary;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::id::Id;
use crate::quantity::Quantity;
use crate::words::words;

pub use adjust::{AdjustStock, adjust_stock};
pub use counts::{
    CloseStockCount, CountLine, CountSheet, CountStatus, CountStock, CreateStockCount, DiscardStockCount, EntryKind,
    GetStockCount, ListStockCountMissing, ListStockCounts, MissingProduct, StockCount, close_stock_count, count_stock,
    create_stock_count, discard_stock_count, get_stock_count, list_stock_count_missing, list_stock_counts,
};
pub use history::{ListProductHistory, list_product_history};
pub use logs::{
    CreateInventoryLog, GetInventoryLog, ListInventoryLogs, create_inventory_log, get_inventory_log,
    list_inventory_logs,
};
pub use summary::{CategoryStock, InventorySummary, StockFigures, get_inventory_summary};

const MAX_NOTES_CHARS: usize = 500;
const MAX_REFERENCE_CHARS: usize = 80;

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
    /// Its name today.
    pub product_name: String,
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
    /// What it belongs to: an order's number, a delivery note, the name of a count.
    pub reference: Option<String>,
    /// The order it belongs to.
    pub order_id: Option<Id>,
    /// What there is to say about it.
    pub notes: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl Reason {
    /// Refuses what belongs to a document of its own: sales and cancelled orders write their movements themselves.
    fn by_hand(self, field: &str) -> Result<Self> {
        match self {
            Self::Purchase | Self::Adjustment | Self::Damage | Self::Transfer | Self::Return | Self::Count => Ok(self),
            Self::Sale | Self::Cancel => Err(Error::invalid(
                field,
                format!("A movement of this reason ({}) comes from its order.", self.as_str()),
            )),
        }
    }
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
