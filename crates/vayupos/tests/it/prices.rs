//! Many prices at once: looked at, changed together, taken back.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::{catalog, prices, sales, upkeep};

use crate::shop::{Shop, at_once, refused, stories, wire};

async fn price(shop: &Shop, by: &Caller, id: &str) -> String {
    shop.call(by, catalog::get_product, json!({ "product_id": id })).await.unwrap().price.to_string()
}

/// Makes a change as its preview shows it.
async fn change(shop: &Shop, by: &Caller, mut input: Value) -> prices::PriceChange {
    let seen = shop.call(by, prices::preview_price_change, input.clone()).await.unwrap();
    input["digest"] = json!(seen.digest);
    shop.call(by, prices::change_prices, input).await.unwrap()
}

stories! {
    async fn prices_are_changed_as_they_were_shown_and_taken_back(shop: Shop) {
        let owner = shop.owner().await;
        let vat = shop.tax(&owner, "VAT 10%", "10", true).await;
        let tea = shop.product(&owner, "TEA", "2.49", "10", &[&vat]).await;
        let milk = shop.product(&owner, "MILK", "1.09", "10", &[]).await;
        let gone = shop.product(&owner, "GONE", "5.00", "0", &[]).await;
        shop.call(&owner, catalog::update_product, json!({ "product_id": tea, "cost_price": "1.20" })).await.unwrap();
        shop.call(&owner, catalog::update_product, json!({ "product_id": gone, "is_active": false })).await.unwrap();
        let input = json!({
            "change": { "kind": "raise_percent", "percent": "5" }, "rounding": { "kind": "nearest", "step": "0.05" },
        });
        let before = shop.dump().await;
        let seen = wire(shop.call(&owner, prices::preview_price_change, input.clone()).await.unwrap());
        assert_eq!(shop.dump().await, before, "nothing is written");
        assert_eq!(seen["counts"], json!({ "changed": 2, "unchanged": 0, "refused": 0, "below_cost": 0 }));
        assert_eq!(seen["rows"][0]["name"], "MILK");
        let row = &seen["rows"][1];
        // 2.60 with a tenth of the net price in it is 2.3636…; 1.20 of that is 50.77 percent.
        assert_eq!(
            json!([row["before"], row["after"], row["margin_percent_before"], row["margin_percent_after"]]),
            json!(["2.49", "2.60", "46.99", "49.23"])
        );

        let id = Id::now();
        let mut run = input.clone();
        run["id"] = json!(id);
        run["digest"] = seen["digest"].clone();
        let done = shop.call(&owner, prices::change_prices, run.clone()).await.unwrap();
        assert_eq!((done.product_count, price(&shop, &owner, &tea).await, price(&shop, &owner, &milk).await), (2, "2.60".into(), "1.15".into()));
        assert_eq!(price(&shop, &owner, &gone).await, "5.00", "it is not sold any more");
        // The answer was lost: the same again is the same change.
        assert_eq!(shop.call(&owner, prices::change_prices, run.clone()).await.unwrap(), done);
        run["rounding"] = Value::Null;
        refused(shop.call(&owner, prices::change_prices, run.clone()).await, Code::Conflict);
        let mut stale = input;
        stale["digest"] = seen["digest"].clone();
        refused(shop.call(&owner, prices::change_prices, stale).await, Code::Conflict);

        // What is sold now is sold at the new price; what somebody changed since stays.
        let sale = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "5.00" }] });
        assert_eq!(wire(shop.call(&owner, sales::checkout, sale).await.unwrap().order)["total"], "2.60");
        shop.call(&owner, catalog::update_product, json!({ "product_id": milk, "price": "1.19" })).await.unwrap();
        let undone = shop.call(&owner, prices::undo_price_change, json!({ "change_id": id })).await.unwrap();
        let came_to = undone.undone.clone().unwrap();
        assert_eq!((came_to.restored, came_to.kept_count, came_to.kept[0].sku.as_str()), (1, 1, "MILK"));
        assert_eq!((price(&shop, &owner, &tea).await, price(&shop, &owner, &milk).await), ("2.49".into(), "1.19".into()));
        // Taken back once: what is changed afterwards is not taken back by a second time.
        shop.call(&owner, catalog::update_product, json!({ "product_id": tea, "price": "2.60" })).await.unwrap();
        assert_eq!(shop.call(&owner, prices::undo_price_change, json!({ "change_id": id })).await.unwrap(), undone);
        assert_eq!(price(&shop, &owner, &tea).await, "2.60");
        assert_eq!(shop.call(&owner, prices::list_price_changes, json!({})).await.unwrap().data, [undone]);
        assert_eq!(upkeep::verify(&shop.app).await.unwrap().first_broken(), None);
    }

    async fn a_change_is_of_a_category_or_of_products(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "3.40", "10", &[]).await;
        let milk = shop.product(&owner, "MILK", "1.00", "10", &[]).await;
        let category = shop.call(&owner, catalog::create_category, json!({ "name": "Hot" })).await.unwrap();
        shop.call(&owner, catalog::update_product, json!({ "product_id": tea, "category_id": category.id })).await.unwrap();
        let done = change(&shop, &owner, json!({ "category_id": category.id, "change": { "kind": "raise_amount", "amount": "0.20" }, "rounding": { "kind": "ending", "ending": "0.99" } })).await;
        assert_eq!((done.product_count, done.category_name.as_deref()), (1, Some("Hot")));
        assert_eq!((price(&shop, &owner, &tea).await, price(&shop, &owner, &milk).await), ("3.99".into(), "1.00".into()));
        change(&shop, &owner, json!({ "product_ids": [milk, milk], "change": { "kind": "set", "price": "0.125" } })).await;
        assert_eq!(price(&shop, &owner, &milk).await, "0.13", "a whole price is rounded to coins");
        let same = change(&shop, &owner, json!({ "product_ids": [tea], "change": { "kind": "set", "price": "3.99" } })).await;
        assert_eq!(same.product_count, 0);
    }

    async fn a_price_that_cannot_be_is_refused_and_nothing_changes(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "3.40", "10", &[]).await;
        let gum = shop.product(&owner, "GUM", "0.10", "10", &[]).await;
        let mut input = json!({ "change": { "kind": "lower_amount", "amount": "0.50" } });
        let seen = shop.call(&owner, prices::preview_price_change, input.clone()).await.unwrap();
        assert_eq!((seen.counts.changed, seen.counts.refused, seen.rows[0].name.as_str(), seen.rows[0].after), (1, 1, "GUM", None));
        input["digest"] = json!(seen.digest);
        let error = refused(shop.call(&owner, prices::change_prices, input).await, Code::Invalid);
        assert!(error.message.contains("GUM"), "{}", error.message);
        assert_eq!((price(&shop, &owner, &tea).await, price(&shop, &owner, &gum).await), ("3.40".into(), "0.10".into()));
        let set = json!({ "kind": "set", "price": "1.00" });
        for (input, code) in [
            (json!({ "change": { "kind": "set", "price": "-1" } }), Code::Invalid),
            (json!({ "change": { "kind": "lower_percent", "percent": "101" } }), Code::Invalid),
            (json!({ "change": { "kind": "double" } }), Code::Invalid),
            (json!({ "change": { "kind": "set", "price": "1", "percent": "1" } }), Code::Invalid),
            (json!({ "change": set, "rounding": { "kind": "nearest", "step": "0" } }), Code::Invalid),
            (json!({ "change": set, "product_ids": [] }), Code::Invalid),
            (json!({ "change": set, "product_ids": [tea], "category_id": Id::now() }), Code::Invalid),
            (json!({ "change": set, "product_ids": vec![Id::now(); 5_001] }), Code::Invalid),
            (json!({ "change": set, "product_ids": [Id::now()] }), Code::NotFound),
            (json!({ "change": set, "category_id": Id::now() }), Code::NotFound),
        ] {
            refused(shop.call(&owner, prices::preview_price_change, input).await, code);
        }
        refused(shop.call(&owner, prices::undo_price_change, json!({ "change_id": Id::now() })).await, Code::NotFound);
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, prices::preview_price_change, json!({ "change": set })).await, Code::Forbidden);
        refused(shop.call(&cashier, prices::change_prices, json!({ "change": set, "digest": "" })).await, Code::Forbidden);
        refused(shop.call(&cashier, prices::list_price_changes, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, prices::undo_price_change, json!({ "change_id": Id::now() })).await, Code::Forbidden);
    }

    async fn one_of_many_changes_at_once_is_made(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "1.00", "10", &[]).await;
        shop.product(&owner, "MILK", "2.00", "10", &[]).await;
        let mut input = json!({ "change": { "kind": "raise_percent", "percent": "10" } });
        let seen = shop.call(&owner, prices::preview_price_change, input.clone()).await.unwrap();
        input["digest"] = json!(seen.digest);
        let outcomes = at_once!(shop, owner, prices::change_prices, (0..8).map(|_| input.clone()));
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert_eq!(price(&shop, &owner, &tea).await, "1.10");
        let done = outcomes.into_iter().find_map(Result::ok).unwrap();
        let undo = json!({ "change_id": done.id });
        for outcome in at_once!(shop, owner, prices::undo_price_change, (0..8).map(|_| undo.clone())) {
            assert_eq!(outcome.unwrap().undone.unwrap().restored, 2);
        }
        assert_eq!(price(&shop, &owner, &tea).await, "1.00");
    }
}
