//! Which database is open, and what lies at another address.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageDatabase, Permit};
use crate::db::Engine;
use crate::db::copy::cells::schema_version;
use crate::db::probe::{self, DatabaseContent, DatabaseTrouble, Probe};
use crate::error::Result;
use crate::moving::MAX_URL_CHARS;
use crate::wire::{self, Nothing};

/// An address to be looked at.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestDatabase {
    /// `sqlite:/PATH` or `postgres://USER:PASSWORD@HOST/NAME`. It is neither kept nor logged.
    #[schemars(length(min = 1, max = 1000))]
    url: String,
}

/// A shop that lies there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FoundShop {
    /// The newest step of its tables.
    pub schema_version: i64,
    /// Whether a newer version of this program wrote it.
    pub is_newer: bool,
    /// Its users.
    pub users: i64,
    /// Its orders.
    pub orders: i64,
}

/// What lies at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DatabaseTest {
    /// Which engine it is; null for an address of neither.
    pub engine: Option<Engine>,
    /// Where it is, without user and password.
    pub place: Option<String>,
    /// Whether it answers.
    pub reachable: bool,
    /// The engine's own version.
    pub version: Option<String>,
    /// What lies there; null when it does not answer.
    pub content: Option<DatabaseContent>,
    /// The shop that lies there.
    pub shop: Option<FoundShop>,
    /// Whether this shop can be moved there.
    pub can_move_here: bool,
    /// Why it does not answer.
    pub trouble: Option<DatabaseTrouble>,
    /// The same as a sentence.
    pub message: Option<String>,
}

/// The database that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct OpenDatabase {
    /// Which engine it is.
    pub engine: Engine,
    /// Where it is, without user and password.
    pub place: String,
    /// The newest step of its tables.
    pub schema_version: i64,
    /// Whether a move would be remembered for the next start: not when the program was told which database to open.
    pub remembers_choice: bool,
    /// Whether the shop has moved: the program has to be started again.
    pub restart_needed: bool,
}

/// Says which database is open.
pub async fn get_database(app: &App, _by: Permit<ManageDatabase>, _input: Nothing) -> Result<OpenDatabase> {
    Ok(OpenDatabase {
        engine: app.db.engine(),
        place: app.db.place(),
        schema_version: schema_version(),
        remembers_choice: app.choice().is_some(),
        restart_needed: app.db.was_left(),
    })
}

/// Says what lies at an address: nothing is changed there.
///
/// Errors: `invalid`. A database that does not answer is no error but the answer.
pub async fn test_database(_app: &App, _by: Permit<ManageDatabase>, input: TestDatabase) -> Result<DatabaseTest> {
    let url = wire::required(&input.url, "url", MAX_URL_CHARS)?;
    Ok(probe::probe(&url).await.into())
}

impl From<Probe> for DatabaseTest {
    fn from(probe: Probe) -> Self {
        let (there, trouble) = match probe.outcome {
            Ok(there) => (Some(there), None),
            Err(trouble) => (None, Some(trouble)),
        };
        let shop = there.as_ref().and_then(|there| there.shop.as_ref());
        let content = there.as_ref().map(|there| there.content);
        Self {
            engine: probe.engine,
            place: probe.place,
            reachable: there.is_some(),
            version: there.as_ref().and_then(|there| there.version.clone()),
            content,
            shop: shop.map(|shop| FoundShop {
                schema_version: shop.schema_version,
                is_newer: shop.is_newer,
                users: shop.users,
                orders: shop.orders,
            }),
            can_move_here: content == Some(DatabaseContent::Empty),
            trouble,
            message: trouble.map(|trouble| trouble.sentence().to_owned()),
        }
    }
}
