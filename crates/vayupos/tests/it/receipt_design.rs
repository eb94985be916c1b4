//! How receipts look: the shop's locale, its logo, what is shown, in which language and on which paper.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use vayupos::error::Code;
use vayupos::{customers, receipts, sales, settings};

use crate::shop::{refused, stories, wire};

/// A PNG of this many dots a side.
fn png(side: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::RgbaImage::from_pixel(side, side, image::Rgba([200, 30, 30, 128]));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

fn logo(content_type: &str, bytes: &[u8]) -> Value {
    json!({ "content_type": content_type, "base64": STANDARD.encode(bytes) })
}

stories! {
    async fn the_shop_says_where_it_is_and_how_its_receipts_look(shop: Shop) {
        let owner = shop.owner().await;
        let before = wire(shop.call(&owner, settings::get_shop, json!({})).await.unwrap());
        assert_eq!((&before["locale"], &before["receipt"]["paper"]), (&json!("en-US"), &json!("roll_80")));
        assert_eq!((&before["receipt"]["language"], &before["receipt"]["show_qr"]), (&json!("en"), &json!(true)));
        shop.call(&owner, settings::update_shop, json!({ "locale": "de-CH" })).await.unwrap();
        refused(shop.call(&owner, settings::update_shop, json!({ "locale": "xx-YY" })).await, Code::Invalid);
        let change = json!({ "language": "de", "paper": "a4", "header": "Mo–Sa 8–20 Uhr", "footer": "Danke!", "show_qr": false });
        let changed = wire(shop.call(&owner, settings::update_receipt_design, change).await.unwrap());
        let shop = shop.reopened().await;
        let kept = wire(shop.call(&owner, settings::get_shop, json!({})).await.unwrap());
        assert_eq!(kept, changed);
        assert_eq!((&kept["locale"], &kept["receipt_footer"]), (&json!("de-CH"), &json!("Danke!")));
        let design = &kept["receipt"];
        assert_eq!((&design["language"], &design["paper"], &design["show_qr"]), (&json!("de"), &json!("a4"), &json!(false)));
        assert_eq!((&design["header"], &design["show_cashier"]), (&json!("Mo–Sa 8–20 Uhr"), &json!(true)), "left out stays");
        // Another setting leaves the look alone.
        let renamed = wire(shop.call(&owner, settings::update_shop, json!({ "name": "Laden" })).await.unwrap());
        assert_eq!(renamed["receipt"], *design);

        for (wrong, field) in [(json!({ "header": "x".repeat(301) }), "header"), (json!({ "footer": "x".repeat(501) }), "footer"),
            (json!({ "paper": "a5" }), "paper"), (json!({ "language": "fr" }), "language")] {
            let error = refused(shop.call(&owner, settings::update_receipt_design, wrong).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field));
        }
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, settings::update_receipt_design, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, receipts::get_receipt_preview, json!({})).await, Code::Forbidden);
    }

    async fn a_logo_is_kept_shown_and_taken_away(shop: Shop) {
        let owner = shop.owner().await;
        refused(shop.call(&owner, settings::get_shop_logo, json!({})).await, Code::NotFound);
        let bytes = png(64);
        let first = shop.call(&owner, settings::set_shop_logo, logo("image/png", &bytes)).await.unwrap();
        assert_eq!(usize::try_from(first.size_bytes).unwrap(), bytes.len());
        let file = shop.call(&owner, settings::get_shop_logo, json!({})).await.unwrap();
        assert_eq!((file.bytes.as_slice(), file.content_type, file.file_name.as_str()), (bytes.as_slice(), "image/png", "logo.png"));
        let second = shop.call(&owner, settings::set_shop_logo, logo("image/png", &png(32))).await.unwrap();
        assert!(second.version > first.version);
        let shown = shop.call(&owner, receipts::get_receipt_preview, json!({})).await.unwrap();
        assert_eq!(shown.logo_version, Some(second.version));
        let hidden = shop.call(&owner, receipts::get_receipt_preview, json!({ "show_logo": false })).await.unwrap();
        assert_eq!(hidden.logo_version, None);
        let size = async |input: Value| shop.call(&owner, receipts::get_receipt_preview_pdf, input).await.unwrap().bytes.len();
        assert!(size(json!({})).await > size(json!({ "show_logo": false })).await);

        let mut broken = png(64);
        broken.truncate(60);
        for wrong in [logo("image/jpeg", &bytes), logo("image/png", b"GIF89a"), logo("image/png", &broken), logo("image/png", &png(2001)),
            logo("image/png", &vec![0; 600_000]), json!({ "content_type": "image/png", "base64": "!" }),
            json!({ "content_type": "image/webp", "base64": "" })] {
            refused(shop.call(&owner, settings::set_shop_logo, wrong).await, Code::Invalid);
        }
        assert_eq!(shop.call(&owner, settings::get_shop, json!({})).await.unwrap().logo_version, Some(second.version));
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, settings::set_shop_logo, logo("image/png", &bytes)).await, Code::Forbidden);
        refused(shop.call(&cashier, settings::delete_shop_logo, json!({})).await, Code::Forbidden);
        shop.call(&cashier, settings::get_shop_logo, json!({})).await.unwrap();
        for _ in 0..2 {
            shop.call(&owner, settings::delete_shop_logo, json!({})).await.unwrap();
        }
        assert_eq!(shop.call(&owner, settings::get_shop, json!({})).await.unwrap().logo_version, None);
    }

    async fn a_preview_shows_a_design_that_is_not_stored(shop: Shop) {
        let owner = shop.owner().await;
        for currency in ["JPY", "KWD", "EUR"] {
            shop.call(&owner, settings::update_shop, json!({ "currency": currency })).await.unwrap();
            let change = json!({ "language": "ar", "show_customer": true, "show_savings": true, "header": "one\n\n two ", "footer": "bye" });
            let seen = wire(shop.call(&owner, receipts::get_receipt_preview, change).await.unwrap());
            assert_eq!((&seen["words"]["receipt"], &seen["currency"]), (&json!("إيصال"), &json!(currency)));
            assert_eq!((&seen["customer"], &seen["footer"]), (&json!("Sam Jones"), &json!("bye")));
            assert_eq!(seen["header_lines"], json!(["one", "two"]));
            let number = |field: &str| seen[field].as_str().unwrap().parse::<f64>().unwrap();
            assert!((number("net") + number("tax_total") - number("total")).abs() < 1e-9, "{currency}");
            let items: f64 = seen["items"].as_array().unwrap().iter().map(|item| item["total"].as_str().unwrap().parse::<f64>().unwrap()).sum();
            assert!((items - number("subtotal")).abs() < 1e-9);
        }
        let plain = wire(shop.call(&owner, receipts::get_receipt_preview, json!({})).await.unwrap());
        assert_eq!((&plain["words"]["receipt"], &plain["customer"]), (&json!("Receipt"), &json!(null)), "nothing was stored");
        for (paper, width) in [("roll_80", "226.77"), ("roll_58", "164.41"), ("a4", "595.28")] {
            let file = shop.call(&owner, receipts::get_receipt_preview_pdf, json!({ "paper": paper })).await.unwrap();
            assert!(file.bytes.starts_with(b"%PDF"));
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            assert!(text.contains(width), "{paper}");
        }
        refused(shop.call(&owner, receipts::get_receipt_preview_pdf, json!({ "header": "x".repeat(301) })).await, Code::Invalid);
    }

    async fn a_sale_is_printed_as_the_shop_wants_it(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "100", &[]).await;
        let vera = shop.call(&owner, customers::create_customer, json!({ "name": "Vera Lind" })).await.unwrap().id;
        let sale = json!({
            "customer_id": vera, "items": [{ "product_id": tea, "quantity": 2, "discount_percent": "10" }],
            "payments": [{ "method": "cash", "amount": "5.00" }],
        });
        let order = shop.call(&owner, sales::checkout, sale).await.unwrap().order;
        let which = json!({ "order_id": order.id });
        let plain = wire(shop.call(&owner, receipts::get_receipt, which.clone()).await.unwrap());
        assert_eq!((&plain["customer"], &plain["savings"], &plain["items"][0]["sku"]), (&json!(null), &json!(null), &json!("TEA")));
        let change = json!({ "show_customer": true, "show_savings": true, "language": "de" });
        shop.call(&owner, settings::update_receipt_design, change).await.unwrap();
        let seen = wire(shop.call(&owner, receipts::get_receipt, which.clone()).await.unwrap());
        assert_eq!((&seen["customer"], &seen["savings"], &seen["words"]["total"]), (&json!("Vera Lind"), &json!("0.50"), &json!("SUMME")));
        let on_a4 = json!({ "order_id": order.id, "paper": "a4" });
        assert_eq!(wire(shop.call(&owner, receipts::get_receipt, on_a4.clone()).await.unwrap())["design"]["paper"], "a4");
        shop.call(&owner, receipts::get_receipt_pdf, on_a4).await.unwrap();

        let printed = shop.call(&owner, receipts::get_receipt_escpos, which.clone()).await.unwrap();
        assert_eq!(printed.content_type, "application/octet-stream");
        let text = String::from_utf8_lossy(&printed.bytes).into_owned();
        assert!(text.starts_with("\u{1b}@\u{1b}t\0") && text.contains("Vera Lind") && text.contains("SUMME USD"));
        assert!(!text.contains("\u{1b}p"), "the drawer stays shut");
        let open = json!({ "order_id": order.id, "open_drawer": true });
        let bytes = shop.call(&owner, receipts::get_receipt_escpos, open).await.unwrap().bytes;
        assert!(bytes.windows(5).any(|bytes| bytes == [0x1b, b'p', 0, 25, 250]));
        shop.call(&owner, settings::update_receipt_design, json!({ "language": "ar" })).await.unwrap();
        refused(shop.call(&owner, receipts::get_receipt_escpos, which.clone()).await, Code::Conflict);
        shop.call(&owner, receipts::get_receipt_pdf, which).await.unwrap();
        let nothing = json!({ "order_id": vayupos::id::Id::now() });
        refused(shop.call(&owner, receipts::get_receipt_escpos, nothing).await, Code::NotFound);
        let officer = shop.staff(&owner, "inventory_officer").await;
        refused(shop.call(&officer, receipts::get_receipt_escpos, json!({ "order_id": order.id })).await, Code::Forbidden);
    }
}
