//! Reading customers: one, and a list by name.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{Permit, Sell};
use crate::currency::Currency;
use crate::customers::search::with_digits_joined;
use crate::customers::store::CustomerRow;
use crate::customers::{Customer, store};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::finding::{self, Prefixes, fold};
use crate::id::Id;
use crate::page::{Direction, Limit, Page, SortKey, Start};
use crate::settings;
use crate::words::words;

/// Which customer.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCustomer {
    customer_id: Id,
}

words! {
    /// What a list of customers is sorted by.
    pub enum CustomerSort {
        /// By name.
        Name = "name",
        /// By what they spent in all.
        TotalSpent = "total_spent",
        /// By when they last completed an order; who never did counts as the longest ago.
        LastOrder = "last_order",
    }
}

/// Which page of customers.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCustomers {
    /// Left out: true.
    is_active: Option<bool>,
    /// Words of their names and e-mail addresses, digits of their telephone numbers, or beginnings of them.
    #[schemars(length(max = 100))]
    q: Option<String>,
    /// Left out: by name.
    sort: Option<CustomerSort>,
    /// Left out: ascending.
    direction: Option<Direction>,
    /// Whether to say how many there are on all pages. Left out: false.
    count: Option<bool>,
    limit: Option<Limit>,
    cursor: Option<String>,
}

/// One customer, active or not.
///
/// Errors: `not_found`.
pub async fn get_customer(app: &App, _by: Permit<Sell>, input: GetCustomer) -> Result<Customer> {
    customer(&mut app.db.read(), input.customer_id).await
}

/// The customers, the active ones or those who were removed, in any order.
///
/// Errors: `invalid`, also for a cursor of another order.
pub async fn list_customers(app: &App, _by: Permit<Sell>, input: ListCustomers) -> Result<Page<Customer>> {
    let limit = input.limit.unwrap_or_default();
    let (sort, direction) = (input.sort.unwrap_or(CustomerSort::Name), input.direction.unwrap_or(Direction::Asc));
    let start = Start::read(input.cursor.as_deref(), sort, direction)?;
    let is_active = input.is_active.unwrap_or(true);
    let words = match finding::asked(input.q.as_deref())? {
        None => None,
        Some(words) => match Prefixes::of(&with_digits_joined(&words)) {
            None => return Ok(Page::whole(Vec::new()).counted(input.count.unwrap_or(false).then_some(0))),
            words => words,
        },
    };
    let mut reader = app.db.read();
    let rows = store::list(&mut reader, is_active, words.as_ref(), &start, limit).await?;
    let count = match input.count {
        Some(true) => Some(store::count(&mut reader, is_active, words.as_ref()).await?),
        Some(false) | None => None,
    };
    let key = |row: &CustomerRow| match sort {
        CustomerSort::Name => SortKey::Text(fold(&row.name)),
        CustomerSort::TotalSpent => SortKey::Number(row.total_spent_minor),
        CustomerSort::LastOrder => SortKey::Number(row.last_order_at.map_or(0, |at| at.timestamp_micros())),
    };
    let page = Page::cut(rows, limit, |row| (sort, direction, key(row), row.id));
    let currency = settings::store::shop(&mut reader).await?.currency;
    Ok(page.map(|row| show(row, currency)).counted(count))
}

/// One customer as the shop shows it.
pub(super) async fn customer(db: &mut impl Session, id: Id) -> Result<Customer> {
    let row = store::get(db, id).await?;
    complete(db, vec![row]).await?.pop().ok_or(Error::NotFound { what: "This customer" })
}

/// Customers as the shop shows them: money in its currency.
pub(super) async fn complete(db: &mut impl Session, rows: Vec<CustomerRow>) -> Result<Vec<Customer>> {
    let currency = settings::store::shop(db).await?.currency;
    Ok(rows.into_iter().map(|row| show(row, currency)).collect())
}

fn show(row: CustomerRow, currency: Currency) -> Customer {
    Customer {
        last_order_at: row.last_order_at,
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
    }
}
