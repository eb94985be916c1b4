//! The door for input: JSON to a typed input, with the place of the first mistake.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Reads an operation's input from JSON.
///
/// # Errors
/// `invalid`, naming the field: something missing, unknown, of the wrong kind or out of range.
pub fn decode<T: DeserializeOwned>(value: Value) -> Result<T> {
    if has_nul(&value) {
        return Err(Error::Invalid { field: None, message: NUL.into() });
    }
    decode_with(value)
}

/// Postgres keeps no NUL in a text and SQLite ends one there: it is refused at the door on both.
pub const NUL: &str = "A text must not contain the character NUL.";

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Reads an operation's input from anything serde can read.
///
/// # Errors
/// As [`decode`].
pub fn decode_with<'de, T: DeserializeOwned, D: serde::Deserializer<'de>>(source: D) -> Result<T> {
    serde_path_to_error::deserialize(source).map_err(|error: serde_path_to_error::Error<D::Error>| {
        let path = error.path().to_string();
        let field = (path != ".").then_some(path);
        Error::Invalid { field, message: sentence(&error.into_inner().to_string()) }
    })
}

/// serde's message as a sentence: a capital first letter and a full stop; of a number that is too large, what it may be.
pub fn sentence(message: &str) -> String {
    if let Some((low, high)) = message.rsplit_once("expected ").and_then(|(_, kind)| bounds(kind)) {
        return format!("Expected a whole number from {low} to {high}.");
    }
    let mut letters = message.chars();
    let capital = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{capital}{}.", letters.as_str().trim_end_matches('.'))
}

/// The least and the greatest number of a type that inputs have.
fn bounds(kind: &str) -> Option<(i64, i64)> {
    match kind {
        "u8" => Some((0, u8::MAX.into())),
        "u16" => Some((0, u16::MAX.into())),
        "u32" => Some((0, u32::MAX.into())),
        "i32" => Some((i32::MIN.into(), i32::MAX.into())),
        "i64" => Some((i64::MIN, i64::MAX)),
        _ => None,
    }
}

/// An operation that takes nothing, or answers nothing.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Tells a null that was written, which takes a value away, from a field that was left out, which leaves it.
pub(crate) fn given<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// Trims a text and refuses one that is empty or longer than `max` characters, the blanks around it included.
///
/// # Errors
/// `invalid`
pub(crate) fn required(text: &str, field: &str, max: usize) -> Result<String> {
    optional(Some(text), field, max)?.ok_or_else(|| Error::invalid(field, "This must not be empty."))
}

/// Trims a text that may be missing or empty; empty is none. Bounds count what came, as the schema does.
///
/// # Errors
/// `invalid`
pub(crate) fn optional(text: Option<&str>, field: &str, max: usize) -> Result<Option<String>> {
    let text = text.unwrap_or_default();
    if text.chars().count() > max {
        return Err(Error::invalid(field, format!("This takes at most {max} characters.")));
    }
    let text = text.trim();
    // Line breaks are text; other control characters would end up in receipts and printers.
    if text.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(Error::invalid(field, "This contains characters that cannot be printed."));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// What makes two requests the same: the SHA-256 of what was asked for.
///
/// # Errors
/// `internal` for what is not JSON.
pub(crate) fn fingerprint(request: &impl Serialize) -> Result<String> {
    let text = serde_json::to_vec(request).map_err(Error::internal)?;
    Ok(crate::auth::hex(&Sha256::digest(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_counted_as_it_came_and_kept_without_the_blanks_around_it() {
        assert_eq!(optional(Some(" tea "), "name", 5).unwrap().as_deref(), Some("tea"));
        assert_eq!(required(" tea ", "name", 5).unwrap(), "tea");
        assert!(optional(Some("tea   "), "name", 5).is_err());
        assert!(required("tea   ", "name", 5).is_err());
    }

    #[test]
    fn a_number_beyond_its_type_is_told_what_it_may_be() {
        let told = |value| decode::<u16>(value).unwrap_err().to_string();
        assert_eq!(told(serde_json::json!(99_999)), "Expected a whole number from 0 to 65535.");
        assert_eq!(told(serde_json::json!("x")), "Expected a whole number from 0 to 65535.");
        assert_eq!(sentence("missing field `port`"), "Missing field `port`.");
    }

    #[test]
    fn blanks_alone_are_no_text() {
        assert_eq!(optional(Some("  "), "name", 5).unwrap(), None);
        assert!(required("  ", "name", 5).is_err());
    }
}
