//! What a transaction asks at its very beginning.

use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;

use super::Sql;
use super::writes::counting_from;

/// A statement that reads, with the one value it takes, if any.
#[derive(Debug)]
pub(crate) struct Question {
    pub(super) text: Sql,
    pub(super) value: Option<String>,
}

impl Question {
    /// One that takes nothing.
    pub(crate) fn new(text: impl Into<Sql>) -> Self {
        Self { text: text.into(), value: None }
    }

    /// One that takes this as `$1`.
    pub(crate) fn about(text: impl Into<Sql>, value: String) -> Self {
        Self { text: text.into(), value: Some(value) }
    }
}

/// All of them as one text for SQLite.
pub(super) fn together(questions: Vec<Question>) -> (String, SqliteArguments) {
    let mut values = SqliteArguments::default();
    let mut texts = Vec::with_capacity(questions.len());
    for question in questions {
        texts.push(counting_from(question.text.lite, values.len()));
        if let Some(value) = question.value {
            values.add(value).expect("a text always encodes");
        }
    }
    (texts.join(";\n"), values)
}
