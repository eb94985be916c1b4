//! The files of backups and exports: where they lie, what they are called, and that one is never half there.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use tempfile::TempPath;

use crate::app::App;
use crate::error::{Error, Result};
use crate::folders;
use crate::upkeep::workshop::Workshop;

/// A folder of finished files beside the shop's data.
#[derive(Debug)]
pub(crate) struct Shelf {
    folder: &'static str,
    ending: &'static str,
    /// What lies there, for a refusal.
    one: &'static str,
}

/// Where backups lie.
pub(crate) const BACKUPS: Shelf = Shelf { folder: "backups", ending: ".db", one: "This backup" };
/// Where exports lie.
pub(crate) const EXPORTS: Shelf = Shelf { folder: "exports", ending: ".zip", one: "This export" };

/// Characters of a file's name at the most.
pub(crate) const MAX_NAME_CHARS: usize = 100;
/// Backups of one second at the most.
const MAX_SAME_SECOND: u32 = 100;

/// A file as the file system knows it.
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) size_bytes: u64,
    pub(crate) written_at: DateTime<Utc>,
}

impl Shelf {
    /// The folder itself; only this user may look into it.
    pub(crate) fn folder(&self, app: &App) -> Result<PathBuf> {
        let folder = app.home()?.join(self.folder);
        folders::make_private(&folder).map_err(|error| unwritable(&folder, &error))?;
        Ok(folder)
    }

    /// The newest files.
    pub(crate) fn newest(&self, app: &App, limit: usize) -> Result<Vec<Found>> {
        let folder = self.folder(app)?;
        let unreadable = |error: io::Error| unwritable(&folder, &error);
        let mut all = Vec::new();
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let Some(name) = entry.file_name().to_str().filter(|name| self.is_name(name)).map(str::to_owned) else {
                continue;
            };
            let facts = entry.metadata().map_err(unreadable)?;
            if facts.is_file() {
                let written_at = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH).into();
                all.push(Found { name, path: entry.path(), size_bytes: facts.len(), written_at });
            }
        }
        all.sort_by(|one, other| (other.written_at, &other.name).cmp(&(one.written_at, &one.name)));
        all.truncate(limit);
        Ok(all)
    }

    /// The file of this name.
    ///
    /// # Errors
    /// `not_found`, also for a name that leads out of the folder.
    pub(crate) fn named(&self, app: &App, name: &str) -> Result<PathBuf> {
        let missing = Error::NotFound { what: self.one };
        if !self.is_name(name) {
            return Err(missing);
        }
        let path = self.folder(app)?.join(name);
        if path.is_file() { Ok(path) } else { Err(missing) }
    }

    /// Letters, digits, `-` and `_`, and the ending: nothing that leads anywhere else.
    fn is_name(&self, name: &str) -> bool {
        let stem = name.strip_suffix(self.ending).unwrap_or_default();
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        !stem.is_empty() && name.len() <= MAX_NAME_CHARS && stem.chars().all(is_plain)
    }

    /// A name that no file has yet, such as `backup-20260302-090000.db`.
    pub(crate) fn free_name(&self, app: &App, what: &str, now: DateTime<Utc>) -> Result<PathBuf> {
        let folder = self.folder(app)?;
        let ending = self.ending;
        let stem = format!("{what}-{}", now.format("%Y%m%d-%H%M%S"));
        let names = std::iter::once(stem.clone()).chain((2..MAX_SAME_SECOND).map(|number| format!("{stem}-{number}")));
        let mut paths = names.map(|name| folder.join(format!("{name}{ending}")));
        paths.find(|path| !path.exists()).ok_or_else(|| Error::conflict("There are many files of this second already."))
    }
}

/// A folder for what is in the making, beside the shop's data.
pub(crate) fn workshop(app: &App) -> Result<Workshop> {
    let home = app.home()?;
    Workshop::within(home).map_err(|error| unwritable(home, &error))
}

/// A file in the making, in a workshop beside the one it will be.
pub(crate) struct Draft {
    file: TempPath,
    /// A database keeps its journal beside its file.
    _workshop: Workshop,
}

impl Draft {
    /// Begins a file that will lie here. It is this user's alone.
    ///
    /// # Errors
    /// `conflict` when there is one already, or when the folder cannot be written to.
    pub(crate) fn of(file: &Path) -> Result<Self> {
        refuse_existing(file)?;
        let folder = parent(file);
        let unusable = |error: io::Error| unwritable(folder, &error);
        let workshop = Workshop::within(folder).map_err(unusable)?;
        let draft = tempfile::Builder::new().prefix("draft-").tempfile_in(workshop.path()).map_err(unusable)?;
        Ok(Self { file: draft.into_temp_path(), _workshop: workshop })
    }

    /// Where it is written.
    pub(crate) fn path(&self) -> &Path {
        &self.file
    }

    /// Gives the finished file its name. From then on it survives a power cut.
    ///
    /// # Errors
    /// `conflict` when a file of that name has come up meanwhile.
    pub(crate) fn finish(self, file: &Path) -> Result<()> {
        OpenOptions::new().write(true).open(&self.file).and_then(|draft| draft.sync_all()).map_err(Error::internal)?;
        match self.file.persist_noclobber(file) {
            Ok(()) => sync_folder(parent(file)).map_err(Error::internal),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(file)),
            Err(error) => Err(unwritable(file, &error.error)),
        }
    }
}

fn parent(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn refuse_existing(file: &Path) -> Result<()> {
    if file.symlink_metadata().is_ok() { Err(exists(file)) } else { Ok(()) }
}

fn exists(file: &Path) -> Error {
    Error::conflict(format!("{} exists already; no file is ever overwritten.", file.display()))
}

fn unwritable(place: &Path, error: &io::Error) -> Error {
    Error::conflict(format!("{} cannot be used: {error}.", place.display()))
}

/// A new name is in its folder, which must be synced for it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert!(BACKUPS.is_name("backup-20260302-090000-2.db"));
        for name in ["", ".db", "..", "../shop.db", "a/b.db", "a\\b.db", "shop.db-wal", ".hidden.db", "a b.db"] {
            assert!(!BACKUPS.is_name(name), "{name}");
        }
    }

    #[test]
    fn a_finished_file_is_there_and_a_given_up_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        drop(Draft::of(&file).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let draft = Draft::of(&file).unwrap();
        fs::write(draft.path(), "content").unwrap();
        let late = Draft::of(&file).unwrap();
        draft.finish(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "content");
        assert!(late.finish(&file).is_err(), "a file that came up meanwhile stays");
        assert!(Draft::of(&file).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "content");
    }
}
