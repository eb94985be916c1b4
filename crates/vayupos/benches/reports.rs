//! Reports of thirty days in a shop of many orders, beside the sums over the orders themselves in the same run.
//!
//! `ORDERS=1000000 cargo bench --package vayupos --bench reports`, with `VAYUPOS_TEST_POSTGRES` for Postgres.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop there")]

use std::time::Instant;

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tokio::runtime::Runtime;
use vayupos::auth::Caller;
use vayupos::id::Id;
use vayupos::operations::{Nothing, load_demo_shop};
use vayupos::{App, auth, reports, wire};

const DEFAULT_ORDERS: u64 = 100_000;
/// The orders lie over two years.
const DAYS: u64 = 730;
const TURNS: usize = 21;
const FROM: &str = "2026-10-24";
const TO: &str = "2026-11-22";

/// What the engines call differently.
struct Dialect {
    padded: &'static str,
    day: &'static str,
    at: &'static str,
}

const LITE: Dialect = Dialect {
    padded: "printf('%012d', {})",
    day: "date('2026-11-22', '-' || ({}) || ' days')",
    at: "date('2026-11-22', '-' || ({}) || ' days') || 'T12:00:00+00:00'",
};
const PG: Dialect = Dialect {
    padded: "lpad(({})::text, 12, '0')",
    day: "(date '2026-11-22' - ({})::int)",
    at: "(timestamptz '2026-11-22T12:00:00Z' - make_interval(days => ({})::int))",
};

/// Orders of three lines and one payment each.
fn inserts(orders: u64, dialect: &Dialect) -> Vec<String> {
    let id = |what: &str| format!("'00000000-0000-7000-8000-' || {}", dialect.padded.replace("{}", what));
    let age = format!("(n.i % {DAYS})");
    let day = dialect.day.replace("{}", &age);
    let at = dialect.at.replace("{}", &age);
    let numbers = format!("with recursive n (i) as (select 1 union all select i + 1 from n where i < {orders})");
    let goods = "(select id, name, sku, unit, row_number() over (order by id) - 1 as k from products)";
    vec![
        format!(
            "insert into orders (id, order_number, fingerprint, status, till_id, till_code, till_name, cashier_id,
                    cashier_name, currency, tax_scope, subtotal_minor, discount_minor, savings_minor, net_minor,
                    tax_minor, total_minor, cash_rounding_minor, item_count, business_date, business_hour, created_at,
                    completed_at)
             {numbers}
             select {id}, 'B-' || n.i, '', 'completed', t.id, t.code, t.name, u.id, u.username, 'EUR', 'line',
                    3 * (100 + n.i % 900), 0, 0, 3 * (100 + n.i % 900), 0, 3 * (100 + n.i % 900), 0, 3000, {day},
                    8 + n.i % 11, {at}, {at}
             from n, tills t, (select id, username from users where username = 'cashier1') u",
            id = id("n.i")
        ),
        format!(
            "insert into order_items (id, order_id, position, product_id, name, sku, unit, sold_by_weight, quantity_e3,
                    unit_price_e4, list_price_e4, cost_price_e4, discount_minor, line_total_minor, net_minor, tax_minor,
                    total_minor, taxes)
             {numbers}
             select {item}, {order}, j.j, p.id, p.name, p.sku, p.unit, false, 1000, (100 + n.i % 900) * 100,
                    (100 + n.i % 900) * 100, 5000, 0, 100 + n.i % 900, 100 + n.i % 900, 0, 100 + n.i % 900, '[]'
             from n cross join (select 0 as j union all select 1 union all select 2) j
             join {goods} p on p.k = (n.i * 7 + j.j * 13) % 200",
            item = id("n.i * 3 + j.j"),
            order = id("n.i")
        ),
        format!(
            "insert into payments (id, order_id, position, method, amount_minor, given_minor, change_minor, status,
                    till_id, user_id, business_date, created_at)
             {numbers}
             select {id}, {id}, 0, case n.i % 3 when 0 then 'cash' else 'card' end, 3 * (100 + n.i % 900),
                    3 * (100 + n.i % 900), 0, 'completed', t.id, u.id, {day}, {at}
             from n, tills t, (select id from users where username = 'cashier1') u",
            id = id("n.i")
        ),
    ]
}

/// Boolean literals and joins that SQLite reads as well.
async fn fill_lite(path: &str, orders: u64) {
    let mut lite = SqliteConnection::connect(path).await.unwrap();
    for text in inserts(orders, &LITE) {
        sqlx::query(AssertSqlSafe(text)).execute(&mut lite).await.unwrap();
    }
    sqlx::query("analyze").execute(&mut lite).await.unwrap();
}

async fn fill_pg(url: &str, orders: u64) {
    let mut pg = PgConnection::connect(url).await.unwrap();
    for text in inserts(orders, &PG) {
        sqlx::query(AssertSqlSafe(text)).execute(&mut pg).await.unwrap();
    }
    sqlx::query("vacuum analyze").execute(&mut pg).await.unwrap();
}

/// The middle one of some turns, in milliseconds.
async fn middle_ms<O>(mut turn: impl AsyncFnMut() -> O) -> f64 {
    let mut times = Vec::with_capacity(TURNS);
    for _ in 0..TURNS {
        let begun = Instant::now();
        turn().await;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    times[TURNS / 2]
}

const PLAIN_SALES: &str = "select business_date, count(*), cast(sum(total_minor) as bigint)
     from orders where business_date >= '2026-10-24' and business_date <= '2026-11-22' group by business_date";
const PLAIN_PRODUCTS: &str =
    "select i.product_id, cast(sum(i.quantity_e3) as bigint), cast(sum(i.total_minor) as bigint)
     from order_items i join orders o on o.id = i.order_id
     where o.business_date >= '2026-10-24' and o.business_date <= '2026-11-22' group by i.product_id";

async fn measure(url: &str, engine: &str, orders: u64, plain: impl AsyncFn(&'static str)) {
    let app = App::open(url).await.unwrap();
    reports::rebuild_days(&app).await.unwrap();
    let login = wire::decode(json!({ "username": "manager1", "password": "manager123" })).unwrap();
    let session = auth::login(&app, Caller::nobody().permit().unwrap(), login).await.unwrap();
    let by = app.caller(Some(&session.access_token)).await.unwrap();
    let range = json!({ "from": FROM, "to": TO });
    macro_rules! report {
        ($name:literal, $operation:path) => {
            let ms = middle_ms(async || {
                $operation(&app, by.permit().unwrap(), wire::decode(range.clone()).unwrap()).await.unwrap()
            })
            .await;
            println!("{engine}, {orders} orders: {:<34} {ms:>9.2} ms", $name);
        };
    }
    for (name, text) in
        [("sums over orders (baseline)", PLAIN_SALES), ("sums over order items (baseline)", PLAIN_PRODUCTS)]
    {
        let ms = middle_ms(async || plain(text).await).await;
        println!("{engine}, {orders} orders: {name:<34} {ms:>9.2} ms");
    }
    report!("sales by day", reports::get_sales_report);
    report!("products", reports::list_product_sales);
    report!("payment methods", reports::get_methods_report);
    report!("taxes", reports::get_taxes_report);
    report!("hours", reports::get_hours_report);
    report!("cashiers", reports::get_cashiers_report);
    report!("categories", reports::get_categories_report);
    report!("customers", reports::get_customers_report);
    app.db().close().await;
}

async fn shop(url: &str) {
    let app = App::open(url).await.unwrap();
    load_demo_shop(&app, Caller::nobody().permit().unwrap(), Nothing {}).await.unwrap();
    app.db().close().await;
}

async fn run(orders: u64) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    shop(&url).await;
    fill_lite(&url, orders).await;
    let lite = tokio::sync::Mutex::new(SqliteConnection::connect(&url).await.unwrap());
    measure(&url, "SQLite", orders, async |text| {
        sqlx::query(text).fetch_all(&mut *lite.lock().await).await.unwrap();
    })
    .await;
    let Ok(server) = std::env::var("VAYUPOS_TEST_POSTGRES") else { return };
    let name = format!("bench_{}", Id::now().to_string().replace('-', ""));
    let mut connection = PgConnection::connect(&server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    shop(&url).await;
    fill_pg(&url, orders).await;
    let pg = tokio::sync::Mutex::new(PgConnection::connect(&url).await.unwrap());
    measure(&url, "Postgres", orders, async |text| {
        sqlx::query(text).fetch_all(&mut *pg.lock().await).await.unwrap();
    })
    .await;
    drop(pg);
    sqlx::query(AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut connection).await.unwrap();
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let orders = std::env::var("ORDERS").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_ORDERS);
    Runtime::new().unwrap().block_on(run(orders));
}
