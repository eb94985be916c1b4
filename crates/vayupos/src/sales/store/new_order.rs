//! Writing an order with its items and taxes.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::currency::Currency;
use crate::db::{Session, Tx, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::sales::basket::TaxScope;
use crate::sales::order::{OrderStatus, StoredTax};
use crate::sales::ticket::Drafted;
use crate::tills::Till;

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
    pub(crate) business_hour: u8,
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
                created_at, completed_at, business_hour)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23, $23, $24)
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
    .bind(i64::from(order.business_hour))
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
