//! Exports: made while the shop goes on working, listed, fetched, deleted.

use std::fs::OpenOptions;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::app::App;
use crate::auth::{BackUp, Permit};
use crate::db::copy::cells::CopyFile;
use crate::error::{Error, Result};
use crate::exchange::archive::{self, BATCH_ROWS, Piece};
use crate::folders::name_of;
use crate::id::Id;
use crate::page::Page;
use crate::receipts::Document;
use crate::upkeep::files::{self, Draft, EXPORTS, MAX_NAME_CHARS};
use crate::wire::{self, Nothing};
use crate::work::{self, Job, JobKind, JobStep, NewJob, Progress};

/// Exports of a list: the newest ones.
const MAX_LISTED: usize = 100;
/// What is sent in one answer at the most; a larger file is fetched from the folder itself.
const MAX_DOWNLOAD_BYTES: u64 = 512 * 1024 * 1024;
/// Batches of rows that wait to be written.
const MAX_WAITING: usize = 4;

/// An export to be begun.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartExport {
    /// The job's id, chosen by the caller, so that a retry starts nothing twice.
    id: Option<Id>,
}

/// Which export.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DownloadExport {
    #[schemars(length(max = 100))]
    name: String,
}

/// Which export.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteExport {
    #[schemars(length(max = 100))]
    name: String,
}

/// An export that lies beside the shop's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ExportFile {
    /// Its name, by which it is fetched.
    pub name: String,
    /// How large it is.
    pub size_bytes: u64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// What an export holds: the result of its job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Exported {
    /// Its name, by which it is fetched.
    pub name: String,
    /// How large it is.
    pub size_bytes: u64,
    /// Tables in it.
    pub tables: usize,
    /// Rows in all of them.
    pub rows: u64,
}

/// Begins to write everything there is into one file: a table of CSV for each kind of record, in a ZIP. The job's result
/// names the file. It holds what people sign in with, as hashes: keep it like a backup.
///
/// Errors: `conflict` while another job runs, or when there is no folder for it.
pub async fn start_export(app: &App, by: Permit<BackUp>, input: StartExport) -> Result<Job> {
    // Refused at once instead of by the job.
    EXPORTS.folder(app)?;
    let new = NewJob {
        id: input.id,
        kind: JobKind::Export,
        owner: work::owner(by.caller()),
        fingerprint: wire::fingerprint(&JobKind::Export)?,
    };
    app.jobs.start(app, new, |app, progress| async move {
        let file = EXPORTS.free_name(&app, "export", app.clock.now())?;
        export(&app, &file, &progress).await
    })
}

/// The newest exports in the folder beside the shop's data.
///
/// Errors: `conflict` when the folder cannot be read.
pub async fn list_exports(app: &App, _by: Permit<BackUp>, _input: Nothing) -> Result<Page<ExportFile>> {
    let found = EXPORTS.newest(app, MAX_LISTED)?.into_iter();
    let files =
        found.map(|found| ExportFile { name: found.name, size_bytes: found.size_bytes, created_at: found.written_at });
    Ok(Page::whole(files.collect()))
}

/// An export, to be kept elsewhere.
///
/// Errors: `not_found`; `conflict` when it is too large for one answer.
pub async fn download_export(app: &App, _by: Permit<BackUp>, input: DownloadExport) -> Result<Document> {
    let path = EXPORTS.named(app, &input.name)?;
    let size_bytes = std::fs::metadata(&path).map_err(Error::internal)?.len();
    if size_bytes > MAX_DOWNLOAD_BYTES {
        return Err(Error::conflict(format!("This export is too large to be sent. It lies at {}.", path.display())));
    }
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await.map_err(Error::internal)?;
    Ok(Document { file_name: input.name, content_type: "application/zip", bytes: read.map_err(Error::internal)? })
}

/// Deletes an export. One that is not there is gone already.
///
/// Errors: `invalid`.
pub async fn delete_export(app: &App, _by: Permit<BackUp>, input: DeleteExport) -> Result<Nothing> {
    let name = wire::required(&input.name, "name", MAX_NAME_CHARS)?;
    match EXPORTS.named(app, &name) {
        Ok(path) => std::fs::remove_file(path).map_err(Error::internal)?,
        Err(Error::NotFound { .. }) => {}
        Err(error) => return Err(error),
    }
    Ok(Nothing {})
}

/// Writes everything there is into a new file. For who may read the shop's files anyway: nobody is asked for a permission.
///
/// # Errors
/// `conflict` when the file exists or cannot be written; `unavailable`.
pub async fn export_into(app: &App, file: &Path) -> Result<Exported> {
    export(app, file, &Progress::unseen()).await
}

async fn export(app: &App, file: &Path, progress: &Progress) -> Result<Exported> {
    let draft = Draft::of(file)?;
    let workshop = files::workshop(app)?;
    let copy = workshop.path().join("shop.db");
    progress.at(JobStep::Copying, 0, None);
    app.db.copy_into(&copy, app.clock.now()).await?;
    let mut copy = CopyFile::open(&copy).await?;
    let tables = copy.tables().await?;
    let mut total = 0;
    for table in &tables {
        total += usize::try_from(copy.count(&table.name).await?).map_err(Error::internal)?;
    }
    let target = OpenOptions::new().write(true).truncate(true).open(draft.path()).map_err(Error::internal)?;
    let (pieces, received) = mpsc::channel(MAX_WAITING);
    let created_at = wire_time(app.clock.now());
    let writing = tokio::task::spawn_blocking(move || archive::write(target, received, created_at));
    let fed = feed(&mut copy, tables, total, pieces, progress).await;
    // A writer that stopped listening says why.
    let manifest = writing.await.map_err(Error::internal)??;
    fed?;
    let name = name_of(file);
    let size_bytes = std::fs::metadata(draft.path()).map_err(Error::internal)?.len();
    progress.finishing()?;
    draft.finish(file)?;
    let rows = manifest.tables.iter().map(|table| table.rows).sum();
    Ok(Exported { name, size_bytes, tables: manifest.tables.len(), rows })
}

fn wire_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

async fn feed(
    copy: &mut CopyFile,
    tables: Vec<crate::db::copy::cells::CellTable>,
    total: usize,
    pieces: mpsc::Sender<Piece>,
    progress: &Progress,
) -> Result<()> {
    let gone = |_| Error::internal("the writer of an export has stopped");
    let limit = i64::try_from(BATCH_ROWS).map_err(Error::internal)?;
    let mut done = 0;
    for table in tables {
        pieces.send(Piece::Table(table.clone())).await.map_err(gone)?;
        let mut after = i64::MIN;
        loop {
            let (rows, last) = copy.rows(&table, after, limit).await?;
            let count = rows.len();
            after = last;
            done += count;
            if count > 0 {
                pieces.send(Piece::Rows(rows)).await.map_err(gone)?;
            }
            progress.at(JobStep::Writing, done, Some(total));
            if count < BATCH_ROWS {
                break;
            }
        }
    }
    Ok(())
}
