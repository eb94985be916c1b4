//! Which database the window opens.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use tauri::{AppHandle, Manager};
use vayupos::folders;

const FILE: &str = "vayupos.db";
pub(crate) const ARGUMENT: &str = "--database";
const VARIABLE: &str = "DATABASE_URL";

/// What the command line asks for, or else the environment.
pub(crate) fn asked_for() -> Option<String> {
    let from_environment = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty());
    argument(std::env::args().skip(1)).or(from_environment)
}

fn argument(mut arguments: impl Iterator<Item = String>) -> Option<String> {
    while let Some(argument) = arguments.next() {
        if argument == ARGUMENT {
            return arguments.next();
        }
        if let Some(url) = argument.strip_prefix(ARGUMENT).and_then(|rest| rest.strip_prefix('=')) {
            return Some(url.to_owned());
        }
    }
    None
}

/// The database's URL: the one asked for, or the one that the shop was moved to last, or a file in the platform's folder
/// for this program's data.
pub(crate) fn url(app: &AppHandle, asked_for: Option<String>) -> Result<String, String> {
    if let Some(url) = asked_for {
        return Ok(url);
    }
    let folder = data_folder(app)?;
    let chosen = vayupos::moving::chosen(&folder).map_err(|error| error.to_string())?;
    Ok(chosen.unwrap_or_else(|| format!("sqlite:{}", folder.join(FILE).display())))
}

/// Where the choice of a database is kept for the next start: only when none was asked for.
pub(crate) fn choice(app: &AppHandle, asked_for: Option<&str>) -> Option<PathBuf> {
    if asked_for.is_some() { None } else { data_folder(app).ok() }
}

/// The folder for backups and the mail server's password, unless that is an SQLite file's own. An account without one
/// sells all the same.
pub(crate) fn home(app: &AppHandle, url: &str) -> Option<PathBuf> {
    if url.starts_with("sqlite:") {
        return None;
    }
    data_folder(app).inspect_err(|reason| tracing::warn!(reason, "backups have no folder")).ok()
}

/// The platform's folder for this program's data.
fn data_folder(app: &AppHandle) -> Result<PathBuf, String> {
    let folder =
        app.path().app_data_dir().map_err(|error| format!("There is no folder for the shop's data: {error}."))?;
    folders::make_private(&folder)
        .map_err(|error| format!("The folder {} cannot be made: {error}.", folder.display()))?;
    Ok(folder)
}

/// One window for one database: a second start with the same one brings the first window to the front, while a shop
/// opened from elsewhere gets a window of its own.
pub(crate) fn instance_name(asked_for: Option<&str>) -> String {
    let mut hasher = DefaultHasher::new();
    let home: Option<OsString> = std::env::var_os("XDG_DATA_HOME").or_else(|| std::env::var_os("HOME"));
    (asked_for, home).hash(&mut hasher);
    format!("com.vayupos.desktop.shop{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::argument;

    #[test]
    fn the_command_line_names_the_database() {
        let given = |words: &[&str]| argument(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(given(&["--database", "sqlite:/a"]).as_deref(), Some("sqlite:/a"));
        assert_eq!(given(&["--quiet", "--database=sqlite:/a"]).as_deref(), Some("sqlite:/a"));
        assert_eq!(given(&["--databases=sqlite:/a"]), None);
        assert_eq!(given(&[]), None);
    }
}
