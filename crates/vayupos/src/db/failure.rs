//! A database failure, sorted by what can be done about it.

/// What the database answered instead of rows.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(#[source] sqlx::Error);

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self(error)
    }
}

/// Serialization failure and deadlock of Postgres: the transaction is undone and may run again.
const POSTGRES_RACES: [&str; 2] = ["40001", "40P01"];
/// `SQLITE_BUSY` and its extensions: another process holds the file longer than the busy timeout.
const SQLITE_BUSY: [&str; 3] = ["5", "261", "517"];
/// Postgres is starting, stopping or out of connections, or it broke the connection.
const POSTGRES_OUTAGES: [&str; 7] = ["57P01", "57P02", "57P03", "53300", "08000", "08003", "08006"];

impl Failure {
    /// A transaction lost a race; running it again is safe.
    pub fn is_race(&self) -> bool {
        self.code().is_some_and(|code| POSTGRES_RACES.contains(&code.as_str()))
    }

    /// The database is out of reach for now.
    pub fn is_outage(&self) -> bool {
        let gone = matches!(
            self.0,
            sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Tls(_)
        );
        gone || self
            .code()
            .is_some_and(|code| POSTGRES_OUTAGES.contains(&code.as_str()) || SQLITE_BUSY.contains(&code.as_str()))
    }

    /// A row with the same unique value is there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(&self.0, sqlx::Error::Database(error) if error.is_unique_violation())
    }

    /// A row names another row that is not there.
    pub fn is_dangling(&self) -> bool {
        matches!(&self.0, sqlx::Error::Database(error) if error.is_foreign_key_violation())
    }

    fn code(&self) -> Option<String> {
        let sqlx::Error::Database(error) = &self.0 else { return None };
        error.code().map(|code| code.into_owned())
    }
}
