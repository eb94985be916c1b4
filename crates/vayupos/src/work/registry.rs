//! The jobs of this program: starting them, following them, stopping them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::watch;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::work::job::{Job, JobKind, JobState, JobStep, Owner};

/// Jobs that are remembered.
const MAX_JOBS: usize = 50;

/// All jobs, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jobs(Arc<Mutex<Vec<Entry>>>);

#[derive(Debug)]
struct Entry {
    job: Job,
    owner: Owner,
    fingerprint: String,
    /// Says true to stop it.
    stop: watch::Sender<bool>,
    /// Says true once it has ended.
    ended: watch::Sender<bool>,
}

/// A job to be started.
#[derive(Debug)]
pub(crate) struct NewJob {
    /// Chosen by the caller, so that a retry starts nothing twice.
    pub(crate) id: Option<Id>,
    pub(crate) kind: JobKind,
    pub(crate) owner: Owner,
    /// Of the request: the same id with other content is a conflict.
    pub(crate) fingerprint: String,
}

/// What a job says of itself while it runs.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    jobs: Jobs,
    id: Id,
}

impl Progress {
    /// Of work that nobody follows and nobody stops.
    pub(crate) fn unseen() -> Self {
        Self { jobs: Jobs::default(), id: Id::now() }
    }

    /// A step begins or goes on.
    pub(crate) fn at(&self, step: JobStep, done: usize, total: Option<usize>) {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.jobs.change(self.id, |entry| {
            entry.job.step = step;
            entry.job.done = count(done);
            entry.job.total = total.map(count);
        });
    }

    /// The last step begins, which is done or not, but never cut off.
    ///
    /// # Errors
    /// `conflict` when it was stopped at this very moment.
    pub(crate) fn finishing(&self) -> Result<()> {
        let is_stopped = self.jobs.change(self.id, |entry| {
            let is_stopped = *entry.stop.borrow();
            if !is_stopped {
                entry.job.step = JobStep::Finishing;
                (entry.job.done, entry.job.total) = (0, None);
                entry.job.can_cancel = false;
            }
            is_stopped
        });
        if is_stopped.unwrap_or(false) { Err(Error::conflict("This job was stopped.")) } else { Ok(()) }
    }
}

impl Jobs {
    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, id: Id, change: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.entries().iter_mut().find(|entry| entry.job.id == id).map(change)
    }

    /// All jobs, newest first.
    pub(crate) fn all(&self) -> Vec<Job> {
        self.entries().iter().rev().map(|entry| entry.job.clone()).collect()
    }

    /// One job, with who started it.
    pub(crate) fn get(&self, id: Id) -> Option<(Job, Owner)> {
        self.entries().iter().find(|entry| entry.job.id == id).map(|entry| (entry.job.clone(), entry.owner.clone()))
    }

    /// Starts a job, unless the same one was started already. One job runs at a time.
    ///
    /// # Errors
    /// `conflict` while another one runs, and when the id belongs to another job.
    pub(crate) fn start<Work, Out>(
        &self,
        app: &App,
        new: NewJob,
        work: impl FnOnce(App, Progress) -> Work,
    ) -> Result<Job>
    where
        Work: Future<Output = Result<Out>> + Send + 'static,
        Out: Serialize + Send + 'static,
    {
        let id = new.id.unwrap_or_else(Id::now);
        let now = app.clock.now();
        let (stop, stopped) = watch::channel(false);
        let mut entries = self.entries();
        if let Some(first) = entries.iter().find(|entry| entry.job.id == id) {
            return if first.fingerprint == new.fingerprint {
                Ok(first.job.clone())
            } else {
                Err(Error::conflict("This id belongs to another job."))
            };
        }
        if entries.iter().any(|entry| entry.job.state == JobState::Running) {
            return Err(Error::conflict("Another long task is running. Please wait for its end, or stop it."));
        }
        let job = Job {
            id,
            kind: new.kind,
            state: JobState::Running,
            step: JobStep::Preparing,
            done: 0,
            total: None,
            can_cancel: true,
            result: None,
            error: None,
            started_by_name: new.owner.as_ref().map(|(_, name)| name.clone()),
            started_at: now,
            ended_at: None,
        };
        let ended = watch::Sender::new(false);
        entries.push(Entry { job: job.clone(), owner: new.owner, fingerprint: new.fingerprint, stop, ended });
        if entries.len() > MAX_JOBS {
            entries.remove(0);
        }
        drop(entries);
        let running = work(app.clone(), Progress { jobs: self.clone(), id });
        let (jobs, clock) = (self.clone(), app.clock.clone());
        tokio::spawn(async move {
            let outcome = to_its_end(running, stopped).await;
            jobs.change(id, |entry| entry.end(outcome, clock.now()));
        });
        Ok(job)
    }

    /// Stops a job and waits until what it began is undone.
    ///
    /// # Errors
    /// `not_found`; `conflict` when it cannot be stopped any more.
    pub(crate) async fn cancel(&self, id: Id) -> Result<Job> {
        let missing = || Error::NotFound { what: "This job" };
        let ended = self.change(id, |entry| {
            if entry.job.state == JobState::Running && !entry.job.can_cancel {
                return Err(Error::conflict("This job is almost done and cannot be stopped any more."));
            }
            entry.stop.send_replace(true);
            Ok(entry.ended.subscribe())
        });
        let mut ended = ended.ok_or_else(missing)??;
        ended.wait_for(|ended| *ended).await.map_err(Error::internal)?;
        self.get(id).map(|(job, _)| job).ok_or_else(missing)
    }
}

/// What came of a job's work; none when it was stopped. It runs on a task of its own, so that a panic in it is a failure
/// like any other, and dropping that task undoes what it began.
async fn to_its_end<Work, Out>(work: Work, stopped: watch::Receiver<bool>) -> Option<Result<Out>>
where
    Work: Future<Output = Result<Out>> + Send + 'static,
    Out: Send + 'static,
{
    let mut running = tokio::spawn(work);
    let outcome = tokio::select! {
        outcome = &mut running => outcome,
        () = told(stopped) => {
            running.abort();
            running.await
        }
    };
    match outcome {
        Ok(outcome) => Some(outcome),
        Err(error) if error.is_cancelled() => None,
        Err(error) => Some(Err(Error::internal(error))),
    }
}

/// Waits until it is to stop. A registry that is gone stops nothing.
async fn told(mut stopped: watch::Receiver<bool>) {
    if stopped.wait_for(|stopped| *stopped).await.is_err() {
        std::future::pending::<()>().await;
    }
}

impl Entry {
    fn end<Out: Serialize>(&mut self, outcome: Option<Result<Out>>, now: DateTime<Utc>) {
        self.job.can_cancel = false;
        self.job.ended_at = Some(now);
        match outcome.map(|outcome| outcome.and_then(|out| serde_json::to_value(out).map_err(Error::internal))) {
            None => self.job.state = JobState::Cancelled,
            Some(Ok(result)) => {
                self.job.state = JobState::Done;
                self.job.result = Some(result);
            }
            // It noticed by itself that it was to stop.
            Some(Err(Error::Conflict { .. })) if *self.stop.borrow() => self.job.state = JobState::Cancelled,
            Some(Err(error)) => {
                self.job.state = JobState::Failed;
                self.job.error = Some(error.into_body());
            }
        }
        self.ended.send_replace(true);
    }
}
