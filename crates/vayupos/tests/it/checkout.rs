//! Ringing up and taking the money.

use serde_json::{Value, json};
use vayupos::error::Code;
use vayupos::{catalog, inventory, receipts, sales, settings};

use crate::shop::{refused, stories, wire};

fn sale(product: &str, quantity: &str, method: &str, amount: &str) -> Value {
    json!({
        "items": [{ "product_id": product, "quantity": quantity }],
        "payments": [{ "method": method, "amount": amount }],
    })
}

stories! {
    async fn a_true_sale_from_quote_to_receipt(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "currency": "EUR", "time_zone": "Europe/Berlin", "name": "Ecke", "address": "Hauptstr. 1\nBerlin" });
        shop.call(&owner, settings::update_shop, input).await.unwrap();
        let food = shop.tax(&owner, "VAT 7%", "7", true).await;
        let service = shop.tax(&owner, "Service 10%", "10", false).await;
        let bread = shop.product(&owner, "BREAD", "3.20", "10", &[&food]).await;
        let lunch = shop.product(&owner, "LUNCH", "12.50", "5", &[&food, &service]).await;
        let mut ticket = json!({
            "items": [
                { "product_id": bread, "quantity": "2", "discount_percent": "10" },
                { "product_id": lunch, "quantity": "1", "note": "no onions" },
            ],
            "discount_amount": "1.00", "notes": "table 4",
        });
        // By hand: 5.76 + 12.50 = 18.26, less 1.00 as 0.32 + 0.68; 5.44 holds 0.36 of 7 %; 11.82 holds 0.77, and
        // 10 % of its 11.05 is 1.11 on top (1.105 rounds up).
        let quote = wire(shop.call(&owner, sales::quote_order, ticket.clone()).await.unwrap());
        for (field, value) in [
            ("subtotal", "18.26"), ("discount_total", "1.00"), ("savings_total", "1.64"), ("net", "16.13"),
            ("tax_total", "2.24"), ("total", "18.37"), ("cash_payable", "18.37"), ("cash_rounding", "0.00"), ("item_count", "3"),
        ] {
            assert_eq!(quote[field], value, "{field} of {quote:#}");
        }
        assert_eq!(quote["quick_cash"], json!(["20.00", "50.00", "100.00", "200.00"]));
        assert_eq!(quote["taxes"][0], json!({ "name": "VAT 7%", "rate": "7", "included": true, "net": "16.13", "tax": "1.13" }));
        assert_eq!(quote["items"][0]["available"], "10");
        assert!(shop.call(&owner, sales::list_orders, json!({})).await.unwrap().data.is_empty(), "a quote writes nothing");

        ticket["payments"] = json!([
            { "method": "card", "amount": "8.37", "reference": "T-77" }, { "method": "cash", "amount": "20.00" },
        ]);
        ticket["expected_total"] = json!("18.37");
        let sold = wire(shop.call(&owner, sales::checkout, ticket).await.unwrap());
        assert_eq!(sold["change"], "10.00");
        assert_eq!(sold["order"]["order_number"], "1-000001");
        assert_eq!(sold["order"]["status"], "completed");
        assert_eq!(sold["order"]["business_date"], "2026-03-02");
        assert_eq!(sold["order"]["cashier"]["name"], "Olga Owner");
        assert_eq!(sold["payments"][1]["amount"], "10.00");
        assert_eq!(sold["payments"][1]["given"], "20.00");
        for field in ["total", "net", "tax_total", "taxes", "savings_total"] {
            assert_eq!(sold["order"][field], quote[field], "{field}");
        }
        let id = sold["order"]["id"].clone();
        let again = wire(shop.call(&owner, sales::get_order, json!({ "order_id": id })).await.unwrap());
        assert_eq!(again, sold["order"]);
        let by_number = shop.call(&owner, sales::get_order_by_number, json!({ "order_number": "1-000001" })).await.unwrap();
        assert_eq!(wire(by_number), again);

        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": bread })).await.unwrap();
        let log = wire(&history.data[0]);
        assert_eq!((&log["quantity"], &log["before"], &log["after"]), (&json!("-2"), &json!("10"), &json!("8")));
        assert_eq!((&log["reason"], &log["reference"]), (&json!("sale"), &json!("1-000001")));

        let receipt = wire(shop.call(&owner, receipts::get_receipt, json!({ "order_id": id, "copy": true })).await.unwrap());
        assert_eq!(receipt["sold_at"], "2026-03-02 10:00", "by the shop's clock");
        assert_eq!(receipt["items"][0]["detail"], "2 × 3.20");
        assert_eq!(receipt["items"][0]["discount"], "0.64");
        assert_eq!(receipt["items"][1]["note"], "no onions");
        assert_eq!((&receipt["total"], &receipt["change"], &receipt["copy"]), (&json!("18.37"), &json!("10.00"), &json!(true)));
        let pdf = shop.call(&owner, receipts::get_receipt_pdf, json!({ "order_id": id })).await.unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.file_name == "receipt-1-000001.pdf");
    }

    async fn a_sale_sent_twice_is_sold_once(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "10", &[]).await;
        let mut input = sale(&tea, "2", "cash", "10.00");
        input["id"] = json!(vayupos::id::Id::now());
        let first = wire(shop.call(&owner, sales::checkout, input.clone()).await.unwrap());
        let mut again = input.clone();
        again["expected_total"] = json!("5.00");
        assert_eq!(wire(shop.call(&owner, sales::checkout, again).await.unwrap()), first);
        let shop = shop.reopened().await;
        assert_eq!(wire(shop.call(&owner, sales::checkout, input.clone()).await.unwrap()), first);
        input["items"][0]["quantity"] = json!("3");
        let error = refused(shop.call(&owner, sales::checkout, input).await, Code::Conflict);
        assert_eq!(error.details.unwrap()["order_id"], first["order"]["id"]);
        assert_eq!(shop.call(&owner, sales::list_orders, json!({})).await.unwrap().data.len(), 1);
        let tea = shop.call(&owner, catalog::get_product, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(tea.stock_quantity.to_string(), "8");
    }

    async fn a_refused_sale_leaves_no_trace_and_no_gap_in_the_numbers(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "3", &[]).await;
        let milk = shop.product(&owner, "MILK", "1.00", "9", &[]).await;
        shop.call(&owner, sales::checkout, sale(&tea, "1", "cash", "2.50")).await.unwrap();

        let mut both = sale(&milk, "1", "cash", "20.00");
        both["items"].as_array_mut().unwrap().extend([
            json!({ "product_id": tea, "quantity": "2" }), json!({ "product_id": tea, "quantity": "1" }),
        ]);
        let error = refused(shop.call(&owner, sales::checkout, both).await, Code::OutOfStock);
        let details = error.details.unwrap();
        assert_eq!((&details["asked"], &details["available"]), (&json!("3"), &json!("2")), "two lines of one product count together");
        assert_eq!(details["product_name"], "TEA");
        let error = refused(shop.call(&owner, sales::checkout, sale(&tea, "2", "cash", "4.99")).await, Code::InsufficientTender);
        assert_eq!(error.details.unwrap(), json!({ "due": "5.00", "given": "4.99" }));
        refused(shop.call(&owner, sales::checkout, sale(&tea, "1", "card", "2.51")).await, Code::Invalid);
        let mut stale = sale(&tea, "1", "cash", "5.00");
        stale["expected_total"] = json!("2.40");
        let error = refused(shop.call(&owner, sales::checkout, stale).await, Code::Conflict);
        assert_eq!(error.details.unwrap()["total"], "2.50");
        let mut unknown = sale(&tea, "1", "cash", "5.00");
        unknown["customer_id"] = json!(vayupos::id::Id::now());
        refused(shop.call(&owner, sales::checkout, unknown).await, Code::NotFound);

        let next = shop.call(&owner, sales::checkout, sale(&tea, "2", "cash", "5.00")).await.unwrap();
        assert_eq!(next.order.order_number, "1-000002");
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": tea })).await.unwrap();
        assert_eq!(history.data.len(), 2);
        let milk = shop.call(&owner, catalog::get_product, json!({ "product_id": milk })).await.unwrap();
        assert_eq!(milk.stock_quantity.to_string(), "9");
    }

    async fn hostile_sales_are_refused_by_field(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "2.50", "1000", &[]).await;
        let item = |field: &str, value: Value| {
            let mut input = sale(&tea, "1", "cash", "100.00");
            input["items"][0][field] = value;
            (input, format!("items[0].{field}"))
        };
        for (input, field) in [
            item("quantity", json!("0")), item("quantity", json!("-1")), item("quantity", json!("0.5")),
            item("quantity", json!("1e2")), item("quantity", json!(null)), item("quantity", json!("9999999")),
            item("discount_percent", json!("101")), item("discount_percent", json!("-1")), item("discount_amount", json!("2.51")),
            item("discount_amount", json!("-0.01")), item("discount_amount", json!("0.001")), item("unit_price", json!("-1")),
            item("unit_price", json!("1.00001")), item("price", json!("0.01")), item("note", json!("x".repeat(501))),
            item("product_id", json!("TEA")),
        ] {
            let error = refused(shop.call(&owner, sales::checkout, input).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), Some(field.as_str()), "{error:?}");
        }
        for (field, value) in [
            ("items", json!([])), ("payments", json!([])), ("payments", json!([{ "method": "cash", "amount": "-1.00" }])),
            ("payments", json!([{ "method": "shells", "amount": "1.00" }])), ("payments", json!([{ "method": "card", "amount": "0.00" }])),
            ("payments", json!([{ "method": "loyalty_points", "amount": "2.50" }])), ("discount_amount", json!("2.51")),
            ("total", json!("0.01")), ("id", json!("1")),
        ] {
            let mut input = sale(&tea, "1", "cash", "100.00");
            input[field] = value.clone();
            let error = shop.call(&owner, sales::checkout, input).await.unwrap_err();
            let expected = if value == json!([]) && field == "payments" { Code::InsufficientTender } else { Code::Invalid };
            assert_eq!(error.code, expected, "{field} {value} {error:?}");
        }
        let many: Vec<_> = (0..501).map(|_| json!({ "product_id": tea, "quantity": "1" })).collect();
        refused(shop.call(&owner, sales::quote_order, json!({ "items": many })).await, Code::Invalid);
        let unknown = sale(&vayupos::id::Id::now().to_string(), "1", "cash", "1.00");
        refused(shop.call(&owner, sales::checkout, unknown).await, Code::NotFound);
        assert!(shop.call(&owner, sales::list_orders, json!({})).await.unwrap().data.is_empty());
    }

    async fn a_cashier_sells_at_the_shops_prices_and_discounts_within_the_limit(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "10.00", "100", &[]).await;
        let cashier = shop.staff(&owner, "cashier").await;
        let officer = shop.staff(&owner, "inventory_officer").await;
        let with = |field: &str, value: &str, place: &str| {
            let mut input = sale(&tea, "1", "cash", "10.00");
            match place {
                "line" => input["items"][0][field] = json!(value),
                _ => input[field] = json!(value),
            }
            input
        };
        for (field, value, place) in [
            ("unit_price", "9.99", "line"), ("unit_price", "10.01", "line"), ("discount_percent", "10.1", "line"),
            ("discount_amount", "1.01", "line"), ("discount_percent", "11", "order"), ("discount_amount", "1.01", "order"),
        ] {
            refused(shop.call(&cashier, sales::quote_order, with_no_payments(with(field, value, place))).await, Code::Forbidden);
            refused(shop.call(&cashier, sales::checkout, with(field, value, place)).await, Code::Forbidden);
        }
        for (field, value, place) in [
            ("unit_price", "10.00", "line"), ("discount_percent", "10", "line"), ("discount_amount", "1.00", "order"),
        ] {
            shop.call(&cashier, sales::checkout, with(field, value, place)).await.unwrap();
        }
        let sweet = shop.product(&owner, "SWEET", "0.06", "100", &[]).await;
        let mut input = sale(&sweet, "1", "cash", "0.05");
        input["items"][0]["discount_percent"] = json!("10");
        shop.call(&cashier, sales::checkout, input).await.expect("ten percent is ten percent, also of six cents");
        let cheap = shop.call(&owner, sales::checkout, with("unit_price", "4.00", "line")).await.unwrap();
        assert_eq!(wire(cheap.order.items[0].list_price), "10.00");
        assert_eq!(wire(cheap.change), "6.00");
        refused(shop.call(&officer, sales::checkout, sale(&tea, "1", "cash", "10.00")).await, Code::Forbidden);
    }

    async fn cash_is_rounded_where_the_small_coins_are_gone_and_cards_are_not(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "currency": "CHF", "cash_rounding": "0.05" });
        shop.call(&owner, settings::update_shop, input).await.unwrap();
        let tea = shop.product(&owner, "TEA", "10.07", "100", &[]).await;
        let cash = shop.call(&owner, sales::checkout, sale(&tea, "1", "cash", "20.00")).await.unwrap();
        assert_eq!((wire(cash.order.cash_rounding), wire(cash.change)), (json!("-0.02"), json!("9.95")));
        assert_eq!(wire(cash.payments[0].amount), "10.05");
        let card = shop.call(&owner, sales::checkout, sale(&tea, "1", "card", "10.07")).await.unwrap();
        assert_eq!(wire(card.order.cash_rounding), "0.00");
        let mut split = sale(&tea, "1", "card", "5.00");
        split["payments"].as_array_mut().unwrap().push(json!({ "method": "cash", "amount": "5.05" }));
        let split = shop.call(&owner, sales::checkout, split).await.unwrap();
        assert_eq!((wire(split.order.cash_rounding), wire(split.change)), (json!("-0.02"), json!("0.00")), "only the cash part");
        refused(shop.call(&owner, sales::checkout, sale(&tea, "1", "cash", "10.04")).await, Code::InsufficientTender);
    }

    async fn a_product_without_counted_stock_is_never_out_of_it(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "sku": "ESP", "name": "Espresso", "price": "2.40", "track_stock": false });
        let espresso = shop.call(&owner, catalog::create_product, input).await.unwrap().id.to_string();
        shop.call(&owner, sales::checkout, sale(&espresso, "40", "cash", "100.00")).await.unwrap();
        let history = shop.call(&owner, inventory::list_product_history, json!({ "product_id": espresso })).await.unwrap();
        assert!(history.data.is_empty());
    }

    async fn goods_that_are_weighed_are_sold_by_the_gram(shop: Shop) {
        let owner = shop.owner().await;
        let input = json!({ "sku": "4664", "name": "Tomatoes", "price": "2.40", "unit": "kg", "sold_by_weight": true, "stock_quantity": "5.5" });
        let tomatoes = shop.call(&owner, catalog::create_product, input).await.unwrap().id.to_string();
        let sold = shop.call(&owner, sales::checkout, sale(&tomatoes, "0.640", "cash", "2.00")).await.unwrap();
        assert_eq!((wire(sold.order.total), wire(sold.order.item_count)), (json!("1.54"), json!("1")));
        let receipt = shop.call(&owner, receipts::get_receipt, json!({ "order_id": sold.order.id })).await.unwrap();
        assert_eq!(receipt.items[0].detail.as_deref(), Some("0.64 kg × 2.40/kg"));
        let left = shop.call(&owner, catalog::get_product, json!({ "product_id": tomatoes })).await.unwrap();
        assert_eq!(left.stock_quantity.to_string(), "4.86");
    }

    async fn orders_are_listed_newest_first_page_by_page(shop: Shop) {
        let owner = shop.owner().await;
        let tea = shop.product(&owner, "TEA", "1.00", "100", &[]).await;
        for _ in 0..7 {
            shop.clock.advance(chrono::TimeDelta::milliseconds(1500));
            shop.call(&owner, sales::checkout, sale(&tea, "1", "cash", "1.00")).await.unwrap();
        }
        let mut numbers = Vec::new();
        let mut cursor = Value::Null;
        loop {
            let page = shop.call(&owner, sales::list_orders, json!({ "limit": 3, "cursor": cursor })).await.unwrap();
            numbers.extend(page.data.into_iter().map(|order| order.order_number));
            match page.next_cursor {
                Some(next) => cursor = json!(next),
                None => break,
            }
        }
        let expected: Vec<_> = (1..=7).rev().map(|number| format!("1-{number:06}")).collect();
        assert_eq!(numbers, expected);
        refused(shop.call(&owner, sales::get_order, json!({ "order_id": vayupos::id::Id::now() })).await, Code::NotFound);
        refused(shop.call(&owner, sales::get_order_by_number, json!({ "order_number": "1-999999" })).await, Code::NotFound);
    }
}

fn with_no_payments(mut input: Value) -> Value {
    input.as_object_mut().unwrap().remove("payments");
    input
}
