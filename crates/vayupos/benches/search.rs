//! Search among 100,000 products: the operation, beside the bare index query that it cannot do without.
//!
//! `cargo bench --package vayupos --bench search`; with `VAYUPOS_TEST_POSTGRES` set to the address of a Postgres
//! server, on a database of its own there too.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop there")]

use criterion::{Criterion, criterion_group, criterion_main};
use rusqlite::{Connection as Lite, params};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use tokio::runtime::Runtime;
use vayupos::auth::Caller;
use vayupos::id::Id;
use vayupos::{App, auth, catalog, wire};

const PRODUCTS: usize = 100_000;
/// What cashiers type: a whole word, beginnings, a number, a slip, a code.
const QUERIES: [&str; 5] = ["organic milk", "choc dark 100", "4711", "tomatos", "SKU-00042"];

const ADJECTIVES: [&str; 20] = [
    "organic", "fresh", "dark", "smoked", "whole", "sweet", "dried", "roasted", "green", "red", "light", "spicy",
    "classic", "mild", "frozen", "salted", "brown", "white", "crunchy", "double",
];
const THINGS: [&str; 25] = [
    "milk",
    "bread",
    "chocolate",
    "tomatoes",
    "coffee",
    "tea",
    "rice",
    "beans",
    "cheese",
    "butter",
    "apples",
    "juice",
    "yoghurt",
    "pasta",
    "salt",
    "sugar",
    "honey",
    "biscuits",
    "nuts",
    "ham",
    "olives",
    "soap",
    "candles",
    "batteries",
    "paper",
];

fn name(number: usize) -> String {
    let adjective = ADJECTIVES[number % ADJECTIVES.len()];
    let thing = THINGS[number / ADJECTIVES.len() % THINGS.len()];
    format!("{adjective} {thing} {} g no {number}", 50 * (1 + number % 20))
}

async fn open_shop(url: &str) -> (App, Caller) {
    let app = App::open(url).await.unwrap();
    let owner = wire::decode(json!({ "username": "olga", "password": "correct horse" })).unwrap();
    auth::register(&app, Caller::nobody().permit().unwrap(), owner).await.unwrap();
    let login = wire::decode(json!({ "username": "olga", "password": "correct horse" })).unwrap();
    let session = auth::login(&app, Caller::nobody().permit().unwrap(), login).await.unwrap();
    let caller = app.caller(Some(&session.access_token)).await.unwrap();
    (app, caller)
}

const INSERT: &str = "insert into products (id, sku, sku_key, name, name_key, price_e4, opening_stock_e3, stock_e3,
        min_stock_e3, unit, sold_by_weight, track_stock, is_favourite, search_text, created_at, updated_at)
 values ($1, $2, $3, $4, $4, 12900, 0, 0, 0, 'each', false, true, false, $5, '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')";

fn rows() -> impl Iterator<Item = (String, String, String, String, String)> {
    (0..PRODUCTS).map(|number| {
        let (sku, name) = (format!("SKU-{number:05}"), name(number));
        let key = sku.to_lowercase();
        let text = format!(" {} {}", name, key.replace('-', " "));
        (Id::now().to_string(), sku, key, name, text)
    })
}

fn fill_sqlite(path: &std::path::Path) {
    let mut connection = Lite::open(path).unwrap();
    let tx = connection.transaction().unwrap();
    {
        let mut insert = tx.prepare(INSERT).unwrap();
        let mut term = tx.prepare("insert or ignore into product_terms (term) values ($1)").unwrap();
        for (id, sku, key, name, text) in rows() {
            for word in text.split_whitespace() {
                term.execute(params![word]).unwrap();
            }
            insert.execute(params![id, sku, key, name, text]).unwrap();
        }
    }
    tx.commit().unwrap();
}

async fn fill_postgres(url: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let columns: Vec<_> = rows().collect();
    for chunk in columns.chunks(10_000) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|(id, sku, key, name, text)| json!({ "id": id, "sku": sku, "key": key, "name": name, "text": text }))
            .collect();
        sqlx::query(
            "insert into products (id, sku, sku_key, name, name_key, price_e4, opening_stock_e3, stock_e3, min_stock_e3,
                    unit, sold_by_weight, track_stock, is_favourite, search_text, created_at, updated_at)
             select value ->> 'id', value ->> 'sku', value ->> 'key', value ->> 'name', value ->> 'name', 12900, 0, 0, 0,
                    'each', false, true, false, value ->> 'text', now(), now()
             from json_each($1)",
        )
        .bind(serde_json::to_string(&rows).unwrap())
        .execute(&mut connection)
        .await
        .unwrap();
    }
    sqlx::query(
        "insert into product_terms (term)
         select distinct unnest(string_to_array(trim(search_text), ' ')) from products on conflict do nothing",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    sqlx::query("analyze").execute(&mut connection).await.unwrap();
}

fn measure(criterion: &mut Criterion, runtime: &Runtime, engine: &str, app: &App, caller: &Caller) {
    for query in QUERIES {
        criterion.bench_function(&format!("search/{engine}/{query}"), |bencher| {
            bencher.to_async(runtime).iter(async || {
                let input = wire::decode(json!({ "q": query })).unwrap();
                let found = catalog::search_products(app, caller.permit().unwrap(), input).await.unwrap();
                assert!(!found.data.is_empty(), "{query}");
            });
        });
    }
}

fn on_sqlite(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("search.db");
    let runtime = Runtime::new().unwrap();
    let (app, caller) = runtime.block_on(open_shop(&format!("sqlite:{}", path.display())));
    fill_sqlite(&path);
    measure(criterion, &runtime, "SQLite", &app, &caller);
    let connection = Lite::open(&path).unwrap();
    criterion.bench_function("search/bare index query through rusqlite/organic milk", |bencher| {
        bencher.iter(|| {
            let mut statement = connection
                .prepare_cached("select rowid from product_words where search_text match $1 limit 200")
                .unwrap();
            let mut rows = statement.query(params!["\"organic\"* \"milk\"*"]).unwrap();
            while rows.next().unwrap().is_some() {}
        });
    });
}

fn on_postgres(criterion: &mut Criterion) {
    let Ok(server) = std::env::var("VAYUPOS_TEST_POSTGRES") else {
        eprintln!("VAYUPOS_TEST_POSTGRES is not set: measured on SQLite alone");
        return;
    };
    let runtime = Runtime::new().unwrap();
    let name = format!("bench_{}", Id::now().to_string().replace('-', ""));
    let (start, _) = server.rsplit_once('/').unwrap();
    let url = format!("{start}/{name}");
    let (app, caller) = runtime.block_on(async {
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
        let shop = open_shop(&url).await;
        fill_postgres(&url).await;
        shop
    });
    measure(criterion, &runtime, "Postgres", &app, &caller);
}

criterion_group!(benches, on_sqlite, on_postgres);
criterion_main!(benches);
