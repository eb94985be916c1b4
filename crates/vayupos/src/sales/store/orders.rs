//! Reading orders.

use chrono::{DateTime, NaiveDate, Utc};

use crate::currency::Currency;
use crate::db::Session;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Money, Percent, UnitPrice};
use crate::page::Limit;
use crate::payments;
use crate::quantity::Quantity;
use crate::sales::order::{Cashier, Order, OrderItem, OrderStatus, OrderSummary, OrderTax};
use crate::tills::Till;

/// Whether anything was ever rung up.
pub(crate) async fn any(db: &mut impl Session) -> Result<bool> {
    Ok(db.sql("select id from orders limit 1").optional::<(Id,)>().await?.is_some())
}

/// Whether a product was ever sold.
pub(crate) async fn was_sold(db: &mut impl Session, product_id: Id) -> Result<bool> {
    let row: Option<(Id,)> =
        db.sql("select id from order_items where product_id = $1 limit 1").bind(product_id).optional().await?;
    Ok(row.is_some())
}

#[derive(sqlx::FromRow)]
struct OrderRow {
    id: Id,
    order_number: String,
    status: OrderStatus,
    till_id: Id,
    till_code: String,
    till_name: String,
    cashier_id: Id,
    cashier_name: String,
    customer_id: Option<Id>,
    currency: String,
    subtotal_minor: i64,
    discount_minor: i64,
    savings_minor: i64,
    net_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    cash_rounding_minor: i64,
    item_count: i64,
    notes: Option<String>,
    business_date: NaiveDate,
    created_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    id: Id,
    product_id: Id,
    name: String,
    sku: String,
    quantity_e3: i64,
    unit: String,
    sold_by_weight: bool,
    unit_price_e4: i64,
    list_price_e4: i64,
    discount_minor: i64,
    line_total_minor: i64,
    net_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    note: Option<String>,
}

#[derive(sqlx::FromRow)]
struct TaxRow {
    name: String,
    rate_e4: i64,
    included: bool,
    net_minor: i64,
    tax_minor: i64,
}

fn stored_currency(code: &str) -> Result<Currency> {
    Currency::find(code).ok_or_else(|| Error::internal("the stored currency of an order is not one"))
}

/// The order of this number.
pub(crate) async fn id_by_number(db: &mut impl Session, order_number: &str) -> Result<Id> {
    let row: Option<(Id,)> =
        db.sql("select id from orders where order_number = $1").bind(order_number.to_owned()).optional().await?;
    row.map(|(id,)| id).ok_or(Error::NotFound { what: "This order" })
}

/// One order with its items, taxes and payments.
pub(crate) async fn order(db: &mut impl Session, id: Id) -> Result<Order> {
    let row: Option<OrderRow> = db
        .sql(
            "select id, order_number, status, till_id, till_code, till_name, cashier_id, cashier_name, customer_id,
                    currency, subtotal_minor, discount_minor, savings_minor, net_minor, tax_minor, total_minor,
                    cash_rounding_minor, item_count, notes, business_date, created_at, completed_at
             from orders
             where id = $1",
        )
        .bind(id)
        .optional()
        .await?;
    let row = row.ok_or(Error::NotFound { what: "This order" })?;
    let currency = stored_currency(&row.currency)?;
    let items = items(db, id, currency).await?;
    let taxes = taxes(db, id, currency).await?;
    let payments = payments::store::of_order(db, id, currency).await?;
    Ok(row.into_order(currency, items, taxes, payments))
}

impl OrderRow {
    fn into_order(
        self,
        currency: Currency,
        items: Vec<OrderItem>,
        taxes: Vec<OrderTax>,
        payments: Vec<payments::Payment>,
    ) -> Order {
        let money = |minor| currency.money(minor);
        Order {
            id: self.id,
            order_number: self.order_number,
            status: self.status,
            till: Till { id: self.till_id, code: self.till_code, name: self.till_name },
            cashier: Cashier { id: self.cashier_id, name: self.cashier_name },
            customer_id: self.customer_id,
            items,
            taxes,
            subtotal: money(self.subtotal_minor),
            discount_total: money(self.discount_minor),
            savings_total: money(self.savings_minor),
            net: money(self.net_minor),
            tax_total: money(self.tax_minor),
            total: money(self.total_minor),
            cash_rounding: money(self.cash_rounding_minor),
            item_count: Quantity::new(self.item_count),
            currency,
            business_date: self.business_date,
            notes: self.notes,
            created_at: self.created_at,
            completed_at: self.completed_at,
            change: money(payments.iter().map(|payment| payment.change.minor()).sum()),
            payments,
        }
    }
}

async fn items(db: &mut impl Session, order_id: Id, currency: Currency) -> Result<Vec<OrderItem>> {
    let rows: Vec<ItemRow> = db
        .sql(
            "select id, product_id, name, sku, quantity_e3, unit, sold_by_weight, unit_price_e4, list_price_e4,
                    discount_minor, line_total_minor, net_minor, tax_minor, total_minor, note
             from order_items
             where order_id = $1
             order by position",
        )
        .bind(order_id)
        .all()
        .await?;
    let money = |minor| currency.money(minor);
    let price = |e4| UnitPrice::stored(e4, currency.digits());
    let item = |row: ItemRow| OrderItem {
        id: row.id,
        product_id: row.product_id,
        name: row.name,
        sku: row.sku,
        quantity: Quantity::new(row.quantity_e3),
        unit: row.unit,
        sold_by_weight: row.sold_by_weight,
        unit_price: price(row.unit_price_e4),
        list_price: price(row.list_price_e4),
        discount: money(row.discount_minor),
        line_total: money(row.line_total_minor),
        net: money(row.net_minor),
        tax: money(row.tax_minor),
        total: money(row.total_minor),
        note: row.note,
    };
    Ok(rows.into_iter().map(item).collect())
}

async fn taxes(db: &mut impl Session, order_id: Id, currency: Currency) -> Result<Vec<OrderTax>> {
    let rows: Vec<TaxRow> = db
        .sql(
            "select name, rate_e4, included, net_minor, tax_minor from order_taxes where order_id = $1 order by position",
        )
        .bind(order_id)
        .all()
        .await?;
    let tax = |row: TaxRow| {
        let rate = Percent::new(row.rate_e4).ok_or_else(|| Error::internal("a stored tax rate is out of range"))?;
        let (net, tax) = (currency.money(row.net_minor), currency.money(row.tax_minor));
        Ok(OrderTax { name: row.name, rate, included: row.included, net, tax })
    };
    rows.into_iter().map(tax).collect()
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    id: Id,
    order_number: String,
    status: OrderStatus,
    currency: String,
    total_minor: i64,
    item_count: i64,
    cashier_name: String,
    created_at: DateTime<Utc>,
    business_date: NaiveDate,
}

/// A page of orders, newest first, with one row to spare.
pub(crate) async fn newest(
    db: &mut impl Session,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<OrderSummary>> {
    // The first page begins after everything: no clock runs until then.
    let (at, id) = before
        .map_or((DateTime::<Utc>::from_timestamp_nanos(i64::MAX), String::new()), |(at, id)| (at, id.to_string()));
    let rows: Vec<SummaryRow> = db
        .sql(
            "select id, order_number, status, currency, total_minor, item_count, cashier_name, created_at, business_date
             from orders
             where (created_at, id) < ($1, $2)
             order by created_at desc, id desc
             limit $3",
        )
        .bind(at)
        .bind(id)
        .bind(limit.and_one())
        .all()
        .await?;
    let summary = |row: SummaryRow| -> Result<OrderSummary> {
        let total: Money = stored_currency(&row.currency)?.money(row.total_minor);
        Ok(OrderSummary {
            id: row.id,
            order_number: row.order_number,
            status: row.status,
            total,
            item_count: Quantity::new(row.item_count),
            cashier_name: row.cashier_name,
            created_at: row.created_at,
            business_date: row.business_date,
        })
    };
    rows.into_iter().map(summary).collect()
}
