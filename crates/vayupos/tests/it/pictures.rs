//! Pictures of products.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use vayupos::catalog;
use vayupos::error::Code;
use vayupos::id::Id;

use crate::shop::{refused, stories};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 and the rest";
const WEBP: &[u8] = b"RIFF\x10\0\0\0WEBPVP8 and the rest";

fn input(product: &str, content_type: &str, bytes: &[u8]) -> serde_json::Value {
    json!({ "product_id": product, "content_type": content_type, "base64": STANDARD.encode(bytes) })
}

stories! {
    async fn a_picture_comes_back_as_it_was_given_and_has_a_newer_version_each_time(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let of_tea = json!({ "product_id": tea });
        refused(shop.call(&cashier, catalog::get_product_image, of_tea.clone()).await, Code::NotFound);
        let mut version = 0;
        for (content_type, bytes, ending) in
            [("image/png", PNG, "png"), ("image/jpeg", JPEG, "jpg"), ("image/webp", WEBP, "webp"), ("image/webp", WEBP, "webp")]
        {
            let image = shop.call(&owner, catalog::set_product_image, input(&tea, content_type, bytes)).await.unwrap();
            assert!(image.version > version);
            version = image.version;
            assert_eq!(image.size_bytes, i64::try_from(bytes.len()).unwrap());
            let file = shop.call(&cashier, catalog::get_product_image, of_tea.clone()).await.unwrap();
            assert_eq!((file.content_type, file.bytes.as_slice()), (content_type, bytes));
            assert_eq!(file.file_name, format!("product-{tea}.{ending}"));
            let product = shop.call(&cashier, catalog::get_product, of_tea.clone()).await.unwrap();
            assert_eq!(product.image_version, Some(version));
        }
        for _ in 0..2 {
            shop.call(&owner, catalog::delete_product_image, of_tea.clone()).await.unwrap();
        }
        refused(shop.call(&cashier, catalog::get_product_image, of_tea.clone()).await, Code::NotFound);
        let product = shop.call(&cashier, catalog::get_product, of_tea.clone()).await.unwrap();
        assert_eq!(product.image_version, None);
        // A product goes with its picture.
        shop.call(&owner, catalog::set_product_image, input(&tea, "image/png", PNG)).await.unwrap();
        shop.call(&owner, catalog::delete_product, of_tea.clone()).await.unwrap();
        refused(shop.call(&owner, catalog::get_product_image, of_tea).await, Code::NotFound);
    }

    async fn what_is_no_picture_is_refused(shop: Shop) {
        let owner = shop.owner().await;
        let cashier = shop.staff(&owner, "cashier").await;
        let tea = shop.product(&owner, "TEA", "2.00", "10", &[]).await;
        let largest = [PNG, &vec![0; 512 * 1024 - PNG.len()]].concat();
        shop.call(&owner, catalog::set_product_image, input(&tea, "image/png", &largest)).await.unwrap();
        for bytes in [[&largest[..], b"x"].concat(), [&largest[..], &vec![0; 9000]].concat()] {
            let error = refused(shop.call(&owner, catalog::set_product_image, input(&tea, "image/png", &bytes)).await, Code::Invalid);
            assert_eq!(error.message, "A picture has at most 512 KiB.");
        }
        for (content_type, bytes) in [
            ("image/png", JPEG), ("image/jpeg", PNG), ("image/webp", b"RIFF\x10\0\0\0WAVE".as_slice()), ("image/webp", b"RIFF"),
            ("image/png", b""), ("image/svg+xml", b"<svg onload='alert(1)'/>"), ("text/html", b"<script>"),
        ] {
            refused(shop.call(&owner, catalog::set_product_image, input(&tea, content_type, bytes)).await, Code::Invalid);
        }
        let text = json!({ "product_id": tea, "content_type": "image/png", "base64": "not base64!" });
        refused(shop.call(&owner, catalog::set_product_image, text).await, Code::Invalid);
        let nothing = input(&Id::now().to_string(), "image/png", PNG);
        refused(shop.call(&owner, catalog::set_product_image, nothing).await, Code::NotFound);
        refused(shop.call(&cashier, catalog::set_product_image, input(&tea, "image/png", PNG)).await, Code::Forbidden);
        refused(shop.call(&cashier, catalog::delete_product_image, json!({ "product_id": tea })).await, Code::Forbidden);
        let kept = shop.call(&cashier, catalog::get_product_image, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(kept.bytes, largest);
    }
}
