//! What looks after the data and takes a while, as jobs.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{BackUp, ManageDatabase, Permit};
use crate::error::{Error, Result};
use crate::folders::name_of;
use crate::id::Id;
use crate::operations::attempt;
use crate::reports::rollups;
use crate::settings;
use crate::upkeep::files::BACKUPS;
use crate::upkeep::restore::{self, Ledger, Restored};
use crate::wire::{self, Nothing};
use crate::work::{self, Job, JobKind, JobStep, NewJob};

/// Which backup is to take the place of everything there is.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRestore {
    /// The job's id, chosen by the caller, so that a retry starts nothing twice.
    id: Option<Id>,
    #[schemars(length(max = 100))]
    name: String,
    /// The shop's name as it is now: nobody replaces a shop by a slip of the finger.
    #[schemars(length(max = 200))]
    confirm: String,
}

/// The days of the reports to be built anew.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RebuildDayTotals {
    /// The job's id, chosen by the caller, so that a retry starts nothing twice.
    id: Option<Id>,
}

/// Begins what `restore_backup` does, for a backup that takes longer than an answer may. Everybody is signed out at its
/// end; who knows the job's id signs in again to see what came of it.
///
/// Errors: `not_found`; `invalid` when the shop's name is not confirmed; `conflict` while another job runs.
pub async fn start_restore(app: &App, by: Permit<ManageDatabase>, input: StartRestore) -> Result<Job> {
    let file = BACKUPS.named(app, &input.name)?;
    let shop = settings::store::shop(&mut app.db.read()).await?;
    if input.confirm.trim() != shop.name {
        return Err(Error::invalid("confirm", format!("To replace everything there is, say its name: {}", shop.name)));
    }
    let new = NewJob {
        id: input.id,
        kind: JobKind::Restore,
        owner: work::owner(by.caller()),
        fingerprint: wire::fingerprint(&input.name)?,
    };
    app.jobs.start(app, new, |app, progress| async move {
        progress.at(JobStep::Checking, 0, None);
        let prepared = restore::prepare(&app, &file, Ledger::MustHold).await?;
        progress.finishing()?;
        let (kept, orders) = prepared.put_in_place(&app).await?;
        let kept = name_of(&kept);
        Ok(Restored { kept, orders })
    })
}

/// Begins to build the days of the reports anew from orders, payments and refunds: what the reports say is then what
/// the ledger says.
///
/// Errors: `conflict` while another job runs.
pub async fn rebuild_day_totals(app: &App, by: Permit<BackUp>, input: RebuildDayTotals) -> Result<Job> {
    let new = NewJob {
        id: input.id,
        kind: JobKind::RebuildDays,
        owner: work::owner(by.caller()),
        fingerprint: wire::fingerprint(&JobKind::RebuildDays)?,
    };
    app.jobs.start(app, new, |app, progress| async move {
        progress.at(JobStep::Writing, 0, None);
        attempt(async || {
            let mut tx = app.db.write().await?;
            rollups::rebuild(&mut tx).await?;
            progress.finishing()?;
            tx.commit().await
        })
        .await?;
        Ok(Nothing {})
    })
}
