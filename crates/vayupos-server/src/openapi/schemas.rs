//! The schemas of inputs and outputs.

use schemars::JsonSchema;
use schemars::generate::{Contract, SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

/// Where named schemas are.
const PLACE: &str = "#/components/schemas/";

/// Collects the schemas of inputs and outputs. A type may look different in and out: what may be left out when it
/// is read is always there when it is written.
pub(super) struct Schemas {
    inputs: SchemaGenerator,
    outputs: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
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
    pub(super) fn input<T: JsonSchema>(&mut self) -> Map<String, Value> {
        let schema = T::json_schema(&mut self.inputs);
        schema.as_object().cloned().unwrap_or_default()
    }

    pub(super) fn output<T: JsonSchema>(&mut self) -> Value {
        self.outputs.subschema_for::<T>().to_value()
    }

    /// All named schemas; and the names of those that look different in and out, whose way in gets a name of its own.
    pub(super) fn finish(mut self) -> (Map<String, Value>, Vec<String>) {
        let mut inputs = self.inputs.take_definitions(true);
        let outputs = self.outputs.take_definitions(true);
        let mut different: Vec<String> = Vec::new();
        // A schema that points at one that differs differs as well.
        loop {
            let more: Vec<String> = inputs
                .iter()
                .filter(|(name, schema)| outputs.get(*name).is_some_and(|other| other != *schema))
                .map(|(name, _)| name.clone())
                .filter(|name| !different.contains(name))
                .collect();
            if more.is_empty() {
                break;
            }
            inputs.values_mut().for_each(|schema| point_at_inputs(schema, &more));
            different.extend(more);
        }
        let mut all = outputs;
        for (name, schema) in inputs {
            let name = if different.contains(&name) { input_name(&name) } else { name };
            all.insert(name, schema);
        }
        all.values_mut().for_each(complete);
        all.sort_keys();
        (all, different)
    }
}

fn input_name(name: &str) -> String {
    format!("{name}Input")
}

/// Has an input's schema point at the way in of what looks different in and out.
pub(super) fn point_at_inputs(schema: &mut Value, different: &[String]) {
    walk(schema, &mut |object| {
        if let Some(Value::String(target)) = object.get_mut("$ref")
            && let Some(name) = target.strip_prefix(PLACE)
            && different.iter().any(|other| other == name)
        {
            *target = format!("{PLACE}{}", input_name(name));
        }
    });
}

/// Says what follows from a format, for those who do not know the format.
pub(super) fn complete(schema: &mut Value) {
    walk(schema, &mut |object| {
        let max: u64 = match object.get("format").and_then(Value::as_str) {
            Some("uint8") => u8::MAX.into(),
            Some("uint16") => u16::MAX.into(),
            Some("uint32") => u32::MAX.into(),
            _ => return,
        };
        object.entry("minimum").or_insert(json!(0));
        object.entry("maximum").or_insert(json!(max));
        object.shift_remove("format");
        object.insert("format".into(), json!("int64"));
    });
}

/// Visits every object of a schema.
fn walk(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values_mut().for_each(|value| walk(value, visit));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
