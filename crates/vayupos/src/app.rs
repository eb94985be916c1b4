//! Everything an operation may touch.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::auth::{self, Caller};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::mail::Bell;
use crate::reports;
use crate::work::Jobs;

/// The running point of sale: cheap to clone, shared by every operation.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    /// Rings when there is a letter to deliver.
    pub(crate) bell: Bell,
    /// What takes longer than an answer.
    pub(crate) jobs: Jobs,
    home: Option<Arc<Path>>,
    choice: Option<Arc<Path>>,
    logs: Option<Arc<Path>>,
}

impl App {
    /// Opens the shop's database (`sqlite:PATH` or `postgres://…`) and brings it up to date.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open(database_url: &str) -> Result<Self> {
        Self::open_at(database_url, Clock::System).await
    }

    /// The same with a clock of one's own.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_at(database_url: &str, clock: Clock) -> Result<Self> {
        let db = Db::open(database_url).await?;
        reports::rollups::build_once(&db).await?;
        let home = db.file().and_then(|file| Some(file.canonicalize().ok()?.parent()?.into()));
        Ok(Self { db, clock, bell: Bell::default(), jobs: Jobs::default(), home, choice: None, logs: None })
    }

    /// The same by another clock.
    pub(crate) fn by_clock(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// Names the folder for what lies beside the database: backups, and the mail server's password. An SQLite file's
    /// own folder is it already; a shop on Postgres has none until it is named.
    #[must_use]
    pub fn with_home(self, home: PathBuf) -> Self {
        Self { home: Some(home.into()), ..self }
    }

    /// Names the folder where the choice of a database is remembered for the next start: when the program was not told
    /// which one to open.
    #[must_use]
    pub fn with_choice(self, folder: PathBuf) -> Self {
        Self { choice: Some(folder.into()), ..self }
    }

    /// Names the folder where this program's logs are kept, so that the support desk gets to see their ends.
    #[must_use]
    pub fn with_logs(self, folder: PathBuf) -> Self {
        Self { logs: Some(folder.into()), ..self }
    }

    /// The folder where this program's logs are kept, if they are.
    pub(crate) fn logs(&self) -> Option<&Path> {
        self.logs.as_deref()
    }

    /// The folder where the choice of a database is remembered, if it is.
    pub(crate) fn choice(&self) -> Option<&Path> {
        self.choice.as_deref()
    }

    /// The folder for what lies beside the database.
    ///
    /// # Errors
    /// `conflict` when there is none.
    pub(crate) fn home(&self) -> Result<&Path> {
        self.home.as_deref().ok_or_else(|| {
            Error::conflict(
                "This program was started without a folder of its own, where backups and passwords are kept.",
            )
        })
    }

    /// Who holds this access token. No token is nobody, which a few operations accept.
    ///
    /// # Errors
    /// `unauthenticated` for a token that is unknown, expired, signed out, or of a deactivated user.
    pub async fn caller(&self, access_token: Option<&str>) -> Result<Caller> {
        match access_token {
            None => Ok(Caller::nobody()),
            Some(token) => auth::caller(self, token).await,
        }
    }

    /// The database, for its engine and for closing it.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Answers when the database answers.
    ///
    /// # Errors
    /// `unavailable`
    pub async fn ping(&self) -> Result<()> {
        use crate::db::Session;
        self.db.read().sql("select id from shop").one::<(i64,)>().await?;
        Ok(())
    }
}
