//! `docs/EXPORT.md` names every file and every column of an export. It is written from the tables themselves:
//! `VAYUPOS_WRITE_PAPERS=1 cargo test -p vayupos --test it export_paper` writes it anew after a table has changed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use sqlx::SqliteConnection;

use crate::raw::lite;
use crate::shop::Shop;

const BEGINNING: &str = include_str!("../data/export_beginning.md");

/// What a row of each table is.
const TABLES: &[(&str, &str)] = &[
    ("approval_subjects", "What an approval was about, to find it by."),
    ("approvals", "One person's consent to another's one call."),
    ("baskets", "What is being rung up or parked, not yet an order."),
    ("categories", "A shelf of the catalogue."),
    ("coupons", "A code that takes something off."),
    ("customer_ledger", "Points or credit that a customer got or spent."),
    ("customer_terms", "A word that a customer was ever found by."),
    ("customers", "A customer."),
    ("day_built", "A mark that the days of the reports were built."),
    ("day_customer", "What a customer bought on a day: it follows from the orders."),
    ("day_method", "What was paid by a method on a day: it follows from the payments."),
    ("day_product", "What was sold of a product on a day: it follows from the orders."),
    ("day_tax", "What a tax came to on a day: it follows from the orders."),
    ("day_total", "What a day came to: it follows from the orders."),
    ("inventory_logs", "A movement of a product's stock."),
    ("mail_settings", "Which mail server letters go through; its password is not here."),
    ("order_items", "A line of an order, as it was sold."),
    ("order_taxes", "A tax of an order."),
    ("orders", "A sale, or one that waits."),
    ("outbox", "A letter that was sent or waits to be."),
    ("payments", "What was paid for an order."),
    ("price_change_rows", "A product's price before and after a change of many."),
    ("price_changes", "A change of many prices."),
    ("product_barcodes", "A code that a product is scanned by."),
    ("product_images", "A product's picture, in Base64."),
    ("product_import_rows", "What an import did to a product."),
    ("product_imports", "A file of products that was taken in."),
    ("product_taxes", "That a tax is on a product."),
    ("product_terms", "A word that a product was ever found by."),
    ("products", "A product."),
    ("refund_items", "A line of what came back."),
    ("refund_payments", "By which way money went back."),
    ("refunds", "What went back to a customer."),
    ("sessions", "A sign-in that has ended; it signs nobody in."),
    ("shop", "The shop's settings: one row."),
    ("shop_logo", "The shop's logo, in Base64: one row or none."),
    ("sign_in_attempts", "Wrong passwords, which slow guessing down."),
    ("stock_count_entries", "A figure that was entered while counting."),
    ("stock_count_lines", "What was counted of a product."),
    ("stock_counts", "A count of the shelves."),
    ("taxes", "A tax."),
    ("tills", "A register."),
    ("users", "Who may sign in; passwords and PINs as hashes."),
];

/// Beginnings of comments in a table's own text, by column.
fn comments(sql: &str) -> BTreeMap<String, String> {
    let mut comments = BTreeMap::new();
    let mut waiting = String::new();
    for line in sql.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("--") {
            waiting = format!("{waiting} {}", text.trim());
        } else if let Some(column) = line.split_whitespace().next() {
            if !waiting.is_empty() {
                comments.insert(column.to_owned(), waiting.trim().to_owned());
            }
            waiting.clear();
        }
    }
    comments
}

/// What a column's name says of its figures.
fn unit(column: &str) -> &'static str {
    [
        ("_minor", "In the currency's smallest unit."),
        ("_e4", "In ten-thousandths."),
        ("_e3", "In thousandths."),
        ("_at", "A time, UTC."),
        ("_date", "A day."),
    ]
    .into_iter()
    .find(|(ending, _)| column.ends_with(ending))
    .map_or("", |(_, says)| says)
}

async fn paper(connection: &mut SqliteConnection) -> String {
    let mut paper = BEGINNING.to_owned();
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select t.name, s.sql from pragma_table_list t join sqlite_schema s on s.name = t.name and s.type = 'table'
         where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite!_%' escape '!'
           and t.name not in ('_sqlx_migrations', 'customer_numbers')
         order by t.name",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    assert_eq!(tables.len(), TABLES.len(), "{tables:#?}");
    for (table, sql) in tables {
        let says = TABLES.iter().find(|(name, _)| *name == table);
        let (_, says) = says.unwrap_or_else(|| panic!("say above what a row of {table} is"));
        writeln!(paper, "\n## {table}.csv\n\n{says}\n\n| column | holds | | |\n|---|---|---|---|").unwrap();
        let columns: Vec<(String, String, bool, i64)> = sqlx::query_as(
            "select name, lower(type), \"notnull\", pk from pragma_table_xinfo($1) where hidden = 0 order by cid",
        )
        .bind(&table)
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        let references: Vec<(String, String)> =
            sqlx::query_as("select \"from\", \"table\" from pragma_foreign_key_list($1)")
                .bind(&table)
                .fetch_all(&mut *connection)
                .await
                .unwrap();
        let comments = comments(&sql);
        for (column, holds, is_there, key) in columns {
            let holds = if holds == "blob" { "base64" } else { &holds };
            let may_be_empty = if is_there || key > 0 { "" } else { "may be empty" };
            let of = references.iter().find(|(from, _)| *from == column).map(|(_, other)| format!("Of {other}."));
            let comment = comments.get(&column).map(String::as_str).unwrap_or_default();
            let mut words = vec![of.as_deref().unwrap_or_default(), unit(&column), comment];
            words.retain(|words| !words.is_empty());
            words.dedup();
            let key = if key > 0 { "key" } else { may_be_empty };
            let words = words.join(" ").replace('|', "\\|");
            writeln!(paper, "| {column} | {holds} | {key} | {words} |").unwrap();
        }
    }
    paper
}

#[tokio::test]
async fn the_paper_names_every_file_and_every_column() {
    let shop = Shop::on_sqlite().await;
    let mut connection = lite(&shop.url).await;
    let written = paper(&mut connection).await;
    let file = Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../docs/EXPORT.md");
    if std::env::var_os("VAYUPOS_WRITE_PAPERS").is_some() {
        std::fs::write(&file, &written).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(there == written, "docs/EXPORT.md is not what the tables are: see the head of this file");
}
