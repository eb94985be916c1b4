//! Statuses, error bodies and strangers.

use reqwest::header::{HOST, ORIGIN};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::program::{Program, on_both};

on_both! {
    async fn every_refusal_has_its_status_and_its_code(program: Program) {
        assert_eq!(program.get("/auth/me").await, (
            StatusCode::UNAUTHORIZED, json!({ "code": "unauthenticated", "message": "Please sign in." }),
        ));
        program.open_demo_shop().await;
        let wrong = json!({ "username": "cashier1", "password": "wrong" });
        for (method, path, body, status, code) in [
            (Method::POST, "/auth/login", Some(wrong), StatusCode::UNAUTHORIZED, "invalid_credentials"),
            (Method::POST, "/setup/demo", Some(json!({})), StatusCode::CONFLICT, "conflict"),
            (Method::POST, "/taxes", Some(json!({ "name": "T", "rate": "1" })), StatusCode::FORBIDDEN, "forbidden"),
            // Who may not call learns nothing of the input.
            (Method::POST, "/taxes", Some(json!({ "nonsense": 1 })), StatusCode::FORBIDDEN, "forbidden"),
            (Method::GET, "/products/00000000-0000-7000-8000-00000000ffff", None, StatusCode::NOT_FOUND, "not_found"),
            (Method::GET, "/products/not-an-id", None, StatusCode::BAD_REQUEST, "invalid"),
            (Method::GET, "/products?limit=abc", None, StatusCode::BAD_REQUEST, "invalid"),
            (Method::GET, "/products?limit=1&limit=2", None, StatusCode::BAD_REQUEST, "invalid"),
            (Method::GET, "/products?unknown=1", None, StatusCode::BAD_REQUEST, "invalid"),
            (Method::GET, "/products/search?q=%00", None, StatusCode::BAD_REQUEST, "invalid"),
            (Method::GET, "/products/search?q=%ff", None, StatusCode::OK, ""),
            (Method::GET, "/nowhere", None, StatusCode::NOT_FOUND, "not_found"),
            (Method::DELETE, "/orders", None, StatusCode::METHOD_NOT_ALLOWED, "not_found"),
            (Method::POST, "/orders/quote", Some(json!([])), StatusCode::BAD_REQUEST, "invalid"),
            (Method::POST, "/orders/quote?x=1", Some(json!({ "items": [] })), StatusCode::BAD_REQUEST, "invalid"),
            (Method::POST, "/orders/quote", Some(json!({ "items": [], "x": 1 })), StatusCode::BAD_REQUEST, "invalid"),
        ] {
            let (got, answer) = program.call(method, path, body).await;
            assert_eq!((got, answer["code"].as_str().unwrap_or_default()), (status, code), "{path} {answer}");
        }
        program.token = Some("made up".into());
        assert_eq!(program.get("/products").await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(program.get("/setup").await.0, StatusCode::UNAUTHORIZED, "a bad token is never taken for none");
    }
}

#[tokio::test]
async fn strangers_get_no_answer_and_the_desk_and_the_papers_are_served() {
    let program = Program::on_sqlite();
    let setup = format!("{}/api/v1/setup", program.url);
    let get = |url: &str| program.client.get(url);
    assert_eq!(get(&setup).header(HOST, "evil.example").send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        get(&setup).header(ORIGIN, "http://evil.example").send().await.unwrap().status(),
        StatusCode::BAD_REQUEST
    );
    let own = get(&setup).header(ORIGIN, &program.url).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
    assert!(own.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'self'"));
    let health: Value = get(&format!("{}/health", program.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!(health, json!({ "status": "ok" }));
    let document: Value = get(&format!("{}/openapi.json", program.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let desk = get(&program.url).send().await.unwrap();
    assert!(desk.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    let outside = get(&format!("{}/..%2f..%2fCargo.toml", program.url)).send().await.unwrap();
    assert_eq!(outside.status(), StatusCode::NOT_FOUND);
}
