//! The OpenAPI 3.1 document, from the table of operations and the types of their inputs and outputs.

use anyhow::{Context, bail};
use schemars::JsonSchema;
use schemars::generate::{Contract, SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};
use vayupos::error::ErrorBody;

/// What the document says of one operation.
struct Row {
    verb: &'static str,
    path: &'static str,
    slice: &'static str,
    operation: &'static str,
    input: Map<String, Value>,
    output: Value,
}

/// Collects the schemas of inputs and outputs. A type may look different in and out: what may be left out when it
/// is read is always there when it is written.
struct Schemas {
    inputs: SchemaGenerator,
    outputs: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            inputs: settings().with(|settings| settings.contract = Contract::Deserialize).into_generator(),
            outputs: settings().with(|settings| settings.contract = Contract::Serialize).into_generator(),
        }
    }

    /// The fields of an input, which are spread over path, query and body.
    fn input<T: JsonSchema>(&mut self) -> Map<String, Value> {
        let schema = T::json_schema(&mut self.inputs);
        schema.as_object().cloned().unwrap_or_default()
    }

    fn output<T: JsonSchema>(&mut self) -> Value {
        self.outputs.subschema_for::<T>().to_value()
    }

    /// All named schemas.
    fn finish(mut self) -> anyhow::Result<Map<String, Value>> {
        let mut all = self.inputs.take_definitions(true);
        for (name, schema) in self.outputs.take_definitions(true) {
            match all.get(&name) {
                Some(other) if *other != schema => bail!("{name} looks different in and out: give it two names"),
                Some(_) | None => all.insert(name, schema),
            };
        }
        all.sort_keys();
        Ok(all)
    }
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
    let mut paths: Map<String, Value> = Map::new();
    for row in rows {
        let method = match row.verb {
            "create" | "post" => "post",
            "get" | "download" => "get",
            other => other,
        };
        let path = paths.entry(format!("/api/v1{}", row.path)).or_insert_with(|| json!({}));
        let path = path.as_object_mut().context("a path is an object")?;
        path.insert(method.into(), operation(row, &failure));
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "VayuPOS",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The whole point of sale: every operation of the desk, over HTTP.",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas.finish()?,
        },
    }))
}

fn operation(row: Row, failure: &Value) -> Value {
    let writes = matches!(row.verb, "create" | "post" | "put");
    let mut input = row.input;
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
    let success = match row.verb {
        "download" if row.path.ends_with(".csv") => json!({ "text/csv": { "schema": { "type": "string" } } }),
        "download" => json!({ "application/pdf": { "schema": { "type": "string", "format": "binary" } } }),
        _ => json!({ "application/json": { "schema": row.output } }),
    };
    let status = if row.verb == "create" { "201" } else { "200" };
    let mut operation = json!({
        "operationId": row.operation,
        "summary": title(row.operation),
        "tags": [row.slice],
        "responses": {
            status: { "description": "Done.", "content": success },
            "default": { "description": "Refused; nothing was changed.", "content": { "application/json": { "schema": failure } } },
        },
    });
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if writes && fields(&input).is_some_and(|fields| !fields.is_empty()) {
        let required = !required(&input).is_empty();
        operation["requestBody"] =
            json!({ "required": required, "content": { "application/json": { "schema": input } } });
    }
    operation
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
    json!({ "in": place, "name": name, "required": required, "schema": schema })
}

#[cfg(test)]
mod tests {
    /// Regenerate with `cargo xtask gen` when the operations have changed.
    #[test]
    fn the_document_that_is_checked_in_is_the_one_the_server_answers() {
        let now = serde_json::to_string_pretty(&super::document().unwrap()).unwrap();
        let checked_in = include_str!("../openapi.json");
        assert!(now.trim() == checked_in.trim(), "openapi.json is stale: run cargo xtask gen");
    }
}
