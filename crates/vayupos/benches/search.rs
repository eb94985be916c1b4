//! Search among 100,000 products: the operation, beside the bare index query that it cannot do without.
//!
//! `cargo bench --package vayupos --bench search`; with `VAYUPOS_TEST_POSTGRES` set to the address of a Postgres
//! server, on a database of its own there too.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop there")]

#[expect(dead_code, reason = "nothing is sold here")]
mod large;

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

async fn open_shop(url: &str) -> (App, Caller) {
    let app = App::open(url).await.unwrap();
    let owner = wire::decode(json!({ "username": "olga", "password": "correct horse" })).unwrap();
    auth::register(&app, Caller::nobody().permit().unwrap(), owner).await.unwrap();
    let login = wire::decode(json!({ "username": "olga", "password": "correct horse" })).unwrap();
    let session = auth::login(&app, Caller::nobody().permit().unwrap(), login).await.unwrap();
    let caller = app.caller(Some(&session.access_token)).await.unwrap();
    (app, caller)
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
    let url = format!("sqlite:{}", path.display());
    let (app, caller) = runtime.block_on(open_shop(&url));
    runtime.block_on(large::products(&url, PRODUCTS));
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
        large::products(&url, PRODUCTS).await;
        shop
    });
    measure(criterion, &runtime, "Postgres", &app, &caller);
}

criterion_group!(benches, on_sqlite, on_postgres);
criterion_main!(benches);
