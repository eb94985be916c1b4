//! A database of any earlier step of the tables comes forward with what is in it, and one of a later step is left alone.
//!
//! A new step needs nothing here, unless it changes what [`ROWS`] writes: rows of a table are written as its first step
//! had it, so whatever later steps add must have a default, as in a shop that lives through them.

use std::path::{Path, PathBuf};

use serde_json::json;
use sqlx::migrate::{Migrate, Migrator};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use vayupos::error::Code;
use vayupos::{App, catalog, customers, reports, sales, settings, upkeep};

use crate::shop::{Shop, refused, wire};

/// What a shop wrote, by the step from which on its tables were there. `$hash` is that of the password "correct horse".
const ROWS: &[(usize, &str)] = &[
    (1, "update shop set name = 'Old Corner', currency = 'EUR', time_zone = 'Europe/Berlin'"),
    (
        2,
        "insert into users (id, username, username_key, full_name, role, password_hash, is_active, created_at, updated_at)
         values ('0197c1f0-6f00-7000-8000-000000000001', 'Olga', 'olga', 'Olga Owner', 'admin', '$hash', true,
                 '2025-06-30T08:00:00+00:00', '2025-06-30T08:00:00+00:00')",
    ),
    (
        3,
        "insert into categories (id, name, name_key, colour, position, created_at)
         values ('0197c1f0-6f00-7000-8000-000000000002', 'Drinks', 'drinks', 'amber', 1, '2025-06-30T08:00:00+00:00');
         insert into taxes (id, name, rate_e4, included, created_at)
         values ('0197c1f0-6f00-7000-8000-000000000003', 'VAT', 250000, true, '2025-06-30T08:00:00+00:00');
         insert into products (id, sku, sku_key, name, name_key, category_id, price_e4, cost_price_e4, opening_stock_e3,
                               stock_e3, min_stock_e3, unit, sold_by_weight, track_stock, is_favourite, is_active,
                               search_text, created_at, updated_at)
         values ('0197c1f0-6f00-7000-8000-000000000004', 'TEA', 'tea', 'Green tea', 'green tea',
                 '0197c1f0-6f00-7000-8000-000000000002', 25000, 10000, 10000, 10000, 0, 'each', false, true, true, true,
                 ' green tea 4006381333931', '2025-06-30T08:00:00+00:00', '2025-06-30T08:00:00+00:00');
         insert into product_terms (term) values ('green'), ('tea');
         insert into product_barcodes (code_key, code, product_id, position)
         values ('4006381333931', '4006381333931', '0197c1f0-6f00-7000-8000-000000000004', 1);
         insert into product_taxes (product_id, tax_id, position)
         values ('0197c1f0-6f00-7000-8000-000000000004', '0197c1f0-6f00-7000-8000-000000000003', 1)",
    ),
    (
        4,
        "insert into customers (id, name, phone, email, search_text, created_at, updated_at)
         values ('0197c1f0-6f00-7000-8000-000000000005', 'Zoë Vogel', '+49 171 5550123', 'zoe@example.org',
                 ' zoe vogel +49 171 5550123 zoe@example.org', '2025-06-30T08:00:00+00:00', '2025-06-30T08:00:00+00:00')",
    ),
    (
        5,
        "insert into orders (id, order_number, fingerprint, status, till_id, till_code, till_name, cashier_id,
                             cashier_name, currency, tax_scope, subtotal_minor, discount_minor, savings_minor, net_minor,
                             tax_minor, total_minor, cash_rounding_minor, item_count, business_date, created_at,
                             completed_at)
         values ('0197c1f0-6f00-7000-8000-000000000006', '1-000001', 'f', 'completed',
                 '00000000-0000-7000-8000-000000000001', '1', 'Till 1', '0197c1f0-6f00-7000-8000-000000000001',
                 'Olga Owner', 'EUR', 'line', 500, 0, 0, 400, 100, 500, 0, 2, '2025-06-30',
                 '2025-06-30T09:30:00+00:00', '2025-06-30T09:30:00+00:00');
         insert into order_items (id, order_id, position, product_id, name, sku, unit, sold_by_weight, quantity_e3,
                                  unit_price_e4, list_price_e4, cost_price_e4, discount_minor, line_total_minor,
                                  net_minor, tax_minor, total_minor, taxes)
         values ('0197c1f0-6f00-7000-8000-000000000007', '0197c1f0-6f00-7000-8000-000000000006', 1,
                 '0197c1f0-6f00-7000-8000-000000000004', 'Green tea', 'TEA', 'each', false, 2000, 25000, 25000, 10000, 0,
                 500, 400, 100, 500, '[{\"name\":\"VAT\",\"rate_e4\":250000,\"included\":true,\"tax_minor\":100}]');
         insert into order_taxes (order_id, position, name, rate_e4, included, net_minor, tax_minor)
         values ('0197c1f0-6f00-7000-8000-000000000006', 1, 'VAT', 250000, true, 400, 100);
         insert into payments (id, order_id, position, method, amount_minor, given_minor, change_minor, status, till_id,
                               user_id, business_date, created_at)
         values ('0197c1f0-6f00-7000-8000-000000000008', '0197c1f0-6f00-7000-8000-000000000006', 1, 'cash', 500, 1000,
                 500, 'completed', '00000000-0000-7000-8000-000000000001', '0197c1f0-6f00-7000-8000-000000000001',
                 '2025-06-30', '2025-06-30T09:30:00+00:00');
         insert into inventory_logs (id, product_id, reason, quantity_e3, before_e3, after_e3, user_id, user_name,
                                     order_id, created_at)
         values ('0197c1f0-6f00-7000-8000-000000000009', '0197c1f0-6f00-7000-8000-000000000004', 'sale', -2000, 10000,
                 8000, '0197c1f0-6f00-7000-8000-000000000001', 'Olga Owner', '0197c1f0-6f00-7000-8000-000000000006',
                 '2025-06-30T09:30:00+00:00');
         update products set stock_e3 = 8000;
         update tills set last_order_number = 1",
    ),
    (
        9,
        // From this step on the program itself wrote what it finds people by.
        "update customers
         set name_key = 'zoe vogel', email_key = 'zoe@example.org', search_text = ' zoe vogel zoe example org 5550123'",
    ),
];

/// The files of the steps on one engine, in their order.
fn steps(engine: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(engine);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// What the program did when it had only these steps; answers the newest of them.
async fn older<C: Migrate>(connection: &mut C, files: &[PathBuf]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        std::fs::copy(file, folder.path().join(file.file_name().unwrap())).unwrap();
    }
    let migrator = Migrator::new(folder.path()).await.unwrap();
    migrator.run_direct(None, connection, false).await.unwrap();
    let newest = migrator.iter().map(|step| step.version).max().unwrap();
    usize::try_from(newest).unwrap()
}

/// A hash of "correct horse" as the program makes them.
async fn hash() -> String {
    let shop = Shop::on_sqlite().await;
    shop.owner().await;
    let mut connection = SqliteConnection::connect(&shop.url).await.unwrap();
    sqlx::query_scalar("select password_hash from users").fetch_one(&mut connection).await.unwrap()
}

fn rows(newest: usize, hash: &str) -> String {
    let written = ROWS.iter().filter(|(since, _)| *since <= newest);
    written.map(|(_, text)| text.replace("$hash", hash)).collect::<Vec<_>>().join(";\n")
}

/// Opens it with the program of now and looks for all that was written.
async fn come_forward(url: String, folder: Option<TempDir>, newest: usize) {
    let shop = Shop::open(url, folder).await;
    let verdict = upkeep::verify(&shop.app).await.unwrap();
    assert_eq!(verdict.first_broken(), None, "from step {newest}");
    if newest < 2 {
        // A shop that nobody has set up is still one.
        let owner = shop.owner().await;
        let settings = shop.call(&owner, settings::get_shop, json!({})).await.unwrap();
        assert_eq!((settings.name.as_str(), settings.currency.code()), ("Old Corner", "EUR"));
        return;
    }
    let owner = shop.sign_in("olga", "correct horse").await;
    assert_eq!(shop.call(&owner, settings::get_shop, json!({})).await.unwrap().name, "Old Corner");
    if newest >= 3 {
        let tea = wire(shop.call(&owner, catalog::search_products, json!({ "q": "green te" })).await.unwrap());
        let stock = if newest >= 5 { "8" } else { "10" };
        assert_eq!(
            (&tea["data"][0]["sku"], &tea["data"][0]["stock_quantity"]),
            (&json!("TEA"), &json!(stock)),
            "{tea}"
        );
        let scanned = shop.call(&owner, catalog::scan_product, json!({ "code": "4006381333931" })).await.unwrap();
        assert_eq!(wire(scanned)["product"]["price"], "2.50");
    }
    if newest >= 4 {
        for words in ["zoe", "vogel", "5550123"] {
            let found = shop.call(&owner, customers::search_customers, json!({ "q": words })).await.unwrap();
            assert_eq!(found.data.len(), 1, "{words}, from step {newest}");
            assert_eq!(found.data[0].name, "Zoë Vogel");
        }
    }
    if newest >= 5 {
        let order = json!({ "order_id": "0197c1f0-6f00-7000-8000-000000000006" });
        let order = wire(shop.call(&owner, sales::get_order, order).await.unwrap());
        assert_eq!(
            (&order["total"], &order["status"], &order["items"][0]["quantity"]),
            (&json!("5.00"), &json!("completed"), &json!("2"))
        );
        let june = json!({ "from": "2025-06-01", "to": "2025-06-30" });
        let report = wire(shop.call(&owner, reports::get_sales_report, june).await.unwrap());
        assert_eq!(report["totals"]["total"], "5.00", "{report}");
        // And it goes on where it stopped.
        let sale = json!({
            "items": [{ "product_id": "0197c1f0-6f00-7000-8000-000000000004", "quantity": "1" }],
            "payments": [{ "method": "cash", "amount": "2.50" }],
        });
        let next = shop.call(&owner, sales::checkout, sale).await.unwrap();
        assert_eq!(next.order.order_number, "1-000002");
    }
    let before = shop.dump().await;
    let shop = shop.reopened().await;
    assert_eq!(shop.dump().await, before, "opened once more, nothing changes");
    assert_eq!(upkeep::verify(&shop.app).await.unwrap().first_broken(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_earlier_step_comes_forward_on_sqlite() {
    let hash = hash().await;
    let files = steps("sqlite");
    for count in 1..=files.len() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}?mode=rwc", folder.path().join("shop.db").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        let newest = older(&mut connection, &files[..count]).await;
        sqlx::raw_sql(AssertSqlSafe(rows(newest, &hash))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        come_forward(url.replace("?mode=rwc", ""), Some(folder), newest).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_earlier_step_comes_forward_on_postgres() {
    let hash = hash().await;
    let files = steps("postgres");
    for count in 1..=files.len() {
        let Some(url) = Shop::postgres().await else { return };
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let newest = older(&mut connection, &files[..count]).await;
        sqlx::raw_sql(AssertSqlSafe(rows(newest, &hash))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        come_forward(url, None, newest).await;
    }
}

crate::shop::stories! {
    async fn a_database_of_a_later_step_is_refused_and_left_as_it_is(shop: Shop) {
        let owner = shop.owner().await;
        shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        shop.app.db().close().await;
        let checksum = if shop.is_sqlite() { "x'00'" } else { "'\\x00'" };
        // What the step of the future brought, and its name in the list of steps.
        shop.force(&format!(
            "create table of_the_future (id text primary key);
             insert into of_the_future (id) values ('kept');
             insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
             values (9000, 'of the future', '2030-01-01 00:00:00', true, {checksum}, 0)"
        )).await;
        let before = shop.dump().await;
        let error = refused(App::open(&shop.url).await.map_err(vayupos::Error::into_body), Code::Conflict);
        assert_eq!(error.message, "This database was written by a newer version of the program. Please update it.");
        assert_eq!(shop.dump().await, before);
    }
}
