//! A sale as another program makes it.

use reqwest::{Method, StatusCode};
use serde_json::json;
use vayupos::id::Id;

use crate::program::{call, on_both};

on_both! {
    async fn a_sale_and_its_repeat(program: Program) {
        program.open_demo_shop().await;
        let cappuccino = program.scan("CB-004").await;
        let id = Id::now();
        let mut sale = json!({ "id": id, "items": [{ "product_id": cappuccino["id"], "quantity": "2" }] });
        let (status, quote) = program.post("/orders/quote", sale.clone()).await;
        assert_eq!(status, StatusCode::OK, "{quote}");
        sale["payments"] = json!([{ "method": "cash", "amount": "50.00" }]);
        sale["expected_total"] = quote["total"].clone();
        let (status, sold) = program.post("/orders/checkout", sale.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{sold}");
        assert_eq!(sold["order"]["total"], quote["total"]);
        let (status, again) = program.post("/orders/checkout", sale.clone()).await;
        assert_eq!((status, again), (StatusCode::CREATED, sold.clone()));
        sale["items"][0]["quantity"] = json!("3");
        sale["expected_total"] = json!(null);
        assert_eq!(program.post("/orders/checkout", sale).await.0, StatusCode::CONFLICT);
        let (_, orders) = program.get("/orders").await;
        assert_eq!(orders["data"].as_array().unwrap().len(), 1);
        assert_eq!(program.get(&format!("/orders/{id}")).await, (StatusCode::OK, sold["order"].clone()));
        assert_eq!(program.get("/orders/number/1-000001").await.1, sold["order"]);

        let url = format!("{}/api/v1/orders/{id}/receipt.pdf?copy=true", program.url);
        let response = program.client.get(url).bearer_auth(program.token.as_deref().unwrap()).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/pdf");
        assert!(response.bytes().await.unwrap().starts_with(b"%PDF-"));
    }

    async fn forty_buyers_over_the_wire_get_the_last_ten(program: Program) {
        program.open_demo_shop().await;
        program.sign_in("manager1", "manager123").await;
        let input = json!({ "sku": "LAST", "name": "Last ones", "price": "2.50", "stock_quantity": "10" });
        let (status, last) = program.post("/products", input).await;
        assert_eq!(status, StatusCode::CREATED);
        let buyers: Vec<_> = (0..40)
            .map(|_| {
                let (client, url, token) = (program.client.clone(), program.url.clone(), program.token.clone());
                let sale = json!({
                    "id": Id::now(), "items": [{ "product_id": last["id"], "quantity": "1" }],
                    "payments": [{ "method": "card", "amount": "2.50" }],
                });
                tokio::spawn(async move {
                    call(&client, &url, token.as_deref(), Method::POST, "/orders/checkout", Some(sale)).await.unwrap()
                })
            })
            .collect();
        let (mut sold, mut refused) = (0, 0);
        for buyer in buyers {
            match buyer.await.unwrap() {
                (StatusCode::CREATED, _) => sold += 1,
                (StatusCode::CONFLICT, body) if body["code"] == "out_of_stock" => refused += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((sold, refused), (10, 30));
        let (_, product) = program.get(&format!("/products/{}", last["id"].as_str().unwrap())).await;
        assert_eq!(product["stock_quantity"], "0");
        let (_, history) = program.get(&format!("/inventory/product/{}/history", last["id"].as_str().unwrap())).await;
        assert_eq!(history["data"].as_array().unwrap().len(), 10);
    }

    async fn pictures_of_barcodes_and_labels_are_files(program: Program) {
        program.open_demo_shop().await;
        let (one, other) = (program.scan("CB-004").await, program.scan("4011").await);
        let (one, other) = (one["id"].as_str().unwrap(), other["id"].as_str().unwrap());
        for (path, media_type, begins) in [
            ("/labels/barcode.svg?code=4006381333931".to_owned(), "image/svg+xml", "<svg "),
            ("/labels/barcode.svg?code=HELLO&kind=qr".to_owned(), "image/svg+xml", "<svg "),
            (format!("/labels/products.pdf?product_ids={one}&product_ids={other}&copies=2"), "application/pdf", "%PDF-"),
            (format!("/labels/products.pdf?product_ids={one},{other}&layout=roll_57x32"), "application/pdf", "%PDF-"),
        ] {
            let url = format!("{}/api/v1{path}", program.url);
            let response = program.client.get(url).bearer_auth(program.token.as_deref().unwrap()).send().await.unwrap();
            assert_eq!(response.headers()["content-type"], media_type, "{path}");
            assert!(response.bytes().await.unwrap().starts_with(begins.as_bytes()), "{path}");
        }
        let (status, error) = program.get("/labels/products.pdf?product_ids=nonsense").await;
        assert_eq!((status, error["field"].as_str()), (StatusCode::BAD_REQUEST, Some("product_ids")));
        let document: serde_json::Value =
            program.client.get(format!("{}/openapi.json", program.url)).send().await.unwrap().json().await.unwrap();
        let content = |path: &str| document["paths"][path]["get"]["responses"]["200"]["content"].clone();
        assert!(content("/api/v1/labels/barcode.svg")["image/svg+xml"].is_object());
        assert!(content("/api/v1/labels/products.pdf")["application/pdf"].is_object());
    }
}
