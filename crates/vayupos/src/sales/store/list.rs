//! Lists of orders.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde_json::json;

use crate::clock::{FIRST_DATE, LAST_DATE};
use crate::db::{Session, rows};
use crate::error::Result;
use crate::id::Id;
use crate::page::{Limit, from_the_top};
use crate::quantity::Quantity;
use crate::sales::order::{OrderStatus, OrderSummary};
use crate::sales::store::orders::stored_currency;
use crate::sales::tender::Method;
use crate::tills;

/// Which orders of a list.
#[derive(Debug, Default)]
pub(crate) struct OrderFilter {
    pub(crate) status: Option<OrderStatus>,
    pub(crate) customer_id: Option<Id>,
    pub(crate) cashier_id: Option<Id>,
    pub(crate) till_id: Option<Id>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    pub(crate) method: Option<Method>,
    pub(crate) wanted: Option<Wanted>,
}

/// What was typed to find orders by.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// A number, its beginning, or a running number without its till.
    pub(crate) number: String,
    /// Customers of this name.
    pub(crate) customers: Vec<Id>,
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    id: Id,
    order_number: String,
    status: OrderStatus,
    currency: String,
    total_minor: i64,
    refunded_minor: i64,
    item_count: i64,
    till_code: String,
    cashier_name: String,
    customer_id: Option<Id>,
    customer_name: Option<String>,
    created_at: DateTime<Utc>,
    business_date: NaiveDate,
}

/// Digits of a running number that make its beginning rare enough to be looked up; fewer are looked for among the newest.
const TELLING_DIGITS: usize = 4;

/// Orders of a range of days, or payments by a method, that are soon looked up and sorted. Of more than these the newest
/// are soon found on the way back through all orders.
const FEW: i64 = 10_000;

// One text for each index that can carry a list, because an optional condition hides it from the planner. The days are
// hidden as well: without statistics, which SQLite has none of, they would be taken for what tells most, also when they
// are all days there are.
macro_rules! select_summaries {
    ($first:literal) => {
        concat!(
            "select o.id, o.order_number, o.status, o.currency, o.total_minor, o.item_count, o.till_code, o.cashier_name,
                    o.customer_id, c.name as customer_name, o.created_at, o.business_date,
                    (select coalesce(cast(sum(r.total_minor) as bigint), 0)
                     from refunds r where r.order_id = o.id) as refunded_minor
             from orders o
             left join customers c on c.id = o.customer_id
             where (o.created_at, o.id) < ($1, $2)
               and (cast($3 as text) is null or o.customer_id = $3)
               and (cast($4 as text) is null or o.status = $4)
               and (cast($5 as text) is null or o.cashier_id = $5)
               and (cast($6 as text) is null or o.till_id = $6)
               and coalesce(o.business_date, o.business_date) >= $7 and coalesce(o.business_date, o.business_date) <= $8
               and (cast($9 as text) is null
                    or exists (select 1 from payments p where p.order_id = o.id and p.method = $9))
               and coalesce(cast($10 as text), cast($11 as text), cast($12 as text), '') is not null
               and ",
            $first,
            " order by o.created_at desc, o.id desc
             limit $13"
        )
    };
}

/// A page of orders, newest first, with one row to spare.
pub(crate) async fn newest(
    db: &mut impl Session,
    filter: OrderFilter,
    before: Option<(DateTime<Utc>, Id)>,
    limit: Limit,
) -> Result<Vec<OrderSummary>> {
    let wanted = match &filter.wanted {
        Some(wanted) => Some(meant(db, wanted).await?),
        None => None,
    };
    let text = match &filter {
        OrderFilter { wanted: Some(_), .. } if wanted.as_ref().is_some_and(|wanted| wanted.is_short) => {
            select_summaries!("o.order_number >= $11 and o.order_number < $12")
        }
        OrderFilter { wanted: Some(_), .. } => select_summaries!(
            "o.id in (select n.id from orders n where n.order_number in (select value ->> 'of' from json_each($10))
                      union all
                      select n.id from orders n where n.order_number >= $11 and n.order_number < $12
                      union all
                      select n.id from orders n where n.customer_id in (select value ->> 'of' from json_each($10)))"
        ),
        OrderFilter { customer_id: Some(_), .. } => select_summaries!("o.customer_id = $3"),
        OrderFilter { status: Some(OrderStatus::Pending), .. } => select_summaries!("o.status = 'pending'"),
        OrderFilter {
            status: Some(OrderStatus::Cancelled | OrderStatus::PartiallyRefunded | OrderStatus::Refunded),
            ..
        } => select_summaries!("o.status in ('cancelled', 'partially_refunded', 'refunded') and o.status = $4"),
        OrderFilter { method: Some(method), .. } if has_few_payments(db, *method).await? => {
            select_summaries!("o.id in (select p.order_id from payments p where p.method = $9)")
        }
        OrderFilter { cashier_id: Some(_), .. } => select_summaries!("o.cashier_id = $5"),
        OrderFilter { from: Some(from), to, .. } if has_few_orders(db, *from, to.unwrap_or(LAST_DATE)).await? => {
            select_summaries!("o.business_date >= $7 and o.business_date <= $8")
        }
        OrderFilter { .. } => select_summaries!("true"),
    };
    let (mut at, id) = from_the_top(before);
    if let Some(end) = filter.to.and_then(|to| to.checked_add_days(Days::new(3))) {
        // No order counts for a day long before it was rung up: the list need not begin at today.
        at = at.min(end.and_time(NaiveTime::MIN).and_utc());
    }
    let rows: Vec<SummaryRow> = db
        .sql(text)
        .bind(at)
        .bind(id)
        .bind(filter.customer_id)
        .bind(filter.status)
        .bind(filter.cashier_id)
        .bind(filter.till_id)
        .bind(filter.from.unwrap_or(FIRST_DATE))
        .bind(filter.to.unwrap_or(LAST_DATE))
        .bind(filter.method)
        .bind(wanted.as_ref().map(|wanted| wanted.of.clone()))
        .bind(wanted.as_ref().map(|wanted| wanted.from.clone()))
        .bind(wanted.as_ref().map(|wanted| wanted.before.clone()))
        .bind(limit.and_one())
        .all()
        .await?;
    rows.into_iter().map(OrderSummary::try_from).collect()
}

async fn has_few_payments(db: &mut impl Session, method: Method) -> Result<bool> {
    let count: (i64,) = db
        .sql("select count(*) from (select 1 as one from payments p where p.method = $1 limit $2) few")
        .bind(method)
        .bind(FEW)
        .one()
        .await?;
    Ok(count.0 < FEW)
}

async fn has_few_orders(db: &mut impl Session, from: NaiveDate, to: NaiveDate) -> Result<bool> {
    let count: (i64,) = db
        .sql(
            "select count(*)
             from (select 1 as one from orders o where o.business_date >= $1 and o.business_date <= $2 limit $3) few",
        )
        .bind(from)
        .bind(to)
        .bind(FEW)
        .one()
        .await?;
    Ok(count.0 < FEW)
}

/// What the orders that somebody may mean have.
struct Meant {
    /// One of these numbers, or of these customers.
    of: String,
    /// A number in this range.
    from: String,
    before: String,
    /// Whether that range may be most of a till's orders.
    is_short: bool,
}

/// The number typed, that running number on each till, whatever begins with it, and the customers.
async fn meant(db: &mut impl Session, wanted: &Wanted) -> Result<Meant> {
    let typed = wanted.number.as_str();
    let codes = tills::store::codes(db).await?;
    let mut of: Vec<_> = wanted.customers.iter().map(|id| json!({ "of": id })).collect();
    of.push(json!({ "of": typed }));
    if let Ok(running) = typed.parse::<u32>() {
        of.extend(codes.iter().map(|code| json!({ "of": format!("{code}-{running:06}") })));
    }
    let running = codes.iter().find_map(|code| typed.strip_prefix(code.as_str())?.strip_prefix('-'));
    let digits = running.filter(|running| !running.is_empty() && running.bytes().all(|byte| byte.is_ascii_digit()));
    let (from, before) = match digits {
        None => (String::new(), String::new()),
        Some(_) => (typed.to_owned(), format!("{typed}\u{10ffff}")),
    };
    Ok(Meant { of: rows(&of), from, before, is_short: digits.is_some_and(|digits| digits.len() < TELLING_DIGITS) })
}

impl TryFrom<SummaryRow> for OrderSummary {
    type Error = crate::error::Error;
    fn try_from(row: SummaryRow) -> Result<Self> {
        let currency = stored_currency(&row.currency)?;
        Ok(Self {
            id: row.id,
            order_number: row.order_number,
            status: row.status,
            total: currency.money(row.total_minor),
            refunded: currency.money(row.refunded_minor),
            item_count: Quantity::new(row.item_count),
            till_code: row.till_code,
            cashier_name: row.cashier_name,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            created_at: row.created_at,
            business_date: row.business_date,
        })
    }
}

/// Whether an order that still waits for money got some at this till since then.
pub(crate) async fn is_paying_since(db: &mut impl Session, till_id: Id, since: DateTime<Utc>) -> Result<bool> {
    let (count,): (i64,) = db
        .sql(
            "select count(*) from orders o join payments p on p.order_id = o.id
             where o.status = 'pending' and p.till_id = $1 and p.created_at >= $2",
        )
        .bind(till_id)
        .bind(since)
        .one()
        .await?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::trial::databases;

    /// How SQLite reads a list. It knows nothing of what a shop holds: a plan is the same for ten orders and a million.
    macro_rules! plan {
        ($first:literal) => {{
            let trials = databases().await;
            let mut reader = trials[0].db.read();
            let query = reader.sql(concat!("explain query plan ", select_summaries!($first)));
            let query = query.bind(Utc::now()).bind(Id::now());
            let query = (3..=6).fold(query, |query, _| query.bind(None::<String>));
            let query = query.bind(FIRST_DATE).bind(LAST_DATE);
            let query = (9..=12).fold(query, |query, _| query.bind(None::<String>));
            let steps: Vec<(i64, i64, i64, String)> = query.bind(51_i64).all().await?;
            steps.into_iter().map(|(_, _, _, step)| step).collect::<Vec<_>>().join("\n")
        }};
    }

    #[tokio::test]
    async fn the_newest_orders_are_read_from_the_newest_on_and_not_sorted() -> Result<()> {
        let plan = plan!("true");
        assert!(plan.contains("orders_newest") && !plan.contains("ORDER BY"), "{plan}");
        Ok(())
    }

    #[tokio::test]
    async fn few_orders_are_looked_up() -> Result<()> {
        let by_method = plan!("o.id in (select p.order_id from payments p where p.method = $9)");
        assert!(by_method.contains("payments_by_method"), "{by_method}");
        let by_date = plan!("o.business_date >= $7 and o.business_date <= $8");
        assert!(by_date.contains("orders_by_date"), "{by_date}");
        Ok(())
    }
}
