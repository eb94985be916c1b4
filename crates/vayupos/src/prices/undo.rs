//! Taking a change of prices back, where nobody has changed the price since.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCatalog, Permit};
use crate::catalog::store::{self as catalog, bulk};
use crate::error::Result;
use crate::id::Id;
use crate::money::UnitPrice;
use crate::prices::change::PriceChange;
use crate::prices::{MAX_SHOWN, store};
use crate::settings;

/// Which change.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoPriceChange {
    change_id: Id,
}

/// A product whose price stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct KeptPrice {
    /// Which product.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
}

/// What taking a change of prices back came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UndonePrices {
    /// Products that have their old price again.
    pub restored: i64,
    /// Products whose price somebody has changed since: it stays.
    pub kept_count: i64,
    /// The first 500 of them.
    pub kept: Vec<KeptPrice>,
}

/// Takes a change of prices back, where nobody has changed the price since. Asked again, it answers what the first time
/// came to.
///
/// Errors: `not_found`.
pub async fn undo_price_change(app: &App, by: Permit<ManageCatalog>, input: UndoPriceChange) -> Result<PriceChange> {
    let id = input.change_id;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let change = store::lock(&mut tx, id).await?;
    if change.undone.is_some() {
        tx.commit().await?;
        return Ok(change);
    }
    let rows = store::rows_of(&mut tx, id).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.product_id).collect();
    bulk::hold(&mut tx, &ids).await?;
    let currency = settings::store::shop(&mut tx).await?.currency;
    let products = catalog::products_among(&mut tx, &ids, currency).await?;
    let mut prices = Vec::new();
    let mut kept = Vec::new();
    // Both are in the order of their ids; a product that is gone is missing among the products.
    let mut rows = rows.into_iter();
    for product in products {
        let Some(row) = rows.find(|row| row.product_id == product.id) else { break };
        if product.price.e4() == row.after_e4 {
            prices.push((product.id, UnitPrice::stored(row.before_e4, currency.digits())));
        } else {
            kept.push(KeptPrice { product_id: product.id, sku: product.sku, name: product.name });
        }
    }
    bulk::set_prices(&mut tx, &prices, now).await?;
    let undone = UndonePrices {
        restored: i64::try_from(prices.len()).unwrap_or(i64::MAX),
        kept_count: i64::try_from(kept.len()).unwrap_or(i64::MAX),
        kept: kept.into_iter().take(MAX_SHOWN).collect(),
    };
    store::set_undone(&mut tx, id, &undone, &by.actor().name, now).await?;
    let change = store::change(&mut tx, id).await?;
    tx.commit().await?;
    Ok(change)
}
