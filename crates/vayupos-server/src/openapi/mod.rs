//! The OpenAPI 3.1 document, from the table of operations and the types of their inputs and outputs.

mod answers;
mod comments;
mod examples;
mod schemas;

use anyhow::Context;
use serde_json::{Map, Value, json};
use vayupos::auth::{Permission, Permit, Role, permissions_of};
use vayupos::error::ErrorBody;
use vayupos::page::MAX_CURSOR_CHARS;
use vayupos::{App, Result};

use crate::openapi::schemas::Schemas;

/// What a reader has to know before the first call.
const INTRODUCTION: &str = include_str!("introduction.md");

/// What the document says of one operation.
struct Row {
    verb: &'static str,
    path: &'static str,
    slice: &'static str,
    operation: &'static str,
    permission: &'static str,
    input: Map<String, Value>,
    output: Value,
}

impl Row {
    /// What its source says of it.
    fn comment(&self) -> &'static str {
        comments::of_operation(self.operation).unwrap_or_default()
    }
}

fn permission_of<P: Permission, I, O>(_: impl AsyncFn(&App, Permit<P>, I) -> Result<O>) -> &'static str {
    P::NAME
}

/// One row of the document a row of the table.
macro_rules! rows_of {
    ($($verb:ident $path:literal $slice:ident::$operation:ident ($input:ty) -> $output:ty;)*) => {
        fn rows(schemas: &mut Schemas) -> Vec<Row> {
            use vayupos::operations::*;
            vec![$(Row {
                verb: stringify!($verb),
                path: $path,
                slice: stringify!($slice),
                operation: stringify!($operation),
                permission: permission_of(vayupos::$slice::$operation),
                input: schemas.input::<$input>(),
                output: schemas.output::<$output>(),
            },)*]
        }
    };
}

vayupos::for_each_operation!(rows_of);

/// The whole document.
pub(crate) fn document() -> anyhow::Result<Value> {
    let mut schemas = Schemas::new();
    let rows = rows(&mut schemas);
    let failure = schemas.output::<ErrorBody>();
    let (schemas, different) = schemas.finish();
    let mut tags: Vec<Value> = Vec::new();
    let mut paths: Map<String, Value> = Map::new();
    for row in rows {
        if !tags.iter().any(|tag| tag["name"] == row.slice) {
            tags.push(json!({ "name": row.slice, "description": comments::of_slice(row.slice).unwrap_or_default() }));
        }
        let method = match row.verb {
            "create" | "post" => "post",
            "get" | "download" => "get",
            other => other,
        };
        let path = paths.entry(format!("/api/v1{}", row.path)).or_insert_with(|| json!({}));
        let path = path.as_object_mut().context("a path is an object")?;
        path.insert(method.into(), operation(row, &different));
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "VayuPOS",
            "version": env!("CARGO_PKG_VERSION"),
            "description": INTRODUCTION,
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/", "description": "This server." }],
        "security": [{ "bearer": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": {
                "type": "http", "scheme": "bearer",
                "description": "The `access_token` that `POST /api/v1/auth/login` answers.",
            } },
            "responses": answers::components(&failure),
            "schemas": schemas,
        },
    }))
}

fn operation(row: Row, different: &[String]) -> Value {
    let writes = matches!(row.verb, "create" | "post" | "put");
    let answers = answers::of(&row);
    let description = description(&row);
    let mut whole = Value::Object(row.input);
    schemas::point_at_inputs(&mut whole, different);
    schemas::complete(&mut whole);
    let Value::Object(mut input) = whole else { unreachable!("it was made an object above") };
    input.shift_remove("description");
    let mut parameters = Vec::new();
    for name in path_parameters(row.path) {
        parameters.push(parameter("path", &name, take_field(&mut input, &name), true));
    }
    if !writes {
        let required = required(&input);
        let names: Vec<String> = fields(&input).map(|fields| fields.keys().cloned().collect()).unwrap_or_default();
        for name in names {
            let schema = take_field(&mut input, &name);
            parameters.push(parameter("query", &name, schema, required.contains(&name)));
        }
    }
    let mut operation = json!({
        "operationId": row.operation,
        "summary": title(row.operation),
        "description": description,
        "tags": [row.slice],
    });
    if row.permission == "anyone" {
        // Open to everybody; some tell more, or ask for more, when somebody is signed in.
        let minds_who_asks =
            comments::of_operation(row.operation).is_some_and(|text| text.contains("`unauthenticated`"));
        operation["security"] = if minds_who_asks { json!([{}, { "bearer": [] }]) } else { json!([]) };
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if writes && fields(&input).is_some_and(|fields| !fields.is_empty()) {
        let required = !required(&input).is_empty();
        let mut content = json!({ "schema": input });
        if let Some(example) = examples::of(row.operation) {
            content["example"] = example;
        }
        operation["requestBody"] = json!({ "required": required, "content": { "application/json": content } });
    }
    operation["responses"] = answers;
    operation
}

/// What it does and refuses, and who may.
fn description(row: &Row) -> String {
    let may = |role: &Role| permissions_of(*role).contains(&row.permission);
    let roles: Vec<&str> = Role::ALL.iter().filter(|role| may(role)).map(|role| role.as_str()).collect();
    let who = match row.permission {
        "anyone" => "Open to everybody.".to_owned(),
        "signed_in" => "For everybody who is signed in.".to_owned(),
        permission => format!("Needs the permission `{permission}`: {}.", roles.join(", ")),
    };
    format!("{}\n\n{who}", row.comment()).trim().to_owned()
}

/// `list_orders` as `List orders`.
fn title(operation: &str) -> String {
    let words = operation.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default() + letters.as_str()
}

fn path_parameters(path: &str) -> Vec<String> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
        .map(str::to_owned)
        .collect()
}

fn fields(input: &Map<String, Value>) -> Option<&Map<String, Value>> {
    input.get("properties").and_then(Value::as_object)
}

fn required(input: &Map<String, Value>) -> Vec<String> {
    let names = input.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Takes a field out of an input's schema.
fn take_field(input: &mut Map<String, Value>, name: &str) -> Value {
    if let Some(required) = input.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|field| field != name);
    }
    input
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .and_then(|fields| fields.shift_remove(name))
        .unwrap_or(json!({}))
}

fn parameter(place: &str, name: &str, mut schema: Value, required: bool) -> Value {
    // A query cannot say null: what is left out is left out.
    for kinds in ["type", "anyOf"] {
        if let Some(kinds) = schema.get_mut(kinds).and_then(Value::as_array_mut) {
            kinds.retain(|kind| kind != "null" && kind["type"] != "null");
        }
    }
    if let Some([only]) = schema["type"].as_array().map(Vec::as_slice) {
        schema["type"] = only.clone();
    }
    if let Some([only]) = schema["anyOf"].as_array().map(Vec::as_slice) {
        schema = only.clone();
    }
    if name == "cursor" && schema.get("maxLength").is_none() {
        schema["maxLength"] = json!(MAX_CURSOR_CHARS);
        schema["description"] = json!("The `next_cursor` of the page before; left out for the first page.");
    }
    let description = schema.as_object_mut().and_then(|schema| schema.shift_remove("description"));
    let mut parameter = json!({ "in": place, "name": name, "required": required, "schema": schema });
    if place == "query" && !required {
        // `?copy=` says no more than leaving it out.
        parameter["allowEmptyValue"] = json!(true);
    }
    if let Some(description) = description {
        parameter["description"] = description;
    }
    parameter
}

#[cfg(test)]
mod tests;
