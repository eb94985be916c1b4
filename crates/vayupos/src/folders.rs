//! Where the program keeps its files, and that nobody else looks into them.

use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

/// The program's folder in the platform's folder for data, where both faces keep theirs.
const DATA: &str = "com.vayupos.desktop";

/// The folder for this program's data; none for an account without a home.
pub fn data() -> Option<PathBuf> {
    Some(BaseDirs::new()?.data_dir().join(DATA))
}

/// Makes a folder, and those above it, that only this user may look into. One that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file's name, without the folders it lies in.
pub(crate) fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_private_folder_is_closed_to_others() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("share/com.vayupos.desktop");
        make_private(&folder).unwrap();
        make_private(&folder).expect("it may be there already");
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
