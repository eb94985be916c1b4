//! What happened to a product's stock.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, SignedIn};
use crate::error::Result;
use crate::id::Id;
use crate::inventory::{InventoryLog, store};
use crate::page::{self, Limit, Page};

/// Which product, and which page of its history.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListProductHistory {
    product_id: Id,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// The stock movements of a product, newest first.
pub async fn list_product_history(
    app: &App,
    _by: Permit<SignedIn>,
    input: ListProductHistory,
) -> Result<Page<InventoryLog>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let rows = store::logs::history(&mut app.db.read(), input.product_id, before, limit).await?;
    Ok(Page::cut(rows, limit, |log| (log.created_at, log.id)))
}
