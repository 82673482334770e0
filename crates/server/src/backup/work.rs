//! A place for a whole database in the clear: beside the one that is saved or restored, where it is
//! no more in the open than that.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::{io, process};

use super::{BackupError, folder::folder, replace};
use crate::signals::Signals;

/// The lock of a folder, and the file in it that only its holder uses. What another command left there
/// in a crash goes when the lock is taken, and what is left there goes with it.
pub(crate) struct Work {
    file: PathBuf,
    _lock: File,
}

impl Work {
    /// Takes the folder of an SQLite file.
    ///
    /// # Errors
    /// [`BackupError::Busy`] while another command has it, or that it can't be written to.
    pub fn beside(database: &Path) -> Result<Self, BackupError> {
        let folder = folder(database);
        let lock_file = folder.join(".umbra-backup.lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_file)
            .map_err(BackupError::write(&lock_file))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BackupError::Busy(folder.to_owned())),
            Err(TryLockError::Error(source)) => {
                return Err(BackupError::Write { file: lock_file, source });
            }
        }
        let file = folder.join(".umbra-backup.db");
        let work = Self { file, _lock: lock };
        work.clear().map_err(BackupError::write(&work.file))?;
        // Of a command that was killed, and not of one that failed: whoever runs that may still want it.
        if let Some(left) = replace::left(database) {
            gone(&left).map_err(BackupError::write(&left))?;
        }
        Ok(work)
    }

    /// Names the file, which doesn't exist yet.
    pub fn file(&self) -> &Path {
        &self.file
    }

    fn clear(&self) -> io::Result<()> {
        let files = ["", "-journal", "-wal", "-shm"].map(|end| {
            let mut name = self.file.clone().into_os_string();
            name.push(end);
            PathBuf::from(name)
        });
        files.iter().try_for_each(|file| gone(file))
    }
}

/// Removes a file, if it is there.
fn gone(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // The next command tries again.
        let _ = self.clear();
    }
}

/// Removes files and folders when the command is interrupted, which ends it.
///
/// # Errors
/// When the system refuses to tell of signals.
pub(crate) fn gone_when_interrupted(paths: Vec<PathBuf>) -> io::Result<()> {
    let mut signals = Signals::take()?;
    tokio::spawn(async move {
        let signal = signals.next().await;
        for path in paths {
            // One of them fails: it is a file or a folder.
            let _ = fs::remove_file(&path);
            let _ = fs::remove_dir_all(&path);
        }
        process::exit(if signal == "SIGINT" { 130 } else { 143 });
    });
    Ok(())
}
