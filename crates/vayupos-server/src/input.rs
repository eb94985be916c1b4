//! The input of an operation, from a request: path and query of a read, path and JSON body of a write.

use axum::body::to_bytes;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::header;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use vayupos::{Error, Result, wire};

/// An input as it came, not yet read into its type: a caller without the right to call learns nothing about it.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    /// URL-encoded pairs.
    Pairs(String),
    /// A JSON object.
    Object(Map<String, Value>),
}

impl Input {
    /// The input of a read.
    pub(crate) async fn of_read(request: Request) -> Result<Self> {
        let (mut parts, _) = request.into_parts();
        let params = RawPathParams::from_request_parts(&mut parts, &()).await.map_err(unreadable)?;
        let mut pairs = serde_html_form::to_string(params.iter().collect::<Vec<_>>()).map_err(unreadable)?;
        if let Some(query) = parts.uri.query().filter(|query| !query.is_empty()) {
            if !pairs.is_empty() {
                pairs.push('&');
            }
            pairs.push_str(query);
        }
        Ok(Self::Pairs(pairs))
    }

    /// The input of a write. No body at all is an empty object.
    pub(crate) async fn of_write(request: Request) -> Result<Self> {
        refuse_other_types(&request)?;
        if request.uri().query().is_some_and(|query| !query.is_empty()) {
            return Err(Error::Invalid { field: None, message: "A write takes its input in the body.".into() });
        }
        let (mut parts, body) = request.into_parts();
        let params = RawPathParams::from_request_parts(&mut parts, &()).await.map_err(unreadable)?;
        // `limits` has read it already and knows how large it may be; the extractor's own limit would refuse files.
        let bytes = to_bytes(body, usize::MAX).await.map_err(unreadable)?;
        let mut object = match bytes.is_empty() {
            true => Map::new(),
            false => serde_json::from_slice(&bytes).map_err(unreadable)?,
        };
        for (name, value) in &params {
            let value = Value::String(value.to_owned());
            if object.get(name).is_some_and(|in_body| *in_body != value) {
                return Err(Error::invalid(name, "The path and the body name different things."));
            }
            object.insert(name.to_owned(), value);
        }
        Ok(Self::Object(object))
    }

    /// The whole input as JSON, in which a query's values are texts.
    pub(crate) fn value(&self) -> Result<Value> {
        match self {
            Self::Object(object) => Ok(Value::Object(object.clone())),
            Self::Pairs(pairs) => {
                let pairs: Vec<(String, String)> = serde_html_form::from_str(pairs).map_err(unreadable)?;
                Ok(Value::Object(pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect()))
            }
        }
    }

    /// Reads the input into its type.
    pub(crate) fn decode<T: DeserializeOwned>(self) -> Result<T> {
        match self {
            Self::Object(object) => wire::decode(Value::Object(object)),
            Self::Pairs(pairs) if pairs.contains("%00") => {
                Err(Error::Invalid { field: None, message: wire::NUL.into() })
            }
            Self::Pairs(pairs) => wire::decode_with(serde_html_form::Deserializer::from_bytes(pairs.as_bytes())),
        }
    }
}

/// A form or a text from another site must never pass for an API call.
fn refuse_other_types(request: &Request) -> Result<()> {
    let Some(content_type) = request.headers().get(header::CONTENT_TYPE) else { return Ok(()) };
    let is_json = content_type.to_str().is_ok_and(|text| text.to_ascii_lowercase().starts_with("application/json"));
    if is_json {
        return Ok(());
    }
    Err(Error::Invalid { field: None, message: "The body must be application/json.".into() })
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Invalid { field: None, message: wire::sentence(&error.to_string()) }
}
