//! Everything as one file, and such a file into an empty shop.

use std::io::{Cursor, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::JobState;
use vayupos::{catalog, customers, exchange, reports, sales, upkeep, work};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::jobs::{done, ended, left_behind};
use crate::ledger::a_day;
use crate::shop::{Shop, refused, stories, wire};

/// The files of an export, in their order.
type Files = Vec<(String, Vec<u8>)>;

fn unzipped(bytes: &[u8]) -> Files {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.push((file.name().unwrap().into_owned(), content));
    }
    files
}

fn zipped(files: &Files) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn changed(files: &Files, name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut files = files.clone();
    let file = files.iter_mut().find(|(found, _)| found == name).unwrap();
    file.1 = change(String::from_utf8(file.1.clone()).unwrap()).into_bytes();
    zipped(&files)
}

async fn exported(shop: &Shop, by: &Caller) -> Vec<u8> {
    let job = shop.call(by, exchange::start_export, json!({})).await.unwrap();
    let result = done(shop, by, job.id).await;
    let file = shop.call(by, exchange::download_export, json!({ "name": result["name"] })).await.unwrap();
    assert_eq!(json!(file.bytes.len()), result["size_bytes"]);
    file.bytes
}

async fn figures(shop: &Shop, by: &Caller) -> Value {
    let days = json!({ "from": "2026-03-01", "to": "2026-03-02" });
    json!([
        wire(shop.call(by, reports::get_sales_report, days.clone()).await.unwrap()),
        wire(shop.call(by, reports::get_taxes_report, days.clone()).await.unwrap()),
        wire(shop.call(by, catalog::list_products, json!({})).await.unwrap()),
    ])
}

stories! {
    async fn an_export_is_the_whole_shop_on_either_engine(shop: Shop) {
        let owner = a_day(&shop).await;
        shop.call(&owner, customers::create_customer, json!({ "name": "=cmd()|' /C calc'!A0", "notes": "'quoted\n\"two\" lines" })).await.unwrap();
        let tea = shop.call(&owner, catalog::search_products, json!({ "q": "TEA" })).await.unwrap().data.remove(0).id;
        let picture = STANDARD.encode(b"\x89PNG\r\n\x1a\n\0\x01\xff");
        shop.call(&owner, catalog::set_product_image, json!({ "product_id": tea, "content_type": "image/png", "base64": picture })).await.unwrap();
        let bytes = exported(&shop, &owner).await;
        let files = unzipped(&bytes);
        let people = String::from_utf8(files.iter().find(|(name, _)| name == "customers.csv").unwrap().1.clone()).unwrap();
        assert!(people.contains("'=cmd()") && !people.contains(",=cmd()") && !people.contains(",\"=cmd()"), "{people}");
        let sessions = String::from_utf8(files.iter().find(|(name, _)| name == "sessions.csv").unwrap().1.clone()).unwrap();
        assert!(sessions.lines().skip(1).all(|line| line.contains("ended ")), "nobody is signed in by it: {sessions}");

        let same = if shop.is_sqlite() { Some(Shop::on_sqlite().await) } else { Shop::on_postgres().await };
        let other = if shop.is_sqlite() { Shop::on_postgres().await } else { Some(Shop::on_sqlite().await) };
        let (before, seen) = (shop.dump().await, figures(&shop, &owner).await);
        for (place, is_same) in [(same, true), (other, false)] {
            let Some(place) = place else { continue };
            let nobody = Caller::nobody();
            let id = Id::now();
            let input = json!({ "id": id, "base64": STANDARD.encode(&bytes) });
            let job = place.call(&nobody, exchange::start_import, input).await.unwrap();
            assert_eq!((job.id, job.started_by_name), (id, None));
            assert_eq!(done(&place, &nobody, id).await["orders"], 3);
            if is_same {
                assert_eq!(place.dump().await, before, "to the last row");
            }
            let there = place.sign_in("olga", "correct horse").await;
            assert_eq!(figures(&place, &there).await, seen);
            assert_eq!(upkeep::verify(&place.app).await.unwrap().first_broken(), None);
            assert_eq!(left_behind(&place), Vec::<String>::new());
            // It goes on selling, and is nobody's to replace any more.
            let sale = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "9.00" }] });
            place.call(&there, sales::checkout, sale).await.unwrap();
            refused(place.call(&nobody, exchange::start_import, json!({ "base64": STANDARD.encode(&bytes) })).await, Code::Conflict);
        }
    }

    async fn exports_are_listed_fetched_and_deleted_by_those_who_may(shop: Shop) {
        let owner = a_day(&shop).await;
        exported(&shop, &owner).await;
        let list = shop.call(&owner, exchange::list_exports, json!({})).await.unwrap().data;
        assert_eq!(list.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["export-20260302-090000.zip"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let facts = std::fs::metadata(shop.folder.path().join("exports").join(&list[0].name)).unwrap();
            assert_eq!(facts.permissions().mode() & 0o777, 0o600);
        }
        let of = json!({ "name": list[0].name });
        for name in ["../shop.db", "shop.db", "/etc/passwd", ".zip"] {
            refused(shop.call(&owner, exchange::download_export, json!({ "name": name })).await, Code::NotFound);
            shop.call(&owner, exchange::delete_export, json!({ "name": name })).await.unwrap();
        }
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, exchange::start_export, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, exchange::list_exports, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, exchange::download_export, of.clone()).await, Code::Forbidden);
        refused(shop.call(&cashier, exchange::delete_export, of.clone()).await, Code::Forbidden);
        shop.call(&owner, exchange::delete_export, of.clone()).await.unwrap();
        shop.call(&owner, exchange::delete_export, of).await.unwrap();
        assert!(shop.call(&owner, exchange::list_exports, json!({})).await.unwrap().data.is_empty());
    }

    async fn a_file_that_is_not_whole_is_refused_and_changes_nothing(shop: Shop) {
        let full = Shop::on_sqlite().await;
        let owner = a_day(&full).await;
        let bytes = exported(&full, &owner).await;
        let files = unzipped(&bytes);
        let before = shop.dump().await;
        let without = |name: &str| zipped(&files.iter().filter(|(found, _)| found != name).cloned().collect());
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle..middle + 600].fill(0xA5);
        let bomb = {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, content) in &files {
                zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
                zip.write_all(content).unwrap();
                if name == "approvals.csv" {
                    let blanks = vec![b' '; 1 << 20];
                    for _ in 0..80 {
                        zip.write_all(&blanks).unwrap();
                    }
                }
            }
            zip.finish().unwrap().into_inner()
        };
        for (what, file, sentence) in [
            ("text", b"a letter home".to_vec(), "no export"),
            ("empty", Vec::new(), "no export"),
            ("cut", bytes[..bytes.len() / 2].to_vec(), "no export"),
            ("flipped", flipped, "This file"),
            ("no manifest", without("manifest.json"), "no manifest"),
            ("no orders", without("orders.csv"), "has no orders.csv"),
            ("price", changed(&files, "products.csv", |text| text.replace("25000", "15000")), "was changed: products.csv"),
            ("columns", changed(&files, "taxes.csv", |text| text.replacen("name", "nom", 1)), "other columns in taxes.csv"),
            ("ragged", changed(&files, "taxes.csv", |text| text + "a,b\r\n"), "taxes.csv cannot be read"),
            ("number", changed(&files, "taxes.csv", |text| text.replace("100000", "ten")), "row 2 of taxes.csv"),
            ("version", changed(&files, "manifest.json", |text| text.replace("\"schema_version\": ", "\"schema_version\": 9")), "another version"),
            ("kind", changed(&files, "manifest.json", |text| text.replace("vayupos-export", "another")), "another kind"),
            ("strange", changed(&files, "manifest.json", |text| text.replace("\"tills.csv\"", "\"../../tills.csv\"")), "no table of a shop"),
            ("bomb", bomb, "damaged"),
        ] {
            let nobody = Caller::nobody();
            let job = shop.call(&nobody, exchange::start_import, json!({ "base64": STANDARD.encode(&file) })).await.unwrap();
            let failed = ended(&shop, &nobody, job.id).await;
            let error = failed.error.unwrap_or_else(|| panic!("{what} was taken in"));
            assert_eq!((failed.state, error.code), (JobState::Failed, Code::Conflict), "{what}: {error:?}");
            assert!(error.message.contains(sentence), "{what}: {}", error.message);
        }
        for input in [json!({}), json!({ "name": "a.zip", "base64": "" }), json!({ "base64": "?" })] {
            refused(shop.call(&Caller::nobody(), exchange::start_import, input).await, Code::Invalid);
        }
        refused(shop.call(&Caller::nobody(), exchange::start_import, json!({ "name": "../shop.zip" })).await, Code::NotFound);
        assert_eq!(shop.dump().await, before);
        assert_eq!(left_behind(&shop), Vec::<String>::new());

        // Whole, from the folder, and as the command line does it.
        let file = shop.folder.path().join("whole.zip");
        std::fs::write(&file, &bytes).unwrap();
        assert_eq!(exchange::import_from(&shop.app, &file).await.unwrap().orders, 3);
        let error = exchange::import_from(&shop.app, &file).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        let error = exchange::export_into(&shop.app, &file).await.unwrap_err();
        assert!(error.to_string().contains("exists already"), "{error}");
    }

    async fn a_stopped_export_leaves_nothing_behind(shop: Shop) {
        let owner = shop.demo("admin").await;
        let mut stopped = 0;
        for _ in 0..6 {
            let job = shop.call(&owner, exchange::start_export, json!({})).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            let job = match shop.call(&owner, work::cancel_job, json!({ "job_id": job.id })).await {
                Ok(job) => job,
                // It was almost done.
                Err(_) => ended(&shop, &owner, job.id).await,
            };
            stopped += usize::from(job.state == JobState::Cancelled);
        }
        assert!(stopped > 0, "one was stopped in time");
        let files = shop.call(&owner, exchange::list_exports, json!({})).await.unwrap().data;
        assert_eq!(files.len(), 6 - stopped);
        let parts = std::fs::read_dir(shop.folder.path().join("exports")).unwrap().count();
        assert_eq!((parts, left_behind(&shop)), (6 - stopped, Vec::new()));
    }
}
