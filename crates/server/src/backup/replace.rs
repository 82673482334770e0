//! Putting a restored SQLite file in its place, so that a whole database is there after a crash, too.
//!
//! Where the file system has hard links the earlier one gets another name by one, and goes with the renaming that
//! puts the new one there: there is one at any time. FAT has none. There the new one has a name of its own, by which
//! the next start finds it, while nothing is in the place.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{
    BackupError,
    folder::{folder, sync},
};

/// How the name of a whole database begins that is about to be put in its place. Nobody has a file by such a name.
const NEXT: &str = ".umbra-restored-";

/// Puts a file in the place of a database, and moves that and its logs out of the way, which would damage
/// another one. Gives the name that the earlier one has now, if there was one. `at` tells names apart. Who has
/// locked it has brought its journal into it, and deletes that.
///
/// # Errors
/// [`BackupError::Write`]. What was in the place is there then, or the new one will be from the next start on.
pub(crate) fn put(
    new: &Path,
    to: &Path,
    at: &str,
    is_locked: bool,
) -> Result<Option<PathBuf>, BackupError> {
    put_by(|from, name| fs::hard_link(from, name), new, to, at, is_locked)
}

fn put_by(
    link: impl Fn(&Path, &Path) -> io::Result<()>,
    new: &Path,
    to: &Path,
    at: &str,
    is_locked: bool,
) -> Result<Option<PathBuf>, BackupError> {
    let failed = BackupError::write(to);
    let kept = with_end(to, &format!(".replaced-{at}"));
    let linked = match link(to, &kept) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(failed(error)),
        linked => linked.map_err(|error| error.kind()),
    };
    let ends: &[&str] = if is_locked { &["-wal", "-shm"] } else { &["-wal", "-shm", "-journal"] };
    for end in ends {
        match fs::rename(with_end(to, end), with_end(&kept, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
    }
    let was_there = linked != Err(io::ErrorKind::NotFound);
    if was_there && linked.is_err() {
        let next = next(to);
        fs::rename(new, &next).map_err(&failed)?;
        sync(folder(to))?;
        fs::rename(to, &kept).map_err(&failed)?;
        sync(folder(to))?;
        finish(to)?;
        if next.symlink_metadata().is_ok() {
            // Somebody put another one there in this moment.
            return Err(failed(io::ErrorKind::AlreadyExists.into()));
        }
    } else {
        fs::rename(new, to).map_err(&failed)?;
        sync(folder(to))?;
    }
    Ok(was_there.then_some(kept))
}

/// Puts a database in its place that a command was about to put there when it was killed.
///
/// # Errors
/// [`BackupError::Write`].
pub(crate) fn finish(to: &Path) -> Result<(), BackupError> {
    let next = next(to);
    if to.symlink_metadata().is_ok() || next.symlink_metadata().is_err() {
        return Ok(());
    }
    match fs::rename(next, to) {
        // Somebody else did it in this moment.
        Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => Ok(()),
        Err(error) => Err(BackupError::write(to)(error)),
        Ok(()) => sync(folder(to)),
    }
}

/// Names what another command left that was about to put a database in its place; nothing where it is missing there.
pub(crate) fn left(to: &Path) -> Option<PathBuf> {
    to.symlink_metadata().is_ok().then(|| next(to))
}

fn next(to: &Path) -> PathBuf {
    let mut name = OsString::from(NEXT);
    name.push(to.file_name().unwrap_or_default());
    folder(to).join(name)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;

    use super::{finish, left, put, put_by};

    /// A folder with a database, its log, and a new one.
    fn folder() -> (TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (new, to) = (folder.path().join("new"), folder.path().join("umbra.db"));
        for (file, text) in [(&new, "new"), (&to, "old")] {
            fs::write(file, text).unwrap();
        }
        fs::write(folder.path().join("umbra.db-wal"), "log").unwrap();
        (folder, new, to)
    }

    fn all(folder: &Path) -> Vec<(String, String)> {
        let read = |entry: io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
        };
        let mut all: Vec<_> = folder.read_dir().unwrap().map(read).collect();
        all.sort();
        all
    }

    fn no_links(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    #[test]
    fn the_earlier_one_is_kept_with_its_log_also_without_links() {
        let expected = [
            ("umbra.db", "new"),
            ("umbra.db.replaced-now", "old"),
            ("umbra.db.replaced-now-wal", "log"),
        ];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let (with, new, to) = folder();
        let kept = put(&new, &to, "now", false).unwrap();
        assert_eq!(kept, Some(with.path().join("umbra.db.replaced-now")));
        assert_eq!(all(with.path()), expected);
        let (without, new, to) = folder();
        let kept = put_by(no_links, &new, &to, "now", false).unwrap();
        assert_eq!(kept, Some(without.path().join("umbra.db.replaced-now")));
        assert_eq!(all(without.path()), expected);
    }

    #[test]
    fn nothing_is_kept_of_nothing_and_no_earlier_one_is_lost() {
        let (folder, new, to) = folder();
        fs::remove_file(&to).unwrap();
        assert_eq!(put(&new, &to, "now", true).unwrap(), None);
        assert_eq!(fs::read_to_string(&to).unwrap(), "new");
        let other = folder.path().join("other");
        fs::write(&other, "other").unwrap();
        fs::write(folder.path().join("umbra.db.replaced-now"), "precious").unwrap();
        put(&other, &to, "now", true).unwrap_err();
        assert_eq!(fs::read_to_string(&to).unwrap(), "new");
    }

    #[test]
    fn what_a_crash_left_out_of_its_place_is_put_there_by_the_next_start() {
        let (folder, new, to) = folder();
        let next = folder.path().join(".umbra-restored-umbra.db");
        fs::rename(&new, &next).unwrap();
        // Killed before the earlier one went: that is the database still.
        finish(&to).unwrap();
        assert_eq!(fs::read_to_string(&to).unwrap(), "old");
        assert_eq!(left(&to), Some(next));
        // Killed after that.
        fs::rename(&to, folder.path().join("umbra.db.replaced-now")).unwrap();
        assert_eq!(left(&to), None, "it is all there is");
        finish(&to).unwrap();
        assert_eq!(fs::read_to_string(&to).unwrap(), "new");
    }
}
