//! A rush hour: eight tills sell three lines each through a running server, as fast as it answers.
//!
//! `vayupos seed --demo --days 0 --database sqlite:/tmp/rush.db`, `vayupos serve --database sqlite:/tmp/rush.db`, then
//! `cargo run --release --package vayupos-server --example rush -- http://127.0.0.1:8000`

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop there")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

const CLIENTS: usize = 8;
const SECONDS: u64 = 15;

async fn post(client: &Client, url: &str, token: &str, body: &Value) -> Value {
    let answer = client.post(url).bearer_auth(token).json(body).send().await.unwrap();
    let (status, body) = (answer.status(), answer.json::<Value>().await.unwrap());
    assert!(status.is_success(), "{status} {body}");
    body
}

/// How often a second eight clients get an answer.
async fn rate<F: Future<Output = ()> + Send + 'static>(turn: impl Fn(usize) -> F + Clone + Send + 'static) -> f64 {
    let done = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (turn, done) = (turn.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                while begun.elapsed() < Duration::from_secs(SECONDS) {
                    turn(client).await;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64()
}

#[tokio::main]
async fn main() {
    let server = std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8000".into());
    let client = Client::new();
    let login = json!({ "username": "admin", "password": "admin123" });
    let session: Value =
        client.post(format!("{server}/api/v1/auth/login")).json(&login).send().await.unwrap().json().await.unwrap();
    let token = session["access_token"].as_str().unwrap().to_owned();
    let mut baskets = Vec::new();
    let mut tokens = Vec::new();
    for till in 0..CLIENTS {
        // Each at a till of its own with a cashier of its own, as in a shop.
        let code = format!("R{}", vayupos::id::Id::now().to_string().replace('-', "").split_off(25));
        let place =
            post(&client, &format!("{server}/api/v1/tills"), &token, &json!({ "code": code, "name": code })).await;
        let (username, password) = (code.to_lowercase(), "three red pencils");
        let cashier = json!({ "username": username, "password": password, "role": "cashier" });
        post(&client, &format!("{server}/api/v1/auth/register"), &token, &cashier).await;
        let login = json!({ "username": username, "password": password, "till_id": place["id"] });
        let session: Value =
            client.post(format!("{server}/api/v1/auth/login")).json(&login).send().await.unwrap().json().await.unwrap();
        tokens.push(session["access_token"].as_str().unwrap().to_owned());
        let mut items = Vec::new();
        for line in 0..3 {
            let product = json!({
                "sku": format!("RUSH-{till}-{line}-{}", vayupos::id::Id::now()), "name": "Rush", "price": "1.29",
                "stock_quantity": "1000000",
            });
            let product = post(&client, &format!("{server}/api/v1/products"), &token, &product).await;
            items.push(json!({ "product_id": product["id"], "quantity": "1" }));
        }
        baskets.push(json!({ "items": items, "payments": [{ "method": "cash", "amount": "5.00" }] }));
    }
    let floor = {
        let (client, url) = (client.clone(), format!("{server}/health"));
        rate(move |_| {
            let request = client.get(url.clone());
            async move { assert!(request.send().await.unwrap().status().is_success()) }
        })
        .await
    };
    println!("{CLIENTS} clients, the answer to /health (baseline): {floor:.0} a second");
    let (baskets, tokens) = (Arc::new(baskets), Arc::new(tokens));
    let sales = rate(move |till| {
        let (client, server, baskets, tokens) =
            (client.clone(), server.clone(), Arc::clone(&baskets), Arc::clone(&tokens));
        async move {
            let mut basket = baskets[till].clone();
            basket["id"] = json!(vayupos::id::Id::now());
            post(&client, &format!("{server}/api/v1/orders/checkout"), &tokens[till], &basket).await;
        }
    })
    .await;
    println!("{CLIENTS} clients, sales of three lines: {sales:.0} a second");
}
