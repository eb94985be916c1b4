//! What happened to an order, told afterwards.

use serde_json::{Value, json};
use vayupos::auth;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::{Shown, run};
use vayupos::{mail, payments, receipts, sales};

use crate::shop::{refused, stories, wire};

fn kinds(timeline: &Value) -> Vec<&str> {
    timeline["events"].as_array().unwrap().iter().map(|event| event["event"]["kind"].as_str().unwrap()).collect()
}

stories! {
    async fn an_order_tells_what_happened_to_it_and_who_consented(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let server = json!({ "host": "mail.example.com", "port": 587, "security": "starttls", "from_address": "shop@example.com" });
        shop.call(&owner, mail::update_mail_settings, server).await.unwrap();
        let id = Id::now();
        let sale = json!({
            "id": id, "items": [{ "product_id": tea, "quantity": 4, "unit_price": "2.00" }],
            "payments": [{ "method": "card", "amount": "3.00", "reference": "T-1" }, { "method": "cash", "amount": "10.00" }],
        });
        let ask = json!({
            "operation": "checkout", "input": sale, "approver": "olga", "password": "correct horse", "reason": "dented",
        });
        let approval = shop.call(&cashier, auth::approve, ask.clone()).await.unwrap().approval;
        // One that nobody used is no part of the story.
        shop.call(&cashier, auth::approve, ask).await.unwrap();
        let shown = Shown { approval, operation: "checkout", input: sale.clone() };
        let app = shop.app.clone();
        run(&shop.app, cashier.clone(), Some(shown), |caller| {
            let (app, sale) = (app.clone(), sale.clone());
            async move { sales::checkout(&app, caller.permit()?, vayupos::wire::decode(sale)?).await }
        })
        .await
        .unwrap();
        shop.clock.advance(chrono::TimeDelta::minutes(5));
        let letter = json!({ "order_id": id, "to": "vera@example.com" });
        shop.call(&cashier, receipts::email_receipt, letter).await.unwrap();
        shop.clock.advance(chrono::TimeDelta::minutes(5));
        let order = wire(shop.call(&owner, sales::get_order, json!({ "order_id": id })).await.unwrap());
        let back = json!({
            "order_id": id, "reason": "stale", "items": [{ "order_item_id": order["items"][0]["id"], "quantity": "1", "restock": false }],
        });
        shop.call(&owner, payments::return_items, back).await.unwrap();

        let told = wire(shop.call(&cashier, sales::get_order_timeline, json!({ "order_id": id })).await.unwrap());
        assert_eq!(told["order_number"], "1-000001");
        assert_eq!(kinds(&told), ["approved", "created", "paid", "paid", "completed", "receipt_mailed", "refunded"]);
        let events = told["events"].as_array().unwrap();
        let approved = &events[0];
        assert_eq!((&approved["user_name"], &approved["event"]["approver_name"]), (&json!("cashier"), &json!("Olga Owner")));
        assert_eq!((&approved["event"]["operation"], &approved["event"]["reason"]), (&json!("checkout"), &json!("dented")));
        assert!(wire(&approved["event"]["deviations"])[0].as_str().unwrap().ends_with("unit_price:2"));
        assert_eq!((&events[1]["event"]["total"], &events[1]["user_name"]), (&json!("8.00"), &json!("cashier")));
        assert_eq!((&events[2]["event"]["method"], &events[2]["event"]["reference"]), (&json!("card"), &json!("T-1")));
        assert_eq!((&events[3]["event"]["amount"], &events[3]["event"]["change"]), (&json!("5.00"), &json!("5.00")));
        assert_eq!((&events[5]["event"]["to"], &events[5]["event"]["state"]), (&json!("vera@example.com"), &json!("queued")));
        let refunded = &events[6]["event"];
        assert_eq!((&refunded["reason"], &refunded["total"], &events[6]["user_name"]), (&json!("stale"), &json!("2.00"), &json!("Olga Owner")));
        assert_eq!((&refunded["items"][0]["name"], &refunded["items"][0]["quantity"]), (&json!("TEA"), &json!("1")));
        let times: Vec<&str> = events.iter().map(|event| event["at"].as_str().unwrap()).collect();
        assert!(times.is_sorted());
    }

    async fn an_order_that_was_given_up_says_by_whom_and_why(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let order = json!({ "items": [{ "product_id": tea, "quantity": 2 }] });
        let id = shop.call(&owner, sales::create_order, order).await.unwrap().id;
        shop.clock.advance(chrono::TimeDelta::minutes(1));
        let deposit = json!({ "order_id": id, "method": "cash", "amount": "1.00" });
        shop.call(&owner, payments::create_payment, deposit).await.unwrap();
        shop.clock.advance(chrono::TimeDelta::minutes(1));
        let cashier = shop.staff(&owner, "cashier").await;
        let cancel = json!({ "order_id": id, "reason": "never came" });
        let ask = json!({ "operation": "cancel_order", "input": cancel, "approver": "olga", "password": "correct horse" });
        let approval = shop.call(&cashier, auth::approve, ask).await.unwrap().approval;
        let shown = Shown { approval, operation: "cancel_order", input: cancel.clone() };
        let app = shop.app.clone();
        run(&shop.app, cashier.clone(), Some(shown), |caller| {
            let (app, cancel) = (app.clone(), cancel.clone());
            async move { sales::cancel_order(&app, caller.permit()?, vayupos::wire::decode(cancel)?).await }
        })
        .await
        .unwrap();
        let told = wire(shop.call(&owner, sales::get_order_timeline, json!({ "order_id": id })).await.unwrap());
        assert_eq!(kinds(&told), ["created", "paid", "approved", "refunded", "cancelled"]);
        let events = told["events"].as_array().unwrap();
        assert_eq!(events[3]["event"]["is_deposit"], true);
        assert_eq!((&events[4]["event"]["reason"], &events[4]["user_name"]), (&json!("never came"), &json!("cashier")));
        refused(shop.call(&owner, sales::get_order_timeline, json!({ "order_id": Id::now() })).await, Code::NotFound);
        let officer = shop.staff(&owner, "inventory_officer").await;
        refused(shop.call(&officer, sales::get_order_timeline, json!({ "order_id": id })).await, Code::Forbidden);
    }
}
