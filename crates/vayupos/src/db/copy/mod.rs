//! A whole shop in one SQLite file, from either engine, and back into either: what backup, restore, reset and a move
//! from one engine to the other have in common.
//!
//! `copy_into` writes such a file, `replace_with` puts one in the place of everything there is, in one transaction.
//! What this does not do: decide whether a file may be used ([`examine`] finds its flaws), and name or move files.

mod catalogue;
pub(crate) mod cells;
pub(crate) mod examine;
pub(crate) mod hold;
mod lite;
mod postgres;

use std::path::Path;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::failure::Failure;
use super::{Db, Pools, Shut};
use crate::error::{Error, Result};

fn lift(error: sqlx::Error) -> Error {
    Failure::from(error).into()
}

impl Db {
    /// Writes everything there is at this moment into a new SQLite file, while the shop goes on working. No session
    /// in it signs anybody in.
    ///
    /// # Errors
    /// `unavailable`; `internal` when the file cannot be written.
    pub(crate) async fn copy_into(&self, file: &Path, now: DateTime<Utc>) -> Result<()> {
        match &self.pools {
            Pools::Lite { write, .. } => {
                let source = write.options().clone().connect().await.map_err(lift)?;
                lite::vacuum_into(source, file).await?;
            }
            Pools::Pg(pool) => postgres::copy_out(pool, file).await?,
        }
        let mut copy = open_copy(file).await?;
        end_sessions(&mut copy, now).await?;
        copy.close().await.map_err(lift)
    }

    /// Puts the content of a file that [`Db::copy_into`] could have written in the place of everything there is: all
    /// of it or, when anything fails, nothing. Others read the old content until then. Everybody is signed out, in
    /// the file too.
    ///
    /// # Errors
    /// `unavailable`; `internal` when a row cannot be copied.
    pub(crate) async fn replace_with(&self, file: &Path, now: DateTime<Utc>) -> Result<()> {
        let _pass = self.gate.pass().await?;
        self.replace(file, now).await
    }

    /// The same while nobody else may write.
    ///
    /// # Errors
    /// As [`Db::replace_with`].
    pub(crate) async fn replace_behind(&self, _gate: &Shut, file: &Path, now: DateTime<Utc>) -> Result<()> {
        self.replace(file, now).await
    }

    async fn replace(&self, file: &Path, now: DateTime<Utc>) -> Result<()> {
        let mut copy = open_copy(file).await?;
        end_sessions(&mut copy, now).await?;
        copy.close().await.map_err(lift)?;
        match &self.pools {
            Pools::Lite { write, .. } => lite::replace(write, file).await,
            Pools::Pg(pool) => postgres::replace(pool, file).await,
        }
    }
}

/// A copy as one plain file: without a write-ahead log beside it.
async fn open_copy(file: &Path) -> Result<SqliteConnection> {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Delete)
        // The finished file is synced as a whole before it gets its name.
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(true)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(lift)
}

/// Ends all sessions and forgets their tokens, so that whoever gets hold of a copy signs in nowhere.
async fn end_sessions(copy: &mut SqliteConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::raw_sql("pragma secure_delete = on").execute(&mut *copy).await.map_err(lift)?;
    sqlx::query("update sessions set ended_at = coalesce(ended_at, $1), token_hash = 'ended ' || id")
        .bind(now)
        .execute(copy)
        .await
        .map_err(lift)?;
    Ok(())
}
