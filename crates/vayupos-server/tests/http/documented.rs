//! Every answer of every story is held against the OpenAPI document: a status that it does not name is a failure.

use std::sync::LazyLock;

use reqwest::{Method, StatusCode};
use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("../../openapi.json")).unwrap());

/// The operation of a method and a path below `/api/v1`, where there is one.
fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let path = path.strip_suffix('/').unwrap_or(path);
    let matches = |template: &str| {
        let template = template.strip_prefix("/api/v1").unwrap_or(template);
        let (wanted, found) = (template.split('/').count(), path.split('/').count());
        let parts = template.split('/').zip(path.split('/'));
        wanted == found && parts.into_iter().all(|(part, found)| part.starts_with('{') || part == found)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let mut candidates: Vec<(&String, &Value)> = paths.iter().filter(|(template, _)| matches(template)).collect();
    // A path that is written out comes before one with a place to fill.
    candidates.sort_by_key(|(template, _)| template.matches('{').count());
    let (_, methods) = candidates.first()?;
    methods.get(method.as_str().to_ascii_lowercase())
}

/// Fails when the document does not name this status for this call.
#[track_caller]
pub(crate) fn assert_documented(method: &Method, path: &str, status: StatusCode) {
    if let Some(operation) = operation(method, path) {
        let name = operation["operationId"].as_str().unwrap();
        assert!(
            operation["responses"].get(status.as_str()).is_some(),
            "{name} answers {status}, which is not documented"
        );
    }
}

#[test]
fn calls_are_told_apart() {
    for (method, path, name) in [
        (Method::GET, "/products/search?q=tea", Some("search_products")),
        (Method::GET, "/products/019aa6f2-7c3e-7b1d-9e0f-2a4c6e8f0b1d/", Some("get_product")),
        (Method::POST, "/orders/checkout", Some("checkout")),
        (Method::PATCH, "/orders", None),
        (Method::GET, "/nowhere", None),
    ] {
        let found = operation(&method, path).map(|operation| operation["operationId"].as_str().unwrap());
        assert_eq!(found, name, "{method} {path}");
    }
}
