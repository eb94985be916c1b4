//! A backup that is opened with the program: by a double-click on the file, or named on the command line.
//!
//! It is brought to the other backups, and nothing else happens to the shop: restoring it is an administrator's decision.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tauri::{AppHandle, Emitter, State};
use vayupos::error::{Error, ErrorBody};
use vayupos::operations::bring_backup;

use crate::database;
use crate::till::Till;

/// What the page is told when a file was opened while it is there.
const OPENED: &str = "backup-opened";

/// The file that was opened last, until the page asks for it.
#[derive(Clone)]
pub(crate) struct Opened(Arc<Mutex<Option<PathBuf>>>);

impl Opened {
    /// Of a program that was started with these arguments, its own name first, in this folder.
    pub(crate) fn by(arguments: impl IntoIterator<Item = String>, folder: &Path) -> Self {
        Self(Arc::new(Mutex::new(file(arguments, folder))))
    }

    /// Takes over what a second start was to open, and tells the page.
    pub(crate) fn again(&self, app: &AppHandle, arguments: Vec<String>, folder: &str) {
        let Some(file) = file(arguments, Path::new(folder)) else { return };
        *self.file() = Some(file);
        if let Err(error) = app.emit(OPENED, ()) {
            tracing::warn!(%error, "the page could not be told of a backup that was opened");
        }
    }

    fn file(&self) -> MutexGuard<'_, Option<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Brings the file that was opened to the other backups; its name there, or nothing when none was opened.
#[tauri::command]
pub(crate) async fn bring_opened_backup(
    till: State<'_, Till>,
    opened: State<'_, Opened>,
) -> Result<Option<String>, ErrorBody> {
    let app = till.app().await?;
    let file = opened.file().take();
    let Some(file) = file else { return Ok(None) };
    bring_backup(app, &file).await.map(Some).map_err(Error::into_body)
}

/// The first argument that is no option and no option's value.
fn file(arguments: impl IntoIterator<Item = String>, folder: &Path) -> Option<PathBuf> {
    // The first one is the program itself.
    let mut arguments = arguments.into_iter().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == database::ARGUMENT {
            arguments.next();
        } else if !argument.starts_with('-') && !argument.is_empty() {
            return Some(folder.join(argument));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Path, PathBuf, file};

    #[test]
    fn a_file_is_what_is_no_option() {
        let of = |words: &[&str]| file(words.iter().map(|word| (*word).to_owned()), Path::new("/media/stick"));
        assert_eq!(of(&["vayupos-desktop"]), None);
        assert_eq!(of(&["vayupos-desktop", "--database", "sqlite:a.db", "--quiet", ""]), None);
        assert_eq!(of(&["vayupos-desktop", "monday.db"]), Some(PathBuf::from("/media/stick/monday.db")));
        assert_eq!(
            of(&["x", "--database=sqlite:a.db", "/home/ada/b.db", "c.db"]),
            Some(PathBuf::from("/home/ada/b.db"))
        );
    }
}
