//! Sales by product and by category.

use chrono::NaiveDate;
use serde::Serialize;

use super::figures::ProductFigures;
use super::range::{look, ranged_input};
use super::store::{self, SoldProduct};
use crate::app::App;
use crate::auth::{Permit, SeeReports};
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::{self, Limit, Page};

const MAX_QUERY_CHARS: usize = 100;

ranged_input! {
    /// Which days, which products, and which page of them.
    pub struct ListProductSales {
        /// Beginnings of words of a name, an SKU or a barcode.
        #[schemars(length(max = 100))]
        q: Option<String>,
        limit: Option<Limit>,
        cursor: Option<String>,
    }
}

ranged_input! {
    /// Which days.
    pub struct GetCategoriesReport {}
}

/// What was sold of each product.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ProductSales {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// The products, the highest total first.
    pub data: Vec<ProductSalesRow>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
    /// How many products there are on all pages.
    pub products: i64,
    /// All pages together.
    pub totals: ProductFigures,
}

/// What was sold of a product.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ProductSalesRow {
    /// The product.
    pub product_id: Id,
    /// Its SKU now.
    pub sku: String,
    /// Its name now.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// Its category now.
    pub category_name: Option<String>,
    /// In how many orders it was.
    pub orders: i64,
    /// What was sold.
    #[serde(flatten)]
    pub figures: ProductFigures,
}

impl ProductSalesRow {
    pub(super) fn of(row: SoldProduct, currency: Currency) -> Self {
        Self {
            product_id: row.product_id,
            sku: row.sku,
            name: row.name,
            unit: row.unit,
            category_name: row.category_name,
            orders: row.orders,
            figures: row.sums.figures(currency),
        }
    }
}

/// What was sold of each product that was sold or brought back, the highest total first.
///
/// Errors: `invalid`.
pub async fn list_product_sales(app: &App, _by: Permit<SeeReports>, input: ListProductSales) -> Result<ProductSales> {
    let limit = input.limit.unwrap_or_default();
    product_sales(app, input, limit.rows()).await
}

/// The same with as many rows as a file may have.
pub(super) async fn product_sales(app: &App, input: ListProductSales, limit: usize) -> Result<ProductSales> {
    let q = input.q.unwrap_or_default();
    if q.chars().count() > MAX_QUERY_CHARS {
        return Err(Error::invalid("q", format!("A search has at most {MAX_QUERY_CHARS} characters.")));
    }
    let after: Option<(i64, Id)> = page::decode(input.cursor.as_deref())?;
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let rows = store::products(&mut reader, range, &q, after, limit as i64 + 1).await?;
    let page = Page::cut_at(rows, limit, |row| (row.sums.total_minor, row.product_id));
    let (products, totals) = store::all_products(&mut reader, range, &q).await?;
    Ok(ProductSales {
        from: range.from,
        to: range.to,
        data: page.data.into_iter().map(|row| ProductSalesRow::of(row, shop.currency)).collect(),
        next_cursor: page.next_cursor,
        products,
        totals: totals.figures(shop.currency),
    })
}

/// What was sold of each category.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CategoriesReport {
    /// The first business date.
    pub from: NaiveDate,
    /// The last business date.
    pub to: NaiveDate,
    /// The categories, the highest total first.
    pub data: Vec<CategorySales>,
    /// All of them.
    pub totals: ProductFigures,
}

/// What was sold of a category.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CategorySales {
    /// The category; null for products without one.
    pub category_id: Option<Id>,
    /// Its name.
    pub category_name: Option<String>,
    /// How many of its products were sold or brought back.
    pub products: i64,
    /// What was sold.
    #[serde(flatten)]
    pub figures: ProductFigures,
}

/// What was sold of each category, by the categories the products are in now.
///
/// Errors: `invalid`.
pub async fn get_categories_report(
    app: &App,
    _by: Permit<SeeReports>,
    input: GetCategoriesReport,
) -> Result<CategoriesReport> {
    let (mut reader, shop, range) = look(app, input.from, input.to).await?;
    let rows = store::categories(&mut reader, range).await?;
    let totals = super::figures::ProductSums::of(rows.iter().map(|row| &row.sums));
    let data = rows.into_iter().map(|row| CategorySales {
        category_id: row.category_id,
        category_name: row.category_name,
        products: row.products,
        figures: row.sums.figures(shop.currency),
    });
    Ok(CategoriesReport { from: range.from, to: range.to, data: data.collect(), totals: totals.figures(shop.currency) })
}
