//! Temporary folders.

use std::env;
use std::fs::{self, DirBuilder, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::account::Account;
use crate::error::StartError;

/// A private temporary folder, removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    made_by: u32,
}

/// A Unix socket's path has at most 103 bytes on macOS and 107 on Linux, and PostgreSQL's name
/// for it takes 20.
const MAX_PARENT_LENGTH: usize = 55;

impl Folder {
    /// Makes a folder that only this process's user can enter, in memory where there is room.
    pub(crate) fn create() -> Result<Self, StartError> {
        Self::create_in(&scratch_folder().unwrap_or_else(on_disk))
    }

    /// Makes a folder that only this process's user can enter, where there is room for much.
    pub(crate) fn create_on_disk() -> Result<Self, StartError> {
        Self::create_in(&on_disk())
    }

    fn create_in(parent: &Path) -> Result<Self, StartError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = parent.join(format!("umbra-test-{}-{count}", process::id()));
            // Making a folder fails where a name is taken, so nobody can lay one out for us.
            let made =
                DirBuilder::new().mode(0o700).create(&path).and_then(|()| fs::metadata(&path));
            match made {
                Ok(metadata) => {
                    return Ok(Self { path, made_by: metadata.uid() });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(StartError::Folder(path, error)),
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Tells whether this process runs as root, seen from whose the folder became.
    pub(crate) fn is_of_root(&self) -> bool {
        self.made_by == 0
    }

    /// Hands the folder over to another account.
    pub(crate) fn give_to(&self, account: Account) -> Result<(), StartError> {
        chown(&self.path, Some(account.user), Some(account.group))
            .map_err(|error| StartError::Folder(self.path.clone(), error))
    }

    /// Leaves the removal to someone else.
    pub(crate) fn release(mut self) -> PathBuf {
        std::mem::take(&mut self.path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            // A folder that is left behind is a nuisance and no reason to fail a test.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Where Linux has a file system in memory that every user may write to.
const MEMORY: &str = "/dev/shm";

/// What has to be free there, in KiB: a cluster with some dozens of small databases takes half of it.
/// In a container there are 64 MiB unless it was given more.
const ROOM: u64 = 1024 * 1024;

/// Gives a folder in memory for what is small and short-lived, where there is one with room:
/// making and removing a database means hundreds of files, which costs ten times less there.
pub fn scratch_folder() -> Option<PathBuf> {
    let memory = Path::new(MEMORY);
    (is_open(memory) && free_kibibytes(memory)? >= ROOM).then(|| memory.to_owned())
}

/// Asks `df`, for the standard library doesn't know.
fn free_kibibytes(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    available(&String::from_utf8_lossy(&output.stdout))
}

/// Reads the column "Available" in the form that POSIX prescribes.
fn available(output: &str) -> Option<u64> {
    output.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// Chooses the system's place for temporary folders, unless a socket's name would become too long
/// there or another account couldn't enter it and remove its folder from it.
fn on_disk() -> PathBuf {
    let usual = env::temp_dir();
    let fits = usual.as_os_str().len() <= MAX_PARENT_LENGTH && is_open(&usual);
    if fits { usual } else { PathBuf::from("/tmp") }
}

/// Tells whether every account can reach a folder and write to it.
fn is_open(folder: &Path) -> bool {
    let allows = |path: &Path, bits: u32| {
        fs::metadata(path)
            .is_ok_and(|metadata: Metadata| metadata.permissions().mode() & bits == bits)
    };
    allows(folder, 0o003) && folder.ancestors().all(|ancestor| allows(ancestor, 0o001))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_private_and_goes_with_its_owner() {
        let folder = Folder::create().unwrap();
        let path = folder.path().to_owned();
        fs::write(path.join("file"), "").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn every_folder_is_another_one() {
        assert_ne!(Folder::create().unwrap().path(), Folder::create().unwrap().path());
    }

    #[test]
    fn a_missing_parent_is_an_error_with_its_name() {
        let error = Folder::create_in(Path::new("/nowhere")).unwrap_err().to_string();
        assert!(error.starts_with("can't make /nowhere/umbra-test-"), "{error}");
    }

    #[test]
    fn what_is_free_is_read_from_df() {
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    tmpfs           65536   16     65520       1% /dev/shm\n";
        assert_eq!(available(said), Some(65520));
        assert_eq!(available("df: /dev/shm: No such file or directory\n"), None);
    }

    #[test]
    fn memory_is_chosen_only_with_room() {
        let chosen = scratch_folder();
        let room = free_kibibytes(Path::new(MEMORY)).is_some_and(|free| free >= ROOM);
        assert!(chosen.is_none() || room, "{chosen:?}");
        let folder = Folder::create().unwrap();
        assert_eq!(folder.path().parent(), Some(&*chosen.unwrap_or_else(on_disk)));
    }
}
