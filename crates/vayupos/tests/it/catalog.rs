//! Categories, taxes, products, and how they are found.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::catalog;
use vayupos::error::Code;

use crate::shop::{Shop, refused, stories};

async fn names(shop: &Shop, caller: &Caller, q: &str) -> Vec<String> {
    let found = shop.call(caller, catalog::search_products, json!({ "q": q })).await.unwrap();
    found.data.into_iter().map(|product| product.name).collect()
}

stories! {
    async fn a_product_is_stored_as_it_was_given(shop: Shop) {
        let owner = shop.owner().await;
        let tax = shop.tax(&owner, "VAT 20%", "20", true).await;
        let input = json!({ "name": "Dairy", "colour": "blue", "position": 3 });
        let dairy = shop.call(&owner, catalog::create_category, input).await.unwrap();
        let input = json!({
            "sku": "MILK-1", "name": "Whole milk 1 L", "description": "Fresh", "barcodes": ["4006381333931"],
            "category_id": dairy.id, "price": "1.2925", "cost_price": "0.80", "tax_ids": [tax.id], "stock_quantity": "12",
            "min_stock_level": "6", "is_favourite": true,
        });
        let made = shop.call(&owner, catalog::create_product, input).await.unwrap();
        let got = shop.call(&owner, catalog::get_product, json!({ "product_id": made.id })).await.unwrap();
        let got: Value = serde_json::to_value(got).unwrap();
        for (field, value) in [
            ("sku", json!("MILK-1")), ("barcodes", json!(["4006381333931"])), ("price", json!("1.2925")),
            ("cost_price", json!("0.80")), ("stock_quantity", json!("12")), ("min_stock_level", json!("6")),
            ("unit", json!("each")), ("colour", json!("blue")), ("category_name", json!("Dairy")),
            ("is_favourite", json!(true)), ("track_stock", json!(true)), ("sold_by_weight", json!(false)),
        ] {
            assert_eq!(got[field], value, "{field}");
        }
        assert_eq!(got["taxes"][0]["rate"], "20");
        let dairy = shop.call(&owner, catalog::get_category, json!({ "category_id": dairy.id })).await.unwrap();
        assert_eq!(dairy.product_count, 1);
        assert_eq!(shop.call(&owner, catalog::list_taxes, json!({})).await.unwrap().data, [tax]);
    }

    async fn the_same_product_twice_is_one_and_another_under_its_id_is_refused(shop: Shop) {
        let owner = shop.owner().await;
        let id = vayupos::id::Id::now();
        let tea = json!({ "id": id, "sku": "TEA", "name": "Tea", "price": "2.00", "barcodes": ["036000291452"] });
        for _ in 0..2 {
            shop.call(&owner, catalog::create_product, tea.clone()).await.unwrap();
        }
        assert_eq!(shop.call(&owner, catalog::list_products, json!({})).await.unwrap().data.len(), 1);
        for other in [
            json!({ "id": id, "sku": "TEA", "name": "Tea", "price": "3.00", "barcodes": ["036000291452"] }),
            json!({ "sku": "tea", "name": "Other tea", "price": "2.00" }),
            json!({ "sku": "TEA-2", "name": "Other tea", "price": "2.00", "barcodes": ["0036000291452"] }),
        ] {
            refused(shop.call(&owner, catalog::create_product, other).await, Code::Conflict);
        }
        assert_eq!(shop.call(&owner, catalog::list_products, json!({})).await.unwrap().data.len(), 1);
    }

    async fn hostile_products_are_refused_by_field(shop: Shop) {
        let owner = shop.owner().await;
        let with = |field: &str, value: Value| {
            let mut input = json!({ "sku": "A", "name": "A", "price": "1.00" });
            input[field] = value;
            input
        };
        for (field, value) in [
            ("price", json!("-1.00")), ("price", json!("1e3")), ("price", json!(1.5)), ("price", json!("1.00001")),
            ("price", json!("NaN")), ("price", json!("99999999999999")), ("price", json!(null)), ("sku", json!("  ")),
            ("sku", json!("x".repeat(65))), ("name", json!("")), ("name", json!("bell\u{7}")), ("stock_quantity", json!("-1")),
            ("stock_quantity", json!("0.0001")), ("stock_quantity", json!(0.5)), ("prise", json!("1.00")),
            ("is_favourite", json!("yes")), ("category_id", json!("not an id")),
        ] {
            let error = refused(shop.call(&owner, catalog::create_product, with(field, value.clone())).await, Code::Invalid);
            assert!(error.field.as_deref().is_some_and(|at| at.starts_with(field)), "{value} {error:?}");
        }
        let error = refused(
            shop.call(&owner, catalog::create_product, with("barcodes", json!(["4006381333931", "4006381333932"]))).await,
            Code::Invalid,
        );
        assert_eq!(error.field.as_deref(), Some("barcodes[1]"));
        let nowhere = vayupos::id::Id::now();
        refused(shop.call(&owner, catalog::create_product, with("category_id", json!(nowhere))).await, Code::NotFound);
        refused(shop.call(&owner, catalog::create_product, with("tax_ids", json!([nowhere]))).await, Code::NotFound);
        assert!(shop.call(&owner, catalog::list_products, json!({})).await.unwrap().data.is_empty());
        let cashier = shop.staff(&owner, "cashier").await;
        refused(shop.call(&cashier, catalog::create_product, with("name", json!("A"))).await, Code::Forbidden);
        for rate in ["-1", "401", "1.00001", "abc"] {
            let input = json!({ "name": "T", "rate": rate });
            refused(shop.call(&owner, catalog::create_tax, input).await, Code::Invalid);
        }
    }

    async fn a_scan_finds_one_product_by_any_of_its_codes(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let all = shop.call(&cashier, catalog::list_products, json!({ "limit": 200 })).await.unwrap();
        let coded: Vec<_> = all.data.iter().filter(|product| !product.barcodes.is_empty()).collect();
        assert!(coded.len() > 50);
        for product in coded {
            for code in &product.barcodes {
                let scan = shop.call(&cashier, catalog::scan_product, json!({ "code": format!(" {code}\r\n") })).await.unwrap();
                assert_eq!(scan.product.id, product.id);
                assert_eq!(scan.quantity.to_string(), "1");
            }
        }
        let bananas = shop.call(&cashier, catalog::scan_product, json!({ "code": "4011" })).await.unwrap();
        assert!(bananas.product.sold_by_weight);
        refused(shop.call(&cashier, catalog::scan_product, json!({ "code": "0000000000000" })).await, Code::NotFound);
        refused(shop.call(&cashier, catalog::scan_product, json!({ "code": "   " })).await, Code::Invalid);
        refused(shop.call(&cashier, catalog::scan_product, json!({ "code": "9".repeat(65) })).await, Code::Invalid);
    }

    async fn search_takes_words_in_any_order_beginnings_marks_and_a_slip(shop: Shop) {
        let owner = shop.owner().await;
        for (sku, name) in [
            ("M-1", "Whole milk 1 L"), ("M-2", "Oat milk 1 L"), ("C-1", "Milk chocolate 100 g"), ("CF-1", "Crème fraîche 200 g"),
            ("T-1", "Tomatoes, vine"), ("X%_", "Hundred % juice"), ("B-1", "Brown bread"),
        ] {
            let input = json!({ "sku": sku, "name": name, "price": "1.00" });
            shop.call(&owner, catalog::create_product, input).await.unwrap();
        }
        assert_eq!(names(&shop, &owner, "1 milk whole").await, ["Whole milk 1 L"]);
        assert_eq!(names(&shop, &owner, "MIL WHO").await, ["Whole milk 1 L"]);
        assert_eq!(names(&shop, &owner, "milk").await.first().map(String::as_str), Some("Milk chocolate 100 g"));
        assert_eq!(names(&shop, &owner, "milk").await.len(), 3);
        assert_eq!(names(&shop, &owner, "creme fraiche").await, ["Crème fraîche 200 g"]);
        assert_eq!(names(&shop, &owner, "tomatos").await, ["Tomatoes, vine"]);
        assert_eq!(names(&shop, &owner, "bred").await, ["Brown bread"]);
        assert_eq!(names(&shop, &owner, "m-2").await.first().map(String::as_str), Some("Oat milk 1 L"), "the SKU itself comes first");
        assert_eq!(names(&shop, &owner, "x%_").await, ["Hundred % juice"]);
        for hostile in ["%", "_", "\"", "'", "*", "\\", "milk\" OR \"bread", "NEAR(a b)", "(", "-", "a AND", ""] {
            names(&shop, &owner, hostile).await;
        }
        assert!(names(&shop, &owner, "%").await.is_empty(), "a wildcard is not one here");
        assert!(names(&shop, &owner, "xyzzy").await.is_empty());
        for q in ["x".repeat(101), "nul\0".to_owned()] {
            refused(shop.call(&owner, catalog::search_products, json!({ "q": q })).await, Code::Invalid);
        }
    }

    async fn pages_cover_a_list_once_and_in_order(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let whole = shop.call(&cashier, catalog::list_products, json!({ "limit": 200 })).await.unwrap();
        let mut paged = Vec::new();
        let mut cursor = Value::Null;
        loop {
            let page = shop.call(&cashier, catalog::list_products, json!({ "limit": 7, "cursor": cursor })).await.unwrap();
            assert!(page.data.len() <= 7);
            paged.extend(page.data.into_iter().map(|product| product.id));
            match page.next_cursor {
                Some(next) => cursor = json!(next),
                None => break,
            }
        }
        let expected: Vec<_> = whole.data.iter().map(|product| product.id).collect();
        assert_eq!(paged[..expected.len()], expected);
        assert!(paged.len() > 200);
        let favourites = shop.call(&cashier, catalog::list_products, json!({ "is_favourite": true })).await.unwrap();
        assert!(favourites.data.len() >= 15 && favourites.data.iter().all(|product| product.is_favourite));
        for cursor in ["", "x", "e30", "bnVsbA", "WzEsMl0"] {
            refused(shop.call(&cashier, catalog::list_products, json!({ "cursor": cursor })).await, Code::Invalid);
        }
        refused(shop.call(&cashier, catalog::list_products, json!({ "limit": 201 })).await, Code::Invalid);
    }

    async fn categories_are_changed_and_only_empty_ones_deleted(shop: Shop) {
        let owner = shop.owner().await;
        let dairy = shop.call(&owner, catalog::create_category, json!({ "name": "Dairy" })).await.unwrap();
        shop.call(&owner, catalog::create_category, json!({ "name": "Bread" })).await.unwrap();
        let input = json!({ "category_id": dairy.id, "name": "Milk & eggs", "position": 4 });
        let changed = shop.call(&owner, catalog::update_category, input).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.colour, changed.position), ("Milk & eggs", dairy.colour, 4));
        let input = json!({ "category_id": dairy.id, "name": "BREAD" });
        refused(shop.call(&owner, catalog::update_category, input).await, Code::Conflict);
        let input = json!({ "sku": "M", "name": "Milk", "price": "1.00", "category_id": dairy.id });
        let milk = shop.call(&owner, catalog::create_product, input).await.unwrap();
        let this = json!({ "category_id": dairy.id });
        refused(shop.call(&owner, catalog::delete_category, this.clone()).await, Code::Conflict);
        let input = json!({ "product_id": milk.id, "category_id": null });
        assert_eq!(shop.call(&owner, catalog::update_product, input).await.unwrap().category_id, None);
        shop.call(&owner, catalog::delete_category, this.clone()).await.unwrap();
        refused(shop.call(&owner, catalog::delete_category, this).await, Code::NotFound);
    }

    async fn a_product_is_changed_and_found_by_its_new_names_alone(shop: Shop) {
        let owner = shop.owner().await;
        let tax = shop.tax(&owner, "VAT", "20", true).await;
        let input = json!({
            "sku": "TEA", "name": "Green tea", "price": "2.0025", "cost_price": "1.00", "barcodes": ["4006381333931"],
            "tax_ids": [tax.id], "stock_quantity": "7",
        });
        let tea = shop.call(&owner, catalog::create_product, input).await.unwrap();
        let input = json!({ "product_id": tea.id, "name": "Black coffee", "barcodes": ["73513537"], "cost_price": null });
        let changed = shop.call(&owner, catalog::update_product, input).await.unwrap();
        assert_eq!(serde_json::to_value(&changed).unwrap()["price"], "2.0025");
        assert_eq!((changed.cost_price, changed.taxes.len(), changed.stock_quantity.to_string().as_str()), (None, 1, "7"));
        assert_eq!(names(&shop, &owner, "coffee").await, ["Black coffee"]);
        assert!(names(&shop, &owner, "green").await.is_empty());
        refused(shop.call(&owner, catalog::scan_product, json!({ "code": "4006381333931" })).await, Code::NotFound);
        shop.call(&owner, catalog::scan_product, json!({ "code": "73513537" })).await.unwrap();
        let input = json!({ "sku": "OTHER", "name": "Other", "price": "1.00", "barcodes": ["4006381333931"] });
        let other = shop.call(&owner, catalog::create_product, input).await.unwrap();
        for (field, value) in [("sku", json!("tea")), ("barcodes", json!(["73513537"]))] {
            let mut input = json!({ "product_id": other.id });
            input[field] = value;
            refused(shop.call(&owner, catalog::update_product, input).await, Code::Conflict);
        }
        let error = refused(
            shop.call(&owner, catalog::update_product, json!({ "product_id": other.id, "stock_quantity": "9" })).await,
            Code::Invalid,
        );
        assert_eq!(error.field.as_deref(), Some("stock_quantity"), "stock is moved by the inventory alone");
        let still = shop.call(&owner, catalog::scan_product, json!({ "code": "4006381333931" })).await.unwrap();
        assert_eq!(still.product.id, other.id, "a refused change changes nothing");
    }

    async fn a_product_that_was_sold_is_hidden_and_one_that_was_not_is_gone(shop: Shop) {
        let owner = shop.owner().await;
        let sold = shop.product(&owner, "SOLD", "1.00", "5", &[]).await;
        let unsold = shop.product(&owner, "UNSOLD", "1.00", "5", &[]).await;
        let sale = json!({ "items": [{ "product_id": sold, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "1.00" }] });
        let order = shop.call(&owner, vayupos::sales::checkout, sale.clone()).await.unwrap().order;
        for id in [&sold, &unsold] {
            shop.call(&owner, catalog::delete_product, json!({ "product_id": id })).await.unwrap();
        }
        refused(shop.call(&owner, catalog::get_product, json!({ "product_id": unsold })).await, Code::NotFound);
        refused(shop.call(&owner, catalog::delete_product, json!({ "product_id": unsold })).await, Code::NotFound);
        assert!(!shop.call(&owner, catalog::get_product, json!({ "product_id": sold })).await.unwrap().is_active);
        assert!(shop.call(&owner, catalog::list_products, json!({})).await.unwrap().data.is_empty());
        refused(shop.call(&owner, vayupos::sales::checkout, sale.clone()).await, Code::NotFound);
        let kept = shop.call(&owner, vayupos::sales::get_order, json!({ "order_id": order.id })).await.unwrap();
        assert_eq!(kept.items[0].name, "SOLD");
        shop.call(&owner, catalog::update_product, json!({ "product_id": sold, "is_active": true })).await.unwrap();
        shop.call(&owner, vayupos::sales::checkout, sale).await.unwrap();
    }

    async fn what_runs_low_is_listed(shop: Shop) {
        let owner = shop.owner().await;
        for (sku, stock, min, track) in [("ENOUGH", "6", "5", true), ("LOW", "5", "5", true), ("OUT", "0", "0", true), ("DRINK", "0", "5", false)] {
            let input = json!({
                "sku": sku, "name": sku, "price": "1.00", "stock_quantity": stock, "min_stock_level": min, "track_stock": track,
            });
            shop.call(&owner, catalog::create_product, input).await.unwrap();
        }
        let low = shop.call(&owner, catalog::list_low_stock, json!({})).await.unwrap();
        let names: Vec<_> = low.data.iter().map(|product| product.sku.as_str()).collect();
        assert_eq!(names, ["LOW", "OUT"]);
    }
}
