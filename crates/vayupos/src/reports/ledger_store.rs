//! Reading what customers bought, what came back, and what is on the shelf.

use chrono::{DateTime, NaiveDate, Utc};

use super::range::Range;
use super::store::Of;
use crate::db::Session;
use crate::error::Result;
use crate::id::Id;
use crate::page::END_OF_TIME;

/// A customer's sums.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct CustomerSums {
    pub(super) customer_id: Id,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) orders: i64,
    pub(super) total_minor: i64,
    pub(super) refunds: i64,
    pub(super) refund_total_minor: i64,
    pub(super) last_order: Option<NaiveDate>,
}

/// The customers by what they bought, best first, after a total and an id.
pub(super) async fn customers(
    db: &mut impl Session,
    range: Range,
    after: Option<(i64, Id)>,
    limit: usize,
) -> Result<Vec<CustomerSums>> {
    let (total, id) = after.map_or((i64::MAX, String::new()), |(total, id)| (total, id.to_string()));
    let query = db.sql(
        "select s.*, c.name, c.phone
         from (select customer_id, cast(sum(orders) as bigint) as orders,
                      cast(sum(total_minor) as bigint) as total_minor, cast(sum(refunds) as bigint) as refunds,
                      cast(sum(refund_total_minor) as bigint) as refund_total_minor,
                      max(case when orders > 0 then business_date end) as last_order
               from day_customer
               where business_date between $1 and $2
               group by customer_id) as s
         join customers c on c.id = s.customer_id
         where (s.total_minor, s.customer_id) < ($3, $4)
         order by s.total_minor desc, s.customer_id desc
         limit $5",
    );
    Ok(query.bind(range.from).bind(range.to).bind(total).bind(id).bind(limit as i64 + 1).all().await?)
}

/// All customers' sums.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct AllCustomers {
    pub(super) customers: i64,
    pub(super) orders: i64,
    pub(super) total_minor: i64,
    pub(super) refunds: i64,
    pub(super) refund_total_minor: i64,
}

/// What all known customers bought.
pub(super) async fn all_customers(db: &mut impl Session, range: Range) -> Result<AllCustomers> {
    let query = db.sql(
        "select count(distinct customer_id) as customers, coalesce(cast(sum(orders) as bigint), 0) as orders,
                coalesce(cast(sum(total_minor) as bigint), 0) as total_minor,
                coalesce(cast(sum(refunds) as bigint), 0) as refunds,
                coalesce(cast(sum(refund_total_minor) as bigint), 0) as refund_total_minor
         from day_customer
         where business_date between $1 and $2",
    );
    Ok(query.bind(range.from).bind(range.to).one().await?)
}

/// A refund of a sale.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct RefundRow {
    pub(super) id: Id,
    pub(super) order_id: Id,
    pub(super) order_number: String,
    pub(super) sold_on: NaiveDate,
    pub(super) customer_name: Option<String>,
    pub(super) reason: String,
    pub(super) user_name: String,
    pub(super) till_name: String,
    pub(super) net_minor: i64,
    pub(super) tax_minor: i64,
    pub(super) total_minor: i64,
    pub(super) cash_rounding_minor: i64,
    pub(super) business_date: NaiveDate,
    pub(super) created_at: DateTime<Utc>,
}

/// The refunds, newest day first, after a day, a time and an id.
pub(super) async fn refunds(
    db: &mut impl Session,
    range: Range,
    of: Of,
    before: Option<(NaiveDate, DateTime<Utc>, Id)>,
    limit: usize,
) -> Result<Vec<RefundRow>> {
    // The first page begins after everything: no clock runs until then.
    let (day, at, id) =
        before.map_or((range.to, END_OF_TIME, String::new()), |(day, at, id)| (day, at, id.to_string()));
    let query = db.sql(
        "select r.id, r.order_id, o.order_number, o.business_date as sold_on, c.name as customer_name, r.reason,
                r.user_name, t.name as till_name, r.net_minor, r.tax_minor, r.total_minor, r.cash_rounding_minor,
                r.business_date, r.created_at
         from refunds r
         join orders o on o.id = r.order_id
         join tills t on t.id = r.till_id
         left join customers c on c.id = o.customer_id
         where not r.is_deposit
           and r.business_date between $1 and $2
           and (cast($3 as text) is null or r.till_id = $3)
           and (cast($4 as text) is null or r.user_id = $4)
           and (r.business_date, r.created_at, r.id) < ($5, $6, $7)
         order by r.business_date desc, r.created_at desc, r.id desc
         limit $8",
    );
    let query = query.bind(range.from).bind(range.to).bind(of.till_id).bind(of.cashier_id);
    Ok(query.bind(day).bind(at).bind(id).bind(limit as i64 + 1).all().await?)
}

/// A product on the shelf.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct ShelfRow {
    pub(super) id: Id,
    pub(super) sku: String,
    pub(super) name: String,
    pub(super) name_key: String,
    pub(super) category_name: Option<String>,
    pub(super) unit: String,
    pub(super) stock_e3: i64,
    pub(super) min_stock_e3: i64,
    pub(super) cost_price_e4: Option<i64>,
    pub(super) price_e4: i64,
}

/// What is counted of the active products, by name.
pub(super) async fn shelf(
    db: &mut impl Session,
    low_only: bool,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Vec<ShelfRow>> {
    let (name_key, id) = after.map_or_else(Default::default, |(key, id)| (key, id.to_string()));
    let query = db.sql(
        "select p.id, p.sku, p.name, p.name_key, c.name as category_name, p.unit, p.stock_e3, p.min_stock_e3,
                p.cost_price_e4, p.price_e4
         from products p
         left join categories c on c.id = p.category_id
         where p.is_active and p.track_stock
           and (not cast($1 as boolean) or p.stock_e3 <= p.min_stock_e3)
           and (p.name_key, p.id) > ($2, $3)
         order by p.name_key, p.id
         limit $4",
    );
    Ok(query.bind(low_only).bind(name_key).bind(id).bind(limit as i64 + 1).all().await?)
}

/// What the value of the shelf is made of.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Shelf {
    pub(super) stock_e3: i64,
    pub(super) min_stock_e3: i64,
    pub(super) cost_price_e4: Option<i64>,
    pub(super) price_e4: i64,
}

/// The levels and prices of all active products that are counted.
pub(super) async fn whole_shelf(db: &mut impl Session) -> Result<Vec<Shelf>> {
    let query =
        db.sql("select stock_e3, min_stock_e3, cost_price_e4, price_e4 from products where is_active and track_stock");
    Ok(query.all().await?)
}

/// How many active products should be ordered.
pub(super) async fn low_stock(db: &mut impl Session) -> Result<i64> {
    let query = db.sql("select count(*) from products where is_active and track_stock and stock_e3 <= min_stock_e3");
    let (count,): (i64,) = query.one().await?;
    Ok(count)
}
