//! Stock moved by hand, found again, and in figures.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::{InventoryLog, attempt};
use vayupos::{Result, catalog, inventory, sales, settings, wire};

use crate::shop::{Shop, refused, stories};

async fn level(shop: &Shop, caller: &Caller, product: &str) -> String {
    let product = shop.call(caller, catalog::get_product, json!({ "product_id": product })).await.unwrap();
    product.stock_quantity.to_string()
}

/// All these corrections at the same time, as a server runs them.
async fn at_once(shop: &Shop, caller: &Caller, inputs: Vec<Value>) -> Vec<Result<InventoryLog>> {
    let running: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            let (app, caller) = (shop.app.clone(), caller.clone());
            tokio::spawn(async move {
                attempt(|| {
                    let (app, caller, input) = (app.clone(), caller.clone(), input.clone());
                    async move { inventory::adjust_stock(&app, caller.permit()?, wire::decode(input)?).await }
                })
                .await
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for adjusting in running {
        outcomes.push(adjusting.await.unwrap());
    }
    outcomes
}

stories! {
    async fn a_delivery_is_booked_once_and_breakage_goes_off_the_shelf(shop: Shop) {
        let owner = shop.owner().await;
        let officer = shop.staff(&owner, "inventory_officer").await;
        let tea = shop.product(&owner, "TEA", "2.00", "3", &[]).await;
        let id = Id::now();
        let delivery = json!({
            "id": id, "product_id": tea, "quantity": "24", "reason": "purchase", "reference": "DN-77", "notes": "two boxes",
        });
        let first = shop.call(&officer, inventory::create_inventory_log, delivery.clone()).await.unwrap();
        let again = shop.call(&officer, inventory::create_inventory_log, delivery.clone()).await.unwrap();
        assert_eq!(serde_json::to_value(&first).unwrap(), serde_json::to_value(&again).unwrap());
        assert_eq!((first.before.to_string(), first.after.to_string()), ("3".into(), "27".into()));
        let mut other = delivery.clone();
        other["quantity"] = json!("25");
        refused(shop.call(&officer, inventory::create_inventory_log, other).await, Code::Conflict);
        let broken = json!({ "product_id": tea, "quantity": "-2", "reason": "damage" });
        shop.call(&officer, inventory::create_inventory_log, broken).await.unwrap();
        assert_eq!(level(&shop, &owner, &tea).await, "25");

        let got = shop.call(&owner, inventory::get_inventory_log, json!({ "log_id": id })).await.unwrap();
        let got = serde_json::to_value(got).unwrap();
        for (field, value) in [
            ("reason", json!("purchase")), ("quantity", json!("24")), ("reference", json!("DN-77")),
            ("notes", json!("two boxes")), ("order_id", json!(null)), ("user_name", json!("inventory_officer")),
            ("product_name", json!("TEA")),
        ] {
            assert_eq!(got[field], value, "{field}");
        }
        refused(shop.call(&owner, inventory::get_inventory_log, json!({ "log_id": Id::now() })).await, Code::NotFound);
    }

    async fn what_cannot_be_moved_is_refused_and_changes_nothing(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.00", "3", &[]).await;
        let input = json!({ "sku": "SOUP", "name": "Soup", "price": "4.00", "track_stock": false });
        let soup = shop.call(&owner, catalog::create_product, input).await.unwrap().id;
        let log = |quantity: Value, reason: &str| json!({ "product_id": tea, "quantity": quantity, "reason": reason });
        for (input, field) in [
            (log(json!("0"), "damage"), "quantity"), (log(json!("0.0001"), "damage"), "quantity"),
            (log(json!("1000001"), "purchase"), "quantity"), (log(json!("1000000"), "purchase"), "quantity"),
            (log(json!("1"), "sale"), "reason"), (log(json!("1"), "cancel"), "reason"), (log(json!("1"), "count"), "reason"),
            (log(json!("1"), "theft"), "reason"),
        ] {
            let error = refused(shop.call(&owner, inventory::create_inventory_log, input.clone()).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field), "{input}");
        }
        let error = refused(shop.call(&owner, inventory::create_inventory_log, log(json!("-4"), "damage")).await, Code::OutOfStock);
        let details = error.details.unwrap();
        assert_eq!((details["asked"].as_str(), details["available"].as_str()), (Some("4"), Some("3")));
        let input = json!({ "product_id": soup, "quantity": "1", "reason": "purchase" });
        refused(shop.call(&owner, inventory::create_inventory_log, input).await, Code::Conflict);
        let nothing = json!({ "product_id": Id::now(), "quantity": "1", "reason": "purchase" });
        refused(shop.call(&owner, inventory::create_inventory_log, nothing).await, Code::NotFound);
        for (input, field) in [
            (json!({ "product_id": tea }), "quantity"), (json!({ "product_id": tea, "quantity": "1", "counted": "1" }), "quantity"),
            (json!({ "product_id": tea, "counted": "-1" }), "counted"), (json!({ "product_id": tea, "quantity": "0" }), "quantity"),
            (json!({ "product_id": tea, "quantity": "1", "reason": "count" }), "reason"),
            (json!({ "product_id": tea, "counted": "3", "reason": "damage" }), "counted"),
            (json!({ "product_id": tea, "counted": "3", "reason": "sale" }), "reason"),
        ] {
            let error = refused(shop.call(&owner, inventory::adjust_stock, input.clone()).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field), "{input}");
        }
        refused(shop.call(&owner, inventory::adjust_stock, json!({ "product_id": tea, "quantity": "-4" })).await, Code::OutOfStock);
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, inventory::create_inventory_log, log(json!("1"), "purchase")).await, Code::Forbidden);
        refused(shop.call(&cashier, inventory::adjust_stock, json!({ "product_id": tea, "counted": "1" })).await, Code::Forbidden);
        assert_eq!(level(&shop, &owner, &tea).await, "3");
        assert!(shop.call(&cashier, inventory::list_inventory_logs, json!({})).await.unwrap().data.is_empty());
    }

    async fn a_count_of_one_product_confirms_or_corrects(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.00", "3", &[]).await;
        let confirmed = shop.call(&owner, inventory::adjust_stock, json!({ "product_id": tea, "counted": "3" })).await.unwrap();
        assert_eq!((confirmed.quantity.to_string(), confirmed.reason.as_str()), ("0".into(), "count"));
        let id = Id::now();
        let corrected = json!({ "id": id, "product_id": tea, "counted": "1.5", "notes": "spilt" });
        for _ in 0..2 {
            let log = shop.call(&owner, inventory::adjust_stock, corrected.clone()).await.unwrap();
            assert_eq!((log.quantity.to_string(), log.after.to_string()), ("-1.5".into(), "1.5".into()));
        }
        let adjusted = shop.call(&owner, inventory::adjust_stock, json!({ "product_id": tea, "quantity": "-1.5" })).await.unwrap();
        assert_eq!((adjusted.after.to_string(), adjusted.reason.as_str()), ("0".into(), "adjustment"));
        // A retry of the movement that took the last piece is answered, not refused.
        let again = json!({ "id": adjusted.id, "product_id": tea, "quantity": "-1.5" });
        assert_eq!(shop.call(&owner, inventory::adjust_stock, again).await.unwrap().id, adjusted.id);
        refused(shop.call(&owner, inventory::adjust_stock, json!({ "id": id, "product_id": tea, "counted": "9" })).await, Code::Conflict);
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(history.data.len(), 3);
    }

    async fn twenty_corrections_at_once_add_up(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let more = json!({ "product_id": tea, "quantity": "1" });
        let outcomes = at_once(&shop, &owner, (0..20).map(|_| more.clone()).collect()).await;
        assert!(outcomes.iter().all(Result::is_ok), "{:?}", outcomes.iter().find(|outcome| outcome.is_err()));
        assert_eq!(level(&shop, &owner, &tea).await, "30");
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(history.data.iter().map(|log| log.quantity.e3()).sum::<i64>(), 20_000);
        let levels: BTreeSet<_> = history.data.iter().map(|log| (log.before, log.after)).collect();
        assert_eq!(levels.len(), 20, "each saw another level");

        // The same one twenty times is one; and of twenty that take one of five, five succeed.
        let id = Id::now();
        let outcomes = at_once(&shop, &owner, (0..20).map(|_| json!({ "id": id, "product_id": tea, "counted": "5" })).collect()).await;
        assert!(outcomes.iter().all(Result::is_ok), "{:?}", outcomes.iter().find(|outcome| outcome.is_err()));
        assert_eq!(level(&shop, &owner, &tea).await, "5");
        let outcomes = at_once(&shop, &owner, (0..20).map(|_| json!({ "product_id": tea, "quantity": "-1" })).collect()).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5);
        assert_eq!(level(&shop, &owner, &tea).await, "0");
        // Twenty retries at once of the one that takes all there is.
        shop.call(&owner, inventory::adjust_stock, json!({ "product_id": tea, "quantity": "7" })).await.unwrap();
        let id = Id::now();
        let outcomes = at_once(&shop, &owner, (0..20).map(|_| json!({ "id": id, "product_id": tea, "quantity": "-7" })).collect()).await;
        assert!(outcomes.iter().all(Result::is_ok), "{:?}", outcomes.iter().find(|outcome| outcome.is_err()));
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": tea, "limit": 200 })).await.unwrap();
        assert_eq!(history.data.len(), 20 + 1 + 5 + 2);
    }

    async fn a_product_that_may_go_below_zero_does(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "sku": "ROLL", "name": "Bread roll", "price": "0.50", "stock_quantity": "2", "allow_negative_stock": true });
        let roll = shop.call(&owner, catalog::create_product, input.clone()).await.unwrap();
        assert!(roll.allow_negative_stock);
        let sale = json!({ "items": [{ "product_id": roll.id, "quantity": 5 }], "payments": [{ "method": "cash", "amount": "2.50" }] });
        let order = shop.call(&owner, sales::checkout, sale.clone()).await.unwrap().order;
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": roll.id })).await.unwrap();
        let log = &history.data[0];
        assert_eq!((log.before.to_string(), log.after.to_string(), log.order_id), ("2".into(), "-3".into(), Some(order.id)));
        let fewer = json!({ "product_id": roll.id, "quantity": "-1", "reason": "damage" });
        shop.call(&owner, inventory::create_inventory_log, fewer.clone()).await.unwrap();
        let changed = shop.call(&owner, catalog::update_product, json!({ "product_id": roll.id, "allow_negative_stock": false })).await.unwrap();
        assert!(!changed.allow_negative_stock);
        refused(shop.call(&owner, sales::checkout, sale).await, Code::OutOfStock);
        refused(shop.call(&owner, inventory::create_inventory_log, fewer).await, Code::OutOfStock);
        let more = json!({ "product_id": roll.id, "quantity": "1", "reason": "purchase" });
        let log = shop.call(&owner, inventory::create_inventory_log, more).await.unwrap();
        assert_eq!(log.after.to_string(), "-3", "what comes in is let in, however low the level is");
        let tea = shop.product(&owner, "TEA", "2.00", "1", &[]).await;
        let other = shop.call(&owner, catalog::get_product, json!({ "product_id": tea })).await.unwrap();
        assert!(!other.allow_negative_stock, "nobody's stock goes below zero unasked");
    }

    async fn logs_are_found_by_product_reason_and_business_day(shop: Shop) {
        let owner = shop.owner().await;
        // In New York it is the evening of the 1st; the day begins at four.
        let input = json!({ "time_zone": "America/New_York", "day_cutover_hour": 4 });
        shop.call(&owner, settings::update_shop, input).await.unwrap();
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let milk = shop.product(&owner, "MILK", "1.00", "10", &[]).await;
        // 09:00 UTC is 04:00 in New York: the first moment of the 2nd.
        shop.call(&owner, inventory::adjust_stock, json!({ "product_id": tea, "quantity": "1" })).await.unwrap();
        shop.clock.advance(chrono::TimeDelta::microseconds(-1));
        shop.call(&owner, inventory::adjust_stock, json!({ "product_id": tea, "quantity": "2" })).await.unwrap();
        shop.clock.advance(chrono::TimeDelta::hours(24));
        shop.call(&owner, inventory::adjust_stock, json!({ "product_id": milk, "counted": "4" })).await.unwrap();
        for (input, quantities) in [
            (json!({}), vec!["-6", "1", "2"]), (json!({ "product_id": tea }), vec!["1", "2"]),
            (json!({ "reason": "count" }), vec!["-6"]), (json!({ "from": "2026-03-02" }), vec!["-6", "1"]),
            (json!({ "to": "2026-03-01" }), vec!["2"]), (json!({ "from": "2026-03-02", "to": "2026-03-02" }), vec!["-6", "1"]),
            (json!({ "from": "2026-03-03" }), vec![]), (json!({ "product_id": milk, "reason": "adjustment" }), vec![]),
            (json!({ "reason": "sale" }), vec![]),
        ] {
            let logs = shop.call(&owner, inventory::list_inventory_logs, input.clone()).await.unwrap();
            let found: Vec<_> = logs.data.iter().map(|log| log.quantity.to_string()).collect();
            assert_eq!(found, quantities, "{input}");
        }
        let mut cursor = Value::Null;
        let mut paged = Vec::new();
        loop {
            let page = shop.call(&owner, inventory::list_inventory_logs, json!({ "limit": 1, "cursor": cursor })).await.unwrap();
            paged.extend(page.data.iter().map(|log| log.quantity.to_string()));
            match page.next_cursor {
                Some(next) => cursor = json!(next),
                None => break,
            }
        }
        assert_eq!(paged, ["-6", "1", "2"]);
        for input in [
            json!({ "from": "2026-03-03", "to": "2026-03-02" }), json!({ "from": "2026-02-30" }), json!({ "to": "+99999-01-01" }),
            json!({ "reason": "theft" }), json!({ "from": "0001-01-01" }),
        ] {
            refused(shop.call(&owner, inventory::list_inventory_logs, input).await, Code::Invalid);
        }
    }

    async fn stock_in_figures_is_exact(shop: Shop) {
        let owner = shop.owner().await;
        let dairy = shop.call(&owner, catalog::create_category, json!({ "name": "Dairy" })).await.unwrap().id;
        for input in [
            json!({ "sku": "A", "price": "1.0050", "cost_price": "0.3333", "stock_quantity": "3", "category_id": dairy }),
            json!({ "sku": "B", "price": "2.0000", "cost_price": "0.3333", "stock_quantity": "0.001", "unit": "kg", "sold_by_weight": true, "category_id": dairy }),
            json!({ "sku": "C", "price": "5.00", "stock_quantity": "0", "min_stock_level": "1" }),
            json!({ "sku": "D", "price": "99999999.9999", "cost_price": "99999999.9999", "stock_quantity": "1000000" }),
            json!({ "sku": "E", "price": "7.00", "cost_price": "5.00", "track_stock": false, "stock_quantity": "9" }),
            json!({ "sku": "F", "price": "7.00", "cost_price": "5.00", "stock_quantity": "9" }),
        ] {
            let mut input = input;
            input["name"] = input["sku"].clone();
            let product = shop.call(&owner, catalog::create_product, input).await.unwrap();
            if product.sku == "F" {
                shop.call(&owner, catalog::update_product, json!({ "product_id": product.id, "is_active": false })).await.unwrap();
            }
        }
        let summary = shop.call(&owner, inventory::get_inventory_summary, json!({})).await.unwrap();
        let summary = serde_json::to_value(summary).unwrap();
        for (field, value) in [
            ("product_count", json!(5)), ("tracked_count", json!(4)), ("out_of_stock_count", json!(1)), ("low_stock_count", json!(1)),
            ("without_cost_count", json!(1)), ("total_units", json!("1000003")),
            // 3 × 0.3333 + 0.001 × 0.3333 + 1 000 000 × 99 999 999.9999 = 99 999 999 999 900 + 1.0002333
            ("value_at_cost", json!("99999999999901.00")), ("value_at_price", json!("99999999999903.02")),
        ] {
            assert_eq!(summary[field], value, "{field}");
        }
        let categories = summary["categories"].as_array().unwrap();
        assert_eq!((categories.len(), &categories[0]["category_name"], &categories[1]["category_id"]), (2, &json!("Dairy"), &json!(null)));
        assert_eq!(categories[0]["value_at_cost"], "1.00");
        assert_eq!(categories[0]["value_at_price"], "3.02", "3.015 + 0.002, rounded once");
        assert_eq!(categories[0]["total_units"], "3");
    }
}

/// What may happen to a product.
#[derive(Debug, Clone)]
enum Event {
    Sold(u8),
    Moved(i16),
    Counted(u8),
    CountedOnSheet(u8, u8),
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (1..6_u8).prop_map(Event::Sold),
        (-8..12_i16).prop_map(Event::Moved),
        (0..20_u8).prop_map(Event::Counted),
        (0..20_u8, 1..4_u8).prop_map(|(counted, sold)| Event::CountedOnSheet(counted, sold)),
    ]
}

impl Event {
    /// Lets it happen; refusals for want of stock are part of the story.
    async fn happen(&self, shop: &Shop, owner: &Caller, product: &str) {
        let sale = |pieces: u8| json!({ "items": [{ "product_id": product, "quantity": pieces }], "payments": [{ "method": "cash", "amount": "100" }] });
        match self {
            Self::Sold(pieces) => drop(shop.call(owner, sales::checkout, sale(*pieces)).await),
            Self::Moved(by) => {
                let input = json!({ "product_id": product, "quantity": by.to_string(), "reason": "transfer" });
                drop(shop.call(owner, inventory::create_inventory_log, input).await);
            }
            Self::Counted(counted) => {
                let input = json!({ "product_id": product, "counted": counted.to_string() });
                shop.call(owner, inventory::adjust_stock, input).await.unwrap();
            }
            Self::CountedOnSheet(counted, sold) => {
                let sheet = shop.call(owner, inventory::create_stock_count, json!({})).await.unwrap().id;
                let line = json!({ "count_id": sheet, "product_id": product, "counted": counted.to_string() });
                shop.call(owner, inventory::count_stock, line).await.unwrap();
                drop(shop.call(owner, sales::checkout, sale(*sold)).await);
                drop(shop.call(owner, inventory::close_stock_count, json!({ "count_id": sheet })).await);
            }
        }
    }
}

#[test]
fn stock_is_the_opening_and_all_its_logs_whatever_happens() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (shop, owner) = runtime.block_on(async {
        let shop = Shop::on_sqlite().await;
        let owner = shop.owner().await;
        (shop, owner)
    });
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(40));
    let stories = (0..15_i64, any::<bool>(), proptest::collection::vec(any_event(), 1..25));
    let outcome = runner.run(&stories, |(opening, may_go_below, events)| {
        runtime.block_on(async {
            let sku = Id::now().to_string();
            let input = json!({
                "sku": sku, "name": "Tea", "price": "2.00", "stock_quantity": opening.to_string(),
                "allow_negative_stock": may_go_below,
            });
            let product = shop.call(&owner, catalog::create_product, input).await.unwrap().id.to_string();
            for event in &events {
                event.happen(&shop, &owner, &product).await;
                let history = shop
                    .call(&owner, inventory::list_product_history, json!({ "product_id": product, "limit": 200 }))
                    .await
                    .unwrap();
                let sum: i64 = history.data.iter().map(|log| log.quantity.e3()).sum();
                let now = level(&shop, &owner, &product).await;
                prop_assert_eq!(now, vayupos::quantity::Quantity::new(opening * 1000 + sum).to_string());
                prop_assert!(history.data.iter().all(|log| log.after.e3() == log.before.e3() + log.quantity.e3()));
                prop_assert!(
                    history.data.windows(2).all(|pair| pair[0].before == pair[1].after),
                    "each begins where the last ended"
                );
                prop_assert!(may_go_below || history.data.iter().all(|log| log.after.e3() >= 0));
            }
            Ok(())
        })
    });
    outcome.unwrap();
}
