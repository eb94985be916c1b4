//! Reading the day tables.

use chrono::NaiveDate;
use serde_json::json;

use super::figures::{ProductSums, Sums};
use super::range::Range;
use crate::db::{Session, rows};
use crate::error::Result;
use crate::finding;
use crate::id::Id;
use crate::money::Percent;
use crate::sales::tender::Method;

/// Of which till and which cashier; none is all of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Of {
    pub(super) till_id: Option<Id>,
    pub(super) cashier_id: Option<Id>,
}

macro_rules! sums_of_days {
    ($by:literal, $rest:literal) => {
        concat!(
            "select ",
            $by,
            ", cast(sum(orders) as bigint) as orders,
                    cast(sum(discounted_orders) as bigint) as discounted_orders,
                    cast(sum(items_e3) as bigint) as items_e3, cast(sum(gross_minor) as bigint) as gross_minor,
                    cast(sum(discount_minor) as bigint) as discount_minor,
                    cast(sum(net_minor) as bigint) as net_minor, cast(sum(tax_minor) as bigint) as tax_minor,
                    cast(sum(total_minor) as bigint) as total_minor,
                    cast(sum(cash_rounding_minor) as bigint) as cash_rounding_minor,
                    cast(sum(cost_minor) as bigint) as cost_minor,
                    cast(sum(lines_without_cost) as bigint) as lines_without_cost,
                    cast(sum(refunds) as bigint) as refunds,
                    cast(sum(refund_net_minor) as bigint) as refund_net_minor,
                    cast(sum(refund_tax_minor) as bigint) as refund_tax_minor,
                    cast(sum(refund_total_minor) as bigint) as refund_total_minor,
                    cast(sum(refund_cash_rounding_minor) as bigint) as refund_cash_rounding_minor,
                    cast(sum(refund_cost_minor) as bigint) as refund_cost_minor
             from day_total
             where business_date between $1 and $2
               and (cast($3 as text) is null or till_id = $3)
               and (cast($4 as text) is null or cashier_id = $4)
             group by ",
            $rest
        )
    };
}

/// A day's sums.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct DaySums {
    pub(super) business_date: NaiveDate,
    #[sqlx(flatten)]
    pub(super) sums: Sums,
}

/// The days on which anything happened.
pub(super) async fn days(db: &mut impl Session, range: Range, of: Of) -> Result<Vec<DaySums>> {
    let query = db.sql(sums_of_days!("business_date", "business_date order by business_date"));
    Ok(query.bind(range.from).bind(range.to).bind(of.till_id).bind(of.cashier_id).all().await?)
}

/// The sums of an hour of a day.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct HourSums {
    pub(super) business_date: NaiveDate,
    pub(super) hour: i64,
    #[sqlx(flatten)]
    pub(super) sums: Sums,
}

/// The hours in which anything happened.
pub(super) async fn hours(db: &mut impl Session, range: Range, of: Of) -> Result<Vec<HourSums>> {
    let query = db.sql(sums_of_days!("business_date, hour", "business_date, hour order by business_date, hour"));
    Ok(query.bind(range.from).bind(range.to).bind(of.till_id).bind(of.cashier_id).all().await?)
}

/// A cashier's sums.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct CashierSums {
    pub(super) cashier_id: Id,
    #[sqlx(flatten)]
    pub(super) sums: Sums,
}

/// The cashiers who did anything.
pub(super) async fn cashiers(db: &mut impl Session, range: Range, of: Of) -> Result<Vec<CashierSums>> {
    let query = db.sql(sums_of_days!("cashier_id", "cashier_id order by cashier_id"));
    Ok(query.bind(range.from).bind(range.to).bind(of.till_id).bind(of.cashier_id).all().await?)
}

/// What people are called now.
pub(super) async fn names(db: &mut impl Session, ids: impl IntoIterator<Item = Id>) -> Result<Vec<(Id, String)>> {
    let ids: Vec<_> = ids.into_iter().map(|id| json!({ "id": id })).collect();
    let text = "select id, coalesce(full_name, username) from users
                where id in (select value ->> 'id' from json_each($1))";
    Ok(db.sql(text).bind(rows(&ids)).all().await?)
}

/// A day's sums of a way to pay.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct MethodSums {
    pub(super) business_date: NaiveDate,
    pub(super) method: Method,
    pub(super) payments: i64,
    pub(super) amount_minor: i64,
    pub(super) refund_payments: i64,
    pub(super) refund_amount_minor: i64,
}

/// How it was paid, by day.
pub(super) async fn methods(db: &mut impl Session, range: Range, till_id: Option<Id>) -> Result<Vec<MethodSums>> {
    let query = db.sql(
        "select business_date, method, cast(sum(payments) as bigint) as payments,
                cast(sum(amount_minor) as bigint) as amount_minor,
                cast(sum(refund_payments) as bigint) as refund_payments,
                cast(sum(refund_amount_minor) as bigint) as refund_amount_minor
         from day_method
         where business_date between $1 and $2 and (cast($3 as text) is null or till_id = $3)
         group by business_date, method
         order by business_date, method",
    );
    Ok(query.bind(range.from).bind(range.to).bind(till_id).all().await?)
}

/// A day's sums of a tax.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct TaxSums {
    pub(super) business_date: NaiveDate,
    pub(super) name: String,
    pub(super) rate_e4: i64,
    pub(super) included: bool,
    pub(super) net_minor: i64,
    pub(super) tax_minor: i64,
    pub(super) refund_net_minor: i64,
    pub(super) refund_tax_minor: i64,
}

impl TaxSums {
    pub(super) fn rate(&self) -> Percent {
        Percent::new(self.rate_e4).unwrap_or_default()
    }
}

/// The taxes, by day.
pub(super) async fn taxes(db: &mut impl Session, range: Range, till_id: Option<Id>) -> Result<Vec<TaxSums>> {
    let query = db.sql(
        "select business_date, name, rate_e4, included, cast(sum(net_minor) as bigint) as net_minor,
                cast(sum(tax_minor) as bigint) as tax_minor,
                cast(sum(refund_net_minor) as bigint) as refund_net_minor,
                cast(sum(refund_tax_minor) as bigint) as refund_tax_minor
         from day_tax
         where business_date between $1 and $2 and (cast($3 as text) is null or till_id = $3)
         group by business_date, name, rate_e4, included
         order by business_date, name, rate_e4, included",
    );
    Ok(query.bind(range.from).bind(range.to).bind(till_id).all().await?)
}

macro_rules! sums_of_products {
    () => {
        "cast(sum(d.quantity_e3) as bigint) as quantity_e3, cast(sum(d.gross_minor) as bigint) as gross_minor,
         cast(sum(d.discount_minor) as bigint) as discount_minor, cast(sum(d.net_minor) as bigint) as net_minor,
         cast(sum(d.tax_minor) as bigint) as tax_minor, cast(sum(d.total_minor) as bigint) as total_minor,
         cast(sum(d.cost_minor) as bigint) as cost_minor,
         cast(sum(d.lines_without_cost) as bigint) as lines_without_cost,
         cast(sum(d.refund_quantity_e3) as bigint) as refund_quantity_e3,
         cast(sum(d.refund_net_minor) as bigint) as refund_net_minor,
         cast(sum(d.refund_tax_minor) as bigint) as refund_tax_minor,
         cast(sum(d.refund_total_minor) as bigint) as refund_total_minor,
         cast(sum(d.refund_cost_minor) as bigint) as refund_cost_minor"
    };
}

/// A product's sums.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct SoldProduct {
    pub(super) product_id: Id,
    pub(super) sku: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) category_name: Option<String>,
    pub(super) orders: i64,
    #[sqlx(flatten)]
    pub(super) sums: ProductSums,
}

// Whether a product's words begin with all of $3. As a comparison of a value: of an `exists` Postgres believes that it
// leaves one product, and then adds the days up anew for each.
macro_rules! has_all_words {
    () => {
        "coalesce((select min(case when p.search_text like '% ' || (w.value ->> 'word') || '%' then 1 else 0 end)
                   from json_each($3) w), 1) > 0"
    };
}

// The sums of each product that was sold or came back in a range. The days are added up first: what that takes goes by
// what was sold, not by how many products there are.
macro_rules! by_product {
    ($which:expr) => {
        concat!(
            "(select p.sku, p.name, p.unit, p.category_id, d.*
              from (select d.product_id, cast(sum(d.orders) as bigint) as orders, ",
            sums_of_products!(),
            " from day_product d where d.business_date between $1 and $2 group by d.product_id) as d
              join products p on p.id = d.product_id
              where ",
            $which,
            ") as d"
        )
    };
}

/// The products by what they brought in, best first, after a total and an id; as many as `limit`.
pub(super) async fn products(
    db: &mut impl Session,
    range: Range,
    q: &str,
    after: Option<(i64, Id)>,
    limit: i64,
) -> Result<Vec<SoldProduct>> {
    let (total, id) = after.map_or((i64::MAX, String::new()), |(total, id)| (total, id.to_string()));
    let query = db.sql(concat!(
        "select d.*, c.name as category_name
         from ",
        by_product!(has_all_words!()),
        " left join categories c on c.id = d.category_id
         where (d.total_minor, d.product_id) < ($4, $5)
         order by d.total_minor desc, d.product_id desc
         limit $6"
    ));
    let query = query.bind(range.from).bind(range.to).bind(words(q)).bind(total).bind(id).bind(limit);
    Ok(query.planned_for_these().all().await?)
}

/// How many products there are in all and what they come to.
pub(super) async fn all_products(db: &mut impl Session, range: Range, q: &str) -> Result<(i64, ProductSums)> {
    #[derive(sqlx::FromRow)]
    struct Row {
        products: i64,
        #[sqlx(flatten)]
        sums: ProductSums,
    }
    let query = db.sql(concat!(
        "select count(*) as products, ",
        sums_of_products!(),
        " from ",
        by_product!(has_all_words!()),
        " having count(*) > 0"
    ));
    let query = query.bind(range.from).bind(range.to).bind(words(q)).planned_for_these();
    let row: Option<Row> = query.optional().await?;
    Ok(row.map_or_else(Default::default, |row| (row.products, row.sums)))
}

/// The words of a search, as the catalogue indexes them.
fn words(q: &str) -> String {
    rows(&finding::typed_words(q).into_iter().map(|word| json!({ "word": word })).collect::<Vec<_>>())
}

/// A category's sums; of no category the products that are in none.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct CategorySums {
    pub(super) category_id: Option<Id>,
    pub(super) category_name: Option<String>,
    pub(super) products: i64,
    #[sqlx(flatten)]
    pub(super) sums: ProductSums,
}

/// The categories their products are in now, best first.
pub(super) async fn categories(db: &mut impl Session, range: Range) -> Result<Vec<CategorySums>> {
    let query = db.sql(concat!(
        "select d.category_id, c.name as category_name, count(*) as products, ",
        sums_of_products!(),
        " from ",
        by_product!("1 = 1"),
        " left join categories c on c.id = d.category_id
         group by d.category_id, c.name
         order by total_minor desc, d.category_id"
    ));
    Ok(query.bind(range.from).bind(range.to).planned_for_these().all().await?)
}
