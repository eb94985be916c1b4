//! The program's own log: on standard error, and in files of the last two weeks, one a day, which only this user may
//! read. What is written there holds no password, PIN or token: no input of an operation is ever logged.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

use crate::db;
use crate::folders::{self, name_of};

/// The folder for logs within the one for the program's data.
const FOLDER: &str = "logs";
const DAYS_KEPT: usize = 14;
const ENDING: &str = "log";
const DEFAULT_FILTER: &str = "info";

/// The platform's folder for this program's logs; none for an account without a home.
pub fn usual_folder() -> Option<PathBuf> {
    Some(folder_in(&folders::data()?))
}

/// The folder for logs beside a shop's data.
pub fn folder_in(home: &Path) -> PathBuf {
    home.join(FOLDER)
}

/// Begins to log, for the rest of the process. `face` is the first part of the files' names. Without a folder, or with
/// one that cannot be used, it goes to standard error alone; `RUST_LOG` says how much.
pub fn begin(folder: Option<&Path>, face: &str) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("{DEFAULT_FILTER},{}=warn", db::REMARKS)));
    let opened = folder.map(|folder| (folder, file(folder, face)));
    let (writer, trouble) = match opened {
        Some((_, Ok(writer))) => (Some(writer), None),
        Some((folder, Err(error))) => (None, Some((folder, error))),
        None => (None, None),
    };
    let into_file = writer.map(|writer| fmt::layer().with_ansi(false).with_writer(writer));
    let on_stderr = fmt::layer().with_writer(io::stderr);
    tracing_subscriber::registry().with(filter).with(on_stderr).with(into_file).init();
    if let Some((folder, error)) = trouble {
        tracing::warn!(folder = %folder.display(), %error, "logs are kept in no file");
    }
}

fn file(folder: &Path, face: &str) -> io::Result<RollingFileAppender> {
    folders::make_private(folder)?;
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(face)
        .filename_suffix(ENDING)
        .max_log_files(DAYS_KEPT)
        .build(folder)
        .map_err(io::Error::other)
}

/// The ends of the newest log files: name and text, at the most so many files of so many bytes.
///
/// # Errors
/// When the folder cannot be read. One that is not there has no logs.
pub(crate) fn newest(folder: &Path, files: usize, bytes: u64) -> io::Result<Vec<(String, String)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) && path.is_file() {
            found.push((fs::metadata(&path)?.modified()?, path));
        }
    }
    found.sort();
    found.reverse();
    found.truncate(files);
    found.into_iter().map(|(_, path)| Ok((name_of(&path), end_of(&path, bytes)?))).collect()
}

fn end_of(path: &Path, bytes: u64) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(bytes)))?;
    let mut end = Vec::new();
    file.take(bytes).read_to_end(&mut end)?;
    Ok(String::from_utf8_lossy(&end).into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn two_weeks_are_kept_in_a_folder_of_this_users_alone() {
        let home = tempfile::tempdir().unwrap();
        let folder = folder_in(home.path());
        let mut log = file(&folder, "window").unwrap();
        log.write_all(b"one line\n").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
        for day in 1..=20 {
            fs::write(folder.join(format!("window.2026-01-{day:02}.log")), format!("day {day}\n")).unwrap();
        }
        drop(log);
        drop(file(&folder, "window").unwrap());
        let kept = fs::read_dir(&folder).unwrap().count();
        assert!((1..=DAYS_KEPT).contains(&kept), "{kept} files are kept");
    }

    #[test]
    fn only_the_end_of_a_long_log_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(newest(&folder.path().join("none"), 3, 10).unwrap(), []);
        fs::write(folder.path().join("server.2026-01-01.log"), "0123456789the end").unwrap();
        fs::write(folder.path().join("notes.txt"), "not a log").unwrap();
        let found = newest(folder.path(), 3, 7).unwrap();
        assert_eq!(found, [("server.2026-01-01.log".to_owned(), "the end".to_owned())]);
    }
}
