//! What the document promises of itself.

use serde_json::{Value, json};

use super::*;

/// Regenerate with `cargo xtask gen` when the operations have changed.
#[test]
fn the_document_that_is_checked_in_is_the_one_the_server_answers() {
    let now = serde_json::to_string_pretty(&document().unwrap()).unwrap();
    let checked_in = include_str!("../../openapi.json");
    assert!(now.trim() == checked_in.trim(), "openapi.json is stale: run cargo xtask gen");
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    all.collect()
}

#[test]
fn every_operation_says_what_it_does_and_what_it_refuses() {
    let document = document().unwrap();
    for (name, operation) in operations(&document) {
        let text = |field: &str| operation[field].as_str().unwrap_or_default().to_owned();
        assert!(!text("summary").is_empty(), "{name}");
        let (does, who) = text("description").rsplit_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert!(does.len() > 5 && who.ends_with('.'), "{name} has no comment in the source: {does:?}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.contains_key("200") != answers.contains_key("201"), "{name}");
        assert!(!answers.contains_key("default"), "{name}: every status is named");
        for status in ["400", "401", "500", "503"] {
            assert!(answers.contains_key(status), "{name}: {status}");
        }
        // A lock that is not there is told apart from one that is.
        assert_eq!(operation.get("security").is_some(), who == "Open to everybody.", "{name}");
    }
    for (name, status, is_documented) in [
        ("post /api/v1/auth/login", "429", true),
        ("post /api/v1/orders/checkout", "409", true),
        ("post /api/v1/orders/checkout", "413", true),
        ("get /api/v1/orders", "403", true),
        ("get /api/v1/products", "403", false),
        ("get /api/v1/products", "413", false),
        ("get /api/v1/products/{product_id}", "404", true),
        ("get /api/v1/taxes", "404", false),
    ] {
        let (_, operation) = operations(&document).into_iter().find(|(found, _)| found == name).unwrap();
        assert_eq!(operation["responses"].get(status).is_some(), is_documented, "{name} {status}");
    }
}

/// Walks through a schema of an input; tells each part and its place.
fn walk(document: &Value, schema: &Value, place: &str, check: &mut impl FnMut(&str, &Value)) {
    if let Some(target) = schema["$ref"].as_str() {
        // No input points at itself.
        return walk(document, document.pointer(&target[1..]).unwrap(), place, check);
    }
    check(place, schema);
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        walk(document, field, &format!("{place}.{name}"), check);
    }
    for part in ["items", "additionalProperties"] {
        if schema[part].is_object() {
            walk(document, &schema[part], &format!("{place}[]"), check);
        }
    }
    for part in ["anyOf", "oneOf", "allOf"].iter().flat_map(|parts| schema[*parts].as_array().into_iter().flatten()) {
        walk(document, part, place, check);
    }
}

#[test]
fn every_input_has_bounds_and_takes_nothing_unknown() {
    let document = document().unwrap();
    let is = |schema: &Value, kind: &str| {
        schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
    };
    let has = |schema: &Value, words: &[&str]| words.iter().any(|word| !schema[*word].is_null());
    let mut check = |place: &str, schema: &Value| {
        if is(schema, "string") {
            let bounds = ["maxLength", "pattern", "enum", "const", "format"];
            assert!(has(schema, &bounds), "{place}: a text without a bound {schema}");
        }
        if is(schema, "integer") {
            let is_bounded = has(schema, &["minimum"]) && has(schema, &["maximum"]) || has(schema, &["enum", "const"]);
            assert!(is_bounded, "{place}: a number without bounds {schema}");
        }
        if is(schema, "array") {
            assert!(has(schema, &["maxItems"]), "{place}: a list without a bound");
        }
        if is(schema, "object") {
            assert_eq!(schema["additionalProperties"], json!(false), "{place}: takes what it does not know");
        }
        assert!(!is(schema, "number"), "{place}: a float");
    };
    for (name, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let place = format!("{name} ?{}", parameter["name"]);
            walk(&document, &parameter["schema"], &place, &mut check);
        }
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        if body.is_object() {
            walk(&document, body, &name, &mut check);
        }
    }
}

macro_rules! examples_decode {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        fn decode_example(operation: &str, example: Value) -> Result<()> {
            use vayupos::operations::*;
            match operation {
                $(stringify!($operation) => vayupos::wire::decode::<$input>(example).map(|_| ()),)*
                other => panic!("{other} is no operation"),
            }
        }
    };
}
vayupos::for_each_operation!(examples_decode);

#[test]
fn examples_are_inputs_that_are_taken() {
    for (operation, text) in examples::ALL {
        let mut example: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{operation}: {error}"));
        for (name, path) in [("save_basket", "basket_id"), ("update_user", "user_id"), ("update_product", "product_id")]
        {
            if *operation == name {
                example[path] = json!("019aa6f2-7c3e-7b1d-9e0f-2a4c6e8f0b1d");
            }
        }
        decode_example(operation, example).unwrap_or_else(|error| panic!("{operation}: {error:?}"));
    }
}
