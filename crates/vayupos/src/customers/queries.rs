//! Reading customers: one, and a list by name.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::catalog::fold;
use crate::customers::store::CustomerRow;
use crate::customers::{Customer, store};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::page::{self, Limit, Page};
use crate::{sales, settings};

/// Which customer.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCustomer {
    customer_id: Id,
}

/// Which page of customers.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCustomers {
    /// Left out: true.
    is_active: Option<bool>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// One customer, active or not.
///
/// Errors: `not_found`.
pub async fn get_customer(app: &App, _by: Permit<Sell>, input: GetCustomer) -> Result<Customer> {
    customer(&mut app.db.read(), input.customer_id).await
}

/// The customers by name: the active ones, or those who were removed.
pub async fn list_customers(app: &App, _by: Permit<Sell>, input: ListCustomers) -> Result<Page<Customer>> {
    let limit = input.limit.unwrap_or_default();
    let after: Option<(String, Id)> = page::decode(input.cursor.as_deref())?;
    let mut reader = app.db.read();
    let rows = store::by_name(&mut reader, input.is_active.unwrap_or(true), after, limit).await?;
    let customers = complete(&mut reader, rows).await?;
    Ok(Page::cut(customers, limit, |customer| (fold(&customer.name), customer.id)))
}

/// One customer as the shop shows it.
pub(super) async fn customer(db: &mut impl Session, id: Id) -> Result<Customer> {
    let row = store::get(db, id).await?;
    complete(db, vec![row]).await?.pop().ok_or(Error::NotFound { what: "This customer" })
}

/// Adds what other slices know of these customers: the currency, and their last orders.
pub(super) async fn complete(db: &mut impl Session, rows: Vec<CustomerRow>) -> Result<Vec<Customer>> {
    let currency = settings::store::shop(db).await?.currency;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let last_orders = sales::store::last_orders(db, &ids).await?;
    let customer = |row: CustomerRow| Customer {
        last_order_at: last_orders.iter().find(|(id, _)| *id == row.id).map(|(_, at)| *at),
        id: row.id,
        name: row.name,
        phone: row.phone,
        email: row.email,
        address: row.address,
        notes: row.notes,
        tax_number: row.tax_number,
        loyalty_points: row.loyalty_points,
        store_credit: currency.money(row.store_credit_minor),
        total_spent: currency.money(row.total_spent_minor),
        order_count: row.order_count,
        is_active: row.is_active,
        merged_into: row.merged_into,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(customer).collect())
}
