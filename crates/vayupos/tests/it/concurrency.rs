//! Many at once: the database holds every race.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::{catalog, inventory, sales};

use crate::shop::{at_once, stories};

fn sale(products: &[&str], id: Id) -> Value {
    let items: Vec<_> = products.iter().map(|product| json!({ "product_id": product, "quantity": 1 })).collect();
    json!({ "id": id, "items": items, "payments": [{ "method": "cash", "amount": "100.00" }] })
}

stories! {
    async fn forty_buyers_of_the_last_ten_pieces_get_ten(shop: Shop) {
        let owner = shop.owner().await;
        let last = shop.product(&owner, "LAST", "2.50", "10", &[]).await;
        let outcomes = at_once!(shop, owner, sales::checkout, (0..40).map(|_| sale(&[&last], Id::now())));
        let sold: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
        assert_eq!(sold.len(), 10);
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| error.code() == Code::OutOfStock));

        let product = shop.call(&owner, catalog::get_product, json!({ "product_id": last })).await.unwrap();
        assert_eq!(product.stock_quantity.to_string(), "0");
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": last, "limit": 200 })).await.unwrap();
        assert_eq!(history.data.len(), 10);
        let levels: BTreeSet<_> = history.data.iter().map(|log| log.after).collect();
        assert_eq!(levels.len(), 10, "each log saw another level");
        assert_eq!(history.data.iter().map(|log| log.quantity.e3()).sum::<i64>(), -10_000);

        let numbers: BTreeSet<_> = sold.iter().map(|done| done.order.order_number.clone()).collect();
        let expected: BTreeSet<_> = (1..=10).map(|number| format!("1-{number:06}")).collect();
        assert_eq!(numbers, expected, "no gap and no number twice");
    }

    async fn one_sale_sent_eight_times_at_once_is_one_order(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let id = Id::now();
        let outcomes = at_once!(shop, owner, sales::checkout, (0..8).map(|_| sale(&[&tea], id)));
        let numbers: BTreeSet<_> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap().order.order_number.clone()).collect();
        assert_eq!(numbers, BTreeSet::from(["1-000001".to_owned()]));
        let product = shop.call(&owner, catalog::get_product, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(product.stock_quantity.to_string(), "99");
        let next = shop.call(&owner, sales::checkout, sale(&[&tea], Id::now())).await.unwrap();
        assert_eq!(next.order.order_number, "1-000002", "the repeats used up no number");
    }

    async fn baskets_that_cross_never_wait_for_each_other_for_ever(shop: Shop) {
        let owner = shop.owner().await;
        let mut products = Vec::new();
        for number in 0..6 {
            products.push(shop.product(&owner, &format!("P{number}"), "1.00", "1000", &[]).await);
        }
        let sales: Vec<Value> = (0..30)
            .map(|turn| {
                // Every basket names the same products in another order.
                let mut named: Vec<&str> = products.iter().map(String::as_str).collect();
                named.rotate_left(turn % 6);
                if turn % 2 == 1 {
                    named.reverse();
                }
                sale(&named, Id::now())
            })
            .collect();
        let outcomes = at_once!(shop, owner, sales::checkout, sales);
        assert!(outcomes.iter().all(Result::is_ok), "{:?}", outcomes.iter().find(|outcome| outcome.is_err()));
        for product in products {
            let product = shop.call(&owner, catalog::get_product, json!({ "product_id": product })).await.unwrap();
            assert_eq!(product.stock_quantity.to_string(), "970");
        }
    }
}
