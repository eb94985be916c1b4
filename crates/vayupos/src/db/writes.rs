//! Several writes that go to the database together: one way there and back instead of one each.

use std::mem;

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe};

use super::failure::Failure;
use super::query::Value;
use super::{OnEngine, Sql, Tx};
use crate::id::Id;

/// A row of what [`Tx::ask`] answers: what it says, of whom, and in which words where there are any.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Answer {
    pub(crate) what: String,
    pub(crate) id: Id,
    pub(crate) words: Option<String>,
}

/// Writes collected for [`Tx::run`] or [`Tx::ask`]. SQLite runs them all in one go, one after the other. Postgres takes those
/// of a step as parts of one statement, which all see the moment before it: what looks at what others write comes after a
/// [`Writes::then`]. Foreign keys hold after each step.
#[derive(Debug)]
#[must_use = "writes do nothing until they are run"]
pub(crate) struct Writes {
    /// All but the last one. On SQLite there are none.
    done: Vec<Step>,
    last: Step,
}

#[derive(Debug)]
struct Step {
    parts: Vec<Part>,
    values: Values,
}

#[derive(Debug)]
struct Part {
    text: String,
    answers: bool,
}

#[derive(Debug)]
enum Values {
    Lite(SqliteArguments),
    Pg(PgArguments),
}

/// Sends a step in one sqlx call to the transaction's engine.
macro_rules! send {
    ($tx:ident, $step:ident, $with:path, $call:ident $(, $of:expr)?) => {
        match (&mut $tx.on, $step.values) {
            (OnEngine::Lite(piece), Values::Lite(values)) => {
                $with(AssertSqlSafe(in_turn(&$step.parts)), values).$call(piece.connection()).await$(.map($of))?
            }
            (OnEngine::Pg(tx), Values::Pg(values)) => {
                $with(AssertSqlSafe(as_one(&$step.parts)), values).$call(&mut **tx).await$(.map($of))?
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
        Writes { done: Vec::new(), last: Step { parts: Vec::new(), values } }
    }

    /// Runs them all; answers what those that answer say.
    pub(crate) async fn ask(&mut self, writes: Writes) -> Result<Vec<Answer>, Failure> {
        let mut answers = Vec::new();
        for step in writes.steps() {
            answers.extend(send!(self, step, sqlx::query_as_with::<_, Answer, _>, fetch_all)?);
        }
        Ok(answers)
    }

    /// Runs them all.
    pub(crate) async fn run(&mut self, writes: Writes) -> Result<(), Failure> {
        for step in writes.steps() {
            send!(self, step, sqlx::query_with, execute, drop)?;
        }
        Ok(())
    }
}

impl Writes {
    /// Adds a statement; the values bound next are its `$1`, `$2`, …
    pub(crate) fn sql(&mut self, text: impl Into<Sql>) -> &mut Self {
        self.add(text.into(), false)
    }

    /// Adds one that answers rows of an [`Answer`].
    pub(crate) fn answering(&mut self, text: impl Into<Sql>) -> &mut Self {
        self.add(text.into(), true)
    }

    fn add(&mut self, text: Sql, answers: bool) -> &mut Self {
        let (text, bound) = match &self.last.values {
            Values::Lite(values) => (text.lite, values.len()),
            Values::Pg(values) => (text.pg, values.len()),
        };
        self.last.parts.push(Part { text: counting_from(text, bound), answers });
        self
    }

    /// Binds the next value of the last statement.
    pub(crate) fn bind(&mut self, value: impl Value) -> &mut Self {
        match &mut self.last.values {
            Values::Lite(values) => values.add(value),
            Values::Pg(values) => values.add(value),
        }
        .expect("plain values always encode");
        self
    }

    /// What is added from here on sees what is there by now.
    pub(crate) fn then(&mut self) {
        if let Values::Pg(_) = self.last.values {
            let next = Step { parts: Vec::new(), values: Values::Pg(PgArguments::default()) };
            self.done.push(mem::replace(&mut self.last, next));
        }
    }

    fn steps(self) -> impl Iterator<Item = Step> {
        self.done.into_iter().chain([self.last]).filter(|step| !step.parts.is_empty())
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

/// All of them as one text for SQLite.
fn in_turn(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(";\n")
}

/// All of them as one statement for Postgres: what they answer, or else the last of them, with the others as its `with`.
fn as_one(parts: &[Part]) -> String {
    let answers: Vec<_> = (0..parts.len())
        .filter(|place| parts[*place].answers)
        .map(|place| format!("select * from part_{place}"))
        .collect();
    let (last, parts) = match parts.split_last() {
        Some((last, others)) if answers.is_empty() => (last.text.clone(), others),
        Some(_) | None => (answers.join(" union all "), parts),
    };
    if parts.is_empty() {
        return last;
    }
    let with: Vec<_> =
        parts.iter().enumerate().map(|(place, part)| format!("part_{place} as ({})", part.text)).collect();
    format!("with {}\n{last}", with.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Session;
    use crate::db::trial::databases;

    #[test]
    fn values_are_counted_on() {
        assert_eq!(counting_from("select $1, $12 || '$2x'", 3), "select $4, $15 || '$5x'");
        assert_eq!(counting_from("select 1", 3), "select 1");
    }

    #[test]
    fn each_engine_gets_its_own_text() {
        let part = |text: &str, answers| Part { text: text.into(), answers };
        let plain = [part("insert a", false), part("insert b", false), part("delete c", false)];
        assert_eq!(in_turn(&plain), "insert a;\ninsert b;\ndelete c");
        assert_eq!(as_one(&plain), "with part_0 as (insert a), part_1 as (insert b)\ndelete c");
        assert_eq!(as_one(&plain[..1]), "insert a");
        let asking = [part("select d", true), part("update e returning f", true), part("insert g", false)];
        assert_eq!(
            as_one(&asking),
            "with part_0 as (select d), part_1 as (update e returning f), part_2 as (insert g)\n\
             select * from part_0 union all select * from part_1"
        );
    }

    #[tokio::test]
    async fn a_later_step_sees_what_an_earlier_one_wrote() {
        for trial in databases().await {
            let mut tx = trial.db.write().await.unwrap();
            tx.sql("create table counted (id text primary key, n bigint)").execute().await.unwrap();
            let (first, second) = (Id::now(), Id::now());
            let mut writes = tx.writes();
            writes
                .answering(
                    "insert into counted values ($1, $2)
                     returning 'first' as what, id, cast(n as text) as words",
                )
                .bind(first)
                .bind(1_i64);
            writes.then();
            writes.sql("insert into counted select $1, n + 1 from counted where id = $2").bind(second).bind(first);
            writes.then();
            writes.sql("update counted set n = n * 10");
            let answers = tx.ask(writes).await.unwrap();
            let said: Vec<_> = answers.iter().map(|answer| (answer.id, answer.words.as_deref())).collect();
            assert_eq!(said, [(first, Some("1"))]);
            let rows: Vec<(Id, i64)> = tx.sql("select id, n from counted order by n").all().await.unwrap();
            assert_eq!(rows, [(first, 10), (second, 20)]);
        }
    }
}
