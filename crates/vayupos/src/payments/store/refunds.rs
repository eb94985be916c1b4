//! Rows of `refunds`, `refund_items` and `refund_payments`.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::currency::Currency;
use crate::db::{Session, Tx, rows};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::money::Percent;
use crate::payments::give_back::{GoneBack, Part};
use crate::payments::{Refund, RefundItem, RefundPart, RefundTax};
use crate::quantity::Quantity;
use crate::sales::order::StoredTax;
use crate::sales::tender::Method;

/// A refund to be written.
#[derive(Debug)]
pub(crate) struct NewRefund<'a> {
    pub(crate) id: Id,
    pub(crate) order_id: Id,
    pub(crate) fingerprint: String,
    pub(crate) reason: String,
    pub(crate) is_deposit: bool,
    pub(crate) items: &'a [GoneBack],
    pub(crate) parts: &'a [Part],
    pub(crate) cash_rounding_minor: i64,
    pub(crate) points_reversed: i64,
    pub(crate) till_id: Id,
    pub(crate) user_id: Id,
    pub(crate) user_name: &'a str,
    pub(crate) business_date: NaiveDate,
    pub(crate) business_hour: i64,
    pub(crate) at: DateTime<Utc>,
}

/// Writes a refund with its items and payments.
///
/// # Errors
/// `conflict` for an id that another refund has.
pub(crate) async fn insert_refund(tx: &mut Tx, new: &NewRefund<'_>) -> Result<()> {
    let sum = |of: fn(&GoneBack) -> i64| new.items.iter().map(of).sum::<i64>();
    tx.sql(
        "insert into refunds (id, order_id, fingerprint, reason, is_deposit, net_minor, tax_minor, total_minor,
                cash_rounding_minor, points_reversed, till_id, user_id, user_name, business_date, business_hour,
                created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(new.id)
    .bind(new.order_id)
    .bind(new.fingerprint.clone())
    .bind(new.reason.clone())
    .bind(new.is_deposit)
    .bind(sum(GoneBack::net_minor))
    .bind(sum(|item| item.tax_minor))
    .bind(sum(|item| item.total_minor))
    .bind(new.cash_rounding_minor)
    .bind(new.points_reversed)
    .bind(new.till_id)
    .bind(new.user_id)
    .bind(new.user_name.to_owned())
    .bind(new.business_date)
    .bind(new.business_hour)
    .bind(new.at)
    .execute()
    .await
    .map_err(|failure| {
        if failure.is_duplicate() {
            Error::conflict("This id belongs to another refund already.")
        } else {
            failure.into()
        }
    })?;
    insert_items(tx, new).await?;
    insert_parts(tx, new).await
}

async fn insert_items(tx: &mut Tx, new: &NewRefund<'_>) -> Result<()> {
    let items: Vec<_> = new
        .items
        .iter()
        .map(|item| {
            json!({
                "order_item_id": item.item_id, "quantity_e3": item.quantity_e3, "restock": item.restock,
                "net_minor": item.net_minor(), "tax_minor": item.tax_minor, "total_minor": item.total_minor,
                "taxes": rows(&item.taxes),
            })
        })
        .collect();
    tx.sql(
        "insert into refund_items (refund_id, order_item_id, quantity_e3, restock, net_minor, tax_minor, total_minor,
                taxes)
         select $2, value ->> 'order_item_id', cast(value ->> 'quantity_e3' as bigint),
                cast(value ->> 'restock' as boolean), cast(value ->> 'net_minor' as bigint),
                cast(value ->> 'tax_minor' as bigint), cast(value ->> 'total_minor' as bigint), value ->> 'taxes'
         from json_each($1)",
    )
    .bind(rows(&items))
    .bind(new.id)
    .execute()
    .await?;
    Ok(())
}

async fn insert_parts(tx: &mut Tx, new: &NewRefund<'_>) -> Result<()> {
    let parts: Vec<_> = new
        .parts
        .iter()
        .map(|part| json!({ "payment_id": part.payment_id, "method": part.method, "amount_minor": part.amount_minor }))
        .collect();
    tx.sql(
        "insert into refund_payments (refund_id, payment_id, method, amount_minor)
         select $2, value ->> 'payment_id', value ->> 'method', cast(value ->> 'amount_minor' as bigint)
         from json_each($1)",
    )
    .bind(rows(&parts))
    .bind(new.id)
    .execute()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct RefundRow {
    id: Id,
    order_id: Id,
    reason: String,
    is_deposit: bool,
    net_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    cash_rounding_minor: i64,
    points_reversed: i64,
    user_name: String,
    created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    refund_id: Id,
    order_item_id: Id,
    quantity_e3: i64,
    restock: bool,
    net_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    taxes: String,
}

#[derive(sqlx::FromRow)]
struct PartRow {
    refund_id: Id,
    payment_id: Id,
    method: Method,
    amount_minor: i64,
}

/// The refunds of an order, oldest first.
pub(crate) async fn refunds_of_order(db: &mut impl Session, order_id: Id, currency: Currency) -> Result<Vec<Refund>> {
    let rows: Vec<RefundRow> = db
        .sql(
            "select id, order_id, reason, is_deposit, net_minor, tax_minor, total_minor, cash_rounding_minor,
                    points_reversed, user_name, created_at
             from refunds
             where order_id = $1
             order by created_at, id",
        )
        .bind(order_id)
        .all()
        .await?;
    let items: Vec<ItemRow> = db
        .sql(
            "select i.refund_id, i.order_item_id, i.quantity_e3, i.restock, i.net_minor, i.tax_minor, i.total_minor,
                    i.taxes
             from refund_items i
             join refunds r on r.id = i.refund_id
             where r.order_id = $1
             order by i.refund_id, i.order_item_id",
        )
        .bind(order_id)
        .all()
        .await?;
    let parts: Vec<PartRow> = db
        .sql(
            "select p.refund_id, p.payment_id, p.method, p.amount_minor
             from refund_payments p
             join refunds r on r.id = p.refund_id
             where r.order_id = $1
             order by p.refund_id, p.payment_id",
        )
        .bind(order_id)
        .all()
        .await?;
    rows.into_iter().map(|row| row.into_refund(&items, &parts, currency)).collect()
}

impl RefundRow {
    fn into_refund(self, items: &[ItemRow], parts: &[PartRow], currency: Currency) -> Result<Refund> {
        let money = |minor| currency.money(minor);
        let part = |row: &PartRow| RefundPart {
            payment_id: row.payment_id,
            method: row.method,
            amount: money(row.amount_minor),
        };
        let own = items.iter().filter(|row| row.refund_id == self.id);
        Ok(Refund {
            id: self.id,
            order_id: self.order_id,
            reason: self.reason,
            is_deposit: self.is_deposit,
            items: own.map(|row| row.to_item(currency)).collect::<Result<_>>()?,
            payments: parts.iter().filter(|row| row.refund_id == self.id).map(part).collect(),
            net: money(self.net_minor),
            tax: money(self.tax_minor),
            total: money(self.total_minor),
            cash_rounding: money(self.cash_rounding_minor),
            points_reversed: self.points_reversed,
            user_name: self.user_name,
            created_at: self.created_at,
        })
    }
}

impl ItemRow {
    fn to_item(&self, currency: Currency) -> Result<RefundItem> {
        let money = |minor| currency.money(minor);
        let taxes: Vec<StoredTax> = serde_json::from_str(&self.taxes).map_err(Error::internal)?;
        let tax = |tax: StoredTax| {
            let rate = Percent::new(tax.rate_e4).ok_or_else(|| Error::internal("a stored tax rate is out of range"))?;
            Ok(RefundTax { name: tax.name, rate, included: tax.included, tax: money(tax.tax_minor) })
        };
        Ok(RefundItem {
            order_item_id: self.order_item_id,
            quantity: Quantity::new(self.quantity_e3),
            restock: self.restock,
            net: money(self.net_minor),
            tax: money(self.tax_minor),
            total: money(self.total_minor),
            taxes: taxes.into_iter().map(tax).collect::<Result<_>>()?,
        })
    }
}

/// One refund of an order.
pub(crate) async fn refund(db: &mut impl Session, order_id: Id, id: Id, currency: Currency) -> Result<Refund> {
    let all = refunds_of_order(db, order_id, currency).await?;
    all.into_iter().find(|refund| refund.id == id).ok_or(Error::NotFound { what: "This refund" })
}

/// The order and the request of a refund, when there is one of this id.
pub(crate) async fn refund_fingerprint(db: &mut impl Session, id: Id) -> Result<Option<String>> {
    let row: Option<(String,)> = db.sql("select fingerprint from refunds where id = $1").bind(id).optional().await?;
    Ok(row.map(|(fingerprint,)| fingerprint))
}

/// What came back of each item of an order so far: quantity and money.
pub(crate) async fn refunded_items(db: &mut impl Session, order_id: Id) -> Result<Vec<(Id, i64, i64)>> {
    Ok(db
        .sql(
            "select i.order_item_id, cast(sum(i.quantity_e3) as bigint), cast(sum(i.total_minor) as bigint)
             from refund_items i
             join refunds r on r.id = i.refund_id
             where r.order_id = $1
             group by i.order_item_id",
        )
        .bind(order_id)
        .all()
        .await?)
}
