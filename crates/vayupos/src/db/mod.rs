//! The two databases behind one face: the only place that knows which engine it is.
//!
//! A statement is one text for SQLite and Postgres wherever they agree, a pair of texts ([`Sql`]) where they don't.
//! Reads go through [`Reader`], writes through [`Tx`]; both are a [`Session`], so that a query serves both.
//! What this does not do: build SQL. Every text is a constant of a slice's `store.rs`; only [`copy`], which copies
//! whatever tables there are, puts their names into its texts.

pub(crate) mod copy;
pub mod failure;
mod gate;
mod open;
pub(crate) mod probe;
mod query;
mod question;
#[cfg(test)]
pub(crate) mod trial;
mod writer;
mod writes;

pub(crate) use gate::Shut;
pub use open::{Engine, is_missing, place};
pub(crate) use query::{Query, Row};
pub(crate) use question::Question;
pub(crate) use writes::{Answer, Writes};

use std::path::PathBuf;

use sqlx::{PgPool, Postgres, SqlitePool, Transaction};

use crate::error::Result;
use writer::{Piece, Writer};

/// Under this name Postgres' remarks are logged. That a table is there already is no news to anybody.
pub(crate) const REMARKS: &str = "sqlx::postgres::notice";

/// A statement of a transaction finds its few rows by their keys, whatever the values are: planned once for each connection.
/// Left to itself, Postgres may plan the booking of a sale's day anew each time, which takes longer than to run it.
const BEGIN_ON_POSTGRES: &str = "begin; set local plan_cache_mode = force_generic_plan";

/// A shop's database.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
    gate: gate::Gate,
}

#[derive(Debug, Clone)]
enum Pools {
    // SQLite has one writer at a time; one connection makes that a queue instead of a failure.
    Lite { read: SqlitePool, write: Writer },
    Pg(PgPool),
}

impl Pools {
    fn engine(&self) -> Engine {
        match self {
            Self::Lite { .. } => Engine::Sqlite,
            Self::Pg(_) => Engine::Postgres,
        }
    }
}

/// A statement's text: the same on both engines, or one for each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sql {
    /// For SQLite.
    pub(crate) lite: &'static str,
    /// For Postgres.
    pub(crate) pg: &'static str,
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self { lite: text, pg: text }
    }
}

/// Rows for a statement that reads them with `json_each`.
pub(crate) fn rows(rows: &impl serde::Serialize) -> String {
    serde_json::to_string(rows).expect("rows of plain values are JSON")
}

/// Something that runs statements: a reader or a transaction.
pub(crate) trait Session: Send {
    /// A statement to bind values to and run.
    fn sql(&mut self, text: impl Into<Sql>) -> Query<'_>;
    /// Which engine it is, for a value that each reads in its own way.
    fn engine(&self) -> Engine;
}

/// Reads outside a transaction.
#[derive(Debug, Clone)]
pub(crate) struct Reader(Pools);

impl Session for Reader {
    fn sql(&mut self, text: impl Into<Sql>) -> Query<'_> {
        match &self.0 {
            Pools::Lite { read, .. } => Query::on_lite_pool(read, text.into()),
            Pools::Pg(pool) => Query::on_pg_pool(pool, text.into()),
        }
    }

    fn engine(&self) -> Engine {
        self.0.engine()
    }
}

/// A transaction; dropped without `commit` it has changed nothing.
///
/// An answer that rests on what was seen in one is given after its `commit`, also where nothing was written: on SQLite
/// it may have seen what another one wrote that is not durable yet.
#[derive(Debug)]
pub(crate) struct Tx {
    // In this order: the gate is held until the transaction has let go.
    on: OnEngine,
    _pass: gate::Pass,
}

#[derive(Debug)]
enum OnEngine {
    /// On SQLite it holds the write lock from its first moment.
    Lite(Piece),
    /// On Postgres it is `read committed`; races are held by conditional updates.
    Pg(Transaction<'static, Postgres>),
}

impl Session for Tx {
    fn sql(&mut self, text: impl Into<Sql>) -> Query<'_> {
        match &mut self.on {
            OnEngine::Lite(piece) => Query::on_lite(piece.connection(), text.into()),
            OnEngine::Pg(tx) => Query::on_pg(tx, text.into()),
        }
    }

    fn engine(&self) -> Engine {
        match &self.on {
            OnEngine::Lite(_) => Engine::Sqlite,
            OnEngine::Pg(_) => Engine::Postgres,
        }
    }
}

impl Tx {
    async fn ask_one<T: Row>(&mut self, question: Question) -> Result<Vec<T>, failure::Failure> {
        let query = self.sql(question.text);
        match question.value {
            Some(value) => query.bind(value).all().await,
            None => query.all().await,
        }
    }

    /// Makes it durable: when this returns, a power cut cannot undo it.
    pub(crate) async fn commit(self) -> Result<()> {
        match self.on {
            OnEngine::Lite(piece) => piece.commit().await,
            OnEngine::Pg(tx) => tx.commit().await,
        }
        .map_err(|error| failure::Failure::from(error).into())
    }
}

impl Db {
    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.pools.engine()
    }

    /// Reads outside a transaction.
    pub(crate) fn read(&self) -> Reader {
        Reader(self.pools.clone())
    }

    /// Reads on a connection that has not read anything yet.
    ///
    /// # Errors
    /// `unavailable`
    pub(crate) async fn read_afresh(&self) -> Result<Reader> {
        self.pools.afresh().await.map(Reader)
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// `unavailable` when the database cannot be reached, its writer stays busy, or the shop is being moved.
    pub(crate) async fn write(&self) -> Result<Tx> {
        let pass = self.gate.pass().await?;
        let on = match &self.pools {
            Pools::Lite { write, .. } => write.begin().await.map(OnEngine::Lite),
            Pools::Pg(pool) => pool.begin_with(BEGIN_ON_POSTGRES).await.map(OnEngine::Pg),
        };
        Ok(Tx { on: on.map_err(failure::Failure::from)?, _pass: pass })
    }

    /// The same with what it asks first: every row that the questions answer, in their order. On SQLite that is one way to
    /// the connection's thread and back instead of one each.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub(crate) async fn write_asking<T: Row>(&self, questions: Vec<Question>) -> Result<(Tx, Vec<T>)> {
        let Pools::Lite { write, .. } = &self.pools else {
            let mut tx = self.write().await?;
            let mut rows = Vec::new();
            for question in questions {
                rows.extend(tx.ask_one(question).await?);
            }
            return Ok((tx, rows));
        };
        let pass = self.gate.pass().await?;
        let (text, values) = question::together(questions);
        let (piece, rows) = write.begin_asking(&text, values).await.map_err(failure::Failure::from)?;
        Ok((Tx { on: OnEngine::Lite(piece), _pass: pass }, rows))
    }

    /// Lets the transactions that run come to their end and begins no other one, until what this answers is dropped.
    ///
    /// # Errors
    /// `unavailable` when it is shut already; `conflict` when one of them does not end.
    pub(crate) async fn shut(&self) -> Result<Shut> {
        self.gate.shut().await
    }

    /// Whether the shop has moved elsewhere since it was opened.
    pub(crate) fn was_left(&self) -> bool {
        self.gate.was_left()
    }

    /// Where it is, without user and password.
    pub(crate) fn place(&self) -> String {
        match &self.pools {
            Pools::Lite { write, .. } => write.options().get_filename().display().to_string(),
            Pools::Pg(pool) => {
                let options = pool.connect_options();
                let name = options.get_database().unwrap_or_else(|| options.get_username());
                format!("{}:{}/{name}", options.get_host(), options.get_port())
            }
        }
    }

    /// The SQLite file, where it is one.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        match &self.pools {
            Pools::Lite { write, .. } => {
                let file = write.options().get_filename().to_owned();
                file.is_file().then_some(file)
            }
            Pools::Pg(_) => None,
        }
    }

    /// Closes every connection; SQLite folds its write-ahead log back into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Lite { read, write } => {
                read.close().await;
                if let Err(error) = write.close().await {
                    tracing::warn!(%error, "the database was not closed in order");
                }
            }
            Pools::Pg(pool) => pool.close().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::trial::databases;
    use super::*;

    #[tokio::test]
    async fn postgres_plans_what_writes_once_and_what_reads_for_its_values() {
        for trial in databases().await.into_iter().filter(|trial| trial.db.engine() == Engine::Postgres) {
            let mode = "show plan_cache_mode";
            let (writing,): (String,) = trial.db.write().await.unwrap().sql(mode).one().await.unwrap();
            let (reading,): (String,) = trial.db.read().sql(mode).one().await.unwrap();
            assert_eq!((writing.as_str(), reading.as_str()), ("force_generic_plan", "auto"));
        }
    }

    #[tokio::test]
    async fn postgres_expects_few_rows_where_it_is_given_some() {
        for trial in databases().await.into_iter().filter(|trial| trial.db.engine() == Engine::Postgres) {
            let plan: Vec<(String,)> =
                trial.db.read().sql("explain select * from json_each('[]')").all().await.unwrap();
            assert!(plan[0].0.contains("rows=10 "), "{plan:?}");
        }
    }
}
