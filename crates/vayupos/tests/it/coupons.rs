//! Coupons, as the shop looks after them.

use serde_json::{Value, json};
use vayupos::coupons;
use vayupos::error::Code;
use vayupos::id::Id;

use crate::shop::{refused, stories};

stories! {
    async fn a_coupon_is_kept_changed_listed_and_deleted(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let id = Id::now();
        let spring = json!({
            "id": id, "code": " Spring10 ", "discount_percent": "10", "min_total": "20.00", "valid_from": "2026-03-01",
            "valid_to": "2026-03-31", "max_uses": 100,
        });
        for _ in 0..2 {
            let made = shop.call(&owner, coupons::create_coupon, spring.clone()).await.unwrap();
            let shown = serde_json::to_value(made).unwrap();
            for (field, value) in [
                ("code", json!("Spring10")), ("discount_percent", json!("10")), ("discount_amount", json!(null)),
                ("min_total", json!("20.00")), ("valid_from", json!("2026-03-01")), ("valid_to", json!("2026-03-31")),
                ("max_uses", json!(100)), ("used_count", json!(0)), ("is_active", json!(true)),
            ] {
                assert_eq!(shown[field], value, "{field}");
            }
        }
        let mut other = spring.clone();
        other["max_uses"] = json!(99);
        refused(shop.call(&owner, coupons::create_coupon, other).await, Code::Conflict);
        refused(
            shop.call(&owner, coupons::create_coupon, json!({ "code": "SPRING10", "discount_amount": "1.00" })).await,
            Code::Conflict,
        );

        let five = shop.call(&owner, coupons::create_coupon, json!({ "code": "FIVE", "discount_amount": "5.00" })).await.unwrap();
        let input = json!({ "coupon_id": id, "discount_amount": "3.00", "max_uses": null, "is_active": false });
        let changed = shop.call(&owner, coupons::update_coupon, input).await.unwrap();
        assert_eq!((changed.discount_percent, changed.max_uses, changed.is_active), (None, None, false));
        assert_eq!(changed.discount_amount.unwrap().to_string(), "3.00");
        assert_eq!(changed.min_total.unwrap().to_string(), "20.00", "what is left out stays");
        refused(shop.call(&owner, coupons::update_coupon, json!({ "coupon_id": id, "code": "five" })).await, Code::Conflict);
        assert_eq!(shop.call(&owner, coupons::get_coupon, json!({ "coupon_id": id })).await.unwrap(), changed);

        let first = shop.call(&owner, coupons::list_coupons, json!({ "limit": 1 })).await.unwrap();
        let next = json!({ "limit": 1, "cursor": first.next_cursor });
        let second = shop.call(&owner, coupons::list_coupons, next).await.unwrap();
        assert_eq!((&first.data[..], &second.data[..]), (&[five.clone()][..], &[changed][..]));
        assert_eq!(second.next_cursor, None);
        let active = shop.call(&owner, coupons::list_coupons, json!({ "is_active": true })).await.unwrap();
        assert_eq!(active.data, [five]);

        for operation in ["list", "get", "delete"] {
            let outcome = match operation {
                "list" => shop.call(&cashier, coupons::list_coupons, json!({})).await.map(|_| ()),
                "get" => shop.call(&cashier, coupons::get_coupon, json!({ "coupon_id": id })).await.map(|_| ()),
                _ => shop.call(&cashier, coupons::delete_coupon, json!({ "coupon_id": id })).await.map(|_| ()),
            };
            refused(outcome, Code::Forbidden);
        }
        shop.call(&owner, coupons::delete_coupon, json!({ "coupon_id": id })).await.unwrap();
        refused(shop.call(&owner, coupons::delete_coupon, json!({ "coupon_id": id })).await, Code::NotFound);
        refused(shop.call(&owner, coupons::get_coupon, json!({ "coupon_id": id })).await, Code::NotFound);
        refused(shop.call(&owner, coupons::update_coupon, json!({ "coupon_id": id })).await, Code::NotFound);
    }

    async fn hostile_coupons_are_refused_by_field(shop: Shop) {
        let owner = shop.owner().await;
        let with = |changes: Value| {
            let mut input = json!({ "code": "A", "discount_percent": "10" });
            for (field, value) in changes.as_object().unwrap() {
                input[field] = value.clone();
            }
            input
        };
        for (changes, field) in [
            (json!({ "code": "" }), "code"), (json!({ "code": "two words" }), "code"), (json!({ "code": "x".repeat(41) }), "code"),
            (json!({ "discount_percent": "0" }), "discount_percent"), (json!({ "discount_percent": "100.0001" }), "discount_percent"),
            (json!({ "discount_percent": null }), "discount_percent"), (json!({ "discount_amount": "1.00" }), "discount_percent"),
            (json!({ "discount_percent": null, "discount_amount": "0.00" }), "discount_amount"),
            (json!({ "discount_percent": null, "discount_amount": "1.001" }), "discount_amount"),
            (json!({ "discount_percent": null, "discount_amount": "-1.00" }), "discount_amount"),
            (json!({ "min_total": "-1.00" }), "min_total"), (json!({ "max_uses": 0 }), "max_uses"),
            (json!({ "valid_from": "2026-03-02", "valid_to": "2026-03-01" }), "valid_to"),
            (json!({ "valid_from": "March" }), "valid_from"), (json!({ "used_count": 5 }), "used_count"),
        ] {
            let error = refused(shop.call(&owner, coupons::create_coupon, with(changes)).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field), "{error:?}");
        }
        let coupon = shop.call(&owner, coupons::create_coupon, with(json!({}))).await.unwrap();
        let nothing_off = json!({ "coupon_id": coupon.id, "discount_percent": null });
        refused(shop.call(&owner, coupons::update_coupon, nothing_off).await, Code::Invalid);
    }
}
