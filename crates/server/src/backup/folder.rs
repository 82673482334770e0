//! The folder that a file is in.

use std::fs::File;
use std::path::Path;

use super::BackupError;

/// Gives the folder of a file.
pub(crate) fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Brings what became of a folder's names to the disk.
///
/// # Errors
/// [`BackupError::Write`].
pub(crate) fn sync(folder: &Path) -> Result<(), BackupError> {
    File::open(folder).and_then(|open| open.sync_all()).map_err(BackupError::write(folder))
}
