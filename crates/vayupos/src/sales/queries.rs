//! Looking up orders.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::error::Result;
use crate::id::Id;
use crate::page::{self, Limit, Page};
use crate::sales::order::{Order, OrderSummary};
use crate::sales::store;

/// Which order.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetOrder {
    order_id: Id,
}

/// Which order.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetOrderByNumber {
    #[schemars(length(min = 1, max = 40))]
    order_number: String,
}

/// Which page of orders.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOrders {
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// One order with its items and payments.
///
/// Errors: `not_found`.
pub async fn get_order(app: &App, _by: Permit<Sell>, input: GetOrder) -> Result<Order> {
    store::order(&mut app.db.read(), input.order_id).await
}

/// One order by the number on its receipt.
///
/// Errors: `not_found`.
pub async fn get_order_by_number(app: &App, _by: Permit<Sell>, input: GetOrderByNumber) -> Result<Order> {
    let mut reader = app.db.read();
    let id = store::id_by_number(&mut reader, input.order_number.trim()).await?;
    store::order(&mut reader, id).await
}

/// Orders, newest first.
pub async fn list_orders(app: &App, _by: Permit<Sell>, input: ListOrders) -> Result<Page<OrderSummary>> {
    let limit = input.limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(input.cursor.as_deref())?;
    let rows = store::newest(&mut app.db.read(), before, limit).await?;
    Ok(Page::cut(rows, limit, |order| (order.created_at, order.id)))
}
