//! Codes that say more than which product it is: labels of the shop's scales, and GS1 element strings.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::catalog::{self, barcode::measure::usual_scale_codes};
use vayupos::error::Code;
use vayupos::{sales, settings};

use crate::shop::{Shop, refused, stories};

async fn add(shop: &Shop, owner: &Caller, sku: &str, barcode: Option<&str>, price: &str, unit: &str) {
    let barcodes: Vec<_> = barcode.into_iter().collect();
    let input = json!({
        "sku": sku, "name": sku, "price": price, "unit": unit, "sold_by_weight": unit != "each", "barcodes": barcodes,
        "stock_quantity": "1000",
    });
    shop.call(owner, catalog::create_product, input).await.unwrap();
}

async fn scan(shop: &Shop, caller: &Caller, code: &str) -> Value {
    let scan = shop.call(caller, catalog::scan_product, json!({ "code": code })).await;
    serde_json::to_value(scan.unwrap_or_else(|error| panic!("{code:?} {error:?}"))).unwrap()
}

stories! {
    async fn a_label_of_the_scales_is_its_product_and_how_much(shop: Shop) {
        let owner = shop.owner().await;
        let settings = shop.call(&owner, settings::get_shop, json!({})).await.unwrap();
        assert_eq!(settings.scale_codes, usual_scale_codes());
        add(&shop, &owner, "CHEESE", Some("2112345000008"), "12.99", "kg").await;
        add(&shop, &owner, "42", None, "3.00", "kg").await;
        add(&shop, &owner, "54321", None, "12.99", "kg").await;
        add(&shop, &owner, "PIE", Some("0211111000005"), "4.00", "each").await;
        let cashier = shop.staff(&owner, "cashier").await;
        for (code, sku, quantity, unit_price, price) in [
            ("2112345012506", "CHEESE", "1.25", None, None),
            ("2112345999999", "CHEESE", "99.999", None, None),
            ("2100042000056", "42", "0.005", None, None),
            ("2354321004994", "54321", "0.384", None, Some("4.99")),
            ("0211111000012", "PIE", "1", Some("0.01"), Some("0.01")),
            ("211111000012", "PIE", "1", Some("0.01"), Some("0.01")),
            ("]E00211111000012\r\n", "PIE", "1", Some("0.01"), Some("0.01")),
        ] {
            let scan = scan(&shop, &cashier, code).await;
            assert_eq!((scan["product"]["sku"].as_str(), scan["quantity"].as_str()), (Some(sku), Some(quantity)), "{code}");
            assert_eq!((scan["unit_price"].as_str(), scan["price"].as_str()), (unit_price, price), "{code}");
        }
        for (code, why) in [("2112345012507", Code::Invalid), ("2112345000008", Code::Invalid), ("2199999012502", Code::NotFound)] {
            refused(shop.call(&cashier, catalog::scan_product, json!({ "code": code })).await, why);
        }
        let found = shop.call(&cashier, catalog::search_products, json!({ "q": "2112345012506" })).await.unwrap();
        assert_eq!(found.data[0].sku, "CHEESE");
        // The number itself, where the shop sells by it, is stronger than what its scales would mean.
        add(&shop, &owner, "OWN", Some("2112345012506"), "1.00", "each").await;
        assert_eq!(scan(&shop, &cashier, "2112345012506").await["product"]["sku"], "OWN");
    }

    async fn a_cashier_sells_at_the_price_on_the_label_and_at_no_other(shop: Shop) {
        let owner = shop.owner().await;
        add(&shop, &owner, "PIE", Some("0211111000005"), "4.00", "each").await;
        add(&shop, &owner, "54321", None, "12.99", "kg").await;
        let cashier = shop.staff(&owner, "cashier").await;
        let scanned = scan(&shop, &cashier, "0211111000012").await;
        let ticket = |unit_price: &str, code: Option<&str>| {
            let mut item = json!({ "product_id": scanned["product"]["id"], "quantity": 1, "unit_price": unit_price });
            if let Some(code) = code {
                item["code"] = json!(code);
            }
            json!({ "items": [item], "payments": [{ "method": "cash", "amount": "5.00" }] })
        };
        refused(shop.call(&cashier, sales::checkout, ticket("0.01", None)).await, Code::Forbidden);
        refused(shop.call(&cashier, sales::checkout, ticket("0.02", Some("0211111000012"))).await, Code::Forbidden);
        refused(shop.call(&cashier, sales::checkout, ticket("0.01", Some("2354321004994"))).await, Code::Forbidden);
        let sold = shop.call(&cashier, sales::checkout, ticket("0.01", Some("0211111000012"))).await.unwrap();
        assert_eq!(sold.order.total.to_string(), "0.01");
    }

    async fn a_printed_price_is_what_the_line_comes_to(shop: Shop) {
        let owner = shop.owner().await;
        for (number, price) in ["0.10", "1.00", "9.99", "12.99", "37.45", "149.90", "1999.9999"].iter().enumerate() {
            let item = format!("1000{number}");
            add(&shop, &owner, &item, None, price, "kg").await;
            for printed in [1, 7, 499, 1234, 99_999] {
                let digits = format!("23{item}{printed:05}");
                let code = format!("{digits}{}", vayupos::catalog::barcode::gtin::check_digit(&digits));
                let scan = scan(&shop, &owner, &code).await;
                let item = json!({ "product_id": scan["product"]["id"], "quantity": scan["quantity"], "unit_price": scan["unit_price"] });
                let quote = shop.call(&owner, sales::quote_order, json!({ "items": [item] })).await.unwrap();
                assert_eq!(json!(quote.total), scan["price"], "{price} {printed}");
            }
        }
    }

    async fn a_shop_says_how_its_scales_print(shop: Shop) {
        let owner = shop.owner().await;
        let kinds = json!([
            { "prefix": "20", "measure": "weight", "code_digits": 4, "decimals": 3 },
            { "prefix": "29", "measure": "price", "measure_check": true },
        ]);
        let changed = shop.call(&owner, settings::update_shop, json!({ "scale_codes": kinds })).await.unwrap();
        assert_eq!(changed.scale_codes.len(), 2);
        let kept = shop.call(&owner, settings::update_shop, json!({ "name": "Other name" })).await.unwrap();
        assert_eq!(kept.scale_codes, changed.scale_codes);
        add(&shop, &owner, "4011", None, "2.00", "kg").await;
        add(&shop, &owner, "12345", None, "40.00", "each").await;
        assert_eq!(scan(&shop, &owner, "2040110012508").await["quantity"], "1.25");
        // The figure 28.75 with its own check digit 9.
        let digits = "29123459287";
        let code = format!("{digits}5{}", vayupos::catalog::barcode::gtin::check_digit(&format!("{digits}5")));
        assert_eq!(scan(&shop, &owner, &code).await["price"], "28.75");
        refused(shop.call(&owner, catalog::scan_product, json!({ "code": "2112345012506" })).await, Code::NotFound);
        for (kinds, field) in [
            (json!([{ "prefix": "30", "measure": "weight" }]), "scale_codes[0].prefix"),
            (json!([{ "prefix": "20", "measure": "weight" }, { "prefix": "20", "measure": "price" }]), "scale_codes[1].prefix"),
            (json!([{ "prefix": "20", "measure": "volume" }]), "scale_codes[0].measure"),
            (json!([{ "prefix": "20", "measure": "weight", "code_digits": 9 }]), "scale_codes[0].code_digits"),
            (json!([{ "prefix": "20", "measure": "price", "decimals": 3 }]), "scale_codes[0].decimals"),
            (json!([{ "prefix": "20", "measure": "weight", "unit": "kg" }]), "scale_codes[0].unit"),
        ] {
            let error = refused(shop.call(&owner, settings::update_shop, json!({ "scale_codes": kinds })).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field), "{error:?}");
        }
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, settings::update_shop, json!({ "scale_codes": [] })).await, Code::Forbidden);
        shop.call(&owner, settings::update_shop, json!({ "scale_codes": [] })).await.unwrap();
        refused(shop.call(&owner, catalog::scan_product, json!({ "code": "2040110012508" })).await, Code::NotFound);
    }

    async fn a_gs1_code_says_weight_price_batch_and_dates(shop: Shop) {
        let owner = shop.owner().await;
        add(&shop, &owner, "BEEF", Some("95012345678903"), "20.00", "kg").await;
        add(&shop, &owner, "EGGS", Some("4006381333931"), "3.00", "each").await;
        add(&shop, &owner, "GUM", Some("73513537"), "1.00", "each").await;
        for (code, sku, quantity, unit_price, price) in [
            ("]C1019501234567890331030012501725123110LOT7", "BEEF", "1.25", None, None),
            ("]d2019501234567890331030012503922\u{1d}", "", "", None, None),
            ("]C1019501234567890331030012503922250\u{1d}10LOT7", "BEEF", "1.25", Some("2.00"), Some("2.50")),
            ("(01)95012345678903(3922)1999", "BEEF", "1", Some("19.99"), Some("19.99")),
            ("(01)95012345678903(3932)8401999", "BEEF", "1", Some("19.99"), Some("19.99")),
            ("010400638133393130 12", "", "", None, None),
            ("01040063813339313012", "EGGS", "12", None, None),
            ("]Q30104006381333931", "EGGS", "1", None, None),
            ("(02)04006381333931(37)6", "EGGS", "6", None, None),
            ("(01)00000073513537", "GUM", "1", None, None),
        ] {
            if sku.is_empty() {
                assert!(shop.call(&owner, catalog::scan_product, json!({ "code": code })).await.is_err(), "{code}");
                continue;
            }
            let scan = scan(&shop, &owner, code).await;
            assert_eq!((scan["product"]["sku"].as_str(), scan["quantity"].as_str()), (Some(sku), Some(quantity)), "{code}");
            assert_eq!((scan["unit_price"].as_str(), scan["price"].as_str()), (unit_price, price), "{code}");
        }
        let scan = scan(&shop, &owner, "(01)04006381333931(10)LOT7(17)280200(15)271231(21)S1").await;
        for (field, value) in [("batch", "LOT7"), ("expires_on", "2028-02-29"), ("best_before", "2027-12-31"), ("serial", "S1")] {
            assert_eq!(scan[field], value, "{field}");
        }
        assert_eq!(scan["code"], "(01)04006381333931(10)LOT7(17)280200(15)271231(21)S1");
        for (code, why) in [
            ("]C10195012345678902", Code::Invalid), ("]C110LOT7", Code::Invalid), ("]C1", Code::Invalid),
            ("(01)04006381333931(3103)001250", Code::Conflict), ("(01)95012345678903(3932)9781999", Code::Conflict),
            ("(01)95012345678903(3925)12599", Code::Invalid), ("(01)95012345678903(3103)000000", Code::Invalid),
            ("(01)12345678901231", Code::NotFound), ("]E41234567", Code::Invalid),
        ] {
            refused(shop.call(&owner, catalog::scan_product, json!({ "code": code })).await, why);
        }
        let long = format!("(01)04006381333931(91){}", "A".repeat(90));
        assert_eq!(self::scan(&shop, &owner, &long).await["product"]["sku"], "EGGS");
        refused(shop.call(&owner, catalog::scan_product, json!({ "code": "9".repeat(513) })).await, Code::Invalid);
        // Words that look like codes are still words to a search.
        for q in ["(01)", "]C1", "2112345012507", "eggs"] {
            shop.call(&owner, catalog::search_products, json!({ "q": q })).await.unwrap();
        }
    }
}
