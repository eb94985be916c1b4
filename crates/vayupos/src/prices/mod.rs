//! Many prices changed together: looked through first, written in one transaction, taken back.
//!
//! [`rule`] computes (pure), [`change`] looks and writes, [`undo`] takes back.

mod change;
mod rule;
mod store;
mod undo;

pub use change::{
    ChangePrices, ListPriceChanges, PreviewPriceChange, PriceChange, PriceCounts, PricePreview, PriceRow,
    change_prices, list_price_changes, preview_price_change,
};
pub use rule::{PriceRounding, PriceStep};
pub use undo::{KeptPrice, UndoPriceChange, UndonePrices, undo_price_change};

/// Products of one change at the most.
const MAX_PRODUCTS: usize = 20_000;
/// Products that are named one by one at the most.
const MAX_NAMED: usize = 5_000;
/// Rows that a preview shows, and products that are named when a change is taken back.
const MAX_SHOWN: usize = 500;
