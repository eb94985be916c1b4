//! What a customer earns, spends and loses again: points, credit, coupons, totals.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::{coupons, customers, payments, reports, sales, settings};

use crate::shop::{Shop, at_once, refused, stories, wire};

async fn customer(shop: &Shop, by: &Caller, name: &str) -> Value {
    wire(shop.call(by, customers::create_customer, json!({ "name": name })).await.unwrap())["id"].clone()
}

async fn read(shop: &Shop, by: &Caller, id: &Value) -> Value {
    wire(shop.call(by, customers::get_customer, json!({ "customer_id": id })).await.unwrap())
}

fn sale(product: &str, quantity: i64, customer: &Value, payments: Value) -> Value {
    json!({ "items": [{ "product_id": product, "quantity": quantity }], "customer_id": customer, "payments": payments })
}

/// Balances are the sums of the ledger, and the days are what the orders say.
async fn adds_up(shop: &Shop, by: &Caller, id: &Value) {
    let now = read(shop, by, id).await;
    let ledger =
        wire(shop.call(by, customers::list_customer_ledger, json!({ "customer_id": id, "limit": 200 })).await.unwrap());
    let points: i64 = ledger["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["account"] == "points")
        .map(|entry| entry["change"].as_i64().unwrap())
        .sum();
    assert_eq!(now["loyalty_points"], json!(points), "{ledger:#}");
    assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);
}

stories! {
    async fn points_are_earned_spent_and_taken_back_in_proportion(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "12.60", "100", &[]).await;
        let carla = customer(&shop, &owner, "Carla").await;
        let sold = wire(shop.call(&owner, sales::checkout, sale(&tea, 2, &carla, json!([{ "method": "cash", "amount": "50.00" }]))).await.unwrap());
        assert_eq!(sold["order"]["points_earned"], 25, "1 for each whole unit of 25.20");
        let now = read(&shop, &owner, &carla).await;
        assert_eq!((&now["loyalty_points"], &now["total_spent"], &now["order_count"]), (&json!(25), &json!("25.20"), &json!(1)));

        // 25 points are worth 0.25; the rest is cash, and only that earns.
        let too_much = json!([{ "method": "loyalty_points", "amount": "0.26" }, { "method": "cash", "amount": "20.00" }]);
        let error = refused(shop.call(&owner, sales::checkout, sale(&tea, 1, &carla, too_much)).await, Code::Conflict);
        assert_eq!(error.details.unwrap()["available"], 25);
        let nobody = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "loyalty_points", "amount": "0.10" }, { "method": "cash", "amount": "20.00" }] });
        let error = refused(shop.call(&owner, sales::checkout, nobody).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("payments[0].method"));
        let split = json!([{ "method": "loyalty_points", "amount": "0.25" }, { "method": "card", "amount": "12.35" }]);
        let second = wire(shop.call(&owner, sales::checkout, sale(&tea, 1, &carla, split)).await.unwrap());
        assert_eq!((&second["payments"][0]["points"], &second["order"]["points_earned"]), (&json!(25), &json!(12)));
        assert_eq!(read(&shop, &owner, &carla).await["loyalty_points"], 12);
        adds_up(&shop, &owner, &carla).await;

        // One of the two comes back: half of its 25 points, 12.5, go with it.
        let one = json!({ "order_id": sold["order"]["id"], "reason": "r", "items": [{ "order_item_id": sold["order"]["items"][0]["id"], "quantity": 1 }] });
        let back = wire(shop.call(&owner, payments::return_items, one.clone()).await.unwrap());
        assert_eq!(back["points_reversed"], 13);
        let now = read(&shop, &owner, &carla).await;
        assert_eq!((&now["loyalty_points"], &now["total_spent"], &now["order_count"]), (&json!(-1), &json!("25.20"), &json!(2)), "spent points are owed");
        let back = wire(shop.call(&owner, payments::return_items, one).await.unwrap());
        assert_eq!(back["points_reversed"], 12);
        // The second comes back whole: its 12 points go, the 25 that paid for it return.
        let all = json!({ "order_id": second["order"]["id"], "reason": "r", "method": "cash" });
        let back = wire(shop.call(&owner, payments::return_items, all).await.unwrap());
        assert_eq!(back["payments"][0]["method"], "loyalty_points", "points are not turned into cash");
        let now = read(&shop, &owner, &carla).await;
        assert_eq!((&now["loyalty_points"], &now["total_spent"]), (&json!(0), &json!("0.00")));
        adds_up(&shop, &owner, &carla).await;
    }

    async fn twenty_orders_of_one_customer_at_once_count_exactly(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let carla = customer(&shop, &owner, "Carla").await;
        let inputs: Vec<Value> = (0..20).map(|_| sale(&tea, 1, &carla, json!([{ "method": "card", "amount": "2.50" }]))).collect();
        let outcomes = at_once!(shop, owner, sales::checkout, inputs);
        assert!(outcomes.iter().all(Result::is_ok), "{:?}", outcomes.iter().find(|outcome| outcome.is_err()));
        let now = read(&shop, &owner, &carla).await;
        assert_eq!((&now["loyalty_points"], &now["total_spent"], &now["order_count"]), (&json!(40), &json!("50.00"), &json!(20)));
        let bought = shop.call(&owner, sales::list_customer_orders, json!({ "customer_id": carla })).await.unwrap();
        assert_eq!(bought.data.len(), 20);
        adds_up(&shop, &owner, &carla).await;

        // Points enough for one of ten payments in points: one is taken.
        let inputs: Vec<Value> = (0..10).map(|_| sale(&tea, 1, &carla, json!([{ "method": "loyalty_points", "amount": "0.40" }, { "method": "card", "amount": "2.10" }]))).collect();
        let outcomes = at_once!(shop, owner, sales::checkout, inputs);
        // Each sale earns 2 points for its 2.10, never enough for a second one.
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(read(&shop, &owner, &carla).await["loyalty_points"], 2);
        adds_up(&shop, &owner, &carla).await;
    }

    async fn credit_is_given_for_goods_and_spent_once(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let carla = customer(&shop, &owner, "Carla").await;
        let sold = wire(shop.call(&owner, sales::checkout, sale(&tea, 2, &carla, json!([{ "method": "cash", "amount": "5.00" }]))).await.unwrap());
        let all = json!({ "order_id": sold["order"]["id"], "reason": "r", "method": "store_credit" });
        shop.call(&owner, payments::return_items, all).await.unwrap();
        assert_eq!(read(&shop, &owner, &carla).await["store_credit"], "5.00");
        let credit = |amount: &str| json!([{ "method": "store_credit", "amount": amount }]);
        refused(shop.call(&owner, sales::checkout, sale(&tea, 3, &carla, credit("7.50"))).await, Code::Conflict);
        let inputs: Vec<Value> = (0..6).map(|_| sale(&tea, 1, &carla, credit("2.50"))).collect();
        let outcomes = at_once!(shop, owner, sales::checkout, inputs);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2, "{outcomes:?}");
        assert_eq!(read(&shop, &owner, &carla).await["store_credit"], "0.00");
        let card = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "gift_card", "amount": "2.50" }] });
        refused(shop.call(&owner, sales::checkout, card.clone()).await, Code::Invalid);
        let mut numbered = card;
        numbered["payments"][0]["reference"] = json!("GC-1");
        shop.call(&owner, sales::checkout, numbered).await.unwrap();
        adds_up(&shop, &owner, &carla).await;
    }

    async fn the_shop_says_what_points_are_worth(shop: Shop) {
        let owner = shop.owner().await;
        shop.call(&owner, settings::update_shop, json!({ "loyalty_points_per_unit": "0.5", "loyalty_point_value": "0" })).await.unwrap();
        let tea = shop.product(&owner, "TEA", "5.00", "100", &[]).await;
        let carla = customer(&shop, &owner, "Carla").await;
        let sold = wire(shop.call(&owner, sales::checkout, sale(&tea, 1, &carla, json!([{ "method": "cash", "amount": "5.00" }]))).await.unwrap());
        assert_eq!(sold["order"]["points_earned"], 2, "half a point for each of 5 units");
        refused(shop.call(&owner, sales::checkout, sale(&tea, 1, &carla, json!([{ "method": "loyalty_points", "amount": "5.00" }]))).await, Code::Invalid);
        refused(shop.call(&owner, settings::update_shop, json!({ "loyalty_points_per_unit": "-1" })).await, Code::Invalid);
        // A pending order earns when it is paid, for whoever it is by then.
        let open = wire(shop.call(&owner, sales::create_order, json!({ "items": [{ "product_id": tea, "quantity": 2 }] })).await.unwrap());
        shop.call(&owner, sales::update_order, json!({ "order_id": open["id"], "customer_id": carla })).await.unwrap();
        assert_eq!(read(&shop, &owner, &carla).await["order_count"], 1);
        shop.call(&owner, payments::create_payment, json!({ "order_id": open["id"], "method": "card", "amount": "10.00" })).await.unwrap();
        let now = read(&shop, &owner, &carla).await;
        assert_eq!((&now["loyalty_points"], &now["total_spent"], &now["order_count"]), (&json!(7), &json!("15.00"), &json!(2)));
        // Two entries of one person become one, and the days with them.
        let twin = customer(&shop, &owner, "Carla B.").await;
        shop.call(&owner, customers::merge_customer, json!({ "customer_id": carla, "into_customer_id": twin })).await.unwrap();
        assert_eq!(read(&shop, &owner, &twin).await["total_spent"], "15.00");
        adds_up(&shop, &owner, &twin).await;
    }

    async fn a_coupon_is_taken_as_often_as_it_may_be(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "10.00", "100", &[]).await;
        shop.call(&owner, coupons::create_coupon, json!({ "code": "SPRING", "discount_percent": "50", "max_uses": 3, "min_total": "10.00" })).await.unwrap();
        let ticket = |code: &str| json!({ "items": [{ "product_id": tea, "quantity": 1 }], "coupon_code": code });
        let quote = wire(shop.call(&cashier, sales::quote_order, ticket("spring")).await.unwrap());
        assert_eq!((&quote["discount_total"], &quote["total"]), (&json!("5.00"), &json!("5.00")), "above a cashier's own limit");
        let error = refused(shop.call(&cashier, sales::quote_order, ticket("WINTER")).await, Code::Invalid);
        assert_eq!(error.field.as_deref(), Some("coupon_code"));
        let open = wire(shop.call(&cashier, sales::create_order, ticket("SPRING")).await.unwrap());
        assert_eq!((&open["coupon_code"], &open["total"]), (&json!("SPRING"), &json!("5.00")));
        shop.call(&owner, sales::cancel_order, json!({ "order_id": open["id"] })).await.unwrap();
        let mut paid = ticket("SPRING");
        paid["payments"] = json!([{ "method": "card", "amount": "5.00" }]);
        let outcomes = at_once!(shop, cashier, sales::checkout, vec![paid; 8]);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3, "{outcomes:?}");
        refused(shop.call(&cashier, sales::quote_order, ticket("SPRING")).await, Code::Conflict);
    }
}
