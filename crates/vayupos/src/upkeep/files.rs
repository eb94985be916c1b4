//! The files of backups: where they lie, what they are called, and that one is never half there.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use tempfile::{TempDir, TempPath};

use crate::app::App;
use crate::error::{Error, Result};

const FOLDER: &str = "backups";
const ENDING: &str = ".db";
const MAX_NAME_CHARS: usize = 100;
/// Backups of one second at the most.
const MAX_SAME_SECOND: u32 = 100;

/// A backup as the file system knows it.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) size_bytes: u64,
    pub(super) written_at: DateTime<Utc>,
}

/// The folder of the shop's backups; only this user may look into it.
pub(super) fn folder(app: &App) -> Result<PathBuf> {
    let folder = app.home()?.join(FOLDER);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder).map_err(|error| unwritable(&folder, &error))?;
    Ok(folder)
}

/// A folder for what is needed while a restore is prepared; it goes away by itself.
pub(super) fn workshop(app: &App) -> Result<TempDir> {
    let home = app.home()?;
    tempfile::Builder::new().prefix(".restore-").tempdir_in(home).map_err(|error| unwritable(home, &error))
}

/// The newest backups.
pub(super) fn newest(app: &App, limit: usize) -> Result<Vec<Found>> {
    let folder = folder(app)?;
    let unreadable = |error: io::Error| unwritable(&folder, &error);
    let mut all = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Some(name) = entry.file_name().to_str().filter(|name| is_name(name)).map(str::to_owned) else { continue };
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

/// The backup of this name.
///
/// # Errors
/// `not_found`, also for a name that leads out of the folder.
pub(super) fn named(app: &App, name: &str) -> Result<PathBuf> {
    let missing = Error::NotFound { what: "This backup" };
    if !is_name(name) {
        return Err(missing);
    }
    let path = folder(app)?.join(name);
    if path.is_file() { Ok(path) } else { Err(missing) }
}

/// Letters, digits, `-` and `_`, and the ending: nothing that leads anywhere else.
fn is_name(name: &str) -> bool {
    let stem = name.strip_suffix(ENDING).unwrap_or_default();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    !stem.is_empty() && name.len() <= MAX_NAME_CHARS && stem.chars().all(is_plain)
}

/// A name that no backup has yet, such as `backup-20260302-090000.db`.
pub(super) fn free_name(folder: &Path, what: &str, now: DateTime<Utc>) -> Result<PathBuf> {
    let stem = format!("{what}-{}", now.format("%Y%m%d-%H%M%S"));
    let names = std::iter::once(stem.clone()).chain((2..MAX_SAME_SECOND).map(|number| format!("{stem}-{number}")));
    let mut paths = names.map(|name| folder.join(format!("{name}{ENDING}")));
    paths.find(|path| !path.exists()).ok_or_else(|| Error::conflict("There are many backups of this second already."))
}

/// A file in the making, beside the one it will be.
pub(super) struct Draft(TempPath);

impl Draft {
    /// Begins a file that will lie here. It is this user's alone.
    ///
    /// # Errors
    /// `conflict` when there is one already, or when the folder cannot be written to.
    pub(super) fn of(file: &Path) -> Result<Self> {
        refuse_existing(file)?;
        let folder = parent(file);
        let draft = tempfile::Builder::new().prefix(".backup-").suffix(".part").tempfile_in(folder);
        Ok(Self(draft.map_err(|error| unwritable(folder, &error))?.into_temp_path()))
    }

    /// Where it is written.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Gives the finished file its name. From then on it survives a power cut.
    ///
    /// # Errors
    /// `conflict` when a file of that name has come up meanwhile.
    pub(super) fn finish(self, file: &Path) -> Result<()> {
        OpenOptions::new().write(true).open(&self.0).and_then(|draft| draft.sync_all()).map_err(Error::internal)?;
        match self.0.persist_noclobber(file) {
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
    Error::conflict(format!("{} exists already; a backup never overwrites a file.", file.display()))
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
        assert!(is_name("backup-20260302-090000-2.db"));
        for name in ["", ".db", "..", "../shop.db", "a/b.db", "a\\b.db", "shop.db-wal", ".hidden.db", "a b.db"] {
            assert!(!is_name(name), "{name}");
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
