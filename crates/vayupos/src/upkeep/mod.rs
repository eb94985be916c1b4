//! Looking after the shop's data: backup, restore, reset, and whether the ledger holds.
//!
//! A backup is one SQLite file, whichever engine the shop lies on (`docs/decisions/0007`), so that restoring one into
//! the other engine moves the shop there. How rows are copied is `db::copy`'s; which files there are and what must be
//! asked before anything is replaced is decided here. It owns no table and changes no row by itself.

mod backup;
mod diagnostics;
pub(crate) mod files;
mod jobs;
mod restore;
mod store;
mod update;
pub(crate) mod verify;
pub(crate) mod workshop;

pub use backup::{Backup, DownloadBackup, backup_into, bring_backup, create_backup, download_backup, list_backups};
pub use diagnostics::get_diagnostics;
pub use jobs::{RebuildDayTotals, StartRestore, rebuild_day_totals, start_restore};
pub use restore::{Ledger, RestoreBackup, Restored, reset, restore_backup, restore_from};
pub use update::{Interruption, back_up_before_update, interruption};
pub use verify::{Check, Verdict, verify, verify_ledger};
