//! Keeping the day tables: booking a sale or a refund, building them anew, and finding out whether they are right.
//!
//! They follow from the ledger (orders, payments, refunds) and are never the only record of anything.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::day_tables::{DAY_TABLES, DayTable};
use crate::app::App;
use crate::clock;
use crate::currency::Currency;
use crate::db::{Db, Query, Session, Sql, Tx, Writes, rows};
use crate::error::Result;
use crate::id::Id;
use crate::settings;

/// Orders whose hour is filled in at a time.
const HOURS_AT_ONCE: i64 = 5_000;

/// A row of a day table that is not what the ledger adds up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// The row's key.
    pub key: String,
    /// What it says; none when there is no such row.
    pub stored: Option<String>,
    /// What it should say; none when there should be no such row.
    pub expected: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = |figures: &Option<String>| figures.clone().unwrap_or_else(|| "no row".into());
        write!(f, "{} {}: {} instead of {}", self.table, self.key, said(&self.stored), said(&self.expected))
    }
}

/// Adds a completed order to its day. Call it once, as the last thing of the transaction that completes the order:
/// rows of a day are shared by all tills, and are held until the commit.
pub(crate) fn book_order(writes: &mut Writes, order_id: Id, currency: Currency, customer_id: Option<Id>) {
    for table in tables_of(customer_id) {
        table.book(writes, table.book_order, currency, order_id);
    }
}

/// Adds a refund to its day. Call it once, as the last thing of the transaction that writes the refund. A deposit
/// given back is no refund of a sale and adds nothing.
pub(crate) async fn book_refund(tx: &mut Tx, refund_id: Id, currency: Currency, customer_id: Option<Id>) -> Result<()> {
    let mut writes = tx.writes();
    for table in tables_of(customer_id) {
        table.book(&mut writes, table.book_refund, currency, refund_id);
    }
    Ok(tx.run(writes).await?)
}

/// Costs are stored in ten-thousandths of the currency's unit.
fn scale(currency: Currency) -> i64 {
    10_i64.pow(4_u32.saturating_sub(u32::from(currency.digits())))
}

/// Gives a customer's days to another one, who is the same person.
pub(crate) async fn merge_customer(tx: &mut Tx, from: Id, into: Id) -> Result<()> {
    tx.sql(
        "insert into day_customer (business_date, customer_id, orders, total_minor, refunds, refund_total_minor)
         select business_date, $2, orders, total_minor, refunds, refund_total_minor
         from day_customer where customer_id = $1
         order by business_date
         on conflict (business_date, customer_id) do update
         set orders = day_customer.orders + excluded.orders,
             total_minor = day_customer.total_minor + excluded.total_minor,
             refunds = day_customer.refunds + excluded.refunds,
             refund_total_minor = day_customer.refund_total_minor + excluded.refund_total_minor",
    )
    .bind(from)
    .bind(into)
    .execute()
    .await?;
    tx.sql("delete from day_customer where customer_id = $1").bind(from).execute().await?;
    Ok(())
}

fn tables_of(customer_id: Option<Id>) -> impl Iterator<Item = &'static DayTable> {
    DAY_TABLES.iter().filter(move |table| customer_id.is_some() || !table.of_customer)
}

impl DayTable {
    /// Adds one order or refund.
    fn book(&self, writes: &mut Writes, text: &'static str, currency: Currency, id: Id) {
        let statement = writes.sql(text);
        if self.has_cost {
            statement.bind(scale(currency));
        }
        statement.bind(id);
    }

    /// One of its statements, with the currency's scale bound where it computes costs.
    fn run<'c>(&self, db: &'c mut impl Session, text: &'static str, currency: Currency) -> Query<'c> {
        let query = db.sql(text);
        if self.has_cost { query.bind(scale(currency)) } else { query }
    }
}

/// Builds the day tables anew from the ledger.
pub(crate) async fn rebuild(tx: &mut Tx) -> Result<()> {
    // Sales that are being booked are waited for, later ones wait; on SQLite this transaction has the only write lock.
    const HOLD: Sql = Sql {
        lite: "select 1",
        pg: "lock table day_total, day_method, day_tax, day_product, day_customer in share row exclusive mode",
    };
    tx.sql(HOLD).execute().await?;
    let currency = settings::store::shop(tx).await?.currency;
    for table in &DAY_TABLES {
        tx.sql(table.clear).execute().await?;
        table.run(tx, table.book_orders, currency).execute().await?;
        table.run(tx, table.book_refunds, currency).execute().await?;
    }
    Ok(())
}

/// The rows that are not what the ledger adds up to; none is how it should be. Each table is looked at as of one
/// moment, so that it may be asked while the shop sells.
pub(crate) async fn compare(db: &Db) -> Result<Vec<Difference>> {
    let mut reader = db.read();
    let currency = settings::store::shop(&mut reader).await?.currency;
    let mut differences = Vec::new();
    for table in &DAY_TABLES {
        let both: Vec<(i64, String, String)> = table.run(&mut reader, table.both, currency).all().await?;
        let mut by_key: std::collections::BTreeMap<String, [Option<String>; 2]> = std::collections::BTreeMap::new();
        for (expected, key, figures) in both {
            let [stored, due] = by_key.entry(key).or_default();
            *(if expected == 0 { stored } else { due }) = Some(figures);
        }
        differences.extend(
            by_key
                .into_iter()
                .filter(|(_, [stored, expected])| stored != expected)
                .map(|(key, [stored, expected])| Difference { table: table.name, key, stored, expected }),
        );
    }
    Ok(differences)
}

/// Whether every day adds up to what its orders, payments and refunds say: the rows that don't.
///
/// # Errors
/// `unavailable`
pub async fn compare_days(app: &App) -> Result<Vec<Difference>> {
    compare(&app.db).await
}

/// Builds the days anew from orders, payments and refunds.
///
/// # Errors
/// `unavailable`
pub async fn rebuild_days(app: &App) -> Result<()> {
    let mut tx = app.db.write().await?;
    rebuild(&mut tx).await?;
    tx.commit().await
}

/// Fills the day tables of a database that was sold in before there were any; afterwards it only looks.
pub(crate) async fn build_once(db: &Db) -> Result<()> {
    if db.read().sql("select id from day_built").optional::<(i64,)>().await?.is_some() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    let mine = tx.sql("insert into day_built (id) values (1) on conflict (id) do nothing").execute().await?;
    if mine == 1 {
        fill_in_hours(&mut tx).await?;
        rebuild(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Gives orders of before there was one their hour, by the shop's clock, which SQL does not know.
async fn fill_in_hours(tx: &mut Tx) -> Result<()> {
    let time_zone = settings::store::shop(tx).await?.time_zone;
    let mut after = String::new();
    loop {
        let orders: Vec<(Id, DateTime<Utc>)> = tx
            .sql(
                "select id, completed_at
                 from orders
                 where id > $1 and business_hour = 0 and completed_at is not null
                 order by id
                 limit $2",
            )
            .bind(after)
            .bind(HOURS_AT_ONCE)
            .all()
            .await?;
        let Some((last, _)) = orders.last() else { return Ok(()) };
        after = last.to_string();
        let hours: Vec<_> =
            orders.iter().map(|(id, at)| json!({ "id": id, "hour": clock::local_hour(*at, time_zone) })).collect();
        tx.sql(
            "update orders
             set business_hour = cast(filled.value ->> 'hour' as bigint)
             from json_each($1) filled
             where orders.id = filled.value ->> 'id'",
        )
        .bind(rows(&hours))
        .execute()
        .await?;
    }
}
