//! Lists come in pages: the answer names where the next one starts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::Id;
use crate::words::words;

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
    /// How many rows there are on all pages together, in lists that are asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
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
        Self { data, next_cursor: None, count: None }
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
        Self { data, next_cursor, count: None }
    }

    /// The same page with other rows.
    pub fn map<U>(self, row: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(row).collect(), next_cursor: self.next_cursor, count: self.count }
    }

    /// The same page, which says how many rows there are in all.
    #[must_use]
    pub(crate) fn counted(self, count: Option<i64>) -> Self {
        Self { count: count.map(|count| u64::try_from(count).unwrap_or_default()), ..self }
    }
}

words! {
    /// Which way a list is sorted.
    pub enum Direction {
        /// The least first.
        Asc = "asc",
        /// The greatest first.
        Desc = "desc",
    }
}

/// What a list is sorted by, of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum SortKey {
    Number(i64),
    Text(String),
}

/// Where a page of a list begins that can be sorted in several ways: after this row, or before the first.
#[derive(Debug)]
pub(crate) struct Start<S> {
    pub(crate) sort: S,
    pub(crate) direction: Direction,
    after: Option<(SortKey, Id)>,
}

impl<S: DeserializeOwned + PartialEq> Start<S> {
    /// Reads a cursor.
    ///
    /// # Errors
    /// `invalid` when it is of another list, or of this one in another order.
    pub(crate) fn read(cursor: Option<&str>, sort: S, direction: Direction) -> Result<Self> {
        let after = match decode::<(S, Direction, SortKey, Id)>(cursor)? {
            None => None,
            Some((of_sort, of_direction, key, id)) if of_sort == sort && of_direction == direction => Some((key, id)),
            Some(_) => return Err(unreadable()),
        };
        Ok(Self { sort, direction, after })
    }

    /// The row to begin after in a list sorted by a text; no text comes before the one or behind the other end.
    pub(crate) fn text(&self) -> Result<(String, String)> {
        match (&self.after, self.direction) {
            (None, Direction::Asc) => Ok((String::new(), String::new())),
            (None, Direction::Desc) => Ok(("\u{10ffff}".into(), String::new())),
            (Some((SortKey::Text(key), id)), _) => Ok((key.clone(), id.to_string())),
            (Some((SortKey::Number(_), _)), _) => Err(unreadable()),
        }
    }

    /// The row to begin after in a list sorted by a number.
    pub(crate) fn number(&self) -> Result<(i64, String)> {
        match (&self.after, self.direction) {
            (None, Direction::Asc) => Ok((i64::MIN, String::new())),
            (None, Direction::Desc) => Ok((i64::MAX, String::new())),
            (Some((SortKey::Number(key), id)), _) => Ok((*key, id.to_string())),
            (Some((SortKey::Text(_), _)), _) => Err(unreadable()),
        }
    }
}

fn unreadable() -> Error {
    Error::invalid("cursor", "This is not a cursor of this list.")
}

/// Where a newest-first page begins: after this row, or at the very top, which no clock reaches.
pub(crate) fn from_the_top(before: Option<(DateTime<Utc>, Id)>) -> (DateTime<Utc>, String) {
    before.map_or((DateTime::<Utc>::from_timestamp_nanos(i64::MAX), String::new()), |(at, id)| (at, id.to_string()))
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
    if cursor.len() > MAX_CURSOR_CHARS {
        return Err(unreadable());
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| unreadable())?;
    serde_json::from_slice(&bytes).map(Some).map_err(|_| unreadable())
}
