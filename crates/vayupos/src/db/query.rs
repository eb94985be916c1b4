//! One statement on its way to either engine.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Encode, FromRow, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Type};

use super::Sql;
use super::failure::Failure;

/// A value that both engines can take.
pub(crate) trait Value:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}
impl<T> Value for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}

/// A row that both engines can give.
pub(crate) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A statement with the values bound so far.
#[must_use = "a statement does nothing until it is run"]
pub(crate) struct Query<'c> {
    on: On<'c>,
    is_kept: bool,
}

enum On<'c> {
    Lite { run: LiteRun<'c>, text: &'static str, values: SqliteArguments },
    Pg { run: PgRun<'c>, text: &'static str, values: PgArguments },
}

enum LiteRun<'c> {
    Pool(&'c SqlitePool),
    Connection(&'c mut SqliteConnection),
}

enum PgRun<'c> {
    Pool(&'c PgPool),
    Connection(&'c mut PgConnection),
}

/// Runs one sqlx call on whatever the statement stands on.
macro_rules! run {
    ($self:ident, $with:path, $call:ident $(, $of:expr)?) => {{
        let is_kept = $self.is_kept;
        match $self.on {
            On::Lite { run: LiteRun::Pool(pool), text, values } => {
                $with(text, values).persistent(is_kept).$call(pool).await$(.map($of))?
            }
            On::Lite { run: LiteRun::Connection(connection), text, values } => {
                $with(text, values).persistent(is_kept).$call(connection).await$(.map($of))?
            }
            On::Pg { run: PgRun::Pool(pool), text, values } => {
                $with(text, values).persistent(is_kept).$call(pool).await$(.map($of))?
            }
            On::Pg { run: PgRun::Connection(connection), text, values } => {
                $with(text, values).persistent(is_kept).$call(connection).await$(.map($of))?
            }
        }
    }};
}

impl<'c> Query<'c> {
    fn new(on: On<'c>) -> Self {
        Self { on, is_kept: true }
    }

    pub(super) fn on_lite_pool(pool: &'c SqlitePool, text: Sql) -> Self {
        Self::new(On::Lite { run: LiteRun::Pool(pool), text: text.lite, values: SqliteArguments::default() })
    }

    pub(super) fn on_lite(connection: &'c mut SqliteConnection, text: Sql) -> Self {
        Self::new(On::Lite {
            run: LiteRun::Connection(connection),
            text: text.lite,
            values: SqliteArguments::default(),
        })
    }

    pub(super) fn on_pg_pool(pool: &'c PgPool, text: Sql) -> Self {
        Self::new(On::Pg { run: PgRun::Pool(pool), text: text.pg, values: PgArguments::default() })
    }

    pub(super) fn on_pg(connection: &'c mut PgConnection, text: Sql) -> Self {
        Self::new(On::Pg { run: PgRun::Connection(connection), text: text.pg, values: PgArguments::default() })
    }

    /// Binds the next value.
    pub(crate) fn bind(mut self, value: impl Value) -> Self {
        match &mut self.on {
            On::Lite { values, .. } => values.add(value),
            On::Pg { values, .. } => values.add(value),
        }
        .expect("plain values always encode");
        self
    }

    /// Has it planned for these very values, which pays where it looks at many rows: a plan that Postgres keeps for
    /// later values takes any range of days for a narrow one.
    pub(crate) fn planned_for_these(mut self) -> Self {
        self.is_kept = false;
        self
    }

    /// Runs it; answers how many rows it touched.
    pub(crate) async fn execute(self) -> Result<u64, Failure> {
        run!(self, sqlx::query_with, execute, |done| done.rows_affected()).map_err(Failure::from)
    }

    /// Runs it; answers all rows.
    pub(crate) async fn all<T: Row>(self) -> Result<Vec<T>, Failure> {
        run!(self, sqlx::query_as_with, fetch_all).map_err(Failure::from)
    }

    /// Runs it; answers its only row.
    pub(crate) async fn one<T: Row>(self) -> Result<T, Failure> {
        run!(self, sqlx::query_as_with, fetch_one).map_err(Failure::from)
    }

    /// Runs it; answers its row when there is one.
    pub(crate) async fn optional<T: Row>(self) -> Result<Option<T>, Failure> {
        run!(self, sqlx::query_as_with, fetch_optional).map_err(Failure::from)
    }
}
