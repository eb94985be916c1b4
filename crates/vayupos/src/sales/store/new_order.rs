//! Writing an order with its items and taxes.

use serde_json::json;

use crate::db::failure::Failure;
use crate::db::{Session, Writes, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::sales::basket::TaxScope;
use crate::sales::order::{Order, StoredTax};
use crate::sales::ticket::Drafted;
use crate::tills::store::last_number;

/// What the database keeps of an order besides what an [`Order`] shows.
#[derive(Debug)]
pub(crate) struct NewOrder<'a> {
    pub(crate) order: &'a Order,
    /// What it was made from: costs and the taxes of each line.
    pub(crate) drafted: &'a Drafted,
    pub(crate) fingerprint: &'a str,
    pub(crate) tax_scope: TaxScope,
    pub(crate) business_hour: i64,
}

/// The request an order was made by, when there is an order of this id.
pub(crate) async fn fingerprint(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(String,)> = db.sql("select fingerprint from orders where id = $1").bind(id).optional().await?;
    Ok(row.map(|(fingerprint,)| fingerprint))
}

/// Writes an order with its items and taxes, under the number that an earlier step took.
pub(crate) fn insert_order(writes: &mut Writes, new: &NewOrder<'_>) {
    insert_order_row(writes, new);
    insert_items(writes, new);
    if !new.order.taxes.is_empty() {
        insert_taxes(writes, new.order);
    }
}

/// Why an order could not be written.
pub(crate) fn refused(failure: Failure) -> Error {
    if failure.is_dangling() {
        Error::NotFound { what: "This customer" }
    } else if failure.is_duplicate() {
        Error::conflict("This id belongs to another order already.")
    } else {
        failure.into()
    }
}

fn insert_order_row(writes: &mut Writes, new: &NewOrder<'_>) {
    let order = new.order;
    writes
        .sql(concat!(
            "insert into orders (id, order_number, fingerprint, status, till_id, till_code, till_name, cashier_id,
                    cashier_name, customer_id, currency, tax_scope, subtotal_minor, discount_minor, savings_minor,
                    net_minor, tax_minor, total_minor, cash_rounding_minor, item_count, notes, business_date,
                    business_hour, points_earned, coupon_id, coupon_code, created_at, completed_at)
                 values ($1, ",
            last_number!("$4"),
            ", $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                    $24, $25, $26, $27)",
        ))
        .bind(order.id)
        .bind(new.fingerprint.to_owned())
        .bind(order.status)
        .bind(order.till.id)
        .bind(order.till.code.clone())
        .bind(order.till.name.clone())
        .bind(order.cashier.id)
        .bind(order.cashier.name.clone())
        .bind(order.customer_id)
        .bind(order.currency.code())
        .bind(new.tax_scope)
        .bind(order.subtotal.minor())
        .bind(order.discount_total.minor())
        .bind(order.savings_total.minor())
        .bind(order.net.minor())
        .bind(order.tax_total.minor())
        .bind(order.total.minor())
        .bind(order.cash_rounding.minor())
        .bind(order.item_count.e3())
        .bind(order.notes.clone())
        .bind(order.business_date)
        .bind(new.business_hour)
        .bind(order.points_earned)
        .bind(new.drafted.coupon.as_ref().map(|coupon| coupon.id))
        .bind(order.coupon_code.clone())
        .bind(order.created_at)
        .bind(order.completed_at);
}

fn insert_items(writes: &mut Writes, new: &NewOrder<'_>) {
    let lines = new.drafted.lines.iter().zip(&new.drafted.priced.lines);
    let items: Vec<_> = new
        .order
        .items
        .iter()
        .zip(lines)
        .enumerate()
        .map(|(position, (item, (line, priced)))| {
            let taxes: Vec<StoredTax> = priced.taxes.iter().map(StoredTax::from).collect();
            json!({
                "id": item.id, "position": position, "product_id": item.product_id, "name": item.name,
                "sku": item.sku, "unit": item.unit, "sold_by_weight": item.sold_by_weight,
                "quantity_e3": item.quantity.e3(), "unit_price_e4": item.unit_price.e4(),
                "list_price_e4": item.list_price.e4(), "cost_price_e4": line.product.cost_price_e4,
                "discount_minor": item.discount.minor(), "line_total_minor": item.line_total.minor(),
                "net_minor": item.net.minor(), "tax_minor": item.tax.minor(), "total_minor": item.total.minor(),
                "taxes": rows(&taxes), "note": item.note,
            })
        })
        .collect();
    writes
        .sql(
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
        .bind(new.order.id);
}

fn insert_taxes(writes: &mut Writes, order: &Order) {
    let taxes: Vec<_> = order
        .taxes
        .iter()
        .enumerate()
        .map(|(position, tax)| {
            json!({
                "position": position, "name": tax.name, "rate_e4": tax.rate.e4(), "included": tax.included,
                "net_minor": tax.net.minor(), "tax_minor": tax.tax.minor(),
            })
        })
        .collect();
    writes
        .sql(
            "insert into order_taxes (order_id, position, name, rate_e4, included, net_minor, tax_minor)
         select $2, cast(value ->> 'position' as bigint), value ->> 'name', cast(value ->> 'rate_e4' as bigint),
                cast(value ->> 'included' as boolean), cast(value ->> 'net_minor' as bigint),
                cast(value ->> 'tax_minor' as bigint)
         from json_each($1)",
        )
        .bind(rows(&taxes))
        .bind(order.id);
}
