//! Counts of the shelves, filled in by several while the shop goes on selling.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::attempt;
use vayupos::{catalog, inventory, sales, wire};

use crate::shop::{Shop, refused, stories};

async fn level(shop: &Shop, caller: &Caller, product: &str) -> String {
    let product = shop.call(caller, catalog::get_product, json!({ "product_id": product })).await.unwrap();
    product.stock_quantity.to_string()
}

async fn begin(shop: &Shop, caller: &Caller) -> Id {
    shop.call(caller, inventory::create_stock_count, json!({})).await.unwrap().id
}

async fn sell(shop: &Shop, caller: &Caller, product: &str, pieces: i64) {
    let sale = json!({ "items": [{ "product_id": product, "quantity": pieces }], "payments": [{ "method": "cash", "amount": "1000" }] });
    shop.call(caller, sales::checkout, sale).await.unwrap();
}

stories! {
    async fn a_count_books_what_differs_and_what_was_sold_meanwhile_is_not_lost(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "sku": "TEA", "name": "Tea", "price": "2.00", "cost_price": "1.25", "stock_quantity": "10" });
        let tea = shop.call(&owner, catalog::create_product, input).await.unwrap().id.to_string();
        let milk = shop.product(&owner, "MILK", "1.00", "5", &[]).await;
        let bread = shop.product(&owner, "BREAD", "1.00", "7", &[]).await;
        let count = begin(&shop, &owner).await;
        let counted = |product: &str, counted: &str| json!({ "count_id": count, "product_id": product, "counted": counted });
        let line = shop.call(&owner, inventory::count_stock, counted(&tea, "8")).await.unwrap();
        assert_eq!((line.expected.to_string(), line.variance.to_string()), ("10".into(), "-2".into()));
        assert_eq!(line.value.unwrap().to_string(), "-2.50");
        shop.call(&owner, inventory::count_stock, counted(&milk, "5")).await.unwrap();
        sell(&shop, &owner, &tea, 3).await;
        sell(&shop, &owner, &bread, 1).await;
        // The count is resumed after the program was started anew.
        let shop = shop.reopened().await;
        let owner = shop.sign_in("olga", "correct horse").await;
        let sheet = shop.call(&owner, inventory::get_stock_count, json!({ "count_id": count })).await.unwrap();
        let sheet = serde_json::to_value(sheet).unwrap();
        for (field, value) in [
            ("status", json!("open")), ("line_count", json!(2)), ("variance_count", json!(1)), ("product_count", json!(3)),
            ("variance_value", json!("-2.50")), ("name", json!("2026-03-02")), ("next_cursor", json!(null)), ("ended_at", json!(null)),
        ] {
            assert_eq!(sheet[field], value, "{field}");
        }
        assert_eq!(sheet["lines"][0]["sku"], "MILK");
        assert_eq!(sheet["lines"][1]["counted"], "8");

        let closed = shop.call(&owner, inventory::close_stock_count, json!({ "count_id": count })).await.unwrap();
        assert_eq!((closed.status.as_str(), closed.ended_by_name.as_deref()), ("closed", Some("Olga Owner")));
        assert_eq!(level(&shop, &owner, &tea).await, "5", "10 − 3 sold − 2 missing");
        assert_eq!(level(&shop, &owner, &milk).await, "5");
        assert_eq!(level(&shop, &owner, &bread).await, "6", "what was not counted stays");
        let logs = shop.call(&owner, inventory::list_inventory_logs, json!({ "reason": "count" })).await.unwrap();
        let mut moved: Vec<_> = logs.data.iter().map(|log| (log.product_name.clone(), log.quantity.to_string())).collect();
        moved.sort();
        assert_eq!(moved, [("MILK".into(), "0".into()), ("Tea".into(), "-2".into())], "a line that confirms is recorded");
        assert_eq!(logs.data[0].reference.as_deref(), Some("2026-03-02"));

        refused(shop.call(&owner, inventory::close_stock_count, json!({ "count_id": count })).await, Code::Conflict);
        refused(shop.call(&owner, inventory::discard_stock_count, json!({ "count_id": count })).await, Code::Conflict);
        refused(shop.call(&owner, inventory::count_stock, counted(&tea, "8")).await, Code::Conflict);
        assert_eq!(level(&shop, &owner, &tea).await, "5");
    }

    async fn scans_add_up_once_each_and_a_figure_takes_their_place(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let count = begin(&shop, &owner).await;
        let add = |more: &str, entry: Option<Id>| json!({ "count_id": count, "product_id": tea, "add": more, "entry_id": entry });
        let entry = Id::now();
        for _ in 0..3 {
            let line = shop.call(&owner, inventory::count_stock, add("1", Some(entry))).await.unwrap();
            assert_eq!(line.counted.to_string(), "1", "the same scan again is the same scan");
        }
        refused(shop.call(&owner, inventory::count_stock, add("2", Some(entry))).await, Code::Conflict);
        sell(&shop, &owner, &tea, 1).await;
        let line = shop.call(&owner, inventory::count_stock, add("4", None)).await.unwrap();
        assert_eq!((line.counted.to_string(), line.expected.to_string()), ("5".into(), "10".into()), "as of the first scan");
        let line = shop.call(&owner, inventory::count_stock, add("-2", None)).await.unwrap();
        assert_eq!(line.counted.to_string(), "3");
        let error = refused(shop.call(&owner, inventory::count_stock, add("-4", None)).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("add"));
        let again = json!({ "count_id": count, "product_id": tea, "counted": "9" });
        let line = shop.call(&owner, inventory::count_stock, again).await.unwrap();
        assert_eq!((line.counted.to_string(), line.expected.to_string()), ("9".into(), "9".into()), "counted anew, as of now");
        shop.call(&owner, inventory::close_stock_count, json!({ "count_id": count })).await.unwrap();
        assert_eq!(level(&shop, &owner, &tea).await, "9");
    }

    async fn what_does_not_belong_on_a_sheet_is_refused(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let dairy = shop.call(&owner, catalog::create_category, json!({ "name": "Dairy" })).await.unwrap().id;
        let milk = json!({ "sku": "MILK", "name": "Milk", "price": "1.00", "stock_quantity": "5", "category_id": dairy });
        let milk = shop.call(&owner, catalog::create_product, milk).await.unwrap().id.to_string();
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let soup = json!({ "sku": "SOUP", "name": "Soup", "price": "4.00", "track_stock": false });
        let soup = shop.call(&owner, catalog::create_product, soup).await.unwrap().id;
        let id = Id::now();
        let input = json!({ "id": id, "category_id": dairy, "notes": "Monday" });
        for _ in 0..2 {
            let count = shop.call(&owner, inventory::create_stock_count, input.clone()).await.unwrap();
            assert_eq!((count.id, count.name.as_str(), count.product_count), (id, "2026-03-02 Dairy", 1));
        }
        refused(shop.call(&owner, inventory::create_stock_count, json!({ "id": id })).await, Code::Conflict);
        refused(shop.call(&owner, inventory::create_stock_count, json!({ "category_id": Id::now() })).await, Code::NotFound);
        refused(shop.call(&cashier, inventory::create_stock_count, json!({})).await, Code::Forbidden);
        let whole = begin(&shop, &owner).await;
        for (input, code) in [
            (json!({ "count_id": id, "product_id": tea, "counted": "1" }), Code::Conflict),
            (json!({ "count_id": whole, "product_id": soup, "counted": "1" }), Code::Conflict),
            (json!({ "count_id": Id::now(), "product_id": tea, "counted": "1" }), Code::NotFound),
            (json!({ "count_id": whole, "product_id": Id::now(), "counted": "1" }), Code::NotFound),
            (json!({ "count_id": whole, "product_id": tea }), Code::Invalid),
            (json!({ "count_id": whole, "product_id": tea, "counted": "1", "add": "1" }), Code::Invalid),
            (json!({ "count_id": whole, "product_id": tea, "counted": "-1" }), Code::Invalid),
            (json!({ "count_id": whole, "product_id": tea, "add": "0" }), Code::Invalid),
            (json!({ "count_id": whole, "product_id": tea, "add": "-1" }), Code::Invalid),
        ] {
            refused(shop.call(&owner, inventory::count_stock, input).await, code);
        }
        let input = json!({ "count_id": whole, "product_id": tea, "counted": "1" });
        refused(shop.call(&cashier, inventory::count_stock, input).await, Code::Forbidden);
        refused(shop.call(&owner, inventory::close_stock_count, json!({ "count_id": whole })).await, Code::Conflict);
        refused(shop.call(&owner, inventory::close_stock_count, json!({ "count_id": Id::now() })).await, Code::NotFound);

        // More was sold since than was counted: the line is counted again.
        shop.call(&owner, inventory::count_stock, json!({ "count_id": whole, "product_id": tea, "counted": "4" })).await.unwrap();
        sell(&shop, &owner, &tea, 8).await;
        let error = refused(shop.call(&owner, inventory::close_stock_count, json!({ "count_id": whole })).await, Code::Conflict);
        assert_eq!(error.details.unwrap()["product_id"], json!(tea));
        assert_eq!(level(&shop, &owner, &tea).await, "2");
        shop.call(&owner, inventory::count_stock, json!({ "count_id": whole, "product_id": tea, "counted": "1" })).await.unwrap();
        shop.call(&owner, inventory::close_stock_count, json!({ "count_id": whole })).await.unwrap();
        assert_eq!(level(&shop, &owner, &tea).await, "1");

        shop.call(&owner, inventory::count_stock, json!({ "count_id": id, "product_id": milk, "counted": "1" })).await.unwrap();
        let gone = shop.call(&owner, inventory::discard_stock_count, json!({ "count_id": id })).await.unwrap();
        assert_eq!(gone.status.as_str(), "discarded");
        assert_eq!(level(&shop, &owner, &milk).await, "5");
        refused(shop.call(&owner, inventory::close_stock_count, json!({ "count_id": id })).await, Code::Conflict);
        // A product that was counted stays, hidden; a category that was counted may go.
        shop.call(&owner, catalog::update_product, json!({ "product_id": milk, "category_id": null })).await.unwrap();
        shop.call(&owner, catalog::delete_category, json!({ "category_id": dairy })).await.unwrap();
        shop.call(&owner, catalog::delete_product, json!({ "product_id": milk })).await.unwrap();
        let sheet = shop.call(&owner, inventory::get_stock_count, json!({ "count_id": id })).await.unwrap();
        assert_eq!((sheet.count.category_name.as_deref(), sheet.lines.len()), (Some("Dairy"), 1));
        let listed = |status: Value| shop.call(&owner, inventory::list_stock_counts, status);
        assert_eq!(listed(json!({})).await.unwrap().data.len(), 2);
        assert_eq!(listed(json!({ "status": "discarded" })).await.unwrap().data.iter().map(|count| count.id).collect::<Vec<_>>(), [id]);
        assert_eq!(listed(json!({ "status": "open" })).await.unwrap().data.len(), 0);
        assert!(listed(json!({ "limit": 1 })).await.unwrap().next_cursor.is_some());
    }

    async fn two_scan_into_one_count_while_others_sell_and_one_closes(shop: Shop) {
        let owner = shop.owner().await;
        let officer = shop.staff(&owner, "inventory_officer").await;
        let tea = shop.product(&owner, "TEA", "2.00", "100", &[]).await;
        let milk = shop.product(&owner, "MILK", "1.00", "100", &[]).await;
        let count = begin(&shop, &owner).await;
        let mut scanning = Vec::new();
        for number in 0..30 {
            let (app, caller) = (shop.app.clone(), if number % 2 == 0 { owner.clone() } else { officer.clone() });
            let product = if number % 3 == 0 { milk.clone() } else { tea.clone() };
            let input = json!({ "count_id": count, "product_id": product, "add": "1", "entry_id": Id::now() });
            // Every scan is sent twice, as if its answer were lost.
            for input in [input.clone(), input] {
                let (app, caller) = (app.clone(), caller.clone());
                scanning.push(tokio::spawn(async move {
                    attempt(|| {
                        let (app, caller, input) = (app.clone(), caller.clone(), input.clone());
                        async move { inventory::count_stock(&app, caller.permit()?, wire::decode(input)?).await }
                    })
                    .await
                }));
            }
        }
        for scan in scanning {
            scan.await.unwrap().unwrap();
        }
        let sheet = shop.call(&owner, inventory::get_stock_count, json!({ "count_id": count })).await.unwrap();
        let lines: Vec<_> = sheet.lines.iter().map(|line| (line.sku.as_str(), line.counted.to_string())).collect();
        assert_eq!(lines, [("MILK", "10".into()), ("TEA", "20".into())]);

        // Ten sales of both and three closings at once: each sale counts, one closing succeeds.
        let selling: Vec<_> = (0..10)
            .map(|number| {
                let (app, caller) = (shop.app.clone(), owner.clone());
                let mut items = vec![json!({ "product_id": tea, "quantity": 1 }), json!({ "product_id": milk, "quantity": 1 })];
                if number % 2 == 0 {
                    items.reverse();
                }
                let input = json!({ "items": items, "payments": [{ "method": "cash", "amount": "3.00" }] });
                tokio::spawn(async move {
                    attempt(|| {
                        let (app, caller, input) = (app.clone(), caller.clone(), input.clone());
                        async move { sales::checkout(&app, caller.permit()?, wire::decode(input)?).await }
                    })
                    .await
                })
            })
            .collect();
        let closing: Vec<_> = (0..3)
            .map(|_| {
                let (app, caller) = (shop.app.clone(), owner.clone());
                tokio::spawn(async move {
                    attempt(|| {
                        let (app, caller) = (app.clone(), caller.clone());
                        let input = json!({ "count_id": count });
                        async move { inventory::close_stock_count(&app, caller.permit()?, wire::decode(input)?).await }
                    })
                    .await
                })
            })
            .collect();
        let mut closed = 0;
        for outcome in closing {
            match outcome.await.unwrap() {
                Ok(_) => closed += 1,
                Err(error) => assert_eq!(error.code(), Code::Conflict),
            }
        }
        let mut sold = 0;
        for sale in selling {
            sold += i64::from(sale.await.unwrap().is_ok());
        }
        assert_eq!((closed, sold), (1, 10));
        assert_eq!(level(&shop, &owner, &tea).await, "10");
        assert_eq!(level(&shop, &owner, &milk).await, "0");
        let logs = shop.call(&owner, inventory::list_inventory_logs, json!({ "limit": 200 })).await.unwrap();
        let sum = |product: &str| -> i64 {
            logs.data.iter().filter(|log| log.product_id.to_string() == product).map(|log| log.quantity.e3()).sum()
        };
        assert_eq!((sum(&tea), sum(&milk)), (-90_000, -100_000));
    }

    async fn what_nobody_counted_yet_is_listed(shop: Shop) {
        let owner = shop.owner().await;
        let dairy = shop.call(&owner, catalog::create_category, json!({ "name": "Dairy" })).await.unwrap().id;
        let mut ids = Vec::new();
        for (sku, category) in [("CHEESE", json!(dairy)), ("MILK", json!(dairy)), ("TEA", Value::Null), ("YOGHURT", json!(dairy))] {
            let input = json!({ "sku": sku, "name": sku, "price": "1.00", "stock_quantity": "3", "category_id": category });
            ids.push(shop.call(&owner, catalog::create_product, input).await.unwrap().id.to_string());
        }
        let loose = json!({ "sku": "BAG", "name": "BAG", "price": "0.10", "track_stock": false });
        shop.call(&owner, catalog::create_product, loose).await.unwrap();
        let missing = async |count: Id, cursor: Option<String>| {
            let input = json!({ "count_id": count, "limit": 2, "cursor": cursor });
            let page = shop.call(&owner, inventory::list_stock_count_missing, input).await.unwrap();
            let skus: Vec<String> = page.data.into_iter().map(|product| product.sku).collect();
            (skus, page.next_cursor, page.count.unwrap())
        };
        let whole = begin(&shop, &owner).await;
        let (first, next, count) = missing(whole, None).await;
        assert_eq!((first, count), (vec!["CHEESE".to_owned(), "MILK".to_owned()], 4));
        let (rest, next, _) = missing(whole, next).await;
        assert_eq!((rest, next), (vec!["TEA".to_owned(), "YOGHURT".to_owned()], None));
        let figure = |of: usize| json!({ "count_id": whole, "product_id": ids[of], "counted": "3" });
        for of in [0, 1, 3] {
            shop.call(&owner, inventory::count_stock, figure(of)).await.unwrap();
        }
        assert_eq!(missing(whole, None).await, (vec!["TEA".to_owned()], None, 1));
        let input = json!({ "category_id": dairy });
        let of_dairy = shop.call(&owner, inventory::create_stock_count, input).await.unwrap().id;
        assert_eq!(missing(of_dairy, None).await.2, 3, "of its category alone");
        shop.call(&owner, inventory::count_stock, figure(2)).await.unwrap();
        assert_eq!(missing(whole, None).await, (vec![], None, 0));
        shop.call(&owner, catalog::delete_product, json!({ "product_id": ids[1] })).await.unwrap();
        assert_eq!(missing(of_dairy, None).await.2, 2, "what is gone need not be counted");
        let unknown = json!({ "count_id": Id::now() });
        refused(shop.call(&owner, inventory::list_stock_count_missing, unknown).await, Code::NotFound);
        refused(shop.call(&Caller::nobody(), inventory::list_stock_count_missing, json!({ "count_id": whole })).await, Code::Unauthenticated);
    }
}
