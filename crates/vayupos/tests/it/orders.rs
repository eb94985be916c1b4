//! Orders that wait to be paid: made, changed, paid in parts, given up, listed.

use serde_json::{Value, json};
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::{catalog, inventory, payments, sales, settings};

use crate::shop::{Shop, at_once, refused, stories, wire};

fn order(product: &str, quantity: &str) -> Value {
    json!({ "items": [{ "product_id": product, "quantity": quantity }] })
}

fn pay(order: &Value, method: &str, amount: &str) -> Value {
    json!({ "order_id": order["id"], "method": method, "amount": amount })
}

async fn stock(shop: &Shop, by: &vayupos::auth::Caller, product: &str) -> String {
    shop.call(by, catalog::get_product, json!({ "product_id": product })).await.unwrap().stock_quantity.to_string()
}

stories! {
    async fn an_order_takes_its_goods_waits_and_is_paid_in_parts(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let mut input = order(&tea, "4");
        input["id"] = json!(Id::now());
        let made = wire(shop.call(&owner, sales::create_order, input.clone()).await.unwrap());
        assert_eq!((&made["status"], &made["total"], &made["due"]), (&json!("pending"), &json!("10.00"), &json!("10.00")));
        assert_eq!(made["completed_at"], Value::Null);
        assert_eq!(stock(&shop, &owner, &tea).await, "6");
        assert_eq!(wire(shop.call(&owner, sales::create_order, input.clone()).await.unwrap()), made, "a retry orders nothing twice");
        let read = wire(shop.call(&owner, sales::get_order, json!({ "order_id": made["id"] })).await.unwrap());
        assert_eq!(read, made);
        input["items"][0]["quantity"] = json!("5");
        refused(shop.call(&owner, sales::create_order, input.clone()).await, Code::Conflict);
        refused(shop.call(&owner, sales::create_order, order(&tea, "7")).await, Code::OutOfStock);
        assert_eq!(stock(&shop, &owner, &tea).await, "6");

        refused(shop.call(&owner, payments::create_payment, pay(&made, "card", "10.01")).await, Code::Invalid);
        refused(shop.call(&owner, payments::create_payment, pay(&made, "card", "0.00")).await, Code::Invalid);
        let mut deposit = pay(&made, "card", "4.00");
        deposit["id"] = json!(Id::now());
        deposit["reference"] = json!("T-1");
        let first = wire(shop.call(&owner, payments::create_payment, deposit.clone()).await.unwrap());
        assert_eq!((&first["amount"], &first["status"]), (&json!("4.00"), &json!("completed")));
        assert_eq!(wire(shop.call(&owner, payments::create_payment, deposit.clone()).await.unwrap()), first, "a retry pays nothing twice");
        deposit["amount"] = json!("5.00");
        refused(shop.call(&owner, payments::create_payment, deposit).await, Code::Conflict);
        let status = wire(shop.call(&owner, payments::get_payment_status, json!({ "order_id": made["id"] })).await.unwrap());
        assert_eq!((&status["payment_status"], &status["due"], &status["is_paid"]), (&json!("partially_paid"), &json!("6.00"), &json!(false)));

        shop.clock.advance(chrono::TimeDelta::days(1));
        let rest = wire(shop.call(&owner, payments::create_payment, pay(&made, "cash", "20.00")).await.unwrap());
        assert_eq!((&rest["amount"], &rest["given"], &rest["change"]), (&json!("6.00"), &json!("20.00"), &json!("14.00")));
        let done = wire(shop.call(&owner, sales::get_order, json!({ "order_id": made["id"] })).await.unwrap());
        assert_eq!((&done["status"], &done["paid"], &done["due"]), (&json!("completed"), &json!("10.00"), &json!("0.00")));
        assert_eq!(done["business_date"], "2026-03-03", "a sale counts for the day it is paid in full");
        refused(shop.call(&owner, payments::create_payment, pay(&made, "cash", "1.00")).await, Code::Conflict);
        assert_eq!(stock(&shop, &owner, &tea).await, "6");
    }

    async fn cash_is_rounded_when_it_settles_the_rest(shop: Shop) {
        let owner = shop.owner().await;
        shop.call(&owner, settings::update_shop, json!({ "cash_rounding": "0.05" })).await.unwrap();
        let tea = shop.product(&owner, "TEA", "10.02", "10", &[]).await;
        let made = wire(shop.call(&owner, sales::create_order, order(&tea, "1")).await.unwrap());
        shop.call(&owner, payments::create_payment, pay(&made, "cash", "5.00")).await.unwrap();
        shop.call(&owner, payments::create_payment, pay(&made, "cash", "5.00")).await.unwrap();
        let done = wire(shop.call(&owner, sales::get_order, json!({ "order_id": made["id"] })).await.unwrap());
        assert_eq!((&done["status"], &done["cash_rounding"], &done["paid"]), (&json!("completed"), &json!("-0.02"), &json!("10.00")));
    }

    async fn a_cancelled_order_gives_goods_and_deposit_back_once(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let made = wire(shop.call(&owner, sales::create_order, order(&tea, "4")).await.unwrap());
        shop.call(&owner, payments::create_payment, pay(&made, "card", "4.00")).await.unwrap();
        let cashier = shop.staff(&owner, "cashier").await;
        let which = json!({ "order_id": made["id"], "reason": "changed their mind" });
        refused(shop.call(&cashier, sales::cancel_order, which.clone()).await, Code::Forbidden);

        let outcomes = at_once!(shop, owner, sales::cancel_order, vec![which.clone(); 8]);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| error.code() == Code::Conflict));
        assert_eq!(stock(&shop, &owner, &tea).await, "10");
        let given_up = wire(shop.call(&owner, sales::get_order, json!({ "order_id": made["id"] })).await.unwrap());
        assert_eq!((&given_up["status"], &given_up["cancelled_by"]), (&json!("cancelled"), &json!("Olga Owner")));
        assert_eq!(given_up["cancel_reason"], "changed their mind");
        assert_eq!(given_up["refunds"][0]["payments"][0]["amount"], "4.00");
        assert_eq!((&given_up["paid"], &given_up["due"], &given_up["refunded"]), (&json!("0.00"), &json!("0.00"), &json!("0.00")));
        assert_eq!(given_up["payments"][0]["status"], "refunded");
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(history.data.iter().map(|log| log.quantity.to_string()).collect::<Vec<_>>(), ["4", "-4"]);

        refused(shop.call(&owner, payments::create_payment, pay(&made, "cash", "10.00")).await, Code::Conflict);
        refused(shop.call(&owner, sales::update_order, json!({ "order_id": made["id"], "notes": "x" })).await, Code::Conflict);
        let sold = wire(shop.call(&owner, sales::checkout, {
            let mut input = order(&tea, "1");
            input["payments"] = json!([{ "method": "cash", "amount": "2.50" }]);
            input
        }).await.unwrap());
        refused(shop.call(&owner, sales::cancel_order, json!({ "order_id": sold["order"]["id"] })).await, Code::Conflict);
        refused(shop.call(&owner, sales::cancel_order, json!({ "order_id": Id::now() })).await, Code::NotFound);
    }

    async fn eight_full_payments_of_one_order_are_one(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let made = wire(shop.call(&owner, sales::create_order, order(&tea, "4")).await.unwrap());
        let outcomes = at_once!(shop, owner, payments::create_payment, vec![pay(&made, "card", "10.00"); 8]);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| error.code() == Code::Conflict));
        let done = wire(shop.call(&owner, sales::get_order, json!({ "order_id": made["id"] })).await.unwrap());
        assert_eq!((&done["status"], &done["paid"]), (&json!("completed"), &json!("10.00")));

        // Twelve thirds of another order: four of them fit, with a quarter each.
        let made = wire(shop.call(&owner, sales::create_order, order(&tea, "4")).await.unwrap());
        let outcomes = at_once!(shop, owner, payments::create_payment, vec![pay(&made, "card", "2.50"); 12]);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 4, "{outcomes:?}");
        let id = json!(Id::now());
        let made = wire(shop.call(&owner, sales::create_order, order(&tea, "1")).await.unwrap());
        let mut same = pay(&made, "card", "1.00");
        same["id"] = id;
        let outcomes = at_once!(shop, owner, payments::create_payment, vec![same; 8]);
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        let open = wire(shop.call(&owner, sales::get_order, json!({ "order_id": made["id"] })).await.unwrap());
        assert_eq!((&open["status"], &open["paid"]), (&json!("pending"), &json!("1.00")), "one payment under one id");
    }

    async fn a_pending_order_can_be_told_more_of_and_a_sold_one_cannot(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let made = wire(shop.call(&owner, sales::create_order, order(&tea, "1")).await.unwrap());
        let told = json!({ "order_id": made["id"], "notes": "for Friday" });
        assert_eq!(wire(shop.call(&owner, sales::update_order, told.clone()).await.unwrap())["notes"], "for Friday");
        refused(shop.call(&owner, sales::update_order, json!({ "order_id": made["id"], "customer_id": Id::now() })).await, Code::NotFound);
        let gone = json!({ "order_id": made["id"], "notes": null });
        assert_eq!(wire(shop.call(&owner, sales::update_order, gone).await.unwrap())["notes"], Value::Null);
        let paid = wire(shop.call(&owner, payments::create_payment, pay(&made, "card", "2.50")).await.unwrap());
        refused(shop.call(&owner, sales::update_order, told).await, Code::Conflict);

        let said = json!({ "payment_id": paid["id"], "reference": "T-9", "notes": "visa" });
        let said = wire(shop.call(&owner, payments::update_payment, said).await.unwrap());
        assert_eq!((&said["reference"], &said["notes"], &said["amount"]), (&json!("T-9"), &json!("visa"), &json!("2.50")));
        let read = wire(shop.call(&owner, payments::get_payment, json!({ "payment_id": paid["id"] })).await.unwrap());
        assert_eq!(read, said);
        refused(shop.call(&owner, payments::update_payment, json!({ "payment_id": paid["id"], "amount": "9.00" })).await, Code::Invalid);
        refused(shop.call(&owner, payments::get_payment, json!({ "payment_id": Id::now() })).await, Code::NotFound);
    }

    async fn lists_find_what_is_asked_for(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let mut numbers = Vec::new();
        for day in 0..3 {
            let open = wire(shop.call(&owner, sales::create_order, order(&tea, "1")).await.unwrap());
            shop.clock.advance(chrono::TimeDelta::minutes(1));
            let mut input = order(&tea, "2");
            input["payments"] = json!([{ "method": "cash", "amount": "3.00" }, { "method": "card", "amount": "2.00" }]);
            shop.call(&cashier, sales::checkout, input).await.unwrap();
            numbers.push(open["order_number"].clone());
            if day == 0 {
                shop.call(&owner, sales::cancel_order, json!({ "order_id": open["id"] })).await.unwrap();
            }
            shop.clock.advance(chrono::TimeDelta::days(1));
        }
        let count = async |input: Value| shop.call(&owner, sales::list_orders, input).await.unwrap().data.len();
        assert_eq!(count(json!({})).await, 6);
        assert_eq!(count(json!({ "status": "pending" })).await, 2);
        assert_eq!(count(json!({ "status": "cancelled" })).await, 1);
        assert_eq!(count(json!({ "status": "completed", "from": "2026-03-03" })).await, 2);
        assert_eq!(count(json!({ "from": "2026-03-02", "to": "2026-03-02" })).await, 2);
        assert_eq!(count(json!({ "to": "2026-03-03" })).await, 4);
        let carla = wire(shop.call(&cashier, vayupos::auth::get_me, json!({})).await.unwrap());
        assert_eq!(count(json!({ "cashier_id": carla["user"]["id"] })).await, 3);
        assert_eq!(count(json!({ "till_id": carla["till"]["id"] })).await, 6);
        assert_eq!(count(json!({ "q": "1-000003" })).await, 1);
        assert_eq!(count(json!({ "q": "3" })).await, 1);
        assert_eq!(count(json!({ "q": "77" })).await, 0);
        refused(shop.call(&owner, sales::list_orders, json!({ "from": "2026-03-05", "to": "2026-03-02" })).await, Code::Invalid);

        let mut seen = Vec::new();
        let mut cursor = Value::Null;
        loop {
            let mut input = json!({ "limit": 2, "to": "2026-03-04" });
            if !cursor.is_null() {
                input["cursor"] = cursor;
            }
            let page = wire(shop.call(&owner, sales::list_orders, input).await.unwrap());
            seen.extend(page["data"].as_array().unwrap().iter().map(|order| order["order_number"].clone()));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        let newest_first: Vec<Value> = (1..=6).rev().map(|number| json!(format!("1-{number:06}"))).collect();
        assert_eq!(seen, newest_first);

        let paid = async |input: Value| shop.call(&owner, payments::list_payments, input).await.unwrap().data.len();
        assert_eq!(paid(json!({})).await, 6);
        assert_eq!(paid(json!({ "method": "card" })).await, 3);
        assert_eq!(paid(json!({ "method": "cash", "from": "2026-03-03", "to": "2026-03-03" })).await, 1);
        assert_eq!(paid(json!({ "limit": 4 })).await, 4);
    }
}
