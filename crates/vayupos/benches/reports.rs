//! Reports of thirty days in a shop of many orders, beside the sums over the orders themselves in the same run.
//!
//! `ORDERS=1000000 cargo bench --package vayupos --bench reports`, with `VAYUPOS_TEST_POSTGRES` for Postgres.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop there")]

#[expect(dead_code, reason = "what is sold here are the demo shop's products")]
mod large;

use std::time::Instant;

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tokio::runtime::Runtime;
use vayupos::auth::Caller;
use vayupos::id::Id;
use vayupos::operations::{Nothing, load_demo_shop};
use vayupos::{App, auth, reports, wire};

const DEFAULT_ORDERS: u64 = 100_000;
const TURNS: usize = 21;
const FROM: &str = "2026-10-24";
const TO: &str = "2026-11-22";

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
    large::orders(&url, orders).await;
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
    large::orders(&url, orders).await;
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
