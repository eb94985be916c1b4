//! Updates of the program: looked for quietly and when somebody asks, offered, and installed only when an
//! administrator agrees, nobody is selling at this till, and the shop's data has been backed up.
//!
//! The order is what makes it safe. Fetched and checked first, because that takes longest and changes nothing; then the
//! backup, so that it holds what was sold meanwhile; then the installation. Before each of them it is asked again who
//! wants it and whether anybody is selling. `source` says where updates come from and what a genuine one is, `refusal`
//! why there is none. `docs/decisions/0011` says why it is so.

#[cfg(feature = "loopback-updates")]
mod loopback;
mod refusal;
mod source;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tauri::async_runtime::spawn_blocking;
use tauri::{AppHandle, State};
use tauri_plugin_updater::Update;
use tokio::sync::watch;
use vayupos::auth::{Permit, SignedIn};
use vayupos::error::{Error, ErrorBody};
use vayupos::operations::{back_up_before_update, interruption};

use self::refusal::{Refusal, Stopped};
use crate::till::Till;

/// The till opens first; whoever unlocks the shop does not wait for a server far away.
const QUIET_AFTER: Duration = Duration::from_secs(if cfg!(feature = "loopback-updates") { 1 } else { 30 });
const QUIET_EVERY: Duration = Duration::from_hours(24);
/// What is said of a version is shown as text, and not without end.
const MAX_NOTES_CHARS: usize = 2_000;

/// A version that could be installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Offer {
    version: String,
    /// What is new in it.
    notes: Option<String>,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(crate) enum Step {
    Nothing,
    Downloading {
        received: u64,
        total: Option<u64>,
    },
    BackingUp,
    Installing,
    /// It is installed. The program of before runs until it is started again.
    Installed,
}

/// How it stands with updates.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Standing {
    /// The version that runs.
    version: String,
    /// Why this program takes no updates at all.
    unusable: Option<Refusal>,
    offer: Option<Offer>,
    step: Step,
}

#[derive(Debug)]
struct Now {
    offer: Option<Offer>,
    /// The version that somebody does not want for now.
    declined: Option<String>,
    step: Step,
}

/// The updates of this program.
#[derive(Clone)]
pub(crate) struct Updates(Arc<Inner>);

struct Inner {
    now: Mutex<Now>,
    /// Says true to stop a download.
    cancelled: watch::Sender<bool>,
}

impl Default for Updates {
    fn default() -> Self {
        let now = Now { offer: None, declined: None, step: Step::Nothing };
        Self(Arc::new(Inner { now: Mutex::new(now), cancelled: watch::Sender::new(false) }))
    }
}

impl Updates {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn standing(&self, app: &AppHandle) -> Standing {
        let now = self.now();
        let is_wanted = |offer: &&Offer| now.declined.as_ref() != Some(&offer.version);
        Standing {
            version: app.package_info().version.to_string(),
            unusable: source::usable(app).err(),
            offer: now.offer.as_ref().filter(is_wanted).cloned(),
            step: now.step,
        }
    }

    /// Looks from time to time. What goes wrong is nobody's concern until somebody asks.
    pub(crate) fn look_quietly(&self, app: AppHandle) {
        let updates = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(QUIET_AFTER).await;
            while source::usable(&app).is_ok() {
                if updates.look(&app).await.is_ok_and(|found| found.is_some()) {
                    tracing::info!("there is a newer version");
                }
                tokio::time::sleep(QUIET_EVERY).await;
            }
        });
    }

    async fn look(&self, app: &AppHandle) -> Result<Option<Update>, Refusal> {
        let found = source::find(app).await?;
        self.now().offer = found.as_ref().map(|update| Offer {
            version: update.version.clone(),
            notes: update.body.as_ref().map(|notes| notes.chars().take(MAX_NOTES_CHARS).collect()),
        });
        Ok(found)
    }

    /// Begins; one at a time.
    fn begin(&self) -> Result<Turn<'_>, Refusal> {
        let mut now = self.now();
        if now.step != Step::Nothing {
            return Err(Refusal::Busy);
        }
        now.step = Step::Downloading { received: 0, total: None };
        self.0.cancelled.send_replace(false);
        drop(now);
        Ok(Turn(self))
    }

    async fn install(&self, app: &AppHandle, till: &Till, wanted: &str) -> Result<(), Stopped> {
        may_begin(till).await?;
        let turn = self.begin()?;
        let update = self.look(app).await?.ok_or(Refusal::NotNewer)?;
        if update.version != wanted {
            return Err(Refusal::Changed.into());
        }
        let progress = |received, total| self.now().step = Step::Downloading { received, total };
        let package = source::download(&update, self.0.cancelled.subscribe(), progress).await?;

        may_begin(till).await?;
        self.now().step = Step::BackingUp;
        back_up(till).await?;
        if *self.0.cancelled.borrow() {
            return Err(Refusal::Cancelled.into());
        }
        may_begin(till).await?;
        self.now().step = Step::Installing;
        tracing::info!(from = update.current_version, to = update.version, "an update is installed");
        let installed = spawn_blocking(move || update.install(package)).await.map_err(Error::internal)?;
        installed.map_err(|fault| Refusal::of_install(&fault))?;
        turn.finish();
        // Whoever began to sell in the meantime starts the program again when they like.
        if may_begin(till).await.is_ok() {
            app.request_restart();
        }
        Ok(())
    }
}

/// While this lives, an update is under way; dropped, it has failed and the next one may begin.
struct Turn<'a>(&'a Updates);

impl Turn<'_> {
    fn finish(self) {
        self.0.now().step = Step::Installed;
        std::mem::forget(self);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.now().step = Step::Nothing;
    }
}

/// Who is signed in may install it, and interrupts nobody by it.
async fn may_begin(till: &Till) -> Result<(), Stopped> {
    let app = till.app().await?;
    let by = till.caller(app).await?.permit()?;
    match interruption(app, &by).await? {
        Some(interruption) => Err(Refusal::from(interruption).into()),
        None => Ok(()),
    }
}

async fn back_up(till: &Till) -> Result<(), Refusal> {
    let here = till.clone();
    // A window that is closed meanwhile waits for it.
    let outcome = till.to_the_end(async move {
        let app = here.app().await?;
        let by = here.caller(app).await.and_then(|caller| caller.permit()).map_err(Error::into_body)?;
        let kept = back_up_before_update(app, &by).await.map_err(Error::into_body)?;
        Ok(Value::from(kept.display().to_string()))
    });
    match outcome.await {
        Ok(kept) => {
            tracing::info!(%kept, "the shop was backed up before an update");
            Ok(())
        }
        Err(error) => {
            tracing::warn!(reason = error.message, "the shop could not be backed up before an update");
            Err(Refusal::BackupFailed)
        }
    }
}

/// How it stands with updates: what this program is, what is offered, what is being done.
#[tauri::command]
pub(crate) fn get_updates(app: AppHandle, updates: State<'_, Updates>) -> Standing {
    updates.standing(&app)
}

/// Looks for an update now. One that was declined is offered again.
#[tauri::command]
pub(crate) async fn check_for_update(
    app: AppHandle,
    till: State<'_, Till>,
    updates: State<'_, Updates>,
) -> Result<Standing, ErrorBody> {
    let shop = till.app().await?;
    let _by: Permit<SignedIn> = till.caller(shop).await.and_then(|caller| caller.permit()).map_err(Error::into_body)?;
    updates.now().declined = None;
    updates.look(&app).await.map_err(Stopped::from)?;
    Ok(updates.standing(&app))
}

/// Does not want this version for now: it is offered again when somebody asks, and after the next start.
#[tauri::command]
pub(crate) fn decline_update(app: AppHandle, updates: State<'_, Updates>, version: String) -> Standing {
    updates.now().declined = Some(version);
    updates.standing(&app)
}

/// Fetches the version that somebody agreed to, backs the shop up, installs it and starts the program again. It goes on
/// when the page that asked for it has gone.
#[tauri::command]
pub(crate) async fn install_update(
    app: AppHandle,
    till: State<'_, Till>,
    updates: State<'_, Updates>,
    version: String,
) -> Result<(), ErrorBody> {
    let (updates, here) = (updates.inner().clone(), till.inner().clone());
    let task = tauri::async_runtime::spawn(async move { updates.install(&app, &here, &version).await });
    task.await.map_err(|error| Error::internal(error).into_body())?.map_err(ErrorBody::from)
}

/// Stops a download. What has begun to be installed cannot be stopped any more.
#[tauri::command]
pub(crate) fn cancel_update(updates: State<'_, Updates>) {
    updates.0.cancelled.send_replace(true);
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Step, Updates};

    #[test]
    fn one_at_a_time_and_a_failed_one_makes_room_for_the_next() {
        let updates = Updates::default();
        let turn = updates.begin().expect("the first");
        assert_eq!(updates.begin().err(), Some(Refusal::Busy));
        drop(turn);
        updates.begin().expect("the next").finish();
        assert_eq!(updates.now().step, Step::Installed);
        assert_eq!(updates.begin().err(), Some(Refusal::Busy), "an installed one waits for the new start");
    }
}
