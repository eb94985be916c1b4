//! What lies at an address, without changing anything there: a shop, nothing yet, or something else.

use std::io;
use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use tokio::time::timeout;

use super::copy::cells;
use super::open::{Engine, postgres_options};
use crate::words::words;

/// How long a server may take to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);

words! {
    /// Why a database cannot be used.
    pub enum DatabaseTrouble {
        /// The address is none of a database.
        Address = "address",
        /// There is no server of this name.
        UnknownHost = "unknown_host",
        /// The machine is there and no database answers on it.
        Refused = "refused",
        /// Nothing answers.
        TimedOut = "timed_out",
        /// The user or the password is wrong.
        WrongPassword = "wrong_password",
        /// The server has no database of this name.
        NoDatabase = "no_database",
        /// The connection cannot be made safe.
        Tls = "tls",
        /// The file or its folder cannot be used.
        File = "file",
        /// Something else; the program's log says what.
        Other = "other",
    }
}

impl DatabaseTrouble {
    /// A sentence for a person.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::Address => "An address is sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.",
            Self::UnknownHost => "There is no server of this name. Is the address right, and the network up?",
            Self::Refused => "The machine answers, but there is no Postgres on this port.",
            Self::TimedOut => "The server does not answer. Is it on, and does a firewall let this machine in?",
            Self::WrongPassword => "The user or the password is wrong.",
            Self::NoDatabase => "The server has no database of this name. It must be made there first.",
            Self::Tls => "The connection cannot be made safe: the server has no certificate that this machine trusts.",
            Self::File => "This file, or the folder it is to lie in, cannot be used.",
            Self::Other => "The database refuses to be used. The program's log says why.",
        }
    }
}

words! {
    /// What lies in a database.
    pub enum DatabaseContent {
        /// Nothing: a shop can move in.
        Empty = "empty",
        /// A shop of this program.
        Shop = "shop",
        /// Something else: it is left alone.
        Other = "other",
    }
}

/// A shop that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShopThere {
    pub(crate) schema_version: i64,
    pub(crate) is_newer: bool,
    pub(crate) users: i64,
    pub(crate) orders: i64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct There {
    /// The engine's own version.
    pub(crate) version: Option<String>,
    pub(crate) content: DatabaseContent,
    pub(crate) shop: Option<ShopThere>,
}

/// What an address came to.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    pub(crate) engine: Option<Engine>,
    /// Without user and password.
    pub(crate) place: Option<String>,
    pub(crate) outcome: Result<There, DatabaseTrouble>,
}

/// Looks what lies at an address.
pub(crate) async fn probe(url: &str) -> Probe {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let place = path.strip_prefix("//").unwrap_or(path).split('?').next().map(str::to_owned);
        let outcome = sqlite(url).await;
        return Probe { engine: Some(Engine::Sqlite), place, outcome };
    }
    let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let Some(options) = postgres_options(url).ok().filter(|_| is_postgres) else {
        return Probe { engine: None, place: None, outcome: Err(DatabaseTrouble::Address) };
    };
    let name = options.get_database().unwrap_or_else(|| options.get_username());
    let place = Some(format!("{}:{}/{name}", options.get_host(), options.get_port()));
    let looking = async {
        let mut connection = PgConnection::connect_with(&options).await?;
        let there = postgres(&mut connection).await?;
        connection.close().await?;
        Ok(there)
    };
    let outcome = match timeout(CONNECT_TIMEOUT, looking).await {
        Ok(outcome) => outcome.map_err(|error| trouble(&error)),
        Err(_) => Err(DatabaseTrouble::TimedOut),
    };
    Probe { engine: Some(Engine::Postgres), place, outcome }
}

fn trouble(error: &sqlx::Error) -> DatabaseTrouble {
    match error {
        sqlx::Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => DatabaseTrouble::Refused,
            io::ErrorKind::TimedOut | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                DatabaseTrouble::TimedOut
            }
            // A name that nobody knows has no kind of its own.
            _ if error.to_string().contains("lookup") => DatabaseTrouble::UnknownHost,
            _ => other(error),
        },
        sqlx::Error::Tls(_) => DatabaseTrouble::Tls,
        sqlx::Error::Database(error) => match error.code().as_deref() {
            Some("28P01" | "28000") => DatabaseTrouble::WrongPassword,
            Some("3D000") => DatabaseTrouble::NoDatabase,
            _ => other(error),
        },
        error => other(error),
    }
}

fn other(error: &dyn std::fmt::Display) -> DatabaseTrouble {
    tracing::warn!(cause = %error, "a database cannot be looked at");
    DatabaseTrouble::Other
}

async fn postgres(connection: &mut PgConnection) -> sqlx::Result<There> {
    let version: String =
        sqlx::query_scalar("select current_setting('server_version')").fetch_one(&mut *connection).await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "select cast(table_name as text) from information_schema.tables where table_schema = current_schema()",
    )
    .fetch_all(&mut *connection)
    .await?;
    let Some(content) = content(&tables) else { return Ok(nothing(Some(version))) };
    if content == DatabaseContent::Other {
        return Ok(There { version: Some(version), content, shop: None });
    }
    let newest: Option<i64> =
        sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(&mut *connection).await?;
    let mut counts = [0; 2];
    for (count, table) in counts.iter_mut().zip(COUNTED) {
        if tables.iter().any(|there| there == table) {
            let text = format!("select count(*) from {table}");
            *count = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut *connection).await?;
        }
    }
    Ok(shop(Some(version), newest, counts))
}

/// Tables whose rows make a shop somebody's.
const COUNTED: [&str; 2] = ["users", "orders"];

fn nothing(version: Option<String>) -> There {
    There { version, content: DatabaseContent::Empty, shop: None }
}

/// What tables say of a database; none when there are none.
fn content(tables: &[String]) -> Option<DatabaseContent> {
    let has = |name: &str| tables.iter().any(|table| table == name);
    match (tables.is_empty(), has("shop") && has("_sqlx_migrations")) {
        (true, _) => None,
        (false, true) => Some(DatabaseContent::Shop),
        (false, false) => Some(DatabaseContent::Other),
    }
}

/// A shop that nobody has set up is as good as an empty database.
fn shop(version: Option<String>, newest: Option<i64>, [users, orders]: [i64; 2]) -> There {
    let schema_version = newest.unwrap_or_default();
    let is_newer = schema_version > cells::schema_version();
    if users == 0 && orders == 0 && !is_newer {
        return nothing(version);
    }
    let shop = ShopThere { schema_version, is_newer, users, orders };
    There { version, content: DatabaseContent::Shop, shop: Some(shop) }
}

async fn sqlite(url: &str) -> Result<There, DatabaseTrouble> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| DatabaseTrouble::Address)?;
    let file = options.get_filename().to_owned();
    if !file.is_absolute() {
        return Err(DatabaseTrouble::Address);
    }
    match std::fs::metadata(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = file.parent().and_then(|folder| std::fs::metadata(folder).ok());
            let may_be_made = folder.is_some_and(|facts| facts.is_dir() && !facts.permissions().readonly());
            return if may_be_made { Ok(nothing(None)) } else { Err(DatabaseTrouble::File) };
        }
        Ok(facts) if facts.is_file() && facts.len() == 0 => return Ok(nothing(None)),
        Ok(facts) if facts.is_file() => {}
        Ok(_) | Err(_) => return Err(DatabaseTrouble::File),
    }
    let looking = async {
        let options = options.create_if_missing(false).read_only(true).disable_statement_logging();
        let mut connection: SqliteConnection = options.connect().await?;
        let there = tables_of_file(&mut connection).await?;
        connection.close().await?;
        Ok(there)
    };
    looking.await.map_err(|error: sqlx::Error| {
        tracing::warn!(cause = %error, "a file cannot be looked at");
        DatabaseTrouble::File
    })
}

async fn tables_of_file(connection: &mut SqliteConnection) -> sqlx::Result<There> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(&mut *connection).await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite!_%' escape '!'",
    )
    .fetch_all(&mut *connection)
    .await?;
    let Some(content) = content(&tables) else { return Ok(nothing(Some(version))) };
    if content == DatabaseContent::Other {
        return Ok(There { version: Some(version), content, shop: None });
    }
    let newest: Option<i64> =
        sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(&mut *connection).await?;
    let mut counts = [0; 2];
    for (count, table) in counts.iter_mut().zip(COUNTED) {
        if tables.iter().any(|there| there == table) {
            let text = format!("select count(*) from {table}");
            *count = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut *connection).await?;
        }
    }
    Ok(shop(Some(version), newest, counts))
}
