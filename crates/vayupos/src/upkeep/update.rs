//! What is asked of the shop before the program takes the place of its own older self: that nobody is interrupted, and
//! that everything there is has been copied first.
//!
//! Where an update comes from and how it is installed is the face's work; a sale and the shop's data are ours.

use std::path::PathBuf;

use chrono::TimeDelta;

use crate::app::App;
use crate::auth::{ManageDatabase, Permit};
use crate::db::copy::examine;
use crate::error::Result;
use crate::sales;
use crate::upkeep::backup;
use crate::words::words;
use crate::work::JobState;

/// An order that waits for the rest of its money is being paid right now for that long after its last payment; later it
/// is a deposit, which may wait for weeks.
const PAYMENT_UNDER_WAY: TimeDelta = TimeDelta::minutes(15);

words! {
    /// What would be interrupted if the program ended now.
    pub enum Interruption {
        /// There is something in a basket at this till that is neither sold nor parked.
        Sale = "sale",
        /// Somebody is paying for an order at this till, in parts.
        Payment = "payment",
        /// Something long is running: an export, an import, a restore, a move.
        Job = "job",
    }
}

/// What would be interrupted if the program ended now, first what matters most. Of the tills of the shop it is the
/// caller's alone: the programs of the others go on.
///
/// # Errors
/// `unavailable`
pub async fn interruption(app: &App, by: &Permit<ManageDatabase>) -> Result<Option<Interruption>> {
    let till_id = by.actor().till.id;
    let mut reader = app.db.read();
    for basket in sales::store::baskets(&mut reader, till_id).await? {
        if !basket.is_empty()? {
            return Ok(Some(Interruption::Sale));
        }
    }
    if sales::store::is_paying_since(&mut reader, till_id, app.clock.now() - PAYMENT_UNDER_WAY).await? {
        return Ok(Some(Interruption::Payment));
    }
    let is_running = app.jobs.all().iter().any(|job| job.state == JobState::Running);
    Ok(is_running.then_some(Interruption::Job))
}

/// Backs everything up, and looks through the backup: one that could not be restored is none. Answers where it lies.
///
/// # Errors
/// `conflict` when the folder cannot be written to, or when the backup is not sound; `unavailable`.
pub async fn back_up_before_update(app: &App, _by: &Permit<ManageDatabase>) -> Result<PathBuf> {
    let file = backup::keep(app, "before-update").await?;
    drop(examine::sound(&file).await?);
    Ok(file)
}
