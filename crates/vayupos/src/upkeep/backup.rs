//! Backups: made while the shop goes on working, listed, fetched.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{BackUp, Permit};
use crate::db::copy::examine;
use crate::error::{Error, Result};
use crate::folders::name_of;
use crate::page::Page;
use crate::receipts::Document;
use crate::upkeep::files::{self, Draft, Found};
use crate::wire::Nothing;

/// Backups of a list: the newest ones.
const MAX_LISTED: usize = 100;
/// What is sent in one answer at the most; a larger file is fetched from the folder itself.
const MAX_DOWNLOAD_BYTES: u64 = 512 * 1024 * 1024;

/// A backup that lies beside the shop's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Backup {
    /// Its name, by which it is fetched and restored.
    pub name: String,
    /// How large it is.
    pub size_bytes: u64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// How many orders it holds; null for a file that cannot be read.
    pub orders: Option<i64>,
}

/// Which backup.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadBackup {
    #[schemars(length(max = 100))]
    name: String,
}

/// Backs up everything there is at this moment into the folder beside the shop's data. Selling goes on meanwhile.
///
/// Errors: `conflict` when the folder cannot be written to; `unavailable`.
pub async fn create_backup(app: &App, _by: Permit<BackUp>, _input: Nothing) -> Result<Backup> {
    let path = keep(app, "backup").await?;
    let name = name_of(&path);
    let found = files::BACKUPS.newest(app, usize::MAX)?.into_iter().find(|found| found.name == name);
    Ok(described(found.ok_or_else(|| Error::conflict("The backup was taken away as soon as it was made."))?).await)
}

/// The newest backups in the folder beside the shop's data.
///
/// Errors: `conflict` when the folder cannot be read.
pub async fn list_backups(app: &App, _by: Permit<BackUp>, _input: Nothing) -> Result<Page<Backup>> {
    let mut backups = Vec::new();
    for found in files::BACKUPS.newest(app, MAX_LISTED)? {
        backups.push(described(found).await);
    }
    Ok(Page::whole(backups))
}

/// A backup, to be kept elsewhere.
///
/// Errors: `not_found`; `conflict` when it is too large for one answer.
pub async fn download_backup(app: &App, _by: Permit<BackUp>, input: DownloadBackup) -> Result<Document> {
    let path = files::BACKUPS.named(app, &input.name)?;
    let size_bytes = std::fs::metadata(&path).map_err(Error::internal)?.len();
    if size_bytes > MAX_DOWNLOAD_BYTES {
        return Err(Error::conflict(format!("This backup is too large to be sent. It lies at {}.", path.display())));
    }
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await.map_err(Error::internal)?;
    let bytes = read.map_err(Error::internal)?;
    Ok(Document { file_name: input.name, content_type: "application/vnd.sqlite3", bytes })
}

/// Backs up everything there is at this moment into a new file. For who may read the shop's files anyway: nobody is
/// asked for a permission.
///
/// # Errors
/// `conflict` when the file exists or cannot be written; `unavailable`.
pub async fn backup_into(app: &App, file: &Path) -> Result<()> {
    let draft = Draft::of(file)?;
    app.db.copy_into(draft.path(), app.clock.now()).await?;
    draft.finish(file)
}

/// Backs up into the folder beside the shop's data; answers where.
pub(super) async fn keep(app: &App, what: &str) -> Result<PathBuf> {
    let file = files::BACKUPS.free_name(app, what, app.clock.now())?;
    backup_into(app, &file).await?;
    Ok(file)
}

/// Takes a backup that lies elsewhere, on a stick or among the downloads, into the folder beside the shop's data, from
/// where it can be restored; answers its name there. For who may write the shop's files anyway: nobody is asked for a
/// permission.
///
/// # Errors
/// `conflict`, saying what is wrong with the file, or when the folder cannot be written to.
pub async fn bring_backup(app: &App, file: &Path) -> Result<String> {
    let name = name_of(file);
    if let Ok(there) = files::BACKUPS.named(app, &name)
        && is_same(&there, file)
    {
        return Ok(name);
    }
    let sound = examine::sound(file).await?;
    let place = files::BACKUPS.free_name(app, "brought", app.clock.now())?;
    let draft = Draft::of(&place)?;
    sound.copy_into(draft.path()).await?;
    draft.finish(&place)?;
    Ok(name_of(&place))
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

async fn described(found: Found) -> Backup {
    let orders = examine::orders(&found.path).await;
    Backup { name: found.name, size_bytes: found.size_bytes, created_at: found.written_at, orders }
}
