//! Putting a backup, or a fresh shop, in the place of everything there is: looked through first, then all or nothing.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{ManageDatabase, Permit};
use crate::db::Db;
use crate::db::copy::examine;
use crate::error::{Error, Result};
use crate::folders::name_of;
use crate::reports::rollups;
use crate::settings;
use crate::upkeep::workshop::Workshop;
use crate::upkeep::{backup, files, verify};

/// Which backup is to take the place of everything there is.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreBackup {
    #[schemars(length(max = 100))]
    name: String,
    /// The shop's name as it is now: nobody replaces a shop by a slip of the finger.
    #[schemars(length(max = 200))]
    confirm: String,
}

/// A backup is in the place of everything there was, and everybody is signed out.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Restored {
    /// The backup that was made of what was there before.
    pub kept: String,
    /// How many orders there are now.
    pub orders: i64,
}

/// What is asked of the books of a file before it is restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ledger {
    /// A file whose books do not add up is refused.
    MustHold,
    /// It is taken as it is: when it is the only one left.
    AsItIs,
}

/// Puts a backup in the place of everything there is, after keeping a backup of that. Everybody is signed out.
///
/// Errors: `not_found`; `invalid` when the shop's name is not confirmed; `conflict`, saying what is wrong with the
/// file; `unavailable`. Whatever the error, nothing has changed.
pub async fn restore_backup(app: &App, _by: Permit<ManageDatabase>, input: RestoreBackup) -> Result<Restored> {
    let file = files::BACKUPS.named(app, &input.name)?;
    let shop = settings::store::shop(&mut app.db.read()).await?;
    if input.confirm.trim() != shop.name {
        return Err(Error::invalid("confirm", format!("To replace everything there is, say its name: {}", shop.name)));
    }
    let (kept, orders) = restore_from(app, &file, Ledger::MustHold).await?;
    let kept = name_of(&kept);
    Ok(Restored { kept, orders })
}

/// Puts a backup in the place of everything there is; answers where a backup of that lies, and how many orders there
/// are now. For who may write the shop's files anyway: nobody is asked for a permission.
///
/// # Errors
/// `conflict`, saying what is wrong with the file; `unavailable`. Whatever the error, nothing has changed.
pub async fn restore_from(app: &App, file: &Path, ledger: Ledger) -> Result<(PathBuf, i64)> {
    prepare(app, file, ledger).await?.put_in_place(app).await
}

/// A backup that was looked through and brought up to date, beside the shop.
pub(super) struct Prepared(Workshop);

/// Looks through a backup; nothing is changed yet.
pub(super) async fn prepare(app: &App, file: &Path, ledger: Ledger) -> Result<Prepared> {
    let prepared = Prepared(files::workshop(app)?);
    let copy = prepared.copy();
    examine::sound(file).await?.copy_into(&copy).await?;
    // Opening it brings an older shop's tables up to date: in the copy.
    let opened = Db::open_file(&copy).await?;
    rollups::build_once(&opened).await?;
    let verdict = verify::of(&opened).await;
    opened.close().await;
    if ledger == Ledger::MustHold
        && let Some(broken) = verdict?.first_broken()
    {
        return Err(Error::conflict(format!("The books in this file do not add up: {broken}. Nothing was changed.")));
    }
    Ok(prepared)
}

impl Prepared {
    fn copy(&self) -> PathBuf {
        self.0.path().join("shop.db")
    }

    /// Keeps a backup of everything there is and puts this in its place.
    pub(super) async fn put_in_place(self, app: &App) -> Result<(PathBuf, i64)> {
        let kept = backup::keep(app, "before-restore").await?;
        app.db.replace_with(&self.copy(), app.clock.now()).await?;
        let orders = examine::orders(&self.copy()).await.unwrap_or_default();
        Ok((kept, orders))
    }
}

/// Empties the database: a fresh shop that nobody has set up yet. Answers where a backup of the old one lies, if one
/// was to be kept. For who may write the shop's files anyway: nobody is asked for a permission.
///
/// # Errors
/// `conflict` when a backup or a file for it cannot be written; `unavailable`. Nothing has changed then.
pub async fn reset(app: &App, keep_backup: bool) -> Result<Option<PathBuf>> {
    let workshop = files::workshop(app)?;
    let fresh = workshop.path().join("fresh.db");
    let opened = Db::open_file(&fresh).await?;
    rollups::build_once(&opened).await?;
    opened.close().await;
    let kept = if keep_backup { Some(backup::keep(app, "before-reset").await?) } else { None };
    app.db.replace_with(&fresh, app.clock.now()).await?;
    Ok(kept)
}
