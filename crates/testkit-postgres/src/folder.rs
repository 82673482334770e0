//! Temporary folders.

use std::fs::{self, DirBuilder, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, process};

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
const LONGEST_PARENT: usize = 55;

impl Folder {
    /// Makes a folder that only this process's user can enter.
    pub(crate) fn create() -> Result<Self, StartError> {
        Self::create_in(&parent())
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

/// Chooses where temporary folders go: the system's place, unless a socket's name would become
/// too long there or another account couldn't enter it and remove its folder from it.
fn parent() -> PathBuf {
    let usual = env::temp_dir();
    let open = |path: &Path, bits: u32| {
        fs::metadata(path)
            .is_ok_and(|metadata: Metadata| metadata.permissions().mode() & bits == bits)
    };
    let fits = usual.as_os_str().len() <= LONGEST_PARENT
        && open(&usual, 0o003)
        && usual.ancestors().all(|ancestor| open(ancestor, 0o001));
    if fits { usual } else { PathBuf::from("/tmp") }
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
}
