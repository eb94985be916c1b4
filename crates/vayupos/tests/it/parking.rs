//! Baskets that are put aside at one till and go on at another.

use serde_json::{Value, json};
use vayupos::auth::{self, Caller};
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::operations::{Shown, attempt, run};
use vayupos::{catalog, customers, sales, tills};

use crate::shop::{Shop, refused, stories, wire};

fn basket(id: Id, revision: u32, product: &str, quantity: u32) -> Value {
    json!({ "basket_id": id, "revision": revision, "items": [{ "product_id": product, "quantity": quantity }] })
}

/// A cashier of this name at a till of their own.
async fn cashier_at(shop: &Shop, owner: &Caller, name: &str, code: &str) -> Caller {
    let till = json!({ "code": code, "name": format!("Till {code}") });
    let till = shop.call(owner, tills::create_till, till).await.unwrap();
    let input = json!({ "username": name, "password": "correct horse", "role": "cashier" });
    shop.call(owner, auth::register, input).await.unwrap();
    let input = json!({ "username": name, "password": "correct horse", "till_id": till.id });
    let session = shop.call(&Caller::nobody(), auth::login, input).await.unwrap();
    shop.app.caller(Some(&session.access_token)).await.unwrap()
}

async fn parked(shop: &Shop, by: &Caller, id: Id, note: &str) -> sales::ParkedBasket {
    shop.call(by, sales::park_basket, json!({ "basket_id": id, "revision": 1, "note": note })).await.unwrap()
}

stories! {
    async fn a_basket_is_parked_at_one_till_and_sold_at_another(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let (one, two) = (cashier_at(&shop, &owner, "ann", "A").await, cashier_at(&shop, &owner, "bob", "B").await);
        let vera = shop.call(&owner, customers::create_customer, json!({ "name": "Vera" })).await.unwrap().id;
        let id = Id::now();
        let mut content = basket(id, 1, &tea, 3);
        content["customer_id"] = json!(vera);
        shop.call(&one, sales::save_basket, content).await.unwrap();
        let first = parked(&shop, &one, id, " table 4 ").await;
        let seen = wire(&first);
        assert_eq!((&seen["note"], &seen["total"], &seen["item_count"]), (&json!("table 4"), &json!("7.50"), &json!("3")));
        assert_eq!((&seen["customer_name"], &seen["parked_by"]["name"]), (&json!("Vera"), &json!("ann")));
        assert_eq!(seen["till"]["code"], "A");
        // The answer was lost: the same again is the same; another note or an older edit is not.
        shop.clock.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(parked(&shop, &one, id, "table 4").await, first);
        for other in [json!({ "revision": 1, "note": "x" }), json!({ "revision": 0, "note": "table 4" })] {
            let mut input = other;
            input["basket_id"] = json!(id);
            refused(shop.call(&one, sales::park_basket, input).await, Code::Conflict);
        }
        assert!(shop.call(&one, sales::list_baskets, json!({})).await.unwrap().data.is_empty(), "no till owns it");

        let list = shop.call(&two, sales::list_parked_baskets, json!({})).await.unwrap();
        assert_eq!((list.data, list.count), (vec![first], Some(1)));
        let recalled = shop.call(&two, sales::recall_basket, json!({ "basket_id": id })).await.unwrap();
        assert_eq!((recalled.id, recalled.revision, recalled.customer_id), (id, 2, Some(vera)));
        assert_eq!(wire(recalled.quote.unwrap().total), "7.50");
        let again = shop.call(&two, sales::recall_basket, json!({ "basket_id": id })).await.unwrap();
        assert_eq!(again.revision, 2, "a lost answer is asked for again");
        assert_eq!(shop.call(&two, sales::list_parked_baskets, json!({})).await.unwrap().count, Some(0));
        assert_eq!(shop.call(&two, sales::list_baskets, json!({})).await.unwrap().data.len(), 1);
        shop.call(&two, sales::save_basket, basket(id, 3, &tea, 4)).await.unwrap();
        let sale = json!({
            "id": id, "items": [{ "product_id": tea, "quantity": 4 }], "payments": [{ "method": "cash", "amount": "10.00" }],
        });
        let done = shop.call(&two, sales::checkout, sale).await.unwrap();
        assert_eq!((done.order.id, done.order.till.code.as_str()), (id, "B"));
        for (operation, error) in [
            ("recall", shop.call(&one, sales::recall_basket, json!({ "basket_id": id })).await.unwrap_err()),
            ("park", shop.call(&one, sales::park_basket, json!({ "basket_id": id, "revision": 1 })).await.unwrap_err()),
        ] {
            assert_eq!((error.code, &error.details.unwrap()["order_id"]), (Code::Conflict, &json!(id)), "{operation}");
        }
    }

    async fn the_old_till_cannot_bring_back_what_it_parked(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let (one, two) = (cashier_at(&shop, &owner, "ann", "A").await, cashier_at(&shop, &owner, "bob", "B").await);
        let id = Id::now();
        let sale = json!({
            "id": id, "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "2.50" }],
        });
        let order = json!({ "id": id, "items": [{ "product_id": tea, "quantity": 1 }] });
        shop.call(&one, sales::save_basket, basket(id, 1, &tea, 1)).await.unwrap();
        parked(&shop, &one, id, "later").await;
        let error = refused(shop.call(&one, sales::save_basket, basket(id, 9, &tea, 5)).await, Code::Conflict);
        assert_eq!(error.message, "This basket was parked by ann. Recall it to go on with it.");
        assert_eq!(error.details.unwrap()["is_parked"], true);
        refused(shop.call(&one, sales::checkout, sale.clone()).await, Code::Conflict);
        refused(shop.call(&one, sales::create_order, order.clone()).await, Code::Conflict);

        shop.call(&two, sales::recall_basket, json!({ "basket_id": id })).await.unwrap();
        let error = refused(shop.call(&one, sales::save_basket, basket(id, 9, &tea, 5)).await, Code::Conflict);
        assert_eq!(error.message, "This basket is at Till B now.");
        let details = error.details.unwrap();
        assert_eq!((&details["is_parked"], &details["till_code"]), (&json!(false), &json!("B")));
        refused(shop.call(&one, sales::park_basket, json!({ "basket_id": id, "revision": 2 })).await, Code::Conflict);
        refused(shop.call(&one, sales::recall_basket, json!({ "basket_id": id })).await, Code::Conflict);
        refused(shop.call(&one, sales::discard_basket, json!({ "basket_id": id })).await, Code::Conflict);
        refused(shop.call(&one, sales::checkout, sale).await, Code::Conflict);
        refused(shop.call(&one, sales::create_order, order).await, Code::Conflict);
        // An edit that was under way when it was parked is older than what was recalled, at whichever till.
        refused(shop.call(&two, sales::save_basket, basket(id, 2, &tea, 5)).await, Code::Conflict);
        let there = shop.call(&two, sales::list_baskets, json!({})).await.unwrap().data;
        assert_eq!(wire(&there[0].items)[0]["quantity"], "1");
        let stock = shop.call(&owner, catalog::get_product, json!({ "product_id": tea })).await.unwrap().stock_quantity;
        assert_eq!(stock.to_string(), "100", "nothing was sold on the way");
    }

    async fn of_tills_that_recall_at_once_one_gets_it(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let mut callers = Vec::new();
        for code in ["A", "B", "C", "D"] {
            callers.push(cashier_at(&shop, &owner, &format!("user{code}"), code).await);
        }
        for round in 0..5 {
            let id = Id::now();
            shop.call(&owner, sales::save_basket, basket(id, 1, &tea, 1)).await.unwrap();
            parked(&shop, &owner, id, "").await;
            let recalls: Vec<_> = callers
                .iter()
                .map(|caller| {
                    let (app, caller) = (shop.app.clone(), caller.clone());
                    tokio::spawn(async move {
                        let input = || vayupos::wire::decode(json!({ "basket_id": id }));
                        attempt(async || sales::recall_basket(&app, caller.permit()?, input()?).await).await
                    })
                })
                .collect();
            let mut won = 0;
            for recall in recalls {
                match recall.await.unwrap() {
                    Ok(_) => won += 1,
                    Err(error) => {
                        let error = error.into_body();
                        assert_eq!(error.code, Code::Conflict);
                        assert!(error.message.starts_with("This basket is at Till "), "{}", error.message);
                    }
                }
            }
            assert_eq!(won, 1, "round {round}");
            let mut lying = 0;
            for caller in &callers {
                let baskets = shop.call(caller, sales::list_baskets, json!({})).await.unwrap().data;
                lying += baskets.iter().filter(|basket| basket.id == id).count();
            }
            assert_eq!(lying, 1, "round {round}");
        }
    }

    async fn parked_baskets_come_in_pages_and_can_be_thrown_away(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let cashier = cashier_at(&shop, &owner, "ann", "A").await;
        let mut ids = Vec::new();
        for note in ["one", "two", "three"] {
            let id = Id::now();
            shop.call(&owner, sales::save_basket, basket(id, 1, &tea, 1)).await.unwrap();
            parked(&shop, &owner, id, note).await;
            shop.clock.advance(chrono::TimeDelta::seconds(1));
            ids.push(id);
        }
        let page = shop.call(&cashier, sales::list_parked_baskets, json!({ "limit": 2 })).await.unwrap();
        assert_eq!(page.data.iter().map(|basket| basket.id).collect::<Vec<_>>(), [ids[2], ids[1]]);
        assert_eq!(page.count, Some(3));
        let next = json!({ "limit": 2, "cursor": page.next_cursor });
        let page = shop.call(&cashier, sales::list_parked_baskets, next).await.unwrap();
        assert_eq!((page.data[0].id, page.data.len(), page.next_cursor), (ids[0], 1, None));
        refused(shop.call(&cashier, sales::list_parked_baskets, json!({ "cursor": "x" })).await, Code::Invalid);
        for _ in 0..2 {
            shop.call(&cashier, sales::discard_basket, json!({ "basket_id": ids[0] })).await.unwrap();
        }
        refused(shop.call(&cashier, sales::recall_basket, json!({ "basket_id": ids[0] })).await, Code::NotFound);
        assert_eq!(shop.call(&cashier, sales::list_parked_baskets, json!({})).await.unwrap().count, Some(2));

        let id = Id::now();
        refused(shop.call(&owner, sales::park_basket, json!({ "basket_id": id, "revision": 1 })).await, Code::NotFound);
        shop.call(&owner, sales::save_basket, json!({ "basket_id": id, "revision": 1, "items": [] })).await.unwrap();
        refused(shop.call(&owner, sales::park_basket, json!({ "basket_id": id, "revision": 1 })).await, Code::Invalid);
        shop.call(&owner, sales::save_basket, basket(id, 2, &tea, 1)).await.unwrap();
        refused(shop.call(&owner, sales::park_basket, json!({ "basket_id": id, "revision": 1 })).await, Code::Conflict);
        let long = json!({ "basket_id": id, "revision": 2, "note": "x".repeat(201) });
        assert_eq!(refused(shop.call(&owner, sales::park_basket, long).await, Code::Invalid).field.as_deref(), Some("note"));
        let officer = shop.staff(&owner, "inventory_officer").await;
        refused(shop.call(&officer, sales::list_parked_baskets, json!({})).await, Code::Forbidden);
        refused(shop.call(&officer, sales::recall_basket, json!({ "basket_id": ids[1] })).await, Code::Forbidden);
        refused(shop.call(&officer, sales::park_basket, json!({ "basket_id": id, "revision": 2 })).await, Code::Forbidden);
    }

    async fn a_price_somebody_consented_to_is_still_there_after_a_restart(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let cashier = cashier_at(&shop, &owner, "ann", "A").await;
        let id = Id::now();
        let cheaper = |revision: u32, price: &str| json!({
            "basket_id": id, "revision": revision, "items": [{ "product_id": tea, "quantity": 1, "unit_price": price }],
        });
        refused(shop.call(&cashier, sales::save_basket, cheaper(1, "1.00")).await, Code::Forbidden);
        let ask = json!({
            "operation": "save_basket", "input": cheaper(1, "1.00"), "approver": "olga", "password": "correct horse",
        });
        let approval = shop.call(&cashier, auth::approve, ask).await.unwrap().approval;
        let save = async |input: Value| {
            let shown = Shown { approval: approval.clone(), operation: "save_basket", input: input.clone() };
            run(&shop.app, cashier.clone(), Some(shown), |caller| {
                let input = input.clone();
                let app = shop.app.clone();
                async move { sales::save_basket(&app, caller.permit()?, vayupos::wire::decode(input)?).await }
            })
            .await
        };
        let saved = save(cheaper(1, "1.00")).await.unwrap();
        assert_eq!(saved.approved_by.unwrap().name, "Olga Owner");

        let shop = shop.reopened().await;
        let kept = shop.call(&cashier, sales::list_baskets, json!({})).await.unwrap().data.remove(0);
        assert_eq!(wire(kept.quote.unwrap().total), "1.00");
        assert_eq!(kept.approved_by.unwrap().name, "Olga Owner");
        shop.call(&cashier, sales::park_basket, json!({ "basket_id": id, "revision": 1 })).await.unwrap();
        let other = cashier_at(&shop, &owner, "bob", "B").await;
        let recalled = shop.call(&other, sales::recall_basket, json!({ "basket_id": id })).await.unwrap();
        assert_eq!((wire(recalled.quote.unwrap().total), recalled.approved_by.unwrap().name.as_str()), (json!("1.00"), "Olga Owner"));
        // Shown, and no right: selling at it, or any other edit of it, needs a consent again.
        let sale = json!({
            "id": id, "items": [{ "product_id": tea, "quantity": 1, "unit_price": "1.00" }],
            "payments": [{ "method": "cash", "amount": "1.00" }],
        });
        refused(shop.call(&other, sales::checkout, sale).await, Code::Forbidden);
        refused(shop.call(&other, sales::save_basket, cheaper(3, "1.00")).await, Code::Forbidden);
        let plain = shop.call(&other, sales::save_basket, basket(id, 3, &tea, 1)).await.unwrap();
        assert!(plain.approved_by.is_none(), "at the shelf's price it is nobody's consent");
    }
}
