//! A file as an operation answers it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A finished file. HTTP sends its bytes as they are; where an answer must be JSON, they are Base64.
#[derive(Debug, Clone)]
pub struct Document {
    /// A name to save it under.
    pub file_name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Document", 3)?;
        document.serialize_field("file_name", &self.file_name)?;
        document.serialize_field("content_type", self.content_type)?;
        document.serialize_field("base64", &STANDARD.encode(&self.bytes))?;
        document.end()
    }
}

impl schemars::JsonSchema for Document {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Document".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object", "required": ["file_name", "content_type", "base64"],
            "properties": {
                "file_name": { "type": "string" }, "content_type": { "type": "string" },
                "base64": { "type": "string", "contentEncoding": "base64" }
            }
        })
    }
}
