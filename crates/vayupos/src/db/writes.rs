//! Several writes that go to the database together: one way there and back instead of one each.

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe};

use super::failure::Failure;
use super::query::Value;
use super::{OnEngine, Sql, Tx};
use crate::id::Id;

/// A row of what [`Tx::ask`] answers: which of the statements says it, of whom, and a number.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Answer {
    pub(crate) what: String,
    pub(crate) id: Id,
    pub(crate) number: i64,
}

/// Writes collected for [`Tx::run`] or [`Tx::ask`]. None of them may look at what another one writes: SQLite runs them one
/// after the other, Postgres as parts of one statement, which all see the moment before it; [`Tx::then`] is for those
/// that must. Foreign keys hold afterwards.
#[derive(Debug)]
#[must_use = "writes do nothing until they are run"]
pub(crate) struct Writes {
    statements: Vec<String>,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Lite(SqliteArguments),
    Pg(PgArguments),
}

/// Sends them in one sqlx call to the transaction's engine: to Postgres as the one statement that `$one` makes of them.
macro_rules! send {
    ($tx:ident, $writes:ident, $one:path, $with:path, $call:ident $(, $of:expr)?) => {
        match (&mut $tx.on, $writes.values) {
            (OnEngine::Lite(piece), Values::Lite(values)) => {
                let text = AssertSqlSafe($writes.statements.join(";\n"));
                $with(text, values).$call(piece.connection()).await$(.map($of))?
            }
            (OnEngine::Pg(tx), Values::Pg(values)) => {
                let text = AssertSqlSafe($one(&$writes.statements));
                $with(text, values).$call(&mut **tx).await$(.map($of))?
            }
            (OnEngine::Lite(_), Values::Pg(_)) | (OnEngine::Pg(_), Values::Lite(_)) => {
                unreachable!("writes run in the transaction that they were collected for")
            }
        }
    };
}

impl Tx {
    /// No writes yet.
    pub(crate) fn writes(&self) -> Writes {
        let values = match &self.on {
            OnEngine::Lite(_) => Values::Lite(SqliteArguments::default()),
            OnEngine::Pg(_) => Values::Pg(PgArguments::default()),
        };
        Writes { statements: Vec::new(), values }
    }

    /// Runs them all; each answers rows of an [`Answer`].
    pub(crate) async fn ask(&mut self, writes: Writes) -> Result<Vec<Answer>, Failure> {
        send!(self, writes, as_one_answer, sqlx::query_as_with, fetch_all).map_err(Failure::from)
    }

    /// Has them run before those that are added to what this answers, which may look at what these write.
    pub(crate) async fn then(&mut self, writes: Writes) -> Result<Writes, Failure> {
        match &self.on {
            // One after the other, as they are collected.
            OnEngine::Lite(_) => Ok(writes),
            OnEngine::Pg(_) => {
                self.run(writes).await?;
                Ok(self.writes())
            }
        }
    }

    /// Runs them all.
    pub(crate) async fn run(&mut self, writes: Writes) -> Result<(), Failure> {
        if writes.statements.is_empty() {
            return Ok(());
        }
        send!(self, writes, as_one_statement, sqlx::query_with, execute, drop).map_err(Failure::from)
    }
}

impl Writes {
    /// Adds a statement; the values bound next are its `$1`, `$2`, …
    pub(crate) fn sql(&mut self, text: impl Into<Sql>) -> &mut Self {
        let text = text.into();
        let (text, bound) = match &self.values {
            Values::Lite(values) => (text.lite, values.len()),
            Values::Pg(values) => (text.pg, values.len()),
        };
        self.statements.push(counting_from(text, bound));
        self
    }

    /// Binds the next value of the last statement.
    pub(crate) fn bind(&mut self, value: impl Value) -> &mut Self {
        match &mut self.values {
            Values::Lite(values) => values.add(value),
            Values::Pg(values) => values.add(value),
        }
        .expect("plain values always encode");
        self
    }
}

/// A statement's text with its values counted from another one's last: `$1` after three is `$4`.
pub(super) fn counting_from(text: &str, bound: usize) -> String {
    let mut parts = text.split('$');
    let mut counted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = part[..digits].parse().expect("a dollar sign stands before a value's number");
        counted.push('$');
        counted.push_str(&(bound + number).to_string());
        counted.push_str(&part[digits..]);
    }
    counted
}

/// The last as the statement, those before it as its `with`.
fn as_one_statement(statements: &[String]) -> String {
    let Some((last, others)) = statements.split_last() else { return String::new() };
    let mut text = String::new();
    for (place, statement) in others.iter().enumerate() {
        text.push_str(if place == 0 { "with " } else { ", " });
        text.push_str(&format!("write_{place} as ({statement})"));
    }
    if !others.is_empty() {
        text.push('\n');
    }
    text + last
}

/// All of them as parts of one statement that answers what each of them answers.
fn as_one_answer(statements: &[String]) -> String {
    let parts: Vec<_> = (0..statements.len()).map(|place| format!("select * from write_{place}")).collect();
    as_one_statement(&[statements, &[parts.join(" union all ")]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_on() {
        assert_eq!(counting_from("select $1, $12 || '$2x'", 3), "select $4, $15 || '$5x'");
        assert_eq!(counting_from("select 1", 3), "select 1");
    }

    #[test]
    fn postgres_gets_one_statement() {
        let statements = ["insert a", "insert b", "delete c"].map(str::to_owned);
        assert_eq!(as_one_statement(&statements), "with write_0 as (insert a), write_1 as (insert b)\ndelete c");
        assert_eq!(as_one_statement(&statements[..1]), "insert a");
        assert_eq!(as_one_answer(&statements[..1]), "with write_0 as (insert a)\nselect * from write_0");
    }
}
