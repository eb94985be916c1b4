//! The plug is pulled in the middle of the day.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vayupos::id::Id;

use crate::program::{call, on_both};

on_both! {
    async fn what_was_acknowledged_is_there_and_what_was_not_can_be_sent_again(program: Program) {
        program.open_demo_shop().await;
        let tea = program.scan("CB-004").await;
        let sale_of = |id: Id, quantity: &str| json!({
            "id": id, "items": [{ "product_id": tea["id"], "quantity": quantity }],
            "payments": [{ "method": "cash", "amount": "20.00" }],
        });
        let sale = |id: Id| sale_of(id, "1");
        let basket = format!("/baskets/{}", Id::now());
        for round in 0..3_u32 {
            let saved = json!({ "revision": round, "items": [{ "product_id": tea["id"], "quantity": round + 1 }] });
            assert_eq!(program.call(Method::PUT, &basket, Some(saved.clone())).await.0, StatusCode::OK);
            // Sales keep coming while the plug is pulled; each remembers whether it got its answer.
            let ids: Vec<Id> = (0..30).map(|_| Id::now()).collect();
            // Among them are some of more than there is, which share what the others share until they fail.
            let refused: Vec<Id> = (0..6).map(|_| Id::now()).collect();
            let send = |sale: Value| {
                let (client, url, token) = (program.client.clone(), program.url.clone(), program.token.clone());
                tokio::spawn(async move {
                    call(&client, &url, token.as_deref(), Method::POST, "/orders/checkout", Some(sale)).await
                })
            };
            let mut running = Vec::new();
            for (place, id) in ids.iter().enumerate() {
                running.push(send(sale(*id)));
                if place % 5 == 4 {
                    send(sale_of(refused[place / 5], "9000"));
                }
            }
            let mut running = running.into_iter();
            let mut answers: Vec<Option<Value>> = Vec::new();
            for sale in running.by_ref().take(5) {
                answers.push(sale.await.unwrap().ok().map(|(_, body)| body));
            }
            program.pull_the_plug();
            for sale in running {
                answers.push(sale.await.unwrap().ok().map(|(_, body)| body));
            }
            for (id, answer) in ids.iter().zip(answers) {
                if let Some(answer) = answer {
                    let (status, order) = program.get(&format!("/orders/{id}")).await;
                    assert_eq!((status, &order), (StatusCode::OK, &answer["order"]), "an acknowledged sale is there");
                }
                let (status, again) = program.post("/orders/checkout", sale(*id)).await;
                assert_eq!((status, &again["order"]["id"]), (StatusCode::CREATED, &json!(id)), "{again}");
            }
            for id in refused {
                assert_eq!(program.get(&format!("/orders/{id}")).await.0, StatusCode::NOT_FOUND, "no trace of it");
            }
            let (_, baskets) = program.get("/baskets").await;
            assert_eq!(baskets["data"][0]["items"][0]["quantity"], json!((round + 1).to_string()), "the basket survives");
        }
        let (_, orders) = program.get("/orders?limit=200").await;
        let numbers: Vec<&str> = orders["data"].as_array().unwrap().iter().map(|order| order["order_number"].as_str().unwrap()).collect();
        assert_eq!(numbers.len(), 90, "each sale once");
        let mut expected: Vec<String> = (1..=90).map(|number| format!("1-{number:06}")).collect();
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sorted, expected, "no number twice and none missing");
        program.sign_in("manager1", "manager123").await;
        let (_, verdict) = program.get("/upkeep/verify").await;
        assert_eq!(verdict["holds"], json!(true), "{verdict}");
    }
}
