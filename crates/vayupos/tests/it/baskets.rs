//! Baskets survive whatever happens to the program.

use serde_json::{Value, json};
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::sales;

use crate::shop::{refused, stories};

fn basket(id: Id, revision: u32, product: &str, quantity: u32) -> Value {
    json!({ "basket_id": id, "revision": revision, "items": [{ "product_id": product, "quantity": quantity }] })
}

stories! {
    async fn every_edit_is_there_after_a_restart_and_an_older_one_never_wins(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let id = Id::now();
        for revision in 1..=3 {
            let saved = shop.call(&owner, sales::save_basket, basket(id, revision, &tea, revision)).await.unwrap();
            assert_eq!(saved.revision, revision);
        }
        refused(shop.call(&owner, sales::save_basket, basket(id, 2, &tea, 9)).await, Code::Conflict);
        refused(shop.call(&owner, sales::save_basket, basket(id, 3, &tea, 9)).await, Code::Conflict);
        shop.call(&owner, sales::save_basket, basket(id, 3, &tea, 3)).await.unwrap();

        let shop = shop.reopened().await;
        let baskets = shop.call(&owner, sales::list_baskets, json!({})).await.unwrap().data;
        assert_eq!((baskets.len(), baskets[0].id, baskets[0].revision), (1, id, 3));
        let quote = baskets[0].quote.as_ref().unwrap();
        assert_eq!(serde_json::to_value(quote.total).unwrap(), "7.50");
    }

    async fn a_basket_still_knows_the_batch_and_serial_number_of_what_was_scanned(shop: Shop) {
        let owner = shop.owner().await;
        let pan = shop.product(&owner, "PAN", "25.00", "100", &[]).await;
        let items = json!([
            { "product_id": pan, "quantity": "1", "code": "(01)04006381333931(10)LOT7(21)S1" },
            { "product_id": pan, "quantity": "1", "code": "]C10104006381333931" },
            { "product_id": pan, "quantity": "1" },
        ]);
        let saved = json!({ "basket_id": Id::now(), "revision": 1, "items": items });
        shop.call(&owner, sales::save_basket, saved).await.unwrap();
        let baskets = shop.call(&owner, sales::list_baskets, json!({})).await.unwrap().data;
        let lines = &baskets[0].quote.as_ref().unwrap().items;
        let known: Vec<_> = lines.iter().map(|line| (line.batch.as_deref(), line.serial.as_deref())).collect();
        assert_eq!(known, [(Some("LOT7"), Some("S1")), (None, None), (None, None)]);
    }

    async fn a_basket_that_was_sold_is_gone_and_says_so(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let id = Id::now();
        shop.call(&owner, sales::save_basket, basket(id, 1, &tea, 1)).await.unwrap();
        let sale = json!({
            "id": id, "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "2.50" }],
        });
        shop.call(&owner, sales::checkout, sale).await.unwrap();
        assert!(shop.call(&owner, sales::list_baskets, json!({})).await.unwrap().data.is_empty());
        let error = refused(shop.call(&owner, sales::save_basket, basket(id, 2, &tea, 2)).await, Code::Conflict);
        assert_eq!(error.details.unwrap()["order_id"], json!(id));
    }

    async fn an_edit_on_its_way_while_the_basket_is_sold_leaves_nothing(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        for turn in 0..20 {
            let id = Id::now();
            if turn % 2 == 0 {
                shop.call(&owner, sales::save_basket, basket(id, 1, &tea, 1)).await.unwrap();
            }
            let sale = json!({
                "id": id, "items": [{ "product_id": tea, "quantity": 1 }],
                "payments": [{ "method": "cash", "amount": "2.50" }],
            });
            let (saved, sold) = tokio::join!(
                shop.call(&owner, sales::save_basket, basket(id, 2, &tea, 2)),
                shop.call(&owner, sales::checkout, sale),
            );
            sold.unwrap();
            if let Err(error) = saved {
                assert_eq!(error.details.unwrap()["order_id"], json!(id));
            }
            assert!(shop.call(&owner, sales::list_baskets, json!({})).await.unwrap().data.is_empty());
        }
    }

    async fn a_sale_that_failed_keeps_its_basket(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "1", &[]).await;
        let id = Id::now();
        let saved = shop.call(&owner, sales::save_basket, basket(id, 1, &tea, 2)).await.unwrap();
        let available = saved.quote.unwrap().items[0].available.unwrap();
        assert_eq!(available.to_string(), "1", "a basket is told what there is and not refused");
        let sale = json!({
            "id": id, "items": [{ "product_id": tea, "quantity": 2 }], "payments": [{ "method": "cash", "amount": "5.00" }],
        });
        refused(shop.call(&owner, sales::checkout, sale).await, Code::OutOfStock);
        assert_eq!(shop.call(&owner, sales::list_baskets, json!({})).await.unwrap().data.len(), 1);
    }

    async fn baskets_can_be_emptied_and_thrown_away(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let (one, two) = (Id::now(), Id::now());
        shop.call(&owner, sales::save_basket, basket(one, 1, &tea, 1)).await.unwrap();
        shop.clock.advance(chrono::TimeDelta::seconds(1));
        shop.call(&owner, sales::save_basket, basket(two, 1, &tea, 2)).await.unwrap();
        let ids: Vec<_> = shop.call(&owner, sales::list_baskets, json!({})).await.unwrap().data.iter().map(|basket| basket.id).collect();
        assert_eq!(ids, [two, one], "last edited first");
        let empty = json!({ "basket_id": two, "revision": 2, "items": [] });
        let saved = shop.call(&owner, sales::save_basket, empty).await.unwrap();
        assert_eq!(serde_json::to_value(saved.quote.unwrap().total).unwrap(), "0.00");
        for _ in 0..2 {
            shop.call(&owner, sales::discard_basket, json!({ "basket_id": one })).await.unwrap();
        }
        assert!(shop.call(&owner, sales::list_baskets, json!({})).await.unwrap().data.is_empty());
        let officer = shop.staff(&owner, "inventory_officer").await;
        refused(shop.call(&officer, sales::list_baskets, json!({})).await, Code::Forbidden);
    }
}
