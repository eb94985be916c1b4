//! What the day tables and the reports say, against the orders beneath them.

use serde_json::{Value, json};
use vayupos::auth::Caller;
use vayupos::error::Code;
use vayupos::{catalog, reports, sales};

use crate::shop::{Shop, refused, stories, wire};

/// Runs statements of the test's own, in words that both engines understand.
pub(crate) async fn by_hand(shop: &Shop, text: &str) {
    use sqlx::{Connection, Executor};
    let text = sqlx::AssertSqlSafe(text.to_owned());
    if shop.url.starts_with("sqlite:") {
        let mut connection = sqlx::SqliteConnection::connect(&shop.url).await.unwrap();
        connection.execute(sqlx::raw_sql(text)).await.unwrap();
    } else {
        let mut connection = sqlx::PgConnection::connect(&shop.url).await.unwrap();
        connection.execute(sqlx::raw_sql(text)).await.unwrap();
    }
}

stories! {
    async fn a_damaged_day_is_named_and_healed(shop: Shop) {
        let cashier = shop.demo("cashier1").await;
        let products = shop.call(&cashier, vayupos::catalog::list_products, json!({ "limit": 3 })).await.unwrap();
        for discount in ["0", "2.5"] {
            let items: Vec<_> = products.data.iter().map(|product| json!({ "product_id": product.id, "quantity": 2 })).collect();
            let input = json!({
                "items": items, "discount_percent": discount, "payments": [{ "method": "cash", "amount": "1000.00" }],
            });
            shop.call(&cashier, sales::checkout, input).await.unwrap();
        }
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);

        by_hand(&shop, "update day_total set total_minor = total_minor + 1;
                        delete from day_method;
                        insert into day_customer (business_date, customer_id, orders) values ('2026-01-01', 'nobody', 1)").await;
        let differences = reports::compare_days(&shop.app).await.unwrap();
        let tables: Vec<_> = differences.iter().map(|difference| difference.table).collect();
        assert_eq!(tables, ["day_total", "day_method", "day_customer"]);
        assert!(differences[0].key.starts_with("business_date=2026-03-02 till_id="), "{differences:?}");
        assert_ne!(differences[0].stored, differences[0].expected);
        assert!(differences[1].stored.is_none() && differences[1].expected.as_ref().unwrap().starts_with("payments=2 "));
        assert!(differences[2].expected.is_none());

        reports::rebuild_days(&shop.app).await.unwrap();
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);
    }

    async fn sales_of_before_there_were_day_tables_are_added_when_the_program_starts(shop: Shop) {
        let owner = shop.owner().await;
        shop.call(&owner, vayupos::settings::update_shop, json!({ "time_zone": "Asia/Tokyo" })).await.unwrap();
        let tea = shop.product(&owner, "TEA", "2.00", "9", &[]).await;
        let input = json!({ "items": [{ "product_id": tea, "quantity": 1 }], "payments": [{ "method": "cash", "amount": "2.00" }] });
        shop.call(&owner, sales::checkout, input).await.unwrap();
        by_hand(&shop, "delete from day_total; delete from day_method; delete from day_tax; delete from day_product;
                        delete from day_built; update orders set business_hour = 0").await;
        assert_eq!(reports::compare_days(&shop.app).await.unwrap().len(), 3);
        let shop = shop.reopened().await;
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);
        by_hand(&shop, "update day_total set orders = 7 where hour = 18").await;
        assert_eq!(reports::compare_days(&shop.app).await.unwrap().len(), 1, "nine in the morning is six in the evening there");
    }
}

/// A product with a cost price, and its id.
async fn costed(shop: &Shop, owner: &Caller, sku: &str, price: &str, cost: Value, stock: &str, min: &str) -> String {
    let input = json!({
        "sku": sku, "name": sku, "price": price, "cost_price": cost, "stock_quantity": stock, "min_stock_level": min,
    });
    shop.call(owner, catalog::create_product, input).await.unwrap().id.to_string()
}

async fn sell(shop: &Shop, by: &Caller, product: &str, quantity: &str) -> sales::Order {
    let input = json!({
        "items": [{ "product_id": product, "quantity": quantity }], "payments": [{ "method": "cash", "amount": "100000.00" }],
    });
    shop.call(by, sales::checkout, input).await.unwrap().order
}

const ALL: [&str; 13] = [
    "sales",
    "margin",
    "hours",
    "cashiers",
    "discounts",
    "products-sales",
    "categories",
    "payment-methods",
    "taxes",
    "customers",
    "refunds",
    "inventory",
    "daily-summary",
];

stories! {
    async fn a_shop_without_sales_has_reports_full_of_nothing(shop: Shop) {
        let owner = shop.owner().await;
        let report = wire(shop.call(&owner, reports::get_sales_report, json!({})).await.unwrap());
        assert_eq!((&report["from"], &report["to"]), (&json!("2026-02-01"), &json!("2026-03-02")));
        assert_eq!(report["data"].as_array().unwrap().len(), 30);
        assert_eq!((&report["totals"]["total"], &report["totals"]["average"]), (&json!("0.00"), &json!("0.00")));
        assert_eq!(wire(shop.call(&owner, reports::get_margin_report, json!({})).await.unwrap())["totals"]["margin_percent"], json!(null));
        assert_eq!(shop.call(&owner, reports::get_hours_report, json!({})).await.unwrap().hours.len(), 24);
        assert!(shop.call(&owner, reports::get_cashiers_report, json!({})).await.unwrap().data.is_empty());
        assert!(shop.call(&owner, reports::list_product_sales, json!({})).await.unwrap().data.is_empty());
        assert!(shop.call(&owner, reports::get_refunds_report, json!({})).await.unwrap().data.is_empty());
        assert_eq!(wire(shop.call(&owner, reports::get_daily_summary, json!({})).await.unwrap())["expected_cash"], "0.00");
        assert_eq!(shop.call(&owner, reports::get_dashboard, json!({})).await.unwrap().low_stock, 0);
        for report in ALL {
            let pdf = shop.call(&owner, reports::export_report_pdf, json!({ "report": report })).await.unwrap();
            assert!(pdf.bytes.starts_with(b"%PDF-"), "{report}");
        }
    }

    async fn impossible_days_and_strange_fields_are_refused(shop: Shop) {
        let owner = shop.owner().await;
        for (input, field) in [
            (json!({ "from": "2026-03-02", "to": "2026-03-01" }), Some("from")),
            (json!({ "from": "2026-03-03" }), Some("from")),
            (json!({ "from": "2021-03-01", "to": "2026-03-02" }), Some("from")),
            (json!({ "to": "+12026-03-02" }), Some("to")),
            (json!({ "from": "2026-02-30" }), Some("from")),
            (json!({ "group_by": "year" }), Some("group_by")),
            (json!({ "till_id": "1" }), Some("till_id")),
            (json!({ "until": "2026-03-01" }), Some("until")),
        ] {
            let error = refused(shop.call(&owner, reports::get_sales_report, input.clone()).await, Code::Invalid);
            assert_eq!(error.field.as_deref(), field, "{input} {error:?}");
        }
        for cursor in ["x", "WzEsMl0"] {
            let input = json!({ "cursor": cursor });
            refused(shop.call(&owner, reports::list_product_sales, input.clone()).await, Code::Invalid);
            refused(shop.call(&owner, reports::get_customers_report, input.clone()).await, Code::Invalid);
            refused(shop.call(&owner, reports::get_refunds_report, input.clone()).await, Code::Invalid);
            refused(shop.call(&owner, reports::get_inventory_report, input).await, Code::Invalid);
        }
        refused(shop.call(&owner, reports::list_product_sales, json!({ "q": "x".repeat(101) })).await, Code::Invalid);
        for input in [
            json!({ "report": "secrets" }),
            json!({ "report": "sales", "q": "tea" }),
            json!({ "report": "customers", "group_by": "day" }),
            json!({ "report": "daily-summary", "from": "2026-03-01" }),
            json!({ "report": "inventory", "till_id": vayupos::id::Id::now() }),
            json!({ "report": "sales", "limit": 5 }),
        ] {
            refused(shop.call(&owner, reports::export_report_csv, input.clone()).await, Code::Invalid);
            refused(shop.call(&owner, reports::export_report_pdf, input).await, Code::Invalid);
        }
        shop.call(&owner, reports::get_sales_report, json!({ "from": "2021-03-02" })).await.unwrap();
    }

    async fn reports_are_for_managers_and_the_stock_also_for_who_keeps_it(shop: Shop) {
        let owner = shop.owner().await;
        let (manager, cashier, officer) =
            (shop.staff(&owner, "manager").await, shop.staff(&owner, "cashier").await, shop.staff(&owner, "inventory_officer").await);
        shop.call(&manager, reports::get_sales_report, json!({})).await.unwrap();
        shop.call(&officer, reports::get_inventory_report, json!({})).await.unwrap();
        refused(shop.call(&officer, reports::get_sales_report, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, reports::get_sales_report, json!({})).await, Code::Forbidden);
        refused(shop.call(&cashier, reports::get_inventory_report, json!({})).await, Code::Forbidden);
        for report in ALL {
            let input = json!({ "report": report });
            refused(shop.call(&cashier, reports::export_report_csv, input.clone()).await, Code::Forbidden);
            shop.call(&manager, reports::export_report_csv, input.clone()).await.unwrap();
            let outcome = shop.call(&officer, reports::export_report_csv, input).await;
            if report == "inventory" {
                outcome.unwrap();
            } else {
                refused(outcome, Code::Forbidden);
            }
        }
    }

    async fn the_shelf_is_counted_and_valued(shop: Shop) {
        let owner = shop.owner().await;
        costed(&shop, &owner, "Apple", "0.5050", json!("0.3333"), "3", "1").await;
        let tea = costed(&shop, &owner, "Tea", "2.00", json!(null), "5", "4").await;
        costed(&shop, &owner, "Zest", "9.99", json!("4.00"), "0", "0").await;
        sell(&shop, &owner, &tea, "1").await;
        let report = wire(shop.call(&owner, reports::get_inventory_report, json!({ "limit": 2 })).await.unwrap());
        let rows = report["data"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        // 3 × 0.3333 = 0.9999 and 3 × 0.505 = 1.515, each rounded once.
        assert_eq!((&rows[0]["cost_value"], &rows[0]["retail_value"], &rows[0]["status"]), (&json!("1.00"), &json!("1.52"), &json!("enough")));
        assert_eq!((&rows[1]["cost_value"], &rows[1]["retail_value"], &rows[1]["status"]), (&json!(null), &json!("8.00"), &json!("low")));
        assert_eq!(report["totals"], json!({
            "products": 3, "low": 2, "out": 1, "without_cost": 1, "cost_value": "1.00", "retail_value": "9.52",
        }));
        let next = json!({ "limit": 2, "cursor": report["next_cursor"] });
        let report = wire(shop.call(&owner, reports::get_inventory_report, next).await.unwrap());
        assert_eq!((&report["data"][0]["name"], &report["data"][0]["status"]), (&json!("Zest"), &json!("out")));
        assert_eq!(report["next_cursor"], json!(null));
        let low = shop.call(&owner, reports::get_inventory_report, json!({ "low_only": true })).await.unwrap();
        assert_eq!(low.data.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Tea", "Zest"]);
    }

    async fn a_cost_beyond_all_measure_stops_no_sale(shop: Shop) {
        let owner = shop.owner().await;
        let gold = costed(&shop, &owner, "Gold", "0.01", json!("100000000"), "1000000", "0").await;
        sell(&shop, &owner, &gold, "1000000").await;
        sell(&shop, &owner, &costed(&shop, &owner, "Tin", "0.01", json!("1.005"), "9", "0").await, "1").await;
        let margin = wire(shop.call(&owner, reports::get_margin_report, json!({})).await.unwrap());
        assert_eq!(margin["totals"]["cost"], "10000000001.01");
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);
    }

    async fn products_are_found_by_beginnings_of_words(shop: Shop) {
        let owner = shop.owner().await;
        for (sku, quantity) in [("Green tea", "1"), ("Black tea", "3"), ("Coffee %_", "2")] {
            let id = costed(&shop, &owner, sku, "2.00", json!("1.00"), "9", "0").await;
            sell(&shop, &owner, &id, quantity).await;
        }
        for (q, names, total) in [
            ("", vec!["Black tea", "Coffee %_", "Green tea"], "12.00"),
            ("TE", vec!["Black tea", "Green tea"], "8.00"),
            ("tea gre", vec!["Green tea"], "2.00"),
            ("ea", vec![], "0.00"),
            ("%", vec!["Black tea", "Coffee %_", "Green tea"], "12.00"),
        ] {
            let report = shop.call(&owner, reports::list_product_sales, json!({ "q": q })).await.unwrap();
            assert_eq!(report.data.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), names, "{q}");
            assert_eq!((wire(&report)["totals"]["total"].clone(), report.products), (json!(total), names.len() as i64));
        }
    }

    async fn sales_of_forty_at_once_are_all_in_the_days(shop: Shop) {
        let owner = shop.owner().await;
        let mut products = Vec::new();
        for sku in ["A", "B", "C"] {
            products.push(costed(&shop, &owner, sku, "1.00", json!("0.40"), "1000", "0").await);
        }
        let shop = std::sync::Arc::new(shop);
        let sales = (0..40).map(|place| {
            let (shop, owner, mut products) = (shop.clone(), owner.clone(), products.clone());
            tokio::spawn(async move {
                products.rotate_left(place % 3);
                let items: Vec<_> = products.iter().map(|id| json!({ "product_id": id, "quantity": 1 })).collect();
                let input = json!({ "items": items, "payments": [{ "method": "cash", "amount": "3.00" }] });
                shop.call(&owner, sales::checkout, input).await.unwrap();
            })
        });
        for sale in sales.collect::<Vec<_>>() {
            sale.await.unwrap();
        }
        assert_eq!(reports::compare_days(&shop.app).await.unwrap(), []);
        let report = wire(shop.call(&owner, reports::get_sales_report, json!({})).await.unwrap());
        assert_eq!((&report["totals"]["orders"], &report["totals"]["total"]), (&json!(40), &json!("120.00")));
    }

    async fn a_report_is_a_file_whose_rows_are_the_report(shop: Shop) {
        let owner = shop.owner().await;
        shop.call(&owner, vayupos::settings::update_shop, json!({ "name": "=Ecke, \"Mitte\"" })).await.unwrap();
        let vat = shop.tax(&owner, "VAT", "20", true).await;
        for (sku, quantity) in [("=HYPERLINK(1)", "1"), ("Tea, \"green\"", "2"), ("漢字 שלום", "3")] {
            let id = shop.product(&owner, sku, "2.00", "9", &[&vat]).await;
            sell(&shop, &owner, &id, quantity).await;
        }
        let input = json!({ "report": "products-sales" });
        let csv = shop.call(&owner, reports::export_report_csv, input.clone()).await.unwrap();
        assert_eq!((csv.file_name.as_str(), csv.content_type), ("products-sales-2026-02-01-to-2026-03-02.csv", "text/csv; charset=utf-8"));
        let text = String::from_utf8(csv.bytes).unwrap();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines[0], "SKU,Product,Category,Unit,Quantity,Gross,Discount,Net,Tax,Total,Returned,Refund net,Refund tax,\
                              Refund total,Net sales,Cost,Margin,Margin %,Lines without cost");
        assert_eq!(lines[1], "漢字 שלום,漢字 שלום,,each,3,6.00,0.00,5.00,1.00,6.00,0,0.00,0.00,0.00,5.00,0.00,5.00,100.00,1");
        assert_eq!(lines[2].split(',').next(), Some("\"Tea"));
        assert!(lines[3].starts_with("'=HYPERLINK(1),'=HYPERLINK(1),"));
        assert_eq!(lines.len(), 4, "sums are the reader's");
        for report in ALL {
            let csv = shop.call(&owner, reports::export_report_csv, json!({ "report": report })).await.unwrap();
            let text = String::from_utf8(csv.bytes).unwrap();
            let width = text.lines().next().unwrap().split(',').count();
            if report != "products-sales" && report != "inventory" && report != "daily-summary" {
                assert!(text.lines().all(|line| line.split(',').count() == width), "{report} {text}");
            }
            let pdf = shop.call(&owner, reports::export_report_pdf, json!({ "report": report })).await.unwrap();
            assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.content_type == "application/pdf", "{report}");
            assert!(pdf.file_name.starts_with(report) && pdf.file_name.ends_with(".pdf"));
        }
        let weeks = json!({ "report": "sales", "group_by": "week", "from": "2026-02-23", "to": "2026-03-02" });
        let csv = shop.call(&owner, reports::export_report_csv, weeks).await.unwrap();
        let text = String::from_utf8(csv.bytes).unwrap();
        assert!(text.contains("\r\n2026-W09,0,0,0.00,") && text.contains("\r\n2026-W10,3,6,12.00,"), "{text}");
    }
}
