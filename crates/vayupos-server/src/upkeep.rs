//! The commands that look after a shop's data: what they print, and how they end.

use std::path::Path;

use anyhow::{Context, bail};
use vayupos::App;
use vayupos::operations::{Ledger, attempt};

/// `vayupos backup FILE`
pub(crate) async fn backup(app: &App, file: &Path) -> anyhow::Result<()> {
    attempt(|| vayupos::upkeep::backup_into(app, file)).await?;
    println!("Backed up into {}", file.display());
    app.db().close().await;
    Ok(())
}

/// `vayupos restore FILE`
pub(crate) async fn restore(app: &App, file: &Path, with_broken_books: bool) -> anyhow::Result<()> {
    let ledger = if with_broken_books { Ledger::AsItIs } else { Ledger::MustHold };
    let restored = attempt(|| vayupos::upkeep::restore_from(app, file, ledger)).await;
    let (kept, orders) = restored.with_context(|| format!("{} was not restored", file.display()))?;
    println!("What was there before is kept in {}", kept.display());
    println!("Restored {} with {orders} orders. Everybody signs in again.", file.display());
    app.db().close().await;
    Ok(())
}

/// `vayupos export FILE`
pub(crate) async fn export(app: &App, file: &Path) -> anyhow::Result<()> {
    let done = attempt(|| vayupos::exchange::export_into(app, file)).await?;
    println!("Exported {} rows of {} tables into {}", done.rows, done.tables, file.display());
    println!("It holds what people sign in with: keep it like a backup.");
    app.db().close().await;
    Ok(())
}

/// `vayupos import FILE`
pub(crate) async fn import(app: &App, file: &Path) -> anyhow::Result<()> {
    let done = attempt(|| vayupos::exchange::import_from(app, file)).await;
    let done = done.with_context(|| format!("{} was not imported", file.display()))?;
    println!("Imported {} rows of {} tables, {} orders among them.", done.rows, done.tables, done.orders);
    app.db().close().await;
    Ok(())
}

/// `vayupos reset --yes`
pub(crate) async fn reset(app: &App, keep_backup: bool) -> anyhow::Result<()> {
    if let Some(kept) = attempt(|| vayupos::upkeep::reset(app, keep_backup)).await? {
        println!("What was there before is kept in {}", kept.display());
    }
    println!("The database is empty: the first to register becomes its admin.");
    app.db().close().await;
    Ok(())
}

/// `vayupos password USERNAME`
pub(crate) async fn password(app: &App, username: &str) -> anyhow::Result<()> {
    let password = attempt(|| vayupos::users::give_password(app, username)).await?;
    println!("The password of {username} is now {password}");
    println!("Whoever signs in with it chooses another one under My account.");
    app.db().close().await;
    Ok(())
}

/// `vayupos verify`
pub(crate) async fn verify(app: &App) -> anyhow::Result<()> {
    let verdict = vayupos::upkeep::verify(app).await?;
    app.db().close().await;
    match verdict.first_broken() {
        Some(broken) => bail!("{broken}"),
        None => {
            println!("{} checks, all hold", verdict.checks.len());
            Ok(())
        }
    }
}
