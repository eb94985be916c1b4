//! Pictures of barcodes, and price labels.

use serde_json::json;
use vayupos::error::Code;
use vayupos::id::Id;
use vayupos::{catalog, labels};

use crate::shop::{refused, stories};

stories! {
    async fn a_shelf_gets_its_labels(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let all = shop.call(&cashier, catalog::list_products, json!({ "limit": 200 })).await.unwrap().data;
        let ids: Vec<_> = all.iter().take(30).map(|product| product.id).collect();
        let input = json!({ "product_ids": ids });
        let sheet = shop.call(&cashier, labels::get_product_labels, input.clone()).await.unwrap();
        assert_eq!((sheet.content_type, sheet.file_name.as_str()), ("application/pdf", "labels.pdf"));
        assert!(sheet.bytes.starts_with(b"%PDF-"));
        let again = shop.call(&cashier, labels::get_product_labels, input).await.unwrap();
        assert_eq!(sheet.bytes, again.bytes);
        let roll = json!({ "product_ids": [format!("{},{}", ids[0], ids[1])], "layout": "roll_57x32", "copies": 3 });
        let roll = shop.call(&cashier, labels::get_product_labels, roll).await.unwrap();
        assert_ne!(sheet.bytes, roll.bytes);
        for (input, code) in [
            (json!({ "product_ids": [] }), Code::Invalid), (json!({ "product_ids": ["x"] }), Code::Invalid), (json!({}), Code::Invalid),
            (json!({ "product_ids": [ids[0]], "copies": 0 }), Code::Invalid), (json!({ "product_ids": [ids[0]], "copies": 51 }), Code::Invalid),
            (json!({ "product_ids": ids, "copies": 50 }), Code::Invalid), (json!({ "product_ids": [ids[0]], "layout": "a5" }), Code::Invalid),
            (json!({ "product_ids": (0..201).map(|_| Id::now()).collect::<Vec<_>>() }), Code::Invalid),
            (json!({ "product_ids": [Id::now()] }), Code::NotFound),
        ] {
            refused(shop.call(&cashier, labels::get_product_labels, input).await, code);
        }
    }

    async fn a_code_gets_its_picture(shop: Shop) {
        let owner = shop.owner().await;
        let picture = shop.call(&owner, labels::get_barcode_svg, json!({ "code": "4006381333931" })).await.unwrap();
        assert_eq!(picture.content_type, "image/svg+xml");
        assert!(String::from_utf8(picture.bytes).unwrap().contains(">4006381333931</text>"));
        for input in [
            json!({ "code": "" }), json!({ "code": "4006381333932", "kind": "ean13" }), json!({ "code": "A".repeat(65) }),
            json!({ "code": "A", "kind": "aztec" }),
        ] {
            refused(shop.call(&owner, labels::get_barcode_svg, input).await, Code::Invalid);
        }
    }
}
