//! An export into an empty shop: looked through first, then all or nothing.

use std::fs::File;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::app::App;
use crate::auth::{Anyone, Permit};
use crate::db::Db;
use crate::db::copy::cells::CopyFile;
use crate::db::copy::examine;
use crate::error::{Error, Result};
use crate::exchange::archive::{self, Piece};
use crate::id::Id;
use crate::upkeep::files::{self, EXPORTS};
use crate::upkeep::verify;
use crate::upkeep::workshop::Workshop;
use crate::wire;
use crate::work::{self, Job, JobKind, JobStep, NewJob, Progress};
use crate::{sales, users};

/// Bytes of a file that is sent along; a larger one is put into the folder of exports.
const MAX_SENT_BYTES: usize = 24 * 1024 * 1024;
/// Batches of rows that wait to be written.
const MAX_WAITING: usize = 4;

/// An export to be taken in: one that lies in the folder of exports, or the file itself.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartImport {
    /// The job's id, chosen by the caller, so that a retry starts nothing twice.
    id: Option<Id>,
    /// Its name in the folder `exports` beside the shop's data.
    #[schemars(length(max = 100))]
    name: Option<String>,
    /// The file, of at most 24 MiB.
    #[schemars(length(max = 33_554_432))]
    base64: Option<String>,
}

/// What was taken in: the result of the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Imported {
    /// Tables.
    pub tables: usize,
    /// Rows in all of them.
    pub rows: u64,
    /// Orders among them.
    pub orders: i64,
}

/// Begins to take an export into this empty shop, after looking through all of it. Its people sign in afterwards as they
/// did there.
///
/// Errors: `conflict` once there is a user, and while another job runs; `not_found`; `invalid`.
pub async fn start_import(app: &App, by: Permit<Anyone>, input: StartImport) -> Result<Job> {
    refuse_a_shop(app).await?;
    let fingerprint = wire::fingerprint(&(&input.name, &input.base64))?;
    let new = NewJob { id: input.id, kind: JobKind::Import, owner: work::owner(by.caller()), fingerprint };
    let (file, kept) = match (input.name, input.base64) {
        (Some(name), None) => (EXPORTS.named(app, &name)?, None),
        (None, Some(base64)) => {
            let folder = unpacked(app, &base64)?;
            (folder.path().join("sent.zip"), Some(folder))
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(Error::invalid("name", "An import is of a file in the folder, or of one that is sent along."));
        }
    };
    app.jobs.start(app, new, |app, progress| async move {
        // What was sent along goes when the job ends.
        let _kept = kept;
        import(&app, &file, &progress).await
    })
}

fn unpacked(app: &App, base64: &str) -> Result<Workshop> {
    let limit = MAX_SENT_BYTES.div_ceil(3) * 4;
    if base64.len() > limit {
        let message = format!("A file of more than {} MiB is put into the folder.", MAX_SENT_BYTES / 1024 / 1024);
        return Err(Error::invalid("base64", message));
    }
    let bytes = STANDARD.decode(base64).map_err(|_| Error::invalid("base64", "This is not Base64."))?;
    let folder = files::workshop(app)?;
    std::fs::write(folder.path().join("sent.zip"), bytes).map_err(Error::internal)?;
    Ok(folder)
}

/// Takes an export into an empty shop. For who may write the shop's files anyway: nobody is asked for a permission.
///
/// # Errors
/// `conflict`, saying what is wrong with the file, or that there is a shop already; `unavailable`. Whatever the error,
/// nothing has changed.
pub async fn import_from(app: &App, file: &Path) -> Result<Imported> {
    import(app, file, &Progress::unseen()).await
}

async fn import(app: &App, file: &Path, progress: &Progress) -> Result<Imported> {
    refuse_a_shop(app).await?;
    let workshop = files::workshop(app)?;
    let path = workshop.path().join("shop.db");
    // Opened as a shop's own file, it gets its tables.
    Db::open_file(&path).await?.close().await;
    let source = File::open(file).map_err(|error| {
        tracing::warn!(cause = %error, "an export cannot be opened");
        Error::conflict("There is no such file, or it cannot be read. Nothing was changed.")
    })?;
    let mut copy = CopyFile::open(&path).await?;
    let tables = copy.tables().await?;
    let (pieces, mut received) = mpsc::channel(MAX_WAITING);
    let order = tables.clone();
    let reading = tokio::task::spawn_blocking(move || archive::read(source, order, &pieces));
    copy.begin_filling(&tables).await?;
    let mut current = None;
    let mut done = 0;
    let mut failure = None;
    while let Some(piece) = received.recv().await {
        match (piece, &current) {
            (Piece::Table(table), _) => current = Some(table),
            (Piece::Rows(rows), Some(table)) => {
                done += rows.len();
                if let Err(error) = copy.insert(table, rows).await {
                    failure = Some(error);
                    break;
                }
                progress.at(JobStep::Reading, done, None);
            }
            (Piece::Rows(_), None) => return Err(Error::internal("rows of no table")),
        }
    }
    // Its sender ends then, too.
    drop(received);
    let read = reading.await.map_err(Error::internal)?;
    if let Some(failure) = failure {
        return Err(failure);
    }
    let manifest = read?;
    copy.filled().await?;
    progress.at(JobStep::Checking, 0, None);
    drop(examine::sound(&path).await?);
    let opened = Db::open_file(&path).await?;
    let verdict = verify::of(&opened).await;
    opened.close().await;
    if let Some(broken) = verdict?.first_broken() {
        return Err(Error::conflict(format!("The books in this file do not add up: {broken}. Nothing was changed.")));
    }
    progress.finishing()?;
    // Nobody sets a shop up here in between.
    let shut = app.db.shut().await?;
    refuse_a_shop(app).await?;
    app.db.replace_behind(&shut, &path, app.clock.now()).await?;
    drop(shut);
    let orders = examine::orders(&path).await.unwrap_or_default();
    Ok(Imported { tables: manifest.tables.len(), rows: manifest.tables.iter().map(|table| table.rows).sum(), orders })
}

async fn refuse_a_shop(app: &App) -> Result<()> {
    let mut reader = app.db.read();
    if users::store::any(&mut reader).await? || sales::store::any(&mut reader).await? {
        return Err(Error::conflict("This is somebody's shop already: an export is taken into an empty one."));
    }
    Ok(())
}
