//! Looking at a change of many prices, and making it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageCatalog, Permit};
use crate::catalog::Product;
use crate::catalog::store::{self as catalog, bulk};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::UnitPrice;
use crate::page::{self, Limit, Page};
use crate::prices::rule::{PriceRounding, PriceStep, Rule, margin_percent};
use crate::prices::undo::UndonePrices;
use crate::prices::{MAX_NAMED, MAX_PRODUCTS, MAX_SHOWN, store};
use crate::settings;
use crate::wire;

/// A change of prices to be looked at. Without a category and without products it is of all that are active.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewPriceChange {
    /// The active products of this category.
    category_id: Option<Id>,
    /// These products.
    #[schemars(length(min = 1, max = 5000))]
    product_ids: Option<Vec<Id>>,
    change: PriceStep,
    /// Left out: to the currency's smallest coin, unless a price has more decimals already.
    rounding: Option<PriceRounding>,
}

/// A change of prices that was looked at, to be made as it was shown.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePrices {
    /// Chosen by the caller, so that a retry changes nothing twice.
    id: Option<Id>,
    /// As the preview says it.
    #[schemars(length(max = 64))]
    digest: String,
    category_id: Option<Id>,
    #[schemars(length(min = 1, max = 5000))]
    product_ids: Option<Vec<Id>>,
    change: PriceStep,
    rounding: Option<PriceRounding>,
}

/// Products by what becomes of their prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct PriceCounts {
    /// They get another price.
    pub changed: i64,
    /// They have it already.
    pub unchanged: i64,
    /// Their price would be negative or too large: while there are any, nothing is changed.
    pub refused: i64,
    /// They would be sold below their cost.
    pub below_cost: i64,
}

/// A product's price before and after.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct PriceRow {
    /// Which product.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Its category's name.
    pub category_name: Option<String>,
    /// What it costs the shop.
    pub cost_price: Option<UnitPrice>,
    /// The price now.
    pub before: UnitPrice,
    /// The price then; null when it would be negative or too large.
    pub after: Option<UnitPrice>,
    /// What is left now, in percent of the price without taxes; null when the cost is not known.
    pub margin_percent_before: Option<String>,
    /// What is left then.
    pub margin_percent_after: Option<String>,
}

/// What a change of prices would do.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PricePreview {
    /// Give this to `change_prices`, which refuses when a price is another one by then.
    pub digest: String,
    /// How many products there are of each kind.
    pub counts: PriceCounts,
    /// The first 500 products by name; those that are refused come first.
    pub rows: Vec<PriceRow>,
}

/// A change of prices that was made.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct PriceChange {
    /// The identifier.
    pub id: Id,
    /// What was done.
    pub change: PriceStep,
    /// How it was rounded.
    pub rounding: Option<PriceRounding>,
    /// The category it was of; null for other choices.
    pub category_name: Option<String>,
    /// How many products got another price.
    pub product_count: i64,
    /// Who did it.
    pub user_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What taking it back came to; null while it stands.
    pub undone: Option<UndonePrices>,
    /// Who took it back.
    pub undone_by_name: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Which page of changes.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPriceChanges {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Says what a change of prices would do: nothing is written.
///
/// Errors: `invalid`; `not_found` for a category or product there is none of.
pub async fn preview_price_change(
    app: &App,
    _by: Permit<ManageCatalog>,
    input: PreviewPriceChange,
) -> Result<PricePreview> {
    let mut reader = app.db.read();
    let ids = input.ids(&mut reader).await?;
    let mut rows = input.rows(&mut reader, &ids).await?;
    let digest = input.digest(&rows)?;
    let counts = counts(&rows);
    rows.sort_by_cached_key(|row| (row.after.is_some(), crate::finding::fold(&row.name), row.product_id));
    rows.truncate(MAX_SHOWN);
    Ok(PricePreview { digest, counts, rows })
}

/// Changes many prices, all of them or none.
///
/// Errors: `conflict` when a price is not as the preview showed it any more, or the id belongs to another change;
/// `invalid` when a price would be negative or too large; `not_found`.
pub async fn change_prices(app: &App, by: Permit<ManageCatalog>, input: ChangePrices) -> Result<PriceChange> {
    let ChangePrices { id, digest, category_id, product_ids, change, rounding } = input;
    let asked = PreviewPriceChange { category_id, product_ids, change, rounding };
    let id = id.unwrap_or_else(Id::now);
    let now = app.clock.now();
    let fingerprint = wire::fingerprint(&(&digest, &asked))?;
    let mut tx = app.db.write().await?;
    let category_name = match asked.category_id {
        Some(id) => Some(catalog::category(&mut tx, id).await?.name),
        None => None,
    };
    let actor = by.actor();
    let new = store::NewChange {
        id,
        fingerprint: &fingerprint,
        rule: store::StoredRule { change: asked.change.clone(), rounding: asked.rounding.clone(), category_name },
        user_id: actor.user_id,
        user_name: &actor.name,
        at: now,
    };
    if !store::insert(&mut tx, &new).await? {
        tx.commit().await?;
        return store::first(&mut app.db.read(), id, &fingerprint).await;
    }
    let ids = asked.ids(&mut tx).await?;
    bulk::hold(&mut tx, &ids).await?;
    let rows = asked.rows(&mut tx, &ids).await?;
    if asked.digest(&rows)? != digest {
        return Err(Error::conflict(
            "The prices are not as the preview showed them. Nothing was changed; please look at it again.",
        ));
    }
    if let Some(refused) = rows.iter().find(|row| row.after.is_none()) {
        let message = format!("{} cannot cost that: the price would be negative or too large.", refused.name);
        return Err(Error::invalid("change", message));
    }
    let changed: Vec<(Id, UnitPrice, UnitPrice)> = rows
        .iter()
        .filter_map(|row| Some((row.product_id, row.before, row.after?)))
        .filter(|(_, before, after)| before != after)
        .collect();
    let prices: Vec<(Id, UnitPrice)> = changed.iter().map(|(id, _, after)| (*id, *after)).collect();
    bulk::set_prices(&mut tx, &prices, now).await?;
    store::insert_rows(&mut tx, id, &changed).await?;
    let done = store::change(&mut tx, id).await?;
    tx.commit().await?;
    Ok(done)
}

/// The changes of prices, newest first.
pub async fn list_price_changes(
    app: &App,
    _by: Permit<ManageCatalog>,
    input: ListPriceChanges,
) -> Result<Page<PriceChange>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let changes = store::newest(&mut app.db.read(), before, limit).await?;
    Ok(Page::cut(changes, limit, |change| (change.created_at, change.id)))
}

impl PreviewPriceChange {
    /// The products it is of.
    async fn ids(&self, db: &mut impl Session) -> Result<Vec<Id>> {
        let ids = match (&self.product_ids, self.category_id) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid("product_ids", "A change is of a category or of products, not of both."));
            }
            (Some(ids), None) if ids.is_empty() || ids.len() > MAX_NAMED => {
                return Err(Error::invalid("product_ids", format!("Name 1 to {MAX_NAMED} products.")));
            }
            (Some(ids), None) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                ids
            }
            (None, category_id) => {
                if let Some(id) = category_id {
                    catalog::category(db, id).await?;
                }
                let limit = i64::try_from(MAX_PRODUCTS + 1).map_err(Error::internal)?;
                bulk::active_ids(db, category_id, limit).await?
            }
        };
        if ids.len() > MAX_PRODUCTS {
            let message = format!("These are more than {MAX_PRODUCTS} products: please choose a category.");
            return Err(Error::invalid("category_id", message));
        }
        Ok(ids)
    }

    /// What becomes of each of them, in the order of their ids.
    async fn rows(&self, db: &mut impl Session, ids: &[Id]) -> Result<Vec<PriceRow>> {
        let currency = settings::store::shop(db).await?.currency;
        let rule = Rule::of(&self.change, self.rounding.as_ref(), currency)?;
        let products = catalog::products_among(db, ids, currency).await?;
        if products.len() < ids.len() {
            return Err(Error::NotFound { what: "One of these products" });
        }
        Ok(products.into_iter().map(|product| row(product, &rule)).collect())
    }

    fn digest(&self, rows: &[PriceRow]) -> Result<String> {
        let prices: Vec<_> = rows.iter().map(|row| (row.product_id, row.before, row.after)).collect();
        wire::fingerprint(&(self, prices))
    }
}

fn row(product: Product, rule: &Rule) -> PriceRow {
    let included_e4 = product.taxes.iter().filter(|tax| tax.included).map(|tax| tax.rate.e4()).sum();
    let margin = |price| margin_percent(price, product.cost_price, included_e4);
    let after = rule.apply(product.price);
    PriceRow {
        margin_percent_before: margin(product.price),
        margin_percent_after: after.and_then(margin),
        product_id: product.id,
        sku: product.sku,
        name: product.name,
        category_name: product.category_name,
        cost_price: product.cost_price,
        before: product.price,
        after,
    }
}

fn counts(rows: &[PriceRow]) -> PriceCounts {
    let mut counts = PriceCounts::default();
    for row in rows {
        match row.after {
            None => counts.refused += 1,
            Some(after) if after == row.before => counts.unchanged += 1,
            Some(_) => counts.changed += 1,
        }
        let is_below = row.margin_percent_after.as_ref().is_some_and(|margin| margin.starts_with('-'));
        counts.below_cost += i64::from(is_below);
    }
    counts
}
