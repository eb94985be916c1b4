//! Stock in figures: how much is there, what it cost, what it would sell for, and what is running out.

use serde::Serialize;

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::store::{self, summary::CategoryRow};
use crate::money::{Money, round_div};
use crate::quantity::Quantity;
use crate::settings;
use crate::wire::Nothing;

/// Where prices are split, so that their products with stock fit the database's integers.
const SPLIT: i128 = 1_000_000;

/// The stock of the active products.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct InventorySummary {
    /// All of it.
    #[serde(flatten)]
    pub total: StockFigures,
    /// By category, in their order; products without one last.
    pub categories: Vec<CategoryStock>,
}

/// The stock of a category.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CategoryStock {
    /// The category; null for products without one.
    pub category_id: Option<Id>,
    /// Its name.
    pub category_name: Option<String>,
    /// Its stock.
    #[serde(flatten)]
    pub stock: StockFigures,
}

/// Stock in figures. Each value is an exact sum of stock times price, rounded once: categories may add up to a cent more or
/// less than the total.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct StockFigures {
    /// Active products.
    pub product_count: i64,
    /// Those whose stock is counted; all further figures are of these.
    pub tracked_count: i64,
    /// With nothing left, or less.
    pub out_of_stock_count: i64,
    /// At their minimum or below it, those with nothing left among them.
    pub low_stock_count: i64,
    /// Whose cost is not known: they add nothing to the value at cost.
    pub without_cost_count: i64,
    /// Pieces of what is sold by the piece.
    pub total_units: Quantity,
    /// What the stock cost the shop.
    pub value_at_cost: Money,
    /// What it would sell for at the shelf's prices.
    pub value_at_price: Money,
}

/// Figures before rounding; values in 10⁻⁷ of the currency's unit.
#[derive(Default)]
struct Sums {
    products: i64,
    tracked: i64,
    out_of_stock: i64,
    low_stock: i64,
    without_cost: i64,
    pieces_e3: i64,
    cost_e7: i128,
    price_e7: i128,
}

impl Sums {
    fn add(&mut self, row: &CategoryRow) {
        let joined = |high: i64, low: i64| i128::from(high) * SPLIT + i128::from(low);
        self.products += row.products;
        self.tracked += row.tracked;
        self.out_of_stock += row.out_of_stock;
        self.low_stock += row.low_stock;
        self.without_cost += row.without_cost;
        self.pieces_e3 += row.pieces_e3;
        self.cost_e7 += joined(row.cost_high, row.cost_low);
        self.price_e7 += joined(row.price_high, row.price_low);
    }

    fn figures(&self, currency: Currency) -> Result<StockFigures> {
        Ok(StockFigures {
            product_count: self.products,
            tracked_count: self.tracked,
            out_of_stock_count: self.out_of_stock,
            low_stock_count: self.low_stock,
            without_cost_count: self.without_cost,
            total_units: Quantity::new(self.pieces_e3),
            value_at_cost: value(self.cost_e7, currency)?,
            value_at_price: value(self.price_e7, currency)?,
        })
    }
}

/// Stock times price, in 10⁻⁷ of the currency's unit, as money.
pub(super) fn value(e7: i128, currency: Currency) -> Result<Money> {
    let minor = round_div(e7, 10_i128.pow(7 - u32::from(currency.digits())));
    i64::try_from(minor).map(|minor| currency.money(minor)).map_err(Error::internal)
}

/// The stock of the active products in figures, in all and by category.
pub async fn get_inventory_summary(app: &App, _by: Permit<SignedIn>, _input: Nothing) -> Result<InventorySummary> {
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let rows = store::summary::by_category(&mut reader).await?;
    let mut total = Sums::default();
    let mut categories = Vec::with_capacity(rows.len());
    for row in rows {
        let mut sums = Sums::default();
        sums.add(&row);
        total.add(&row);
        categories.push(CategoryStock {
            category_id: row.category_id,
            category_name: row.category_name,
            stock: sums.figures(currency)?,
        });
    }
    Ok(InventorySummary { total: total.figures(currency)?, categories })
}
