//! Taxes: changed and deleted, while what was sold stays as it was.

use serde_json::json;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::{catalog, sales};

use crate::shop::{refused, stories};

stories! {
    async fn a_changed_tax_counts_from_the_next_sale_on(shop: Shop) {
        let owner = shop.owner().await;
        let tax = shop.tax(&owner, "VAT", "10", false).await;
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[&tax]).await;
        let sale = json!({
            "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "10.00" }],
        });
        let before = shop.call(&owner, sales::checkout, sale.clone()).await.unwrap().order;
        let input = json!({ "tax_id": tax.id, "rate": "20", "name": " VAT new " });
        let changed = shop.call(&owner, catalog::update_tax, input).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.rate.to_string().as_str(), changed.included), ("VAT new", "20", false));
        assert_eq!(shop.call(&owner, catalog::get_tax, json!({ "tax_id": tax.id })).await.unwrap(), changed);
        let after = shop.call(&owner, sales::checkout, sale).await.unwrap().order;
        let old = shop.call(&owner, sales::get_order, json!({ "order_id": before.id })).await.unwrap();
        assert_eq!((old.total.to_string().as_str(), old.taxes[0].name.as_str()), ("2.20", "VAT"));
        assert_eq!((after.total.to_string().as_str(), after.taxes[0].name.as_str()), ("2.40", "VAT new"));
        let input = json!({ "tax_id": tax.id, "included": true });
        let changed = shop.call(&owner, catalog::update_tax, input).await.unwrap();
        assert_eq!((changed.included, changed.rate.to_string().as_str()), (true, "20"));
    }

    async fn a_tax_is_changed_and_deleted_within_bounds(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let full = shop.tax(&owner, "Full", "20", true).await;
        let low = shop.tax(&owner, "Low", "5", true).await;
        let change = |field: &str, value: serde_json::Value| {
            let mut input = json!({ "tax_id": low.id });
            input[field] = value;
            input
        };
        refused(shop.call(&owner, catalog::update_tax, change("name", json!("Full"))).await, Code::Conflict);
        for (field, value) in [
            ("rate", json!("401")), ("rate", json!("-1")), ("rate", json!(5)), ("name", json!(" ")),
            ("name", json!("x".repeat(121))), ("included", json!("yes")),
        ] {
            let error = refused(shop.call(&owner, catalog::update_tax, change(field, value)).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field));
        }
        refused(shop.call(&cashier, catalog::update_tax, change("name", json!("Mine"))).await, Code::Forbidden);
        refused(shop.call(&cashier, catalog::delete_tax, json!({ "tax_id": low.id })).await, Code::Forbidden);
        let unknown = json!({ "tax_id": Id::now() });
        refused(shop.call(&owner, catalog::get_tax, unknown.clone()).await, Code::NotFound);
        refused(shop.call(&owner, catalog::update_tax, unknown.clone()).await, Code::NotFound);
        refused(shop.call(&owner, catalog::delete_tax, unknown).await, Code::NotFound);
        assert_eq!(shop.call(&owner, catalog::get_tax, json!({ "tax_id": low.id })).await.unwrap(), low);

        let tea = shop.product(&owner, "TEA", "2.00", "10", &[&low]).await;
        refused(shop.call(&owner, catalog::delete_tax, json!({ "tax_id": low.id })).await, Code::Conflict);
        let input = json!({ "product_id": tea, "tax_ids": [full.id] });
        shop.call(&owner, catalog::update_product, input).await.unwrap();
        shop.call(&owner, catalog::delete_tax, json!({ "tax_id": low.id })).await.unwrap();
        assert_eq!(shop.call(&owner, catalog::list_taxes, json!({})).await.unwrap().data, [full]);
    }
}
