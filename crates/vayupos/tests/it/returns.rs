//! Goods and money that come back.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::{catalog, inventory, payments, sales, settings};

use crate::shop::{Shop, at_once, refused, stories, wire};

/// A paid order.
async fn sell(shop: &Shop, by: &Caller, items: Value, payments: Value) -> Value {
    let input = json!({ "items": items, "payments": payments });
    wire(shop.call(by, sales::checkout, input).await.unwrap())["order"].clone()
}

async fn order(shop: &Shop, by: &Caller, order: &Value) -> Value {
    wire(shop.call(by, sales::get_order, json!({ "order_id": order["id"] })).await.unwrap())
}

async fn stock(shop: &Shop, by: &Caller, product: &str) -> String {
    shop.call(by, catalog::get_product, json!({ "product_id": product })).await.unwrap().stock_quantity.to_string()
}

stories! {
    async fn part_of_a_sale_comes_back_and_then_the_rest_to_the_cent(shop: Shop) {
        let owner = shop.owner().await;
        let tax = shop.tax(&owner, "VAT 7%", "7", true).await;
        let tea = shop.product(&owner, "TEA", "3.33", "10", &[&tax]).await;
        let mug = shop.product(&owner, "MUG", "8.00", "5", &[]).await;
        let items = json!([{ "product_id": tea, "quantity": "3" }, { "product_id": mug, "quantity": "1", "discount_percent": "10" }]);
        // 9.99 + 7.20 = 17.19
        let sold = sell(&shop, &owner, items, json!([{ "method": "card", "amount": "7.19" }, { "method": "cash", "amount": "20.00" }])).await;
        let (tea_item, mug_item) = (sold["items"][0]["id"].clone(), sold["items"][1]["id"].clone());
        let cashier = shop.staff(&owner, "cashier").await;
        let mut input = json!({ "order_id": sold["id"], "id": Id::now(), "reason": "damp", "items": [{ "order_item_id": tea_item, "quantity": 1 }] });
        refused(shop.call(&cashier, payments::return_items, input.clone()).await, Code::Forbidden);
        let first = wire(shop.call(&owner, payments::return_items, input.clone()).await.unwrap());
        // Of 0.65 tax in 9.99 a third, on the running sum.
        assert_eq!((&first["total"], &first["tax"], &first["net"]), (&json!("3.33"), &json!("0.22"), &json!("3.11")));
        assert_eq!(first["payments"], json!([{ "payment_id": sold["payments"][0]["id"], "method": "card", "amount": "3.33" }]));
        assert_eq!(wire(shop.call(&owner, payments::return_items, input.clone()).await.unwrap()), first, "a retry gives nothing back twice");
        input["reason"] = json!("another");
        refused(shop.call(&owner, payments::return_items, input).await, Code::Conflict);
        assert_eq!(stock(&shop, &owner, &tea).await, "8");
        let now = order(&shop, &owner, &sold).await;
        assert_eq!((&now["status"], &now["refunded"]), (&json!("partially_refunded"), &json!("3.33")));
        assert_eq!((&now["items"][0]["returned"], &now["items"][0]["refunded"]), (&json!("1"), &json!("3.33")));
        assert_eq!(now["total"], sold["total"], "a sale is never edited");

        let broken = json!({ "order_id": sold["id"], "reason": "broken", "items": [{ "order_item_id": mug_item, "quantity": 1, "restock": false }], "method": "cash" });
        let second = wire(shop.call(&owner, payments::return_items, broken.clone()).await.unwrap());
        assert_eq!((&second["total"], &second["tax"]), (&json!("7.20"), &json!("0.00")));
        assert!(second["payments"].as_array().unwrap().iter().all(|part| part["method"] == "cash"));
        assert_eq!(stock(&shop, &owner, &mug).await, "4", "not back on the shelf");
        let error = refused(shop.call(&owner, payments::return_items, broken).await, Code::Conflict);
        assert_eq!(error.details.unwrap()["left"], "0");

        let rest = wire(shop.call(&owner, payments::return_items, json!({ "order_id": sold["id"], "reason": "all" })).await.unwrap());
        assert_eq!((&rest["total"], &rest["tax"]), (&json!("6.66"), &json!("0.43")), "together the 0.65 that were in it");
        let now = order(&shop, &owner, &sold).await;
        assert_eq!((&now["status"], &now["refunded"]), (&json!("refunded"), &json!("17.19")));
        assert!(now["payments"].as_array().unwrap().iter().all(|payment| payment["refunded"] == payment["amount"]));
        refused(shop.call(&owner, payments::return_items, json!({ "order_id": sold["id"], "reason": "more" })).await, Code::Conflict);
        let refund = json!({ "payment_id": sold["payments"][0]["id"], "reason": "more" });
        refused(shop.call(&owner, payments::refund_payment, refund).await, Code::Conflict);
        assert_eq!(stock(&shop, &owner, &tea).await, "10");
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(history.data.iter().map(|log| log.quantity.to_string()).collect::<Vec<_>>(), ["2", "1", "-3"]);
    }

    async fn money_alone_goes_back_and_never_more_than_was_paid(shop: Shop) {
        let owner = shop.owner().await;
        let tax = shop.tax(&owner, "VAT 19%", "19", true).await;
        let tea = shop.product(&owner, "TEA", "5.00", "10", &[&tax]).await;
        let mug = shop.product(&owner, "MUG", "2.50", "10", &[]).await;
        let sold = sell(
            &shop, &owner,
            json!([{ "product_id": tea, "quantity": 1 }, { "product_id": mug, "quantity": 1 }]),
            json!([{ "method": "card", "amount": "5.00" }, { "method": "cash", "amount": "2.50" }]),
        ).await;
        let payment = sold["payments"][0]["id"].clone();
        let back = |amount: &str| json!({ "payment_id": payment, "amount": amount, "reason": "goodwill" });
        refused(shop.call(&owner, payments::refund_payment, back("5.01")).await, Code::Conflict);
        refused(shop.call(&owner, payments::refund_payment, back("0.00")).await, Code::Invalid);
        refused(shop.call(&owner, payments::refund_payment, back("0.001")).await, Code::Invalid);
        refused(shop.call(&owner, payments::refund_payment, json!({ "payment_id": payment, "reason": " " })).await, Code::Invalid);
        let first = wire(shop.call(&owner, payments::refund_payment, back("1.00")).await.unwrap());
        // Spread over 5.00 and 2.50: 0.67 of the tea holds 0.11 tax.
        assert_eq!((&first["total"], &first["tax"]), (&json!("1.00"), &json!("0.11")));
        assert_eq!(first["items"].as_array().unwrap().iter().map(|item| item["quantity"].clone()).collect::<Vec<_>>(), [json!("0"), json!("0")]);
        let rest = wire(shop.call(&owner, payments::refund_payment, json!({ "payment_id": payment, "reason": "rest" })).await.unwrap());
        assert_eq!(rest["total"], "4.00");
        let now = order(&shop, &owner, &sold).await;
        assert_eq!((&now["status"], &now["refunded"]), (&json!("partially_refunded"), &json!("5.00")));
        assert_eq!(stock(&shop, &owner, &tea).await, "9", "the goods stayed with the customer");
        let both = json!({ "payment_id": sold["payments"][1]["id"], "reason": "x", "amount": "1.00", "items": [{ "order_item_id": sold["items"][0]["id"], "quantity": 1 }] });
        refused(shop.call(&owner, payments::refund_payment, both).await, Code::Invalid);
        // Both goods come back now: worth 7.50, of which 5.00 went back already.
        let goods = wire(shop.call(&owner, payments::return_items, json!({ "order_id": sold["id"], "reason": "all" })).await.unwrap());
        assert_eq!((&goods["total"], &goods["payments"][0]["amount"]), (&json!("2.50"), &json!("2.50")));
        let now = order(&shop, &owner, &sold).await;
        assert_eq!((&now["status"], &now["refunded"]), (&json!("refunded"), &json!("7.50")));
        let taxes: f64 = now["refunds"].as_array().unwrap().iter().map(|refund| refund["tax"].as_str().unwrap().parse::<f64>().unwrap()).sum();
        assert_eq!(format!("{taxes:.2}"), "0.80", "all the tax that was in it");
    }

    async fn rounded_cash_comes_back_as_it_was_paid(shop: Shop) {
        let owner = shop.owner().await;
        shop.call(&owner, settings::update_shop, json!({ "cash_rounding": "0.05" })).await.unwrap();
        let tea = shop.product(&owner, "TEA", "3.32", "10", &[]).await;
        let sold = sell(&shop, &owner, json!([{ "product_id": tea, "quantity": 3 }]), json!([{ "method": "cash", "amount": "10.00" }])).await;
        assert_eq!((&sold["total"], &sold["cash_rounding"], &sold["paid"]), (&json!("9.96"), &json!("-0.01"), &json!("9.95")));
        let one = json!({ "order_id": sold["id"], "reason": "r", "items": [{ "order_item_id": sold["items"][0]["id"], "quantity": 1 }] });
        let first = wire(shop.call(&owner, payments::return_items, one.clone()).await.unwrap());
        assert_eq!((&first["total"], &first["cash_rounding"], &first["payments"][0]["amount"]), (&json!("3.32"), &json!("-0.02"), &json!("3.30")));
        shop.call(&owner, payments::return_items, one.clone()).await.unwrap();
        let last = wire(shop.call(&owner, payments::return_items, one).await.unwrap());
        assert_eq!((&last["total"], &last["payments"][0]["amount"], &last["cash_rounding"]), (&json!("3.32"), &json!("3.35"), &json!("0.03")));
        let now = order(&shop, &owner, &sold).await;
        assert_eq!((&now["status"], &now["payments"][0]["refunded"]), (&json!("refunded"), &json!("9.95")));
    }

    async fn twenty_refunds_at_once_never_go_beyond_what_was_sold(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let sold = sell(&shop, &owner, json!([{ "product_id": tea, "quantity": 7 }]), json!([{ "method": "card", "amount": "17.50" }])).await;
        let one = json!({ "order_id": sold["id"], "reason": "r", "items": [{ "order_item_id": sold["items"][0]["id"], "quantity": 1 }] });
        let outcomes = at_once!(shop, owner, payments::return_items, vec![one; 20]);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 7, "{outcomes:?}");
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| error.code() == Code::Conflict));
        let now = order(&shop, &owner, &sold).await;
        assert_eq!((&now["status"], &now["refunded"]), (&json!("refunded"), &json!("17.50")));
        assert_eq!(stock(&shop, &owner, &tea).await, "10");

        let sold = sell(&shop, &owner, json!([{ "product_id": tea, "quantity": 7 }]), json!([{ "method": "card", "amount": "17.50" }])).await;
        let part = json!({ "payment_id": sold["payments"][0]["id"], "reason": "r", "amount": "2.00" });
        let outcomes = at_once!(shop, owner, payments::refund_payment, vec![part; 20]);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 8, "8 × 2.00 of 17.50: {outcomes:?}");
        let mut same = json!({ "payment_id": sold["payments"][0]["id"], "reason": "r", "amount": "1.00" });
        same["id"] = json!(Id::now());
        let outcomes = at_once!(shop, owner, payments::refund_payment, vec![same; 8]);
        assert!(outcomes.iter().all(Result::is_ok), "one refund under one id: {outcomes:?}");
        assert_eq!(order(&shop, &owner, &sold).await["refunded"], "17.00");
    }

    async fn nonsense_is_refused_and_changes_nothing(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let sold = sell(&shop, &owner, json!([{ "product_id": tea, "quantity": 3 }]), json!([{ "method": "card", "amount": "7.50" }])).await;
        let item = sold["items"][0]["id"].clone();
        let back = |items: Value| json!({ "order_id": sold["id"], "reason": "r", "items": items });
        for (items, code) in [
            (json!([]), Code::Invalid),
            (json!([{ "order_item_id": item, "quantity": 0 }]), Code::Invalid),
            (json!([{ "order_item_id": item, "quantity": -1 }]), Code::Invalid),
            (json!([{ "order_item_id": item, "quantity": "0.5" }]), Code::Invalid),
            (json!([{ "order_item_id": item, "quantity": 1 }, { "order_item_id": item, "quantity": 1 }]), Code::Invalid),
            (json!([{ "order_item_id": item, "quantity": 4 }]), Code::Conflict),
            (json!([{ "order_item_id": Id::now(), "quantity": 1 }]), Code::NotFound),
            (json!([{ "order_item_id": item, "quantity": 1, "amount": "9" }]), Code::Invalid),
        ] {
            refused(shop.call(&owner, payments::return_items, back(items)).await, code);
        }
        for method in ["card", "loyalty_points", "store_credit"] {
            let mut input = back(json!([{ "order_item_id": item, "quantity": 1 }]));
            input["method"] = json!(method);
            refused(shop.call(&owner, payments::return_items, input).await, Code::Invalid);
        }
        refused(shop.call(&owner, payments::refund_payment, json!({ "payment_id": Id::now(), "reason": "r" })).await, Code::NotFound);
        refused(shop.call(&owner, payments::return_items, json!({ "order_id": Id::now(), "reason": "r" })).await, Code::NotFound);
        let open = wire(shop.call(&owner, sales::create_order, json!({ "items": [{ "product_id": tea, "quantity": 1 }] })).await.unwrap());
        refused(shop.call(&owner, payments::return_items, json!({ "order_id": open["id"], "reason": "r" })).await, Code::Invalid);
        assert_eq!(order(&shop, &owner, &sold).await, sold);

        let deposit = json!({ "order_id": open["id"], "method": "card", "amount": "1.00" });
        let deposit = wire(shop.call(&owner, payments::create_payment, deposit).await.unwrap());
        let back = json!({ "payment_id": deposit["id"], "reason": "wrong card" });
        let back = wire(shop.call(&owner, payments::refund_payment, back).await.unwrap());
        assert_eq!((&back["is_deposit"], &back["total"], &back["payments"][0]["amount"]), (&json!(true), &json!("0.00"), &json!("1.00")));
        assert_eq!(order(&shop, &owner, &open).await["due"], "2.50");
    }
}
