//! The password for the mail server: in the environment, or in a file of this user's alone; never in the database, so
//! that no backup holds it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// Goes before the file, for a server whose secrets come from outside.
const VARIABLE: &str = "VAYUPOS_SMTP_PASSWORD";
const FILE: &str = "mail-password";

/// The password, when there is one.
pub(super) fn find(home: &Path) -> Result<Option<String>> {
    match std::env::var(VARIABLE) {
        Ok(password) if !password.is_empty() => Ok(Some(password)),
        Ok(_) | Err(_) => in_file(home),
    }
}

fn in_file(home: &Path) -> Result<Option<String>> {
    match fs::read_to_string(home.join(FILE)) {
        Ok(password) => Ok(Some(password)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::internal(error)),
    }
}

/// Keeps a password, or forgets it. The old one stays until the new one is on the disk.
pub(super) fn keep(home: &Path, password: Option<&str>) -> Result<()> {
    let done = match password {
        Some(password) => write(home, password),
        None => match fs::remove_file(home.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        },
    };
    done.map_err(Error::internal)
}

fn write(home: &Path, password: &str) -> io::Result<()> {
    // A temporary file is readable by this user alone from the moment it is made, and keeps that under its new name.
    let mut file = tempfile::Builder::new().prefix(".mail-").tempfile_in(home)?;
    file.write_all(password.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(home.join(FILE))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_this_users_alone() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(in_file(home.path()).unwrap(), None);
        keep(home.path(), Some("s3cret ")).unwrap();
        assert_eq!(in_file(home.path()).unwrap().as_deref(), Some("s3cret "));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(home.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        keep(home.path(), None).unwrap();
        keep(home.path(), None).unwrap();
        assert_eq!(in_file(home.path()).unwrap(), None);
    }
}
