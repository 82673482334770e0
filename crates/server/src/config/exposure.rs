//! Files of the database that others on this machine can read.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::database::Database;

/// Says which files of an SQLite database others can read or write. New ones are made with mode
/// 0600; these were made by an earlier version, or by somebody else, and SQLite gives the files
/// beside the database the database's mode.
pub(super) fn warning(database: &Database) -> Option<String> {
    let Database::Sqlite(file) = database else { return None };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Into a closed folder nobody gets.
    if mode(folder)? & 0o011 == 0 {
        return None;
    }
    let beside = |suffix: &str| {
        let mut name = file.clone().into_os_string();
        name.push(suffix);
        PathBuf::from(name)
    };
    let open: Vec<_> = [file.clone(), beside("-wal"), beside("-shm")]
        .into_iter()
        .filter(|file| mode(file).is_some_and(|mode| mode & 0o077 != 0))
        .map(|file| file.display().to_string())
        .collect();
    let files = open.join(" ");
    (!open.is_empty())
        .then(|| format!("others on this machine can read the database; run `chmod go= {files}`"))
}

fn mode(path: &Path) -> Option<u32> {
    path.metadata().ok().map(|metadata| metadata.mode())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn files_that_others_can_read_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("umbra.db");
        let set = |path: &Path, mode| {
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        };
        let database = Database::Sqlite(file.clone());
        assert_eq!(warning(&database), None, "there is no such file");
        for name in ["umbra.db", "umbra.db-wal"] {
            fs::write(dir.path().join(name), "").unwrap();
            set(&dir.path().join(name), 0o640);
        }
        set(dir.path(), 0o755);
        let told = warning(&database).unwrap();
        assert!(told.ends_with(&format!("`chmod go= {0} {0}-wal`", file.display())), "{told}");
        set(&file, 0o600);
        assert!(!warning(&database).unwrap().contains("umbra.db "));
        set(dir.path(), 0o700);
        assert_eq!(warning(&database), None, "nobody else gets there");
    }
}
