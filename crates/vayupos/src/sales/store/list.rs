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
    /// A number, or a running number without its till.
    pub(crate) number: Option<String>,
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
    created_at: DateTime<Utc>,
    business_date: NaiveDate,
}

// One text for each index that can carry a list, because an optional condition hides it from the planner.
macro_rules! select_summaries {
    ($first:literal) => {
        concat!(
            "select o.id, o.order_number, o.status, o.currency, o.total_minor, o.item_count, o.till_code, o.cashier_name,
                    o.customer_id, o.created_at, o.business_date,
                    (select coalesce(cast(sum(r.total_minor) as bigint), 0)
                     from refunds r where r.order_id = o.id) as refunded_minor
             from orders o
             where (o.created_at, o.id) < ($1, $2)
               and (cast($3 as text) is null or o.customer_id = $3)
               and (cast($4 as text) is null or o.status = $4)
               and (cast($5 as text) is null or o.cashier_id = $5)
               and (cast($6 as text) is null or o.till_id = $6)
               and o.business_date >= $7 and o.business_date <= $8
               and (cast($9 as text) is null or o.order_number in (select value ->> 'number' from json_each($9)))
               and ",
            $first,
            " order by o.created_at desc, o.id desc
             limit $10"
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
    let numbers = match &filter.number {
        Some(typed) => Some(numbers(db, typed).await?),
        None => None,
    };
    let text = match &filter {
        OrderFilter { number: Some(_), .. } => {
            select_summaries!("o.order_number in (select value ->> 'number' from json_each($9))")
        }
        OrderFilter { customer_id: Some(_), .. } => select_summaries!("o.customer_id = $3"),
        OrderFilter { status: Some(OrderStatus::Pending), .. } => select_summaries!("o.status = 'pending'"),
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
        .bind(numbers)
        .bind(limit.and_one())
        .all()
        .await?;
    rows.into_iter().map(OrderSummary::try_from).collect()
}

/// The numbers that somebody may mean: the one typed, or that running number on each till.
async fn numbers(db: &mut impl Session, typed: &str) -> Result<String> {
    let mut numbers = vec![json!({ "number": typed })];
    if let Ok(running) = typed.parse::<u32>() {
        let codes = tills::store::codes(db).await?;
        numbers.extend(codes.iter().map(|code| json!({ "number": format!("{code}-{running:06}") })));
    }
    Ok(rows(&numbers))
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
            created_at: row.created_at,
            business_date: row.business_date,
        })
    }
}
