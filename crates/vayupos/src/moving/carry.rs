//! Moving the shop into another database. Selling stops from the moment the copy is of until the move is done or given
//! up; either the shop is there whole and this program lets go of the old place, or it is where it was.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::auth::{ManageDatabase, Permit};
use crate::db::copy::cells::CopyFile;
use crate::db::copy::examine;
use crate::db::probe::{self, DatabaseContent};
use crate::db::{Db, Engine};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::moving::{MAX_URL_CHARS, choice};
use crate::reports::rollups;
use crate::settings;
use crate::upkeep::{files, verify};
use crate::wire;
use crate::words::words;
use crate::work::{self, Job, JobKind, JobStep, NewJob, Progress};

/// Where the shop is to move.
#[derive(Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartMove {
    /// The job's id, chosen by the caller, so that a retry starts nothing twice.
    id: Option<Id>,
    /// `sqlite:/PATH` or `postgres://USER:PASSWORD@HOST/NAME`: an empty database.
    #[schemars(length(min = 1, max = 1000))]
    url: String,
    /// The shop's name: nobody moves a shop by a slip of the finger.
    #[schemars(length(max = 200))]
    confirm: String,
}

impl std::fmt::Debug for StartMove {
    // The address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartMove").field("id", &self.id).finish_non_exhaustive()
    }
}

words! {
    /// What has to be done for the next start to open the new place.
    pub enum NextStart {
        /// Nothing: it is remembered.
        Chosen = "chosen",
        /// The program was told which database to open, and must be told the new one.
        ByHand = "by_hand",
    }
}

/// The shop has moved: the result of the job. This program has to be started again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Moved {
    /// The new engine.
    pub engine: Engine,
    /// The new place, without user and password.
    pub place: Option<String>,
    /// Orders there.
    pub orders: i64,
    /// What the next start needs.
    pub next_start: NextStart,
}

/// Begins to move the shop into another, empty database. While it is carried nothing is written here: selling answers
/// `unavailable`. Once it has moved, this program has to be started again, and everybody signs in anew.
///
/// Errors: `invalid` when the shop's name is not confirmed; `conflict` when the other database does not answer or is not
/// empty (`details.trouble`, `details.content`), and while another job runs.
pub async fn start_move(app: &App, by: Permit<ManageDatabase>, input: StartMove) -> Result<Job> {
    let url = wire::required(&input.url, "url", MAX_URL_CHARS)?;
    let fingerprint = wire::fingerprint(&url)?;
    let new = NewJob { id: input.id, kind: JobKind::Move, owner: work::owner(by.caller()), fingerprint };
    // A retry finds its job, whatever lies there by now.
    let is_known = input.id.is_some_and(|id| app.jobs.get(id).is_some());
    if !is_known {
        let shop = settings::store::shop(&mut app.db.read()).await?;
        if input.confirm.trim() != shop.name {
            return Err(Error::invalid("confirm", format!("To move the shop, say its name: {}", shop.name)));
        }
        refuse_unless_empty(&url).await?;
    }
    app.jobs.start(app, new, |app, progress| async move { carry(&app, &url, &progress).await })
}

/// Answers where it is.
async fn refuse_unless_empty(url: &str) -> Result<Option<String>> {
    let probe = probe::probe(url).await;
    let there = probe.outcome.map_err(|trouble| Error::Conflict {
        message: trouble.sentence().to_owned(),
        details: Some(json!({ "trouble": trouble })),
    })?;
    let message = match there.content {
        DatabaseContent::Empty => return Ok(probe.place),
        DatabaseContent::Shop => "There is a shop in that database already. A shop moves into an empty one.",
        DatabaseContent::Other => "There is something else in that database. A shop moves into an empty one.",
    };
    Err(Error::Conflict { message: message.into(), details: Some(json!({ "content": there.content })) })
}

async fn carry(app: &App, url: &str, progress: &Progress) -> Result<Moved> {
    let place = refuse_unless_empty(url).await?;
    let workshop = files::workshop(app)?;
    let copy = workshop.path().join("shop.db");
    let new_file = NewFile::of(url);
    let target = Db::open(url).await?;
    let shut = app.db.shut().await?;
    let held = app.db.hold().await?;
    progress.at(JobStep::Copying, 0, None);
    let now = app.clock.now();
    app.db.copy_into(&copy, now).await?;
    progress.at(JobStep::Writing, 0, None);
    target.replace_with(&copy, now).await?;
    progress.finishing()?;
    if let Err(error) = check(&target, &copy, progress).await {
        // What is not whole is not left there.
        empty(&target, &workshop.path().join("fresh.db"), now).await?;
        return Err(error);
    }
    let orders = examine::orders(&copy).await.unwrap_or_default();
    let next_start = match app.choice() {
        Some(folder) => {
            choice::choose(folder, url)?;
            NextStart::Chosen
        }
        None => NextStart::ByHand,
    };
    // From here on the shop is there.
    shut.leave();
    new_file.keep();
    let engine = target.engine();
    target.close().await;
    drop(held);
    Ok(Moved { engine, place, orders, next_start })
}

/// Whether everything is there and adds up.
async fn check(target: &Db, copy: &Path, progress: &Progress) -> Result<()> {
    let mut copy = CopyFile::open(copy).await?;
    let tables = copy.tables().await?;
    for (done, table) in tables.iter().enumerate() {
        progress.at(JobStep::Checking, done, Some(tables.len()));
        let (here, there) = (copy.count(&table.name).await?, target.row_count(&table.name).await?);
        if here != there {
            let message = format!("Only {there} of {here} rows of {} arrived. The shop is where it was.", table.name);
            return Err(Error::conflict(message));
        }
    }
    match verify::of(target).await?.first_broken() {
        Some(broken) => Err(Error::conflict(format!("The books do not add up: {broken}. The shop is where it was."))),
        None => Ok(()),
    }
}

/// Puts a fresh shop into the place of what was copied there.
async fn empty(target: &Db, fresh: &Path, now: chrono::DateTime<chrono::Utc>) -> Result<()> {
    let opened = Db::open_file(fresh).await?;
    rollups::build_once(&opened).await?;
    opened.close().await;
    target.replace_with(fresh, now).await
}

/// The file of a new SQLite database, which goes when the move is given up.
struct NewFile(Option<PathBuf>);

impl NewFile {
    fn of(url: &str) -> Self {
        let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        let path = path.and_then(|path| path.split('?').next()).map(PathBuf::from);
        Self(path.filter(|path| !path.exists()))
    }

    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        let Some(path) = &self.0 else { return };
        for ending in ["", "-wal", "-shm"] {
            let file = PathBuf::from(format!("{}{ending}", path.display()));
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    tracing::warn!(cause = %error, "the file of a move that was given up stays");
                }
                Ok(()) | Err(_) => {}
            }
        }
    }
}
