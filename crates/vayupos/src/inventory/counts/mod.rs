//! Counts of the shelves: a document that several people fill in while the shop goes on selling.
//!
//! A line remembers the level at the moment it was counted. Closing moves each level by `counted − expected`, so that what
//! was sold, delivered or broken between counting and closing keeps its effect.

mod close;
mod lines;
mod missing;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageStock, Permit, SignedIn};
use crate::catalog;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::inventory::adjust::fingerprint;
use crate::inventory::store::counts::{self as store, NewCount};
use crate::inventory::store::sheets;
use crate::inventory::{MAX_NOTES_CHARS, summary};
use crate::money::Money;
use crate::page::{self, Limit, Page};
use crate::quantity::Quantity;
use crate::settings;
use crate::wire;
use crate::words::words;

pub use close::{CloseStockCount, DiscardStockCount, close_stock_count, discard_stock_count};
pub use lines::{CountStock, count_stock};
pub use missing::{ListStockCountMissing, MissingProduct, list_stock_count_missing};

const MAX_NAME_CHARS: usize = 80;

words! {
    /// How far a count has come.
    pub enum CountStatus {
        /// It is being filled in.
        Open = "open",
        /// Its differences were booked.
        Closed = "closed",
        /// It was given up and moved nothing.
        Discarded = "discarded",
    }
}

words! {
    /// How a figure of a count was entered.
    pub enum EntryKind {
        /// How much there is.
        Counted = "counted",
        /// How much more.
        Add = "add",
    }
}

/// A count of the shelves.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct StockCount {
    /// The identifier.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// A remark.
    pub notes: Option<String>,
    /// The category it is of; null for the whole shop.
    pub category_id: Option<Id>,
    /// The category's name of that day.
    pub category_name: Option<String>,
    /// How far it has come.
    pub status: CountStatus,
    /// Lines counted.
    pub line_count: i64,
    /// Lines that differ from what was expected.
    pub variance_count: i64,
    /// Active products that there are to count.
    pub product_count: i64,
    /// What the differences cost, as far as costs are known: negative for what is missing.
    pub variance_value: Money,
    /// Who began it.
    pub user_name: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// Who closed or discarded it.
    pub ended_by_name: Option<String>,
    /// When it was closed or discarded.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What was counted of one product.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CountLine {
    /// Of what.
    pub product_id: Id,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// The level at the moment of counting.
    pub expected: Quantity,
    /// What was there.
    pub counted: Quantity,
    /// `counted − expected`: what closing moves the level by.
    pub variance: Quantity,
    /// What the variance cost; null when the cost is not known.
    pub value: Option<Money>,
    /// Who entered the last figure.
    pub user_name: String,
    /// When the last figure was entered.
    pub counted_at: DateTime<Utc>,
}

/// A count with a page of its lines.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CountSheet {
    /// The count.
    #[serde(flatten)]
    pub count: StockCount,
    /// Lines, by the products' names.
    pub lines: Vec<CountLine>,
    /// Give this as `cursor` to get the next lines; null on the last page.
    pub next_cursor: Option<String>,
}

/// A new count.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateStockCount {
    /// Chosen by the caller, so that a retry begins nothing twice.
    id: Option<Id>,
    /// Left out: the day and the category.
    #[schemars(length(max = 80))]
    name: Option<String>,
    #[schemars(length(max = 500))]
    notes: Option<String>,
    /// Count the products of this category alone.
    category_id: Option<Id>,
}

/// Which counts.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStockCounts {
    status: Option<CountStatus>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Which count, and which page of its lines.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetStockCount {
    count_id: Id,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Begins a count.
///
/// Errors: `not_found` for a category there is none of; `conflict` when the id belongs to another count; `invalid`.
pub async fn create_stock_count(app: &App, by: Permit<ManageStock>, input: CreateStockCount) -> Result<StockCount> {
    let fingerprint = fingerprint(&CreateStockCount { id: None, ..input.clone() })?;
    let actor = by.actor();
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let shop = settings::store::shop(&mut tx).await?;
    let category = match input.category_id {
        Some(id) => Some(catalog::store::category(&mut tx, id).await?),
        None => None,
    };
    let category_name = category.map(|category| category.name);
    let usual = || match &category_name {
        Some(category) => format!("{} {category}", shop.business_date(now)).chars().take(MAX_NAME_CHARS).collect(),
        None => shop.business_date(now).to_string(),
    };
    let new = NewCount {
        id: input.id.unwrap_or_else(Id::now),
        name: wire::optional(input.name.as_deref(), "name", MAX_NAME_CHARS)?.unwrap_or_else(usual),
        notes: wire::optional(input.notes.as_deref(), "notes", MAX_NOTES_CHARS)?,
        category_id: input.category_id,
        category_name,
        fingerprint,
        user_id: actor.user_id,
        user_name: &actor.name,
        at: now,
    };
    store::insert(&mut tx, &new).await?;
    let count = store::count(&mut tx, new.id, shop.currency).await?;
    tx.commit().await?;
    Ok(count)
}

/// Counts, newest first.
pub async fn list_stock_counts(app: &App, _by: Permit<SignedIn>, input: ListStockCounts) -> Result<Page<StockCount>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let rows = store::counts(&mut reader, input.status, before, limit, currency).await?;
    Ok(Page::cut(rows, limit, |count| (count.created_at, count.id)))
}

/// A count with its lines.
///
/// Errors: `not_found`.
pub async fn get_stock_count(app: &App, _by: Permit<SignedIn>, input: GetStockCount) -> Result<CountSheet> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<(String, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let count = store::count(&mut reader, input.count_id, currency).await?;
    let lines = sheets::lines(&mut reader, input.count_id, after, limit, currency).await?;
    let page = Page::cut(lines, limit, |line| (crate::finding::fold(&line.name), line.product_id));
    Ok(CountSheet { count, lines: page.data, next_cursor: page.next_cursor })
}

/// Refuses to change a count that has ended.
fn refuse_unless_open(status: CountStatus) -> Result<()> {
    match status {
        CountStatus::Open => Ok(()),
        CountStatus::Closed => Err(Error::conflict("This count is closed already.")),
        CountStatus::Discarded => Err(Error::conflict("This count was discarded.")),
    }
}

/// What a variance cost.
pub(super) fn variance_value(
    variance_e3: i64,
    cost_price_e4: Option<i64>,
    currency: crate::currency::Currency,
) -> Result<Option<Money>> {
    cost_price_e4.map(|cost| summary::value(i128::from(variance_e3) * i128::from(cost), currency)).transpose()
}
