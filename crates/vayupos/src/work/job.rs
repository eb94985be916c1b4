//! Jobs as an operation shows them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::auth::{Anyone, BackUp, Caller, ManageDatabase, Permit};
use crate::error::{Error, ErrorBody, Result};
use crate::id::Id;
use crate::page::Page;
use crate::wire::Nothing;
use crate::words::words;

words! {
    /// What a job does.
    pub enum JobKind {
        /// Everything into one file of tables.
        Export = "export",
        /// Such a file into an empty shop.
        Import = "import",
        /// The shop into another database.
        Move = "move",
        /// A backup in the place of everything there is.
        Restore = "restore",
        /// The day tables of the reports anew.
        RebuildDays = "rebuild_days",
    }
}

words! {
    /// How far a job has come.
    pub enum JobState {
        /// It goes on.
        Running = "running",
        /// It has come to its end.
        Done = "done",
        /// It was refused or broke; nothing was changed.
        Failed = "failed",
        /// Somebody stopped it; nothing was changed.
        Cancelled = "cancelled",
    }
}

words! {
    /// What a job is at.
    pub enum JobStep {
        /// It makes ready.
        Preparing = "preparing",
        /// It takes a copy of everything as of one moment.
        Copying = "copying",
        /// It reads tables.
        Reading = "reading",
        /// It writes tables.
        Writing = "writing",
        /// It asks whether all is there and adds up.
        Checking = "checking",
        /// It puts the outcome in its place: from here on it cannot be stopped.
        Finishing = "finishing",
    }
}

/// A task that takes a while.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Job {
    /// The identifier.
    pub id: Id,
    /// What it does.
    pub kind: JobKind,
    /// How far it has come.
    pub state: JobState,
    /// What it is at, or was at when it ended.
    pub step: JobStep,
    /// How much of this step is done.
    pub done: i64,
    /// Of how much; null while that is not known.
    pub total: Option<i64>,
    /// Whether it can be stopped still.
    pub can_cancel: bool,
    /// What came of it, by kind; null until it is done.
    pub result: Option<Value>,
    /// Why it failed.
    pub error: Option<ErrorBody>,
    /// Who started it; null for one in an empty shop.
    pub started_by_name: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Which job.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetJob {
    job_id: Id,
}

/// Which job.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelJob {
    job_id: Id,
}

/// Who started a job; none in an empty shop, where nobody can sign in.
pub(crate) type Owner = Option<(Id, String)>;

/// Who this caller is to a job.
pub(crate) fn owner(caller: &Caller) -> Owner {
    caller.actor().map(|actor| (actor.user_id, actor.name.clone()))
}

/// The jobs of this program since it was started, newest first.
pub async fn list_jobs(app: &App, _by: Permit<BackUp>, _input: Nothing) -> Result<Page<Job>> {
    Ok(Page::whole(app.jobs.all()))
}

/// One job, to be asked for again while it runs. One that was started in an empty shop is shown to everybody who knows
/// its id; others to those who may back up.
///
/// Errors: `not_found`, also once the program was started anew; `unauthenticated`, `forbidden`.
pub async fn get_job(app: &App, by: Permit<Anyone>, input: GetJob) -> Result<Job> {
    let (job, owner) = app.jobs.get(input.job_id).ok_or(Error::NotFound { what: "This job" })?;
    if owner.is_some() {
        by.caller().permit::<BackUp>()?;
    }
    Ok(job)
}

/// Stops a job: what it began is undone. Its own starter may, and an admin. One that has ended is answered as it is.
///
/// Errors: `not_found`; `conflict` when it is so far that it cannot be stopped; `unauthenticated`, `forbidden`.
pub async fn cancel_job(app: &App, by: Permit<Anyone>, input: CancelJob) -> Result<Job> {
    let (_, owner) = app.jobs.get(input.job_id).ok_or(Error::NotFound { what: "This job" })?;
    if let Some((user_id, _)) = owner
        && by.caller().signed_in()?.user_id != user_id
    {
        by.caller().permit::<ManageDatabase>()?;
    }
    app.jobs.cancel(input.job_id).await
}
