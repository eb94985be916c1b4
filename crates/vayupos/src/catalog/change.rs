//! Changing a product, and taking it out of the catalogue.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{ManageCatalog, Permit};
use crate::catalog::products::{CreateProduct, Product, checked};
use crate::catalog::store;
use crate::error::Result;
use crate::id::Id;
use crate::money::Amount;
use crate::quantity::Quantity;
use crate::wire::{self, Nothing};
use crate::{inventory, sales, settings};

/// Changes of a product; what is left out stays. Its stock is moved by the inventory alone.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProduct {
    product_id: Id,
    #[schemars(length(min = 1, max = 64))]
    sku: Option<String>,
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "wire::given")]
    #[schemars(length(max = 2000))]
    description: Option<Option<String>>,
    /// All its barcodes from now on.
    #[schemars(length(max = 20), inner(length(min = 1, max = 64)))]
    barcodes: Option<Vec<String>>,
    /// Null takes it out of its category.
    #[serde(default, deserialize_with = "wire::given")]
    category_id: Option<Option<Id>>,
    price: Option<Amount>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "wire::given")]
    cost_price: Option<Option<Amount>>,
    /// All its taxes from now on.
    #[schemars(length(max = 8))]
    tax_ids: Option<Vec<Id>>,
    min_stock_level: Option<Quantity>,
    #[schemars(length(max = 12))]
    unit: Option<String>,
    sold_by_weight: Option<bool>,
    track_stock: Option<bool>,
    allow_negative_stock: Option<bool>,
    is_favourite: Option<bool>,
    /// True puts a product back that was taken out of the catalogue.
    is_active: Option<bool>,
}

/// Which product.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteProduct {
    product_id: Id,
}

/// Changes a product. What was sold keeps the name, price and taxes it was sold with.
///
/// Errors: `conflict` for a SKU or a barcode that is taken; `not_found`; `invalid`.
pub async fn update_product(app: &App, _by: Permit<ManageCatalog>, input: UpdateProduct) -> Result<Product> {
    let mut tx = app.db.write().await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let old = store::product(&mut tx, input.product_id, currency).await?;
    let is_active = input.is_active.unwrap_or(old.is_active);
    let product = checked(merged(old, input), currency)?;
    store::update_product(&mut tx, &product, is_active, app.clock.now()).await?;
    let product = store::product(&mut tx, product.id, currency).await?;
    tx.commit().await?;
    Ok(product)
}

/// The product as if it were added anew with the changes, so that the same rules are put to it.
fn merged(old: Product, input: UpdateProduct) -> CreateProduct {
    CreateProduct {
        id: Some(old.id),
        sku: input.sku.unwrap_or(old.sku),
        name: input.name.unwrap_or(old.name),
        description: input.description.unwrap_or(old.description),
        barcodes: Some(input.barcodes.unwrap_or(old.barcodes)),
        category_id: input.category_id.unwrap_or(old.category_id),
        price: input.price.unwrap_or_else(|| old.price.into()),
        cost_price: input.cost_price.unwrap_or_else(|| old.cost_price.map(Amount::from)),
        tax_ids: Some(input.tax_ids.unwrap_or_else(|| old.taxes.iter().map(|tax| tax.id).collect())),
        stock_quantity: None,
        min_stock_level: Some(input.min_stock_level.unwrap_or(old.min_stock_level)),
        unit: Some(input.unit.unwrap_or(old.unit)),
        sold_by_weight: Some(input.sold_by_weight.unwrap_or(old.sold_by_weight)),
        track_stock: Some(input.track_stock.unwrap_or(old.track_stock)),
        allow_negative_stock: Some(input.allow_negative_stock.unwrap_or(old.allow_negative_stock)),
        is_favourite: Some(input.is_favourite.unwrap_or(old.is_favourite)),
    }
}

/// Deletes a product. One that was ever sold or moved is taken out of the catalogue instead; its history stays.
///
/// Errors: `not_found`.
pub async fn delete_product(app: &App, _by: Permit<ManageCatalog>, input: DeleteProduct) -> Result<Nothing> {
    let id = input.product_id;
    let mut tx = app.db.write().await?;
    if store::lock_products_of_sale(&mut tx, &[id]).await?.is_empty() {
        return Err(crate::error::Error::NotFound { what: "This product" });
    }
    if sales::store::was_sold(&mut tx, id).await? || inventory::store::was_moved(&mut tx, id).await? {
        store::deactivate_product(&mut tx, id, app.clock.now()).await?;
    } else {
        store::delete_product(&mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(Nothing {})
}
