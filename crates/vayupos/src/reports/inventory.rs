//! What is on the shelf, and what it is worth.

use serde::{Deserialize, Serialize};

use super::ledger_store::{self, Shelf, ShelfRow};
use crate::app::App;
use crate::auth::{Permit, SeeStockReport};
use crate::currency::Currency;
use crate::error::Result;
use crate::id::Id;
use crate::money::{Money, UnitPrice, round_div};
use crate::page::{self, Limit, Page};
use crate::quantity::Quantity;
use crate::settings;
use crate::words::words;

words! {
    /// How much of a product there is.
    pub enum StockStatus {
        /// More than its minimum.
        Enough = "enough",
        /// At its minimum or below.
        Low = "low",
        /// Nothing.
        Out = "out",
    }
}

/// Which products, and which page of them.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetInventoryReport {
    /// Only what is at its minimum or below. Left out: everything.
    low_only: Option<bool>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// What is on the shelf.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct InventoryReport {
    /// The active products whose stock is counted, by name.
    pub data: Vec<StockLevel>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// Everything that is counted, also what `low_only` leaves out.
    pub totals: StockTotals,
}

/// How much of a product there is.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct StockLevel {
    /// The product.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category_name: Option<String>,
    /// What is counted.
    pub unit: String,
    /// How much there is.
    pub stock_quantity: Quantity,
    /// Below this it should be ordered.
    pub min_stock_level: Quantity,
    /// Whether that is enough.
    pub status: StockStatus,
    /// What one cost the shop.
    pub cost_price: Option<UnitPrice>,
    /// What one is sold at.
    pub price: UnitPrice,
    /// `cost_price × stock_quantity`; null when the cost is not known.
    pub cost_value: Option<Money>,
    /// `price × stock_quantity`.
    pub retail_value: Money,
}

/// What all of it comes to.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct StockTotals {
    /// Active products whose stock is counted.
    pub products: i64,
    /// Those at their minimum or below, the empty ones among them.
    pub low: i64,
    /// Those of which there is nothing.
    pub out: i64,
    /// Those whose cost is not known, which are not in `cost_value`.
    pub without_cost: i64,
    /// Σ of the products' own.
    pub cost_value: Money,
    /// Σ of the products' own.
    pub retail_value: Money,
}

impl Shelf {
    fn status(&self) -> StockStatus {
        if self.stock_e3 <= 0 {
            StockStatus::Out
        } else if self.stock_e3 <= self.min_stock_e3 {
            StockStatus::Low
        } else {
            StockStatus::Enough
        }
    }

    fn cost_value(&self, currency: Currency) -> Option<i64> {
        self.cost_price_e4.map(|cost| value(cost, self.stock_e3, currency))
    }

    fn retail_value(&self, currency: Currency) -> i64 {
        value(self.price_e4, self.stock_e3, currency)
    }
}

/// Price × quantity in minor units, ties away from zero.
fn value(price_e4: i64, quantity_e3: i64, currency: Currency) -> i64 {
    let minor = round_div(
        i128::from(price_e4) * i128::from(quantity_e3),
        10_i128.pow(7_u32.saturating_sub(u32::from(currency.digits()))),
    );
    i64::try_from(minor).unwrap_or(if minor < 0 { i64::MIN } else { i64::MAX })
}

impl StockLevel {
    fn of(row: ShelfRow, currency: Currency) -> Self {
        let shelf = Shelf {
            stock_e3: row.stock_e3,
            min_stock_e3: row.min_stock_e3,
            cost_price_e4: row.cost_price_e4,
            price_e4: row.price_e4,
        };
        let price = |e4| UnitPrice::stored(e4, currency.digits());
        Self {
            product_id: row.id,
            sku: row.sku,
            name: row.name,
            category_name: row.category_name,
            unit: row.unit,
            stock_quantity: Quantity::new(row.stock_e3),
            min_stock_level: Quantity::new(row.min_stock_e3),
            status: shelf.status(),
            cost_price: row.cost_price_e4.map(price),
            price: price(row.price_e4),
            cost_value: shelf.cost_value(currency).map(|minor| currency.money(minor)),
            retail_value: currency.money(shelf.retail_value(currency)),
        }
    }
}

impl StockTotals {
    fn of(shelf: &[Shelf], currency: Currency) -> Self {
        let count = |which: fn(&Shelf) -> bool| shelf.iter().filter(|product| which(product)).count() as i64;
        // A value beyond what 64 bits hold stays at their end: the report must not fail over a mistyped price.
        let sum = |values: &mut dyn Iterator<Item = i64>| values.fold(0, i64::saturating_add);
        Self {
            products: shelf.len() as i64,
            low: count(|product| product.stock_e3 <= product.min_stock_e3),
            out: count(|product| product.status() == StockStatus::Out),
            without_cost: count(|product| product.cost_price_e4.is_none()),
            cost_value: currency.money(sum(&mut shelf.iter().filter_map(|product| product.cost_value(currency)))),
            retail_value: currency.money(sum(&mut shelf.iter().map(|product| product.retail_value(currency)))),
        }
    }
}

/// What there is of each active product whose stock is counted, as it is now, and what it is worth.
///
/// Errors: `invalid`.
pub async fn get_inventory_report(
    app: &App,
    _by: Permit<SeeStockReport>,
    input: GetInventoryReport,
) -> Result<InventoryReport> {
    let limit = input.limit.unwrap_or_default();
    inventory_report(app, input, limit.rows()).await
}

/// The same with as many rows as a file may have.
pub(super) async fn inventory_report(app: &App, input: GetInventoryReport, limit: usize) -> Result<InventoryReport> {
    let after: Option<(String, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let rows = ledger_store::shelf(&mut reader, input.low_only.unwrap_or(false), after, limit).await?;
    let page = Page::cut_at(rows, limit, |row| (row.name_key.clone(), row.id)).map(|row| StockLevel::of(row, currency));
    let shelf = ledger_store::whole_shelf(&mut reader).await?;
    Ok(InventoryReport { data: page.data, next_cursor: page.next_cursor, totals: StockTotals::of(&shelf, currency) })
}
