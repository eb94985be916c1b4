//! New, empty databases of both engines, for tests of what no operation reaches alone.

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::Db;
use crate::id::Id;

/// A database that goes with its folder.
pub(crate) struct Trial {
    pub(crate) db: Db,
    _folder: Option<TempDir>,
}

/// One on SQLite, and one on Postgres unless that is left out on purpose, as the stories do.
pub(crate) async fn databases() -> Vec<Trial> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("trial.db").display());
    let lite = Trial { db: Db::open(&url).await.expect("an SQLite file opens"), _folder: Some(folder) };
    let server = std::env::var("VAYUPOS_TEST_POSTGRES").expect("VAYUPOS_TEST_POSTGRES is set, if only to `off`");
    if server == "off" {
        return vec![lite];
    }
    let name = format!("trial_{}", Id::now().to_string().replace('-', ""));
    let mut connection = PgConnection::connect(&server).await.expect("Postgres answers");
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&mut connection).await.expect("a database is made");
    let (start, _) = server.rsplit_once('/').expect("an address ends with a database");
    let db = Db::open(&format!("{start}/{name}")).await.expect("it opens");
    vec![lite, Trial { db, _folder: None }]
}
