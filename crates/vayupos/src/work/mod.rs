//! Long work: tasks that run beside the operations, with progress, and that can be cancelled.
//!
//! A job lives in this program alone; when the program ends, so does the job, and what it began is undone. What a job
//! does is its slice's: `exchange`, `moving`, `upkeep`.

mod job;
mod registry;

pub(crate) use job::owner;
pub use job::{CancelJob, GetJob, Job, JobKind, JobState, JobStep, cancel_job, get_job, list_jobs};
pub(crate) use registry::{Jobs, NewJob, Progress};
