//! What can be wrong with a file that somebody wants to restore. Nothing is changed by looking.

use std::io::Read;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::lite;
use crate::db::open::SQLITE_MIGRATIONS;
use crate::error::{Error, Result};

/// How every SQLite file begins.
const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// A file that was found to be whole and to be ours, open for reading.
pub(crate) struct Sound(SqliteConnection);

/// Looks through a file.
///
/// # Errors
/// `conflict`, saying what is wrong with it: missing, no SQLite, damaged, not a shop, or of a newer program.
pub(crate) async fn sound(file: &Path) -> Result<Sound> {
    header(file)?;
    let mut lite = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .read_only(true)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(damaged)?;
    let found: Option<String> =
        sqlx::query_scalar("select integrity_check from pragma_integrity_check where integrity_check <> 'ok' limit 1")
            .fetch_optional(&mut lite)
            .await
            .map_err(damaged)?;
    if let Some(found) = found {
        tracing::warn!(found, "a file to be restored is damaged");
        return Err(Error::conflict("This file is damaged. Nothing was changed."));
    }
    steps(&mut lite).await?;
    let dangling: Option<String> = sqlx::query_scalar("select \"table\" from pragma_foreign_key_check limit 1")
        .fetch_optional(&mut lite)
        .await
        .map_err(damaged)?;
    match dangling {
        Some(table) => Err(Error::conflict(format!(
            "A row of {table} in this file refers to something that is not there. Nothing was changed."
        ))),
        None => Ok(Sound(lite)),
    }
}

impl Sound {
    /// Writes what the file holds into a new one, which may be changed; it takes in a write-ahead log beside it too.
    pub(crate) async fn copy_into(self, copy: &Path) -> Result<()> {
        lite::vacuum_into(self.0, copy).await
    }
}

/// How many orders a file holds; none for a file that is not a shop.
pub(crate) async fn orders(file: &Path) -> Option<i64> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(false).read_only(true);
    let mut lite = options.disable_statement_logging().connect().await.ok()?;
    let orders = sqlx::query_scalar("select count(*) from orders").fetch_one(&mut lite).await.ok();
    lite.close().await.ok();
    orders
}

fn header(file: &Path) -> Result<()> {
    let mut begin = [0; HEADER.len()];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut begin));
    match read {
        Ok(()) if begin == *HEADER => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::conflict("There is no such file. Nothing was changed."))
        }
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            tracing::warn!(cause = %error, "a file to be restored cannot be read");
            Err(Error::conflict("This file cannot be read. Nothing was changed."))
        }
        Ok(()) | Err(_) => Err(Error::conflict("This file is not a backup. Nothing was changed.")),
    }
}

fn damaged(error: sqlx::Error) -> Error {
    tracing::warn!(cause = %error, "a file to be restored is damaged");
    Error::conflict("This file is damaged. Nothing was changed.")
}

/// Every step that made the file's tables must be one of ours.
async fn steps(lite: &mut SqliteConnection) -> Result<()> {
    let is_shop: bool = sqlx::query_scalar(
        "select count(*) = 2 from sqlite_schema where type = 'table' and name in ('shop', '_sqlx_migrations')",
    )
    .fetch_one(&mut *lite)
    .await
    .map_err(damaged)?;
    if !is_shop {
        return Err(Error::conflict("This file is not a shop of this program. Nothing was changed."));
    }
    let taken: Vec<(i64, String, bool, Vec<u8>)> =
        sqlx::query_as("select version, description, success, checksum from _sqlx_migrations order by version")
            .fetch_all(lite)
            .await
            .map_err(damaged)?;
    for (version, description, success, checksum) in taken {
        let step = format!("{version} \"{description}\"");
        match SQLITE_MIGRATIONS.iter().find(|known| known.version == version) {
            None => {
                return Err(Error::conflict(format!(
                    "This file was written by a newer version of the program, which knows step {step}. Please update \
                     this one. Nothing was changed."
                )));
            }
            Some(known) if !success || *known.checksum != *checksum => {
                return Err(Error::conflict(format!(
                    "This file was written by another program: its step {step} is not ours. Nothing was changed."
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
