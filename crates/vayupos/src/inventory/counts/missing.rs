//! What of a count's scope nobody has counted yet: what to go and look for before it is closed.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::error::Result;
use crate::finding::fold;
use crate::id::Id;
use crate::inventory::store::counts as store;
use crate::inventory::store::sheets;
use crate::page::{self, Limit, Page};
use crate::quantity::Quantity;
use crate::settings;

/// Of which count, and which page.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStockCountMissing {
    count_id: Id,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// A product that was not counted yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct MissingProduct {
    /// Which.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// Its category's name.
    pub category_name: Option<String>,
    /// How much there should be now.
    pub expected: Quantity,
}

/// The active products of a count's scope that were not counted, by name, and how many they are in all. Of a count that
/// has ended: what was left out of it, as the catalogue is now.
///
/// Errors: `not_found`; `invalid`.
pub async fn list_stock_count_missing(
    app: &App,
    _by: Permit<SignedIn>,
    input: ListStockCountMissing,
) -> Result<Page<MissingProduct>> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<(String, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let count = store::count(&mut reader, input.count_id, currency).await?;
    let missing = sheets::missing(&mut reader, count.id, after, limit).await?;
    let number = sheets::count_missing(&mut reader, count.id).await?;
    Ok(Page::cut(missing, limit, |product| (fold(&product.name), product.product_id)).counted(Some(number)))
}
