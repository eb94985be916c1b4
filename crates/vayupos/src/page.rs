//! Lists come in pages: the answer names where the next one starts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::Id;

/// Rows of a page when the caller does not say.
pub const DEFAULT_LIMIT: u16 = 50;
/// Rows of a page at the most.
pub const MAX_LIMIT: u16 = 200;

/// Characters of a cursor at the most; ours are far shorter.
pub const MAX_CURSOR_CHARS: usize = 1000;

/// One page of a list.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Give this as `cursor` to get the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// How many rows the caller wants: 1 to 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16")]
pub struct Limit(u16);

impl schemars::JsonSchema for Limit {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limit".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "description": "Rows of a page at the most."
        })
    }
}

impl Limit {
    /// The limit as a count.
    pub fn rows(self) -> usize {
        usize::from(self.0)
    }

    /// One row more than wanted, which tells whether there is a next page.
    pub(crate) fn and_one(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(DEFAULT_LIMIT)
    }
}

impl TryFrom<u16> for Limit {
    type Error = String;
    fn try_from(rows: u16) -> Result<Self, String> {
        if (1..=MAX_LIMIT).contains(&rows) { Ok(Self(rows)) } else { Err(format!("must be 1 to {MAX_LIMIT}")) }
    }
}

impl<T> Page<T> {
    /// A list that always fits one page.
    pub fn whole(data: Vec<T>) -> Self {
        Self { data, next_cursor: None }
    }

    /// Makes a page of rows that were read with one row to spare, which tells whether there is more.
    pub fn cut<K: Serialize>(data: Vec<T>, limit: Limit, key: impl Fn(&T) -> K) -> Self {
        Self::cut_at(data, limit.rows(), key)
    }

    /// The same for a file, whose limit is its own.
    pub(crate) fn cut_at<K: Serialize>(mut data: Vec<T>, rows: usize, key: impl Fn(&T) -> K) -> Self {
        let more = data.len() > rows;
        data.truncate(rows);
        let next_cursor = if more { data.last().map(|row| encode(&key(row))) } else { None };
        Self { data, next_cursor }
    }

    /// The same page with other rows.
    pub fn map<U>(self, row: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(row).collect(), next_cursor: self.next_cursor }
    }
}

/// Later than anything that is ever stored: no clock reaches it.
pub(crate) const END_OF_TIME: DateTime<Utc> = DateTime::<Utc>::from_timestamp_nanos(i64::MAX);

/// Where a newest-first page begins: after this row, or at the very top.
pub(crate) fn from_the_top(before: Option<(DateTime<Utc>, Id)>) -> (DateTime<Utc>, String) {
    before.map_or((END_OF_TIME, String::new()), |(at, id)| (at, id.to_string()))
}

fn encode(key: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).expect("a key of plain values is JSON"))
}

/// Where the page starts: after the row whose key this is.
///
/// # Errors
/// `invalid` when the text did not come from a page of the same list.
pub fn decode<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let unreadable = || Error::invalid("cursor", "This is not a cursor of this list.");
    if cursor.len() > MAX_CURSOR_CHARS {
        return Err(unreadable());
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| unreadable())?;
    serde_json::from_slice(&bytes).map(Some).map_err(|_| unreadable())
}
