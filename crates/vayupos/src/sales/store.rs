//! All SQL on orders, their items and taxes, and on baskets.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::auth::Actor;
use crate::catalog::store::rows;
use crate::currency::Currency;
use crate::db::{Session, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::{Money, Percent, UnitPrice};
use crate::page::Limit;
use crate::payments;
use crate::quantity::Quantity;
use crate::sales::basket::TaxScope;
use crate::sales::order::{Cashier, Order, OrderItem, OrderStatus, OrderSummary, OrderTax, StoredTax};
use crate::sales::ticket::Drafted;
use crate::tills::Till;

/// Whether anything was ever rung up.
pub(crate) async fn any(db: &mut impl Session) -> Result<bool> {
    Ok(db.sql("select id from orders limit 1").optional::<(Id,)>().await?.is_some())
}

// ---- writing an order

/// An order to be written, paid in full.
#[derive(Debug)]
pub(crate) struct NewOrder<'d> {
    pub(crate) id: Id,
    pub(crate) order_number: String,
    pub(crate) fingerprint: String,
    pub(crate) till: Till,
    pub(crate) cashier_id: Id,
    pub(crate) cashier_name: String,
    pub(crate) customer_id: Option<Id>,
    pub(crate) currency: Currency,
    pub(crate) tax_scope: TaxScope,
    pub(crate) drafted: &'d Drafted,
    pub(crate) cash_rounding_minor: i64,
    pub(crate) business_date: NaiveDate,
    pub(crate) created_at: DateTime<Utc>,
}

/// The request an order was made by, when there is an order of this id.
pub(crate) async fn fingerprint(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(String,)> = db.sql("select fingerprint from orders where id = $1").bind(id).optional().await?;
    Ok(row.map(|(fingerprint,)| fingerprint))
}

/// Writes an order with its items and taxes; false when there is an order of this id already.
pub(crate) async fn insert_order(tx: &mut Tx, order: &NewOrder<'_>) -> Result<bool> {
    if insert_order_row(tx, order).await? == 0 {
        return Ok(false);
    }
    insert_items(tx, order).await?;
    insert_taxes(tx, order).await?;
    Ok(true)
}

async fn insert_order_row(tx: &mut Tx, order: &NewOrder<'_>) -> Result<u64> {
    let priced = &order.drafted.priced;
    tx.sql(
        "insert into orders (id, order_number, fingerprint, status, till_id, till_code, till_name, cashier_id,
                cashier_name, customer_id, currency, tax_scope, subtotal_minor, discount_minor, savings_minor,
                net_minor, tax_minor, total_minor, cash_rounding_minor, item_count, notes, business_date,
                created_at, completed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23, $23)
         on conflict (id) do nothing",
    )
    .bind(order.id)
    .bind(order.order_number.clone())
    .bind(order.fingerprint.clone())
    .bind(OrderStatus::Completed)
    .bind(order.till.id)
    .bind(order.till.code.clone())
    .bind(order.till.name.clone())
    .bind(order.cashier_id)
    .bind(order.cashier_name.clone())
    .bind(order.customer_id)
    .bind(order.currency.code())
    .bind(order.tax_scope)
    .bind(priced.subtotal_minor)
    .bind(priced.discount_minor)
    .bind(priced.savings_minor)
    .bind(priced.net_minor)
    .bind(priced.tax_minor)
    .bind(priced.total_minor)
    .bind(order.cash_rounding_minor)
    .bind(order.drafted.item_count().e3())
    .bind(order.drafted.notes.clone())
    .bind(order.business_date)
    .bind(order.created_at)
    .execute()
    .await
    .map_err(|failure| if failure.is_dangling() { Error::NotFound { what: "This customer" } } else { failure.into() })
}

async fn insert_items(tx: &mut Tx, order: &NewOrder<'_>) -> Result<()> {
    let items: Vec<_> = order
        .drafted
        .lines
        .iter()
        .zip(&order.drafted.priced.lines)
        .enumerate()
        .map(|(position, (line, priced))| {
            let taxes: Vec<StoredTax> = priced
                .taxes
                .iter()
                .map(|share| StoredTax {
                    name: share.tax.name.clone(),
                    rate_e4: share.tax.rate.e4(),
                    included: share.tax.included,
                    tax_minor: share.tax_minor,
                })
                .collect();
            json!({
                "id": Id::now(), "position": position, "product_id": line.product.id, "name": line.product.name,
                "sku": line.product.sku, "unit": line.product.unit, "sold_by_weight": line.product.sold_by_weight,
                "quantity_e3": line.quantity.e3(), "unit_price_e4": line.unit_price.e4(),
                "list_price_e4": line.product.price_e4, "cost_price_e4": line.product.cost_price_e4,
                "discount_minor": priced.discount_minor, "line_total_minor": priced.line_total_minor,
                "net_minor": priced.net_minor, "tax_minor": priced.tax_minor, "total_minor": priced.total_minor,
                "taxes": rows(&taxes), "note": line.note,
            })
        })
        .collect();
    tx.sql(
        "insert into order_items (id, order_id, position, product_id, name, sku, unit, sold_by_weight, quantity_e3,
                unit_price_e4, list_price_e4, cost_price_e4, discount_minor, line_total_minor, net_minor, tax_minor,
                total_minor, taxes, note)
         select value ->> 'id', $2, cast(value ->> 'position' as bigint), value ->> 'product_id', value ->> 'name',
                value ->> 'sku', value ->> 'unit', cast(value ->> 'sold_by_weight' as boolean),
                cast(value ->> 'quantity_e3' as bigint), cast(value ->> 'unit_price_e4' as bigint),
                cast(value ->> 'list_price_e4' as bigint), cast(value ->> 'cost_price_e4' as bigint),
                cast(value ->> 'discount_minor' as bigint), cast(value ->> 'line_total_minor' as bigint),
                cast(value ->> 'net_minor' as bigint), cast(value ->> 'tax_minor' as bigint),
                cast(value ->> 'total_minor' as bigint), value ->> 'taxes', value ->> 'note'
         from json_each($1)",
    )
    .bind(rows(&items))
    .bind(order.id)
    .execute()
    .await?;
    Ok(())
}

async fn insert_taxes(tx: &mut Tx, order: &NewOrder<'_>) -> Result<()> {
    let taxes: Vec<_> = order
        .drafted
        .priced
        .taxes
        .iter()
        .enumerate()
        .map(|(position, total)| {
            json!({
                "position": position, "name": total.tax.name, "rate_e4": total.tax.rate.e4(),
                "included": total.tax.included, "net_minor": total.net_minor, "tax_minor": total.tax_minor,
            })
        })
        .collect();
    tx.sql(
        "insert into order_taxes (order_id, position, name, rate_e4, included, net_minor, tax_minor)
         select $2, cast(value ->> 'position' as bigint), value ->> 'name', cast(value ->> 'rate_e4' as bigint),
                cast(value ->> 'included' as boolean), cast(value ->> 'net_minor' as bigint),
                cast(value ->> 'tax_minor' as bigint)
         from json_each($1)",
    )
    .bind(rows(&taxes))
    .bind(order.id)
    .execute()
    .await?;
    Ok(())
}

// ---- reading orders

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
        .bind(i64::try_from(limit.rows() + 1).expect("a page is short"))
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

// ---- baskets

/// Whether a basket became an order.
pub(crate) async fn is_order(db: &mut impl Session, id: Id) -> Result<bool> {
    Ok(fingerprint(db, id).await?.is_some())
}

/// Stores an edit; false when a newer one is stored, or another one under the same revision.
pub(crate) async fn save_basket(
    tx: &mut Tx,
    id: Id,
    actor: &Actor,
    revision: i64,
    content: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let stored = tx
        .sql(
            "insert into baskets (id, till_id, user_id, revision, content, updated_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (id) do update
             set till_id = $2, user_id = $3, revision = $4, content = $5, updated_at = $6
             where baskets.revision < $4 or (baskets.revision = $4 and baskets.content = $5)",
        )
        .bind(id)
        .bind(actor.till.id)
        .bind(actor.user_id)
        .bind(revision)
        .bind(content.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(stored == 1)
}

/// The baskets of a till, last edited first.
pub(crate) async fn baskets(db: &mut impl Session, till_id: Id) -> Result<Vec<(String, DateTime<Utc>)>> {
    Ok(db
        .sql("select content, updated_at from baskets where till_id = $1 order by updated_at desc limit 200")
        .bind(till_id)
        .all()
        .await?)
}

pub(crate) async fn delete_basket(tx: &mut Tx, id: Id) -> Result<()> {
    tx.sql("delete from baskets where id = $1").bind(id).execute().await?;
    Ok(())
}
