//! House style and boundaries as tests: what a reviewer would otherwise have to remember.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

use std::fs;
use std::path::{Path, PathBuf};

/// Lines of a source file at the most; a longer one holds two things.
const MAX_LINES: usize = 400;

fn root() -> PathBuf {
    // As cargo says it now: two clones may share a target folder.
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../..").canonicalize().unwrap()
}

/// The files below a folder with one of these endings, by path from the root, with their text.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !["target", "node_modules", "dist", "gen", "paraglide"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"), text));
            }
        }
    }
    assert!(!found.is_empty(), "nothing below {folder}");
    found.sort();
    found
}

fn core_sources() -> Vec<(String, String)> {
    files("crates/vayupos/src", &[".rs"])
}

#[test]
fn only_stores_and_the_database_mention_sqlx() {
    for (path, text) in core_sources() {
        let may = path.contains("/db/")
            || path.contains("/store/")
            || path.ends_with("/store.rs")
            || path.contains("/reports/")
            // How an id and a word are columns.
            || path.ends_with("src/id.rs")
            || path.ends_with("src/words.rs");
        assert!(may || !text.contains("sqlx"), "{path} mentions sqlx");
    }
}

#[test]
fn pure_files_know_no_database_and_no_clock() {
    let pure = [
        "sales/basket.rs",
        "sales/explain.rs",
        "sales/price.rs",
        "sales/taxing.rs",
        "sales/tender.rs",
        "sales/order.rs",
        "receipts/receipt.rs",
        "receipts/words.rs",
        "receipts/escpos.rs",
        "finding.rs",
        "catalog/barcode/gtin.rs",
        "catalog/barcode/measure.rs",
        "catalog/barcode/gs1/mod.rs",
        "catalog/barcode/terms.rs",
        "catalog/barcode/description.rs",
        "labels/symbol.rs",
        "money.rs",
    ];
    for name in pure {
        let (path, text) = core_sources().into_iter().find(|(path, _)| path.ends_with(name)).unwrap();
        for word in ["sqlx", "tokio", "crate::clock", "crate::db", "crate::app", "Utc::now", "Id::now"] {
            assert!(!text.contains(word), "{path} mentions {word}");
        }
    }
}

#[test]
fn the_core_knows_neither_windows_nor_http() {
    let manifest = fs::read_to_string(root().join("crates/vayupos/Cargo.toml")).unwrap();
    for crate_name in ["tauri", "axum", "hyper", "reqwest", "vayupos-server"] {
        assert!(!manifest.contains(crate_name), "the core depends on {crate_name}");
    }
    let (server, window) = ("crates/vayupos-server/Cargo.toml", "src-tauri/Cargo.toml");
    assert!(!fs::read_to_string(root().join(server)).unwrap().contains("tauri"));
    assert!(!fs::read_to_string(root().join(window)).unwrap().contains("vayupos-server"));
}

/// Which slice owns which tables, and who may name them besides, for a reason.
const TABLES: &[(&str, &str, &[&str])] = &[
    ("shop", "settings", &["app.rs"]),
    ("shop_logo", "settings", &[]),
    // A session says who stands where: one look-up a call instead of three.
    ("tills", "tills", &["auth/store/sessions.rs", "sales/store/baskets.rs"]),
    ("users", "users", &["auth/store/sessions.rs", "auth/store/approvals.rs"]),
    ("sessions", "auth", &[]),
    ("sign_in_attempts", "auth", &[]),
    ("approvals", "auth", &[]),
    ("approval_subjects", "auth", &[]),
    // Stock in figures is shown by category.
    ("categories", "catalog", &["inventory/store/summary.rs", "inventory/store/sheets.rs"]),
    ("taxes", "catalog", &[]),
    // The stock level is a column of its product; only the inventory moves it.
    (
        "products",
        "catalog",
        &[
            "inventory/store.rs",
            "inventory/store/counts.rs",
            "inventory/store/logs.rs",
            "inventory/store/moves.rs",
            "inventory/store/sheets.rs",
            "inventory/store/summary.rs",
        ],
    ),
    ("product_barcodes", "catalog", &[]),
    ("product_taxes", "catalog", &[]),
    // A list of parked baskets or of orders names the customers: one look-up a page instead of one a row.
    ("customers", "customers", &["sales/store/baskets.rs", "sales/store/list.rs"]),
    ("customer_ledger", "customers", &[]),
    ("customer_terms", "customers", &[]),
    ("customer_numbers", "customers", &[]),
    ("product_images", "catalog", &[]),
    ("coupons", "coupons", &[]),
    ("orders", "sales", &[]),
    ("order_items", "sales", &[]),
    ("order_taxes", "sales", &[]),
    ("baskets", "sales", &[]),
    // A list of orders is filtered by how they were paid.
    ("payments", "payments", &["sales/store/list.rs"]),
    // A list of orders says what went back: one look-up a page instead of one a row.
    ("refunds", "payments", &["sales/store/list.rs"]),
    ("refund_items", "payments", &[]),
    ("refund_payments", "payments", &[]),
    ("inventory_logs", "inventory", &[]),
    ("day_built", "reports", &[]),
    ("day_total", "reports", &[]),
    ("day_method", "reports", &[]),
    ("day_tax", "reports", &[]),
    ("day_product", "reports", &[]),
    ("day_customer", "reports", &[]),
    ("stock_counts", "inventory", &[]),
    ("stock_count_lines", "inventory", &[]),
    ("stock_count_entries", "inventory", &[]),
    ("mail_settings", "mail", &[]),
    ("outbox", "mail", &[]),
    ("product_imports", "imports", &[]),
    ("product_import_rows", "imports", &[]),
    ("price_changes", "prices", &[]),
    ("price_change_rows", "prices", &[]),
];

#[test]
fn a_table_belongs_to_one_slice() {
    for (path, text) in core_sources() {
        for (table, slice, others) in TABLES {
            let named = ["from", "join", "into", "update", "table"].iter().any(|verb| {
                text.match_indices(&format!("{verb} {table}")).any(|(at, hit)| {
                    let rest = &text[at + hit.len()..];
                    !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
                        && is_in_string(&text[..at])
                })
            });
            let may = path.contains(&format!("src/{slice}/"))
                || path.contains("/reports/")
                // The rules of the ledger join widely too, and write nothing; a copy of a shop is of all of it.
                || path.contains("/upkeep/store/")
                || path.contains("/db/copy/")
                || others.iter().any(|other| path.ends_with(other));
            assert!(may || !named, "{path} touches {table}, which is {slice}'s");
        }
    }
}

/// Whether a place lies in a string literal: SQL does, prose does not.
fn is_in_string(before: &str) -> bool {
    let code: String =
        before.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let in_comment = before.lines().last().is_some_and(|line| line.trim_start().starts_with("//"));
    !in_comment && code.replace("\\\"", "").matches('"').count() % 2 == 1
}

#[test]
fn files_hold_one_thing() {
    let mut sources = core_sources();
    sources.extend(files("crates/vayupos-server/src", &[".rs"]));
    sources.extend(files("crates/xtask/src", &[".rs"]));
    sources.extend(files("src-tauri/src", &[".rs"]));
    sources.extend(files("ui/src", &[".ts", ".svelte", ".css"]));
    for (path, text) in sources {
        assert!(text.lines().count() <= MAX_LINES || path.contains(".gen."), "{path} has over {MAX_LINES} lines");
    }
}

#[test]
fn rust_modules_say_what_lives_in_them() {
    for folder in ["crates", "src-tauri/src"] {
        for (path, text) in files(folder, &[".rs"]) {
            assert!(text.starts_with("//!"), "{path} does not begin with what it is for");
        }
    }
}

#[test]
fn names_say_what_a_thing_is() {
    let banned = ["Manager", "Service", "Helper", "Util", "Processor", "Data", "Info"];
    for folder in ["crates", "src-tauri/src"] {
        for (path, text) in files(folder, &[".rs"]) {
            for line in text.lines() {
                let declared = ["struct ", "enum ", "trait ", "type "].iter().find_map(|kind| {
                    line.trim_start().trim_start_matches("pub(crate) ").trim_start_matches("pub ").strip_prefix(kind)
                });
                let Some(name) = declared.and_then(|rest| rest.split(|letter: char| !letter.is_alphanumeric()).next())
                else {
                    continue;
                };
                assert!(!banned.iter().any(|word| name.ends_with(word)), "{path}: {name}");
            }
        }
    }
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |engine: &str| -> Vec<String> {
        let path = format!("migrations/{engine}");
        files(&path, &[".sql"]).into_iter().map(|(path, _)| path.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

macro_rules! names_of {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        [$(stringify!($operation)),*]
    };
}

#[test]
fn every_operation_is_exercised_by_a_story() {
    let stories: String = files("crates/vayupos/tests/it", &[".rs"]).into_iter().map(|(_, text)| text).collect();
    for operation in vayupos::for_each_operation!(names_of) {
        let called = [format!("::{operation},"), format!("::{operation}(")].iter().any(|call| stories.contains(call));
        assert!(called, "no story calls {operation}");
    }
}

#[test]
fn the_desk_reaches_the_window_through_two_files() {
    for (path, text) in files("ui/src", &[".ts", ".svelte"]) {
        let may = path.ends_with("api/transport.tauri.ts") || path.ends_with("src/desktop.ts");
        assert!(may || !text.contains("@tauri-apps/"), "{path} imports @tauri-apps");
    }
}

#[test]
fn nothing_is_left_half_done() {
    // Spelt apart, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    for folder in ["crates", "src-tauri/src", "ui/src", "migrations", "docs"] {
        for (path, text) in files(folder, &[".rs", ".ts", ".svelte", ".sql", ".md"]) {
            for mark in marks {
                assert!(!text.contains(mark), "{path} says {mark}");
            }
        }
    }
}
