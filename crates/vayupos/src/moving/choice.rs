//! The database that was chosen for the next start: a file in the program's own folder, of this user's alone, because an
//! address may hold a password.

use std::io::Write;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const FILE: &str = "database.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    url: String,
}

/// The database that was chosen, if one was.
///
/// # Errors
/// `conflict` when the file cannot be read: another database is not opened instead.
pub fn chosen(folder: &Path) -> Result<Option<String>> {
    let file = folder.join(FILE);
    let unreadable = |why: &dyn std::fmt::Display| {
        Error::conflict(format!("{} says which database to open, and cannot be read: {why}.", file.display()))
    };
    match fs::read_to_string(&file) {
        Ok(text) => {
            // What is wrong with it is not said: its text may hold a password.
            let choice: Choice = serde_json::from_str(&text).map_err(|_| unreadable(&"it is not what was written"))?;
            Ok(Some(choice.url))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Chooses a database for the next start. The old choice stays until the new one is on the disk.
///
/// # Errors
/// `internal` when it cannot be written.
pub fn choose(folder: &Path, url: &str) -> Result<()> {
    let text = serde_json::to_string_pretty(&Choice { url: url.to_owned() }).map_err(Error::internal)?;
    write(folder, &text).map_err(Error::internal)
}

fn write(folder: &Path, text: &str) -> io::Result<()> {
    // A temporary file is readable by this user alone from the moment it is made, and keeps that under its new name.
    let mut file = tempfile::Builder::new().prefix(".database-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(folder.join(FILE))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_this_users_alone_and_a_broken_one_is_no_choice() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(chosen(folder.path()).unwrap(), None);
        choose(folder.path(), "sqlite:/a").unwrap();
        choose(folder.path(), "postgres://till:s3cret@db/shop").unwrap();
        assert_eq!(chosen(folder.path()).unwrap().as_deref(), Some("postgres://till:s3cret@db/shop"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(folder.path().join(FILE), "{\"url\": \"s3cret").unwrap();
        let error = chosen(folder.path()).unwrap_err().to_string();
        assert!(!error.contains("s3cret"), "{error}");
    }
}
