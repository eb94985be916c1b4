//! Products.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCatalog, Permit, SignedIn};
use crate::catalog::store::NewProduct;
use crate::catalog::{
    Colour, MAX_BARCODES, MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS, MAX_SKU_CHARS, MAX_TAXES, MAX_UNIT_CHARS, Tax,
    barcode, store,
};
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::finding::{self, Prefixes, fold};
use crate::id::Id;
use crate::money::{Amount, UnitPrice};
use crate::page::{self, Direction, Limit, Page, SortKey, Start};
use crate::quantity::Quantity;
use crate::settings;
use crate::wire;
use crate::words::words;

/// A product.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Product {
    /// The identifier.
    pub id: Id,
    /// The shop's own number for it, unlike any other's.
    pub sku: String,
    /// The name on shelf and receipt.
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// The codes it is scanned by.
    pub barcodes: Vec<String>,
    /// Its category.
    pub category_id: Option<Id>,
    /// The category's name.
    pub category_name: Option<String>,
    /// The category's colour; grey without one.
    pub colour: Colour,
    /// Of one piece or one unit of weight.
    pub price: UnitPrice,
    /// What it cost the shop.
    pub cost_price: Option<UnitPrice>,
    /// The taxes on it.
    pub taxes: Vec<Tax>,
    /// How much there is.
    pub stock_quantity: Quantity,
    /// Below this it should be ordered.
    pub min_stock_level: Quantity,
    /// What is counted: `each`, `kg`, …
    pub unit: String,
    /// Whether it is put on the scales.
    pub sold_by_weight: bool,
    /// Whether stock is counted at all.
    pub track_stock: bool,
    /// Whether it is sold when there is none: the stock goes below zero then.
    pub allow_negative_stock: bool,
    /// Whether it is among the first tiles.
    pub is_favourite: bool,
    /// The version of its picture, if it has one.
    pub image_version: Option<i64>,
    /// Whether it can be sold.
    pub is_active: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last changed.
    pub updated_at: DateTime<Utc>,
}

/// A new product.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProduct {
    /// Chosen by the caller, so that a retry adds nothing twice.
    pub(crate) id: Option<Id>,
    #[schemars(length(min = 1, max = 64))]
    pub(crate) sku: String,
    #[schemars(length(min = 1, max = 120))]
    pub(crate) name: String,
    #[schemars(length(max = 2000))]
    pub(crate) description: Option<String>,
    #[schemars(length(max = 20), inner(length(min = 1, max = 64)))]
    pub(crate) barcodes: Option<Vec<String>>,
    pub(crate) category_id: Option<Id>,
    pub(crate) price: Amount,
    pub(crate) cost_price: Option<Amount>,
    #[schemars(length(max = 8))]
    pub(crate) tax_ids: Option<Vec<Id>>,
    /// What is there to begin with.
    pub(crate) stock_quantity: Option<Quantity>,
    pub(crate) min_stock_level: Option<Quantity>,
    /// Left out: `each`.
    #[schemars(length(max = 12))]
    pub(crate) unit: Option<String>,
    pub(crate) sold_by_weight: Option<bool>,
    /// Left out: true.
    pub(crate) track_stock: Option<bool>,
    /// Whether it is sold when there is none. Left out: false.
    pub(crate) allow_negative_stock: Option<bool>,
    pub(crate) is_favourite: Option<bool>,
}

words! {
    /// What a list of products is sorted by.
    pub enum ProductSort {
        /// By name.
        Name = "name",
        /// By SKU.
        Sku = "sku",
        /// By price.
        Price = "price",
        /// By how much there is.
        Stock = "stock",
    }
}

/// Which page of products.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListProducts {
    /// Words of their names, SKUs and barcodes, or beginnings of them.
    #[schemars(length(max = 100))]
    q: Option<String>,
    category_id: Option<Id>,
    is_favourite: Option<bool>,
    /// Left out: true.
    is_active: Option<bool>,
    /// Whether there is as little as the minimum, or less.
    low_stock: Option<bool>,
    /// One of their taxes.
    tax_id: Option<Id>,
    /// Left out: by name.
    sort: Option<ProductSort>,
    /// Left out: ascending.
    direction: Option<Direction>,
    /// Whether to say how many there are on all pages. Left out: false.
    count: Option<bool>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Which product.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetProduct {
    product_id: Id,
}

/// Adds a product.
///
/// Errors: `conflict` for a SKU or a barcode that is taken; `not_found` for a category or tax there is none of; `invalid`.
pub async fn create_product(app: &App, _by: Permit<ManageCatalog>, input: CreateProduct) -> Result<Product> {
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let new = checked(input, currency)?;
    store::insert_product(&mut tx, &new, app.clock.now()).await?;
    let product = store::product(&mut tx, new.id, currency).await?;
    tx.commit().await?;
    Ok(product)
}

pub(crate) fn checked(input: CreateProduct, currency: Currency) -> Result<NewProduct> {
    let sku = wire::required(&input.sku, "sku", MAX_SKU_CHARS)?;
    let name = wire::required(&input.name, "name", MAX_NAME_CHARS)?;
    let barcodes = checked_barcodes(input.barcodes.unwrap_or_default())?;
    let mut tax_ids = input.tax_ids.unwrap_or_default();
    let given = tax_ids.len();
    tax_ids.sort_unstable();
    tax_ids.dedup();
    if given > MAX_TAXES || tax_ids.len() < given {
        return Err(Error::invalid("tax_ids", format!("A product has at most {MAX_TAXES} taxes, each once.")));
    }
    let unit = wire::optional(input.unit.as_deref(), "unit", MAX_UNIT_CHARS)?;
    Ok(NewProduct {
        id: input.id.unwrap_or_else(Id::now),
        search_text: store::search_text(&name, &sku, &barcodes),
        name_key: fold(&name),
        sku,
        name,
        description: wire::optional(input.description.as_deref(), "description", MAX_DESCRIPTION_CHARS)?,
        barcodes,
        category_id: input.category_id,
        price: currency.parse_unit_price(&input.price, "price")?,
        cost_price: input.cost_price.map(|cost| currency.parse_unit_price(&cost, "cost_price")).transpose()?,
        tax_ids,
        stock: not_negative(input.stock_quantity, "stock_quantity")?,
        min_stock: not_negative(input.min_stock_level, "min_stock_level")?,
        unit: unit.unwrap_or_else(|| "each".into()),
        sold_by_weight: input.sold_by_weight.unwrap_or(false),
        track_stock: input.track_stock.unwrap_or(true),
        allow_negative_stock: input.allow_negative_stock.unwrap_or(false),
        is_favourite: input.is_favourite.unwrap_or(false),
    })
}

fn checked_barcodes(codes: Vec<String>) -> Result<Vec<String>> {
    if codes.len() > MAX_BARCODES {
        return Err(Error::invalid("barcodes", format!("A product has at most {MAX_BARCODES} barcodes.")));
    }
    let mut checked: Vec<String> = Vec::with_capacity(codes.len());
    for (place, code) in codes.iter().enumerate() {
        let code = barcode::check(code, &format!("barcodes[{place}]"))?;
        if checked.iter().any(|other| barcode::key(other) == barcode::key(&code)) {
            return Err(Error::invalid(format!("barcodes[{place}]"), "This barcode is given twice."));
        }
        checked.push(code);
    }
    Ok(checked)
}

fn not_negative(quantity: Option<Quantity>, field: &str) -> Result<Quantity> {
    match quantity.unwrap_or_default() {
        quantity if quantity >= Quantity::ZERO => Ok(quantity),
        _ => Err(Error::invalid(field, "A quantity to begin with is not below zero.")),
    }
}

/// The products, the active ones or those that were removed, by any of these filters and in any order.
///
/// Errors: `invalid`, also for a cursor of another order.
pub async fn list_products(app: &App, _by: Permit<SignedIn>, input: ListProducts) -> Result<Page<Product>> {
    let limit = input.limit.unwrap_or_default();
    let (sort, direction) = (input.sort.unwrap_or(ProductSort::Name), input.direction.unwrap_or(Direction::Asc));
    let start = Start::read(input.cursor.as_deref(), sort, direction)?;
    let words = match finding::asked(input.q.as_deref())? {
        None => None,
        Some(words) => match Prefixes::of(&words) {
            None => return Ok(Page::whole(Vec::new()).counted(input.count.unwrap_or(false).then_some(0))),
            words => words,
        },
    };
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let filter = store::ProductFilter {
        is_active: input.is_active.unwrap_or(true),
        category_id: input.category_id,
        is_favourite: input.is_favourite,
        low_stock: input.low_stock,
        tax_id: input.tax_id,
        words,
    };
    let rows = store::products(&mut reader, &filter, &start, limit, currency).await?;
    let count = match input.count {
        Some(true) => Some(store::count_products(&mut reader, &filter).await?),
        Some(false) | None => None,
    };
    let key = |product: &Product| match sort {
        ProductSort::Name => SortKey::Text(fold(&product.name)),
        ProductSort::Sku => SortKey::Text(fold(&product.sku)),
        ProductSort::Price => SortKey::Number(product.price.e4()),
        ProductSort::Stock => SortKey::Number(product.stock_quantity.e3()),
    };
    Ok(Page::cut(rows, limit, |product| (sort, direction, key(product), product.id)).counted(count))
}

/// Which page of products that should be ordered.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLowStock {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// The active products whose counted stock is at its minimum or below, by name.
pub async fn list_low_stock(app: &App, _by: Permit<SignedIn>, input: ListLowStock) -> Result<Page<Product>> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<(String, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let rows = store::low_stock(&mut reader, after, limit, currency).await?;
    Ok(Page::cut(rows, limit, |product| (fold(&product.name), product.id)))
}

/// One product, active or not.
///
/// Errors: `not_found`.
pub async fn get_product(app: &App, _by: Permit<SignedIn>, input: GetProduct) -> Result<Product> {
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    store::product(&mut reader, input.product_id, currency).await
}
