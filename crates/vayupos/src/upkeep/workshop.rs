//! Folders for what is in the making, such as a copy of the whole shop: only this user may look into one, and it goes
//! away with all that is in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How such a folder's name begins.
const PREFIX: &str = ".vayupos-";
/// How long a folder may lie untouched before it counts as left behind by a program that was killed.
const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// How often to try at the most until a folder is gone.
const MAX_TRIES: u32 = 40;
/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(25);

/// A folder that goes away by itself.
#[derive(Debug)]
pub(crate) struct Workshop(PathBuf);

impl Workshop {
    /// Makes one in this folder, and clears away those that a killed program left there.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub(crate) fn within(folder: &Path) -> io::Result<Self> {
        clear_abandoned(folder, ABANDONED_AFTER);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        Ok(Self(builder.tempdir_in(folder)?.keep()))
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Workshop {
    /// Work that was cut off half-way may have a database's thread in here for a moment longer: it can put a file where
    /// all was just taken away, and on Windows nothing goes that it holds open. So this tries again, and rather waits
    /// than leave a copy of the shop behind.
    fn drop(&mut self) {
        for _ in 1..MAX_TRIES {
            if clear_away(&self.0).is_ok() {
                return;
            }
            thread::sleep(PAUSE);
        }
        if let Err(error) = clear_away(&self.0) {
            tracing::warn!(cause = %error, folder = %self.0.display(), "a folder of work in the making stays for now");
        }
    }
}

fn clear_away(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        // A file that went by itself is no failure, and no folder that went.
        Err(error) if folder.symlink_metadata().is_ok() => Err(error),
        _ => Ok(()),
    }
}

/// What cannot be looked at or cleared away now is left to the next time: it is in nobody's way.
fn clear_abandoned(folder: &Path, after: Duration) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let touched = entry.metadata().ok().filter(fs::Metadata::is_dir).and_then(|facts| facts.modified().ok());
        let is_old = touched.and_then(|at| at.elapsed().ok()).is_some_and(|age| age >= after);
        if is_ours && is_old {
            let cleared = clear_away(&entry.path());
            tracing::info!(folder = %entry.path().display(), ?cleared, "a folder of work that was cut off");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_workshop_goes_while_somebody_still_writes_there() {
        let home = tempfile::tempdir().unwrap();
        for _ in 0..20 {
            let workshop = Workshop::within(home.path()).unwrap();
            let place = workshop.path().to_owned();
            thread::scope(|scope| {
                let (begun, writing) = mpsc::channel();
                scope.spawn(move || {
                    for number in 0..2_000 {
                        // Refused once the folder is gone.
                        fs::write(place.join(format!("part-{number}")), "half").ok();
                        begun.send(()).ok();
                    }
                });
                writing.recv().unwrap();
                drop(workshop);
            });
            assert_eq!(names(home.path()), Vec::<String>::new());
        }
    }

    #[test]
    fn only_what_is_ours_and_old_is_cleared_away() {
        let home = tempfile::tempdir().unwrap();
        for folder in [".vayupos-left", ".work-of-others", "backups"] {
            fs::create_dir(home.path().join(folder)).unwrap();
            fs::write(home.path().join(folder).join("shop.db"), "all of it").unwrap();
        }
        fs::write(home.path().join(".vayupos-note"), "a file").unwrap();
        let all = [".vayupos-left", ".vayupos-note", ".work-of-others", "backups"];

        drop(Workshop::within(home.path()).unwrap());
        assert_eq!(names(home.path()), all, "somebody may be at work there");
        clear_abandoned(home.path(), Duration::ZERO);
        assert_eq!(names(home.path()), all[1..]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_looks_into_it() {
        use std::os::unix::fs::PermissionsExt;

        let home = tempfile::tempdir().unwrap();
        let workshop = Workshop::within(home.path()).unwrap();
        assert_eq!(fs::metadata(workshop.path()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
