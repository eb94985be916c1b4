//! Opening a database: where it is, how it is set up, and its migrations.

use std::fs::OpenOptions;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use super::failure::Failure;
use super::gate::Gate;
use super::writer::Writer;
use super::{Db, Pools};
use crate::error::{Error, Result};

/// Every step of the tables, from the first to the newest.
pub(super) static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// A file beside the till.
    Sqlite,
    /// A server that several tills share.
    Postgres,
}

impl Engine {
    /// The value that is for it.
    pub(crate) fn either<T>(self, lite: T, pg: T) -> T {
        match self {
            Self::Sqlite => lite,
            Self::Postgres => pg,
        }
    }
}

/// The database as a person may see it: a file's path, or a server's host and its database, without user and password.
pub fn place(url: &str) -> String {
    if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
        return path.to_owned();
    }
    match postgres_options(url) {
        Ok(server) => {
            format!("{}:{}/{}", server.get_host(), server.get_port(), server.get_database().unwrap_or_default())
        }
        Err(_) => "at an address that cannot be read".to_owned(),
    }
}

/// Whether it is an SQLite file that is not there: opening it would make an empty shop.
pub fn is_missing(url: &str) -> bool {
    url.starts_with("sqlite:")
        && SqliteConnectOptions::from_str(url).is_ok_and(|options| !options.get_filename().exists())
}

/// How long a statement waits for another process to let go of the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an operation waits for a connection before it says that the database is out of reach.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 4;
/// Pages that the writing connection keeps, in KiB as SQLite counts them: below zero.
const WRITER_CACHE: &str = "-16000";
/// Pages in the write-ahead log before they are folded into the file, 16 MB: pages that many sales write, such as the
/// day's sums, are then written there once.
const CHECKPOINT_PAGES: &str = "4000";
const POSTGRES_CONNECTIONS: u32 = 16;
/// Statements that a connection keeps prepared: more than there are.
const STATEMENTS_KEPT: usize = 512;
/// A connection that was used within it is taken to be alive; it was looked at when it was given back.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…` and brings its tables up to date. A missing SQLite file is made.
    ///
    /// # Errors
    /// `invalid` for an address of neither kind; `unavailable` when it cannot be reached; `conflict` when it was
    /// written by a newer version of this program.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url).await
        } else {
            Err(Error::invalid("database", "A database is sqlite:PATH or postgres://USER@HOST/NAME."))
        }
    }

    async fn open_sqlite(url: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_| Error::invalid("database", "This is not a path of an SQLite file."))?;
        Self::open_sqlite_with(options).await
    }

    /// Opens an SQLite file by its path, whatever characters are in it.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub(crate) async fn open_file(file: &Path) -> Result<Self> {
        Self::open_sqlite_with(SqliteConnectOptions::new().filename(file)).await
    }

    async fn open_sqlite_with(options: SqliteConnectOptions) -> Result<Self> {
        make_private(options.get_filename());
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL would lose acknowledged sales in a power cut: WAL is then synced at checkpoints only.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(STATEMENTS_KEPT)
            .disable_statement_logging();
        // What a savepoint may have to undo stays in memory: sales that share a commit would write it to a file each time.
        let writing = options
            .clone()
            .pragma("temp_store", "memory")
            .pragma("cache_size", WRITER_CACHE)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(writing).await;
        let write = write.map_err(unreachable)?;
        migrated(SQLITE_MIGRATIONS.run(&write).await)?;
        let connection = write.acquire().await.map_err(unreachable)?.detach();
        let write = Writer::new(connection, options.clone(), ACQUIRE_TIMEOUT);
        let read = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // A file does not go away as a server does.
            .test_before_acquire(false)
            .connect_with(options.create_if_missing(false).pragma("query_only", "on"))
            .await
            .map_err(unreachable)?;
        Ok(Self { pools: Pools::Lite { read, write }, gate: Gate::default() })
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let options = postgres_options(url)?
            .application_name("vayupos")
            .statement_cache_capacity(STATEMENTS_KEPT)
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .before_acquire(|connection, idle| {
                Box::pin(async move { Ok(idle.idle_for < TRUSTED_FOR || connection.ping().await.is_ok()) })
            })
            .connect_with(options)
            .await
            .map_err(unreachable)?;
        migrated(POSTGRES_MIGRATIONS.run(&pool).await)?;
        Ok(Self { pools: Pools::Pg(pool), gate: Gate::default() })
    }
}

/// Makes the file that only this user may read, before SQLite would make one for everybody. Whatever is in the way of it
/// is said when SQLite opens it.
fn make_private(file: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).ok();
}

impl Pools {
    /// On SQLite one connection of its own: a full-text index may be read by what a connection remembers of it, and where
    /// another one has written since, SQLite's check of the file takes that for damage.
    pub(super) async fn afresh(&self) -> Result<Self> {
        let Self::Lite { read, write } = self else { return Ok(self.clone()) };
        let read = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(read.connect_options().as_ref().clone())
            .await
            .map_err(unreachable)?;
        Ok(Self::Lite { read, write: write.clone() })
    }
}

/// How to reach a Postgres database.
pub(super) fn postgres_options(url: &str) -> Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| Error::invalid("database", "This is not an address of a Postgres database."))?
        .disable_statement_logging();
    // Away from this machine the server must prove who it is, unless the address says otherwise itself.
    if !url.contains("sslmode=") && !is_local(options.get_host()) {
        return Ok(options.ssl_mode(PgSslMode::VerifyFull));
    }
    Ok(options)
}

fn is_local(host: &str) -> bool {
    host.starts_with('/') || matches!(host, "localhost" | "127.0.0.1" | "::1" | "[::1]")
}

/// While a database is being opened, any failure means that it cannot be used for now.
fn unreachable(error: sqlx::Error) -> Error {
    Error::Unavailable(Box::new(Failure::from(error)))
}

fn migrated(outcome: std::result::Result<(), sqlx::migrate::MigrateError>) -> Result<()> {
    use sqlx::migrate::MigrateError;
    match outcome {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_)) => {
            Err(Error::conflict("This database was written by a newer version of the program. Please update it."))
        }
        Err(MigrateError::Execute(error)) => Err(Failure::from(error).into()),
        Err(error) => Err(Error::internal(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_shows_no_password() {
        assert_eq!(place("sqlite:/home/anna/vayupos.db"), "/home/anna/vayupos.db");
        assert_eq!(place("sqlite:///home/anna/vayupos.db?mode=rwc"), "/home/anna/vayupos.db?mode=rwc");
        for server in [
            "postgres://till:secret@db.example:5433/shop?sslmode=require",
            "postgres://till:s@cret@db.example:5433/shop",
            "postgres://till@db.example:5433/shop?password=secret&sslrootcert=/etc/shop.pem",
            "postgres://till@db.example:5433/shop?password=s@cret",
        ] {
            assert_eq!(place(server), "db.example:5433/shop");
        }
        assert!(!place("postgres://till:secret?@@@").contains("secret"));
        assert!(!place("mysql://till:secret@shop/pos").contains("secret"));
    }

    #[tokio::test]
    async fn a_new_shop_is_a_file_of_this_users_alone() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("shop.db").display());
        assert!(is_missing(&url));
        Db::open(&url).await.unwrap().close().await;
        assert!(!is_missing(&url) && !is_missing("postgres://shop/pos"));
        #[cfg(unix)]
        for file in std::fs::read_dir(folder.path()).unwrap() {
            use std::os::unix::fs::PermissionsExt;
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
        }
    }
}
