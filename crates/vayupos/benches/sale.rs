//! A sale of three lines: the operation on SQLite (WAL, synchronous FULL), beside the same statements through
//! rusqlite on a database of the same schema, which is as fast as the disk lets anyone be.
//!
//! `cargo bench --package vayupos --bench sale`

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop there")]

use criterion::{Criterion, criterion_group, criterion_main};
use rusqlite::{Connection, params};
use serde_json::json;
use tokio::runtime::Runtime;
use vayupos::auth::Caller;
use vayupos::id::Id;
use vayupos::operations::{Nothing, load_demo_shop};
use vayupos::{App, auth, catalog, sales, wire};

/// Lines of the sale.
const LINES: usize = 3;

async fn open_shop(url: &str) -> (App, Caller) {
    let app = App::open(url).await.unwrap();
    load_demo_shop(&app, Caller::nobody().permit().unwrap(), Nothing {}).await.unwrap();
    let login = wire::decode(json!({ "username": "manager1", "password": "manager123" })).unwrap();
    let session = auth::login(&app, Caller::nobody().permit().unwrap(), login).await.unwrap();
    let caller = app.caller(Some(&session.access_token)).await.unwrap();
    (app, caller)
}

/// Adds products with stock for any number of turns; answers their ids.
async fn add_products(app: &App, caller: &Caller) -> Vec<Id> {
    let mut ids = Vec::new();
    for place in 0..LINES {
        let input =
            json!({ "sku": format!("BENCH-{place}"), "name": "Bench", "price": "1.29", "stock_quantity": "1000000" });
        let product =
            catalog::create_product(app, caller.permit().unwrap(), wire::decode(input).unwrap()).await.unwrap();
        ids.push(product.id);
    }
    ids
}

fn the_operation(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("operation.db").display());
    let (app, caller) = runtime.block_on(open_shop(&url));
    let products = runtime.block_on(add_products(&app, &caller));
    let items: Vec<_> = products.iter().map(|id| json!({ "product_id": id, "quantity": 1 })).collect();
    criterion.bench_function("sale/operation on SQLite", |bencher| {
        bencher.to_async(&runtime).iter(async || {
            let input =
                json!({ "id": Id::now(), "items": items, "payments": [{ "method": "cash", "amount": "5.00" }] });
            sales::checkout(&app, caller.permit().unwrap(), wire::decode(input).unwrap()).await.unwrap()
        });
    });
}

fn the_same_statements(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("statements.db");
    let runtime = Runtime::new().unwrap();
    let products: Vec<String> = runtime.block_on(async {
        let (app, caller) = open_shop(&format!("sqlite:{}", path.display())).await;
        let products = add_products(&app, &caller).await;
        app.db().close().await;
        products.iter().map(Id::to_string).collect()
    });
    let mut connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;")
        .unwrap();
    let cashier: String =
        connection.query_row("select id from users where username = 'manager1'", [], |row| row.get(0)).unwrap();
    let till: String = connection.query_row("select id from tills", [], |row| row.get(0)).unwrap();
    criterion.bench_function("sale/same statements through rusqlite", |bencher| {
        bencher.iter(|| sell(&mut connection, &products, &cashier, &till));
    });
}

const NOW: &str = "2026-03-02T09:00:00.000000+00:00";

fn sell(connection: &mut Connection, products: &[String], cashier: &str, till: &str) {
    let id = Id::now().to_string();
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    let run = |text: &str, values: &[&dyn rusqlite::ToSql]| {
        let mut statement = tx.prepare_cached(text).unwrap();
        let mut rows = statement.query(values).unwrap();
        let mut count = 0;
        while rows.next().unwrap().is_some() {
            count += 1;
        }
        count
    };
    run("select fingerprint from orders where id = $1", params![id]);
    run("select name, currency, time_zone, tax_scope from shop", params![]);
    for product in products {
        run("select id, sku, name, unit, price_e4, stock_e3 from products where id = $1", params![product]);
        run(
            "select t.name, t.rate_e4 from product_taxes pt join taxes t on t.id = pt.tax_id where pt.product_id = $1",
            params![product],
        );
    }
    run(
        "update tills set last_order_number = last_order_number + 1 where id = $1 returning last_order_number",
        params![till],
    );
    run(
        "insert into orders (id, order_number, fingerprint, status, till_id, till_code, till_name, cashier_id,
                cashier_name, currency, tax_scope, subtotal_minor, discount_minor, savings_minor, net_minor, tax_minor,
                total_minor, cash_rounding_minor, item_count, business_date, created_at, completed_at)
         values ($1, $1, $1, 'completed', $2, '1', 'Till 1', $3, 'Bench', 'EUR', 'line', 387, 0, 0, 387, 0, 387, 0, 3000,
                 '2026-03-02', $4, $4)",
        params![id, till, cashier, NOW],
    );
    for (position, product) in products.iter().enumerate() {
        run(
            "insert into order_items (id, order_id, position, product_id, name, sku, unit, sold_by_weight, quantity_e3,
                    unit_price_e4, list_price_e4, discount_minor, line_total_minor, net_minor, tax_minor, total_minor, taxes)
             values ($1, $2, $3, $4, 'Bench', 'BENCH', 'each', 0, 1000, 12900, 12900, 0, 129, 129, 0, 129, '[]')",
            params![Id::now().to_string(), id, position as i64, product],
        );
        run(
            "update products set stock_e3 = stock_e3 - 1000 where id = $1 and stock_e3 >= 1000 returning stock_e3",
            params![product],
        );
        run(
            "insert into inventory_logs (id, product_id, reason, quantity_e3, before_e3, after_e3, user_id, user_name,
                    order_id, reference, created_at)
             values ($1, $2, 'sale', -1000, 2000, 1000, $3, 'Bench', $4, '1-000001', $5)",
            params![Id::now().to_string(), product, cashier, id, NOW],
        );
    }
    run(
        "insert into payments (id, order_id, position, method, amount_minor, given_minor, change_minor, status, till_id,
                user_id, business_date, created_at)
         values ($1, $2, 0, 'cash', 387, 500, 113, 'completed', $3, $4, '2026-03-02', $5)",
        params![Id::now().to_string(), id, till, cashier, NOW],
    );
    run("delete from baskets where id = $1", params![id]);
    for table in [
        "select total_minor from orders where id = $1",
        "select name, total_minor from order_items where order_id = $1 order by position",
        "select name, tax_minor from order_taxes where order_id = $1 order by position",
        "select method, amount_minor from payments where order_id = $1 order by position",
    ] {
        run(table, params![id]);
    }
    tx.commit().unwrap();
}

criterion_group!(benches, the_operation, the_same_statements);
criterion_main!(benches);
