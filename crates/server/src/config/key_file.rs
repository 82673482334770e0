//! The secret key that a development server makes for itself.

use std::fs::{DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use umbra_auth::SecretKey;
use umbra_domain::Entropy;

/// Why the key file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// Somebody else on this machine may have read it.
    #[error(
        "{path} can be read by others (mode {mode:04o}); run `chmod 600 {path}`",
        path = .path.display()
    )]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It holds no key.
    #[error(
        "{} holds no usable key: {reason}; put the right one back, for the database belongs to it \
         (only where there is no database yet, delete it to get a new one)", .path.display()
    )]
    Unusable {
        /// The key file.
        path: PathBuf,
        /// What the content lacks.
        reason: String,
    },
    /// The system refused.
    #[error("can't use {}", .path.display())]
    Io {
        /// The file or folder that was to be used.
        path: PathBuf,
        /// The refusal.
        source: io::Error,
    },
}

/// Gives the path of the key file in a data folder.
pub fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("secret.key")
}

/// Reads the key file; `None` when there is none.
///
/// # Errors
/// [`KeyFileError`] when it exists and can't be used.
pub fn read(path: &Path) -> Result<Option<SecretKey>, KeyFileError> {
    let refused = |source| KeyFileError::Io { path: path.to_owned(), source };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    // Of the open file, not of the path: another file could stand there by now.
    let mode = file.metadata().map_err(refused)?.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Exposed { path: path.to_owned(), mode });
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(refused)?;
    match SecretKey::parse(&text) {
        Ok(key) => Ok(Some(key)),
        Err(reason) => {
            Err(KeyFileError::Unusable { path: path.to_owned(), reason: reason.to_string() })
        }
    }
}

/// Reads the key file of a data folder, making both when they are missing.
///
/// # Errors
/// [`KeyFileError`] when the file exists and can't be used, or can't be made.
pub fn read_or_create(data_dir: &Path, entropy: &dyn Entropy) -> Result<SecretKey, KeyFileError> {
    let path = path(data_dir);
    if let Some(key) = read(&path)? {
        return Ok(key);
    }
    create_data_dir(data_dir)?;
    let refused = |source| KeyFileError::Io { path: path.clone(), source };
    // Written elsewhere and moved into place when whole, so that neither a crash nor a second
    // process starting at the same time can leave or see half a key. The file is made with
    // O_EXCL and mode 0600.
    let mut file =
        tempfile::Builder::new().prefix(".secret.key.").tempfile_in(data_dir).map_err(refused)?;
    writeln!(file, "{}", SecretKey::generate(entropy).expose()).map_err(refused)?;
    file.as_file().sync_all().map_err(refused)?;
    match file.persist_noclobber(&path) {
        Ok(_) => File::open(data_dir).and_then(|dir| dir.sync_all()).map_err(refused)?,
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(refused(error.error)),
    }
    // What is in the file counts, also when another process was faster.
    read(&path)?.ok_or_else(|| refused(io::ErrorKind::NotFound.into()))
}

/// Makes the data folder, closed to others, unless it exists.
///
/// # Errors
/// [`KeyFileError::Io`] when it can't be made.
pub fn create_data_dir(data_dir: &Path) -> Result<(), KeyFileError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data_dir)
        .map_err(|source| KeyFileError::Io { path: data_dir.to_owned(), source })
}
