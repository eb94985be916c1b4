//! Products from a file: looked through, taken in once, taken back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::{ImportField, ImportPreview, ProductImport, RowKind};
use vayupos::{catalog, imports, inventory, sales, upkeep};

use crate::shop::{Shop, at_once, refused, stories, wire};

const FILE: &str = "Artikelnr;Bezeichnung;EAN;Warengruppe;VK;EK;MwSt;Bestand;Favorit;Farbe\r
TEA;Grüner Tee;4006381333931;Tee;2,50;1,20;VAT 10%;12;ja;grün\r
MILK;Milch;;Molkerei;1,09;;;1.200,5;nein;\r
BREAD;=cmd()|'x';;;3,00;;;;;\r
;Ohne Nummer;;;1,00;;;;;\r
CHEAP;Billig;;;zwölf;;;;;\r
TEA;Noch ein Tee;;;9,99;;;;;\r
CODE;Falscher Code;4006381333932;;1,00;;;;;\r
TAX;Falsche Steuer;;;1,00;;Luxus;;;\r
LONG;Zu lang;;;1,00;;;;;;;zu;viel\r
NONAME;;;;1,00;;;;;\r
";

async fn preview(shop: &Shop, by: &Caller, csv: &str) -> ImportPreview {
    shop.call(by, imports::preview_product_import, json!({ "csv": csv })).await.unwrap()
}

/// Takes a file in as its preview shows it.
async fn take_in(shop: &Shop, by: &Caller, csv: &str) -> ProductImport {
    let digest = preview(shop, by, csv).await.digest;
    shop.call(by, imports::run_product_import, json!({ "csv": csv, "digest": digest })).await.unwrap()
}

async fn product(shop: &Shop, by: &Caller, code: &str) -> Option<Value> {
    let found = shop.call(by, catalog::search_products, json!({ "q": code })).await.unwrap().data;
    found.into_iter().find(|product| product.sku == code).map(wire)
}

async fn undo(shop: &Shop, by: &Caller, import: &ProductImport) -> ProductImport {
    shop.call(by, imports::undo_product_import, json!({ "import_id": import.id })).await.unwrap()
}

stories! {
    async fn a_file_is_looked_through_before_anything_is_written(shop: Shop) {
        let owner = shop.owner().await;
        shop.tax(&owner, "VAT 10%", "10", true).await;
        let before = shop.dump().await;
        let preview = preview(&shop, &owner, FILE).await;
        assert_eq!(shop.dump().await, before, "nothing is written");
        let seen = wire(&preview);
        assert_eq!((&seen["delimiter"], &seen["decimal_mark"]), (&json!("semicolon"), &json!("comma")));
        assert_eq!(seen["counts"], json!({ "new": 3, "changed": 0, "unchanged": 0, "rejected": 7 }));
        assert_eq!(seen["new_categories"], json!(["Tee", "Molkerei"]));
        assert_eq!(seen["columns"][9], json!({ "name": "Farbe", "field": null, "samples": ["grün"] }));
        assert_eq!(preview.mapping.len(), 9);
        let reasons: Vec<_> = preview
            .rows
            .iter()
            .filter(|row| row.kind == RowKind::Rejected)
            .map(|row| (row.line, row.problems[0].field, row.problems[0].message.as_str()))
            .collect();
        assert_eq!(reasons, [
            (5, Some(ImportField::Sku), "There is no SKU."),
            (6, Some(ImportField::Price), "This is no figure as the other rows write them."),
            (7, Some(ImportField::Sku), "Line 2 has the same SKU."),
            (8, Some(ImportField::Barcodes), "The last digit of 4006381333932 does not fit the others: please scan it again."),
            (9, Some(ImportField::Taxes), "There is no tax named Luxus."),
            (10, None, "This row has more cells than there are headings."),
            (11, Some(ImportField::Name), "A new product needs a name."),
        ]);
    }

    async fn what_is_taken_in_is_what_was_shown_and_only_once(shop: Shop) {
        let owner = shop.owner().await;
        shop.tax(&owner, "VAT 10%", "10", true).await;
        let digest = preview(&shop, &owner, FILE).await.digest;
        let id = Id::now();
        let input = json!({ "id": id, "csv": FILE, "digest": digest, "file_name": "liste.csv" });
        let import = shop.call(&owner, imports::run_product_import, input.clone()).await.unwrap();
        assert_eq!((import.counts.new, import.counts.rejected, import.rejected.len()), (3, 7, 7));
        let tea = product(&shop, &owner, "TEA").await.unwrap();
        assert_eq!(
            json!([tea["name"], tea["price"], tea["cost_price"], tea["stock_quantity"], tea["barcodes"], tea["category_name"], tea["taxes"][0]["name"], tea["is_favourite"]]),
            json!(["Grüner Tee", "2.50", "1.20", "12", ["4006381333931"], "Tee", "VAT 10%", true])
        );
        assert_eq!(product(&shop, &owner, "MILK").await.unwrap()["stock_quantity"], "1200.5");
        assert_eq!(product(&shop, &owner, "BREAD").await.unwrap()["name"], "=cmd()|'x'", "it is a name like any other");
        assert!(product(&shop, &owner, "CHEAP").await.is_none());
        let scanned = shop.call(&owner, catalog::scan_product, json!({ "code": "4006381333931" })).await.unwrap();
        assert_eq!(wire(scanned)["product"]["sku"], "TEA");

        // The answer was lost: the same again is the same import, another one under its id is refused.
        let again = shop.call(&owner, imports::run_product_import, input).await.unwrap();
        assert_eq!(again, import);
        let other = json!({ "id": id, "csv": FILE, "digest": digest, "file_name": "andere.csv" });
        refused(shop.call(&owner, imports::run_product_import, other).await, Code::Conflict);
        // Without an id it is another one, and the catalogue is not as that preview showed it.
        let stale = json!({ "csv": FILE, "digest": digest });
        refused(shop.call(&owner, imports::run_product_import, stale).await, Code::Conflict);

        let list = shop.call(&owner, imports::list_product_imports, json!({})).await.unwrap();
        assert_eq!(list.data, [import]);
        let seen = preview(&shop, &owner, FILE).await.counts;
        assert_eq!((seen.new, seen.unchanged), (0, 3));
        assert_eq!(upkeep::verify(&shop.app).await.unwrap().first_broken(), None);
        let sale = json!({ "items": [{ "product_id": tea["id"], "quantity": 1 }], "payments": [{ "method": "cash", "amount": "10.00" }] });
        shop.call(&owner, sales::checkout, sale).await.unwrap();
    }

    async fn a_change_shows_before_and_after_and_an_empty_cell_changes_nothing(shop: Shop) {
        let owner = shop.owner().await;
        shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let csv = "sku,name,price,stock,description\ntea,,2.75,99,\n";
        let seen = preview(&shop, &owner, csv).await;
        assert_eq!(wire(&seen.rows[0].changes), json!([
            { "field": "sku", "before": "TEA", "after": "tea" },
            { "field": "price", "before": "2.50", "after": "2.75" },
        ]));
        let csv = csv.replace("tea", "TEA");
        // Somebody changes the price between the two.
        let seen = preview(&shop, &owner, &csv).await;
        let tea = product(&shop, &owner, "TEA").await.unwrap();
        shop.call(&owner, catalog::update_product, json!({ "product_id": tea["id"], "price": "2.60" })).await.unwrap();
        let input = json!({ "csv": csv, "digest": seen.digest });
        let error = refused(shop.call(&owner, imports::run_product_import, input).await, Code::Conflict);
        assert!(error.message.contains("preview"), "{}", error.message);
        assert_eq!(take_in(&shop, &owner, &csv).await.counts.changed, 1);
        let tea = product(&shop, &owner, "TEA").await.unwrap();
        assert_eq!((&tea["price"], &tea["stock_quantity"]), (&json!("2.75"), &json!("10")), "stock is of new products only");
    }

    async fn rows_find_their_products_by_barcode_too(shop: Shop) {
        let owner = shop.owner().await;
        let csv = "ean;name;price\n4006381333931 73513537;Tee;2.50\n";
        let by = |csv: &str| json!({ "csv": csv, "match_by": "barcode" });
        let seen = shop.call(&owner, imports::preview_product_import, by(csv)).await.unwrap();
        let mut input = by(csv);
        input["digest"] = json!(seen.digest);
        shop.call(&owner, imports::run_product_import, input).await.unwrap();
        assert_eq!(product(&shop, &owner, "4006381333931").await.unwrap()["barcodes"], json!(["4006381333931", "73513537"]));
        let seen = shop.call(&owner, imports::preview_product_import, by("ean;price\n73513537;2.60\n4.00638E+12;1\n;1\n")).await.unwrap();
        assert_eq!((seen.counts.changed, seen.counts.rejected), (1, 2));
        assert!(seen.rows[1].problems[0].message.contains("shortened"), "{:?}", seen.rows[1]);
        // A file without the column by which products are found shows its columns and asks for it.
        let seen = shop.call(&owner, imports::preview_product_import, json!({ "csv": "Farbe;Preis\nrot;1\n" })).await.unwrap();
        assert_eq!((wire(&seen.needed), seen.rows.len(), seen.columns[0].samples.len()), (json!(["sku"]), 0, 1));
        let run = json!({ "csv": "Farbe;Preis\nrot;1\n", "digest": seen.digest });
        refused(shop.call(&owner, imports::run_product_import, run).await, Code::Invalid);
        let mapping = json!([{ "column": "Farbe", "field": "sku" }, { "column": "Preis", "field": "price" }]);
        let seen = shop.call(&owner, imports::preview_product_import, json!({ "csv": "Farbe;Preis\nrot;1\n", "mapping": mapping })).await.unwrap();
        assert_eq!(seen.rows[0].problems[0].field, Some(ImportField::Name));
    }

    async fn an_import_is_taken_back_as_far_as_nobody_touched_it(shop: Shop) {
        let owner = shop.owner().await;
        for (sku, price) in [("KEEP", "1.00"), ("BACK", "2.00"), ("PART", "3.00")] {
            shop.product(&owner, sku, price, "5", &[]).await;
        }
        let before = shop.dump().await;
        let csv = "sku,name,price,category,stock\nKEEP,,1.50,,\nBACK,New name,2.50,New,\nPART,Other,3.50,,\nSOLD,Sold,1,New,5\nMOVED,Moved,1,,5\nEDITED,Edited,1,,\nGONE,Gone,1,Only,\n";
        let import = take_in(&shop, &owner, csv).await;
        let id = async |sku: &str| product(&shop, &owner, sku).await.unwrap()["id"].clone();
        shop.call(&owner, catalog::update_product, json!({ "product_id": id("KEEP").await, "price": "1.75" })).await.unwrap();
        shop.call(&owner, catalog::update_product, json!({ "product_id": id("PART").await, "price": "3.75" })).await.unwrap();
        shop.call(&owner, catalog::update_product, json!({ "product_id": id("EDITED").await, "name": "By hand" })).await.unwrap();
        let sale = json!({ "items": [{ "product_id": id("SOLD").await, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "1.00" }] });
        shop.call(&owner, sales::checkout, sale).await.unwrap();
        shop.call(&owner, inventory::adjust_stock, json!({ "product_id": id("MOVED").await, "quantity": 1, "reason": "purchase" })).await.unwrap();

        let undone = undo(&shop, &owner, &import).await;
        let came_to = undone.undone.clone().unwrap();
        assert_eq!((came_to.deleted, came_to.restored, came_to.kept_count), (1, 2, 5));
        let mut kept: Vec<_> = came_to.kept.iter().map(|kept| (kept.sku.as_str(), kept.reason.as_str())).collect();
        kept.sort_unstable();
        assert_eq!(kept, [
            ("EDITED", "It was changed since."),
            ("KEEP", "These fields were changed since."),
            ("MOVED", "Its stock was moved since."),
            ("PART", "These fields were changed since."),
            ("SOLD", "It was sold since."),
        ]);
        let seen = async |sku: &str| product(&shop, &owner, sku).await.map(|product| json!([product["name"], product["price"]]));
        assert_eq!(seen("KEEP").await, Some(json!(["KEEP", "1.75"])));
        assert_eq!(seen("BACK").await, Some(json!(["BACK", "2.00"])));
        assert_eq!(seen("PART").await, Some(json!(["PART", "3.75"])));
        assert_eq!((seen("GONE").await, seen("SOLD").await), (None, Some(json!(["Sold", "1.00"]))));
        let categories = shop.call(&owner, catalog::list_categories, json!({})).await.unwrap().data;
        assert_eq!(categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(), ["New"], "the empty one went");
        assert_eq!(upkeep::verify(&shop.app).await.unwrap().first_broken(), None);
        // Asked again it answers the same, and changes nothing more.
        let after = shop.dump().await;
        assert_eq!(undo(&shop, &owner, &import).await, undone);
        assert_eq!(shop.dump().await, after);
        assert_eq!(before["categories"], Vec::<String>::new());
        refused(shop.call(&owner, imports::undo_product_import, json!({ "import_id": Id::now() })).await, Code::NotFound);
    }

    async fn the_same_import_sent_ten_times_at_once_is_one(shop: Shop) {
        let owner = shop.owner().await;
        let csv = "sku,name,price\nA,a,1\nB,b,2\n";
        let digest = preview(&shop, &owner, csv).await.digest;
        let id = Id::now();
        let inputs = (0..10).map(|_| json!({ "id": id, "csv": csv, "digest": digest }));
        for outcome in at_once!(shop, owner, imports::run_product_import, inputs) {
            assert_eq!(outcome.unwrap().id, id);
        }
        // Two files with the same new product: one is first, the other sees another catalogue.
        let csv = "sku,name,price\nC,c,1\n";
        let digest = preview(&shop, &owner, csv).await.digest;
        let inputs = (0..4).map(|_| json!({ "csv": csv, "digest": digest }));
        let outcomes = at_once!(shop, owner, imports::run_product_import, inputs);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().all(|outcome| outcome.as_ref().err().is_none_or(|error| error.code() == Code::Conflict)), "{outcomes:?}");
        assert_eq!(shop.call(&owner, catalog::list_products, json!({})).await.unwrap().data.len(), 3);
    }

    async fn a_hostile_file_is_refused_by_name(shop: Shop) {
        let owner = shop.owner().await;
        let before = shop.dump().await;
        let huge = format!("sku,name,price\nA,{},1\n", "x".repeat(3_000_000));
        for (input, field) in [
            (json!({}), Some("csv")),
            (json!({ "csv": "" }), Some("csv")),
            (json!({ "csv": "sku\nA", "base64": "c2t1" }), Some("csv")),
            (json!({ "csv": "sku\nA\0" }), None),
            (json!({ "base64": STANDARD.encode("sku\nA\0") }), Some("base64")),
            (json!({ "base64": "???" }), Some("base64")),
            (json!({ "csv": "K\u{FFFD}se" }), Some("csv")),
            (json!({ "csv": "sku\n".repeat(20_002) }), Some("csv")),
            (json!({ "csv": "a,".repeat(100) }), Some("csv")),
            (json!({ "csv": "sku\nA", "mapping": [{ "column": "none", "field": "sku" }] }), Some("mapping[0].column")),
        ] {
            let error = refused(shop.call(&owner, imports::preview_product_import, input).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), field, "{}", error.message);
        }
        let seen = preview(&shop, &owner, &huge).await;
        assert_eq!((seen.counts.rejected, seen.rows[0].problems[0].field), (1, Some(ImportField::Name)));
        // A quote that is never closed swallows the rest of the file: that row is refused.
        let seen = preview(&shop, &owner, "sku,name,price\nA,\"open,1\nB,b,2\n").await;
        assert_eq!((seen.counts.new, seen.counts.rejected), (0, 1));
        let latin = shop.call(&owner, imports::preview_product_import, json!({ "base64": STANDARD.encode(b"sku;name;price\nA;K\xE4se;1,5") })).await.unwrap();
        assert_eq!(latin.rows[0].name.as_deref(), Some("Käse"));
        assert_eq!(shop.dump().await, before);

        let cashier = shop.staff(&owner, "cashier").await;
        for outcome in [
            shop.call(&cashier, imports::preview_product_import, json!({ "csv": "sku" })).await.map(wire),
            shop.call(&cashier, imports::run_product_import, json!({ "csv": "sku", "digest": "" })).await.map(wire),
            shop.call(&cashier, imports::list_product_imports, json!({})).await.map(wire),
            shop.call(&cashier, imports::undo_product_import, json!({ "import_id": Id::now() })).await.map(wire),
        ] {
            refused(outcome, Code::Forbidden);
        }
    }

    async fn five_thousand_products_take_seconds(shop: Shop) {
        let owner = shop.owner().await;
        let file = |price: &str| {
            let mut csv = String::from("sku,name,barcode,category,price,stock\n");
            for number in 0..5_000 {
                csv += &format!("S{number},Product number {number},X{number},Category {},{price},5\n", number % 40);
            }
            csv
        };
        let begun = std::time::Instant::now();
        preview(&shop, &owner, &file("1.50")).await;
        eprintln!("looked through in {:?}", begun.elapsed());
        let begun = std::time::Instant::now();
        let import = take_in(&shop, &owner, &file("1.50")).await;
        let created = begun.elapsed();
        assert_eq!(import.counts.new, 5_000);
        assert_eq!(take_in(&shop, &owner, &file("1.75")).await.counts.changed, 5_000);
        let changed = begun.elapsed() - created;
        let last = shop.call(&owner, imports::list_product_imports, json!({ "limit": 1 })).await.unwrap().data.remove(0);
        undo(&shop, &owner, &last).await;
        let first = undo(&shop, &owner, &import).await.undone.unwrap();
        assert_eq!((first.deleted, first.kept_count), (5_000, 0));
        eprintln!("created in {created:?}, changed in {changed:?}, taken back twice in {:?}", begun.elapsed() - created - changed);
        // Without optimisation and beside other tests; in the program it is a fraction of this.
        assert!(created.as_secs() < 60 && changed.as_secs() < 60, "{created:?} {changed:?}");
        assert_eq!(shop.call(&owner, catalog::list_products, json!({})).await.unwrap().data.len(), 0);
    }
}
