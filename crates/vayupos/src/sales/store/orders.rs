//! Reading orders.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::currency::Currency;
use crate::db::{Session, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Percent, UnitPrice};
use crate::payments;
use crate::quantity::Quantity;
use crate::sales::order::{Cashier, Order, OrderItem, OrderStatus, OrderTax};
use crate::tills::Till;

/// Whether anything was ever rung up.
pub(crate) async fn any(db: &mut impl Session) -> Result<bool> {
    Ok(db.sql("select id from orders limit 1").optional::<(Id,)>().await?.is_some())
}

/// Those of these products that were ever sold.
pub(crate) async fn sold_among(db: &mut impl Session, product_ids: &[Id]) -> Result<HashSet<Id>> {
    let asked: Vec<_> = product_ids.iter().map(|id| json!({ "id": id })).collect();
    let found: Vec<(Id,)> = db
        .sql(
            "select distinct product_id from order_items
             where product_id in (select value ->> 'id' from json_each($1))",
        )
        .bind(rows(&asked))
        .all()
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
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
    cancelled_at: Option<DateTime<Utc>>,
    cancelled_by_name: Option<String>,
    cancel_reason: Option<String>,
    points_earned: i64,
    coupon_code: Option<String>,
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

pub(super) fn stored_currency(code: &str) -> Result<Currency> {
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
                    cash_rounding_minor, item_count, notes, business_date, created_at, completed_at, cancelled_at,
                    cancelled_by_name, cancel_reason, points_earned, coupon_code
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
    // Whether anything went back is seen on the payments, and on the status where it was worth nothing.
    let has_refunds = match row.status {
        OrderStatus::PartiallyRefunded | OrderStatus::Refunded => true,
        OrderStatus::Pending | OrderStatus::Cancelled | OrderStatus::Completed => {
            payments.iter().any(|payment| payment.refunded.minor() != 0)
        }
    };
    let refunds = if has_refunds { payments::store::refunds_of_order(db, id, currency).await? } else { Vec::new() };
    Ok(row.into_order(currency, items, taxes, payments, refunds))
}

impl OrderRow {
    fn into_order(
        self,
        currency: Currency,
        mut items: Vec<OrderItem>,
        taxes: Vec<OrderTax>,
        payments: Vec<payments::Payment>,
        refunds: Vec<payments::Refund>,
    ) -> Order {
        let money = |minor| currency.money(minor);
        for item in &mut items {
            item.note_returns(&refunds, currency);
        }
        let deposits_back: i64 = refunds
            .iter()
            .filter(|refund| refund.is_deposit)
            .flat_map(|refund| &refund.payments)
            .map(|part| part.amount.minor())
            .sum();
        let paid_minor = payments.iter().map(|payment| payment.amount.minor()).sum::<i64>() - deposits_back;
        let due_minor = if self.status == OrderStatus::Pending { self.total_minor - paid_minor } else { 0 };
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
            coupon_code: self.coupon_code,
            notes: self.notes,
            created_at: self.created_at,
            completed_at: self.completed_at,
            cancelled_at: self.cancelled_at,
            cancelled_by: self.cancelled_by_name,
            cancel_reason: self.cancel_reason,
            change: money(payments.iter().map(|payment| payment.change.minor()).sum()),
            payments,
            paid: money(paid_minor),
            due: money(due_minor),
            refunded: money(refunds.iter().map(|refund| refund.total.minor()).sum()),
            refunds,
            points_earned: self.points_earned,
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
        returned: Quantity::ZERO,
        refunded: money(0),
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
