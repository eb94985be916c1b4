//! Looking up orders.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::customers;
use crate::error::{Error, Result};
use crate::finding;
use crate::id::Id;
use crate::page::{self, Limit, Page};
use crate::sales::order::{Order, OrderStatus, OrderSummary};
use crate::sales::store::{self, OrderFilter, Wanted};
use crate::sales::tender::Method;

const MAX_QUERY_CHARS: usize = 80;

/// Which order.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetOrder {
    pub(crate) order_id: Id,
}

/// Which order.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetOrderByNumber {
    #[schemars(length(min = 1, max = 40))]
    order_number: String,
}

/// Which orders.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOrders {
    status: Option<OrderStatus>,
    customer_id: Option<Id>,
    cashier_id: Option<Id>,
    till_id: Option<Id>,
    /// The first business date.
    from: Option<NaiveDate>,
    /// The last business date.
    to: Option<NaiveDate>,
    /// An order's number or its beginning, from the till's code on; its running number alone; words of the customer's name.
    #[schemars(length(max = 80))]
    q: Option<String>,
    /// A way they were paid by, wholly or in part.
    payment_method: Option<Method>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// Whose orders.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCustomerOrders {
    customer_id: Id,
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
///
/// Errors: `invalid`.
pub async fn list_orders(app: &App, _by: Permit<Sell>, input: ListOrders) -> Result<Page<OrderSummary>> {
    let q = input.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    if q.is_some_and(|q| q.chars().count() > MAX_QUERY_CHARS) {
        return Err(Error::invalid("q", format!("A search has at most {MAX_QUERY_CHARS} characters.")));
    }
    if let (Some(from), Some(to)) = (input.from, input.to)
        && from > to
    {
        return Err(Error::invalid("to", "The last day is not before the first."));
    }
    let wanted = match q {
        None => None,
        Some(q) => Some(Wanted { number: q.to_owned(), customers: customers_of(app, q).await? }),
    };
    let filter = OrderFilter {
        status: input.status,
        customer_id: input.customer_id,
        cashier_id: input.cashier_id,
        till_id: input.till_id,
        from: input.from,
        to: input.to,
        method: input.payment_method,
        wanted,
    };
    list(app, filter, input.limit, input.cursor.as_deref()).await
}

/// The customers somebody may mean by a name; a number alone is an order's.
async fn customers_of(app: &App, q: &str) -> Result<Vec<Id>> {
    if !q.contains(char::is_alphabetic) {
        return Ok(Vec::new());
    }
    let words = finding::typed_words(q);
    let found = customers::store::with_words(&mut app.db.read(), &words, finding::CANDIDATES).await?;
    Ok(found.into_iter().map(|customer| customer.id).collect())
}

/// What a customer bought, newest first.
///
/// Errors: `not_found`.
pub async fn list_customer_orders(
    app: &App,
    _by: Permit<Sell>,
    input: ListCustomerOrders,
) -> Result<Page<OrderSummary>> {
    if customers::store::name_of(&mut app.db.read(), input.customer_id).await?.is_none() {
        return Err(Error::NotFound { what: "This customer" });
    }
    let filter = OrderFilter { customer_id: Some(input.customer_id), ..OrderFilter::default() };
    list(app, filter, input.limit, input.cursor.as_deref()).await
}

async fn list(
    app: &App,
    filter: OrderFilter,
    limit: Option<Limit>,
    cursor: Option<&str>,
) -> Result<Page<OrderSummary>> {
    let limit = limit.unwrap_or_default();
    let before: Option<(DateTime<Utc>, Id)> = page::decode(cursor)?;
    let rows = store::newest(&mut app.db.read(), filter, before, limit).await?;
    Ok(Page::cut(rows, limit, |order| (order.created_at, order.id)))
}
