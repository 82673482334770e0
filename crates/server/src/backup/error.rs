//! Why there is no backup, or nothing came of one.

use std::io;
use std::path::{Path, PathBuf};

use super::Kind;

/// Why a backup wasn't made, verified or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file can't be written.
    #[error("can't write {}", .file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// The refusal of the system.
        source: io::Error,
    },
    /// A file can't be read.
    #[error("can't read {}", .file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// The refusal of the system.
        source: io::Error,
    },
    /// No key was given to encrypt with.
    #[error("there is no key to encrypt the backup with")]
    NoRecipient,
    /// No key was given to decrypt with.
    #[error("there is no key to decrypt the backup with")]
    NoIdentity,
    /// What was given to encrypt to is no public key.
    #[error("`{0}` is no public key of age (`age1…`)")]
    Recipient(String),
    /// A file holds no key.
    #[error("{} holds no key: {reason}", .file.display())]
    KeyFile {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file is something else.
    #[error("{} is no backup of Umbra", .0.display())]
    Foreign(PathBuf),
    /// A file is not as it was written.
    #[error("{} is damaged: {reason}", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The database that was to be saved is damaged.
    #[error("the database is damaged, {database}: {reason}")]
    Unsound {
        /// Where it is.
        database: String,
        /// What was found.
        reason: String,
    },
    /// The key that was given opens another lock.
    #[error("{} is not encrypted to the key that was given, or its beginning is damaged", .0.display())]
    OtherKey(PathBuf),
    /// A newer version made it.
    #[error("{} has the format {format}, which {} doesn't know", .file.display(), env!("CARGO_PKG_VERSION"))]
    Newer {
        /// The file.
        file: PathBuf,
        /// The number of its format.
        format: u64,
    },
    /// What was restored is not what was saved.
    #[error("what was restored is not what was saved: {0}")]
    Differs(String),
    /// The backup is of the other kind of database.
    #[error("this is a backup of {saved}, and the database is on {configured}")]
    OtherDatabase {
        /// What was saved.
        saved: Kind,
        /// What is configured.
        configured: Kind,
    },
    /// There is something in the place that a database is to be restored to.
    #[error("there is a database already, {0}")]
    Occupied(String),
    /// PostgreSQL's database isn't empty.
    #[error("the database is not empty, {0}")]
    NotEmpty(String),
    /// Somebody works on the database.
    #[error("the database is in use, {0}")]
    InUse(String),
    /// Another command makes or restores a backup.
    #[error("another backup is being made or restored in {}", .0.display())]
    Busy(PathBuf),
    /// A program of PostgreSQL's is missing.
    #[error("can't find PostgreSQL's program {0} on PATH")]
    NoProgram(&'static str),
    /// A program of PostgreSQL's failed.
    #[error("{0} failed: {1}")]
    Program(&'static str, String),
}

impl BackupError {
    /// Takes the system's refusal to write a file.
    pub fn write(file: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let file = file.to_owned();
        move |source| Self::Write { file: file.clone(), source }
    }

    /// Takes the system's refusal to read a file.
    pub fn read(file: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let file = file.to_owned();
        move |source| Self::Read { file: file.clone(), source }
    }

    /// Tells whether a backup, or what was to be saved, was found damaged.
    pub const fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Differs(_) | Self::Unsound { .. })
    }

    /// Tells what helps, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Write { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
                "backups overwrite nothing; choose another name"
            }
            Self::NoRecipient => {
                "`umbra backup keygen FILE` makes one; name its public key with `--recipient` or in \
                 UMBRA_BACKUP_RECIPIENTS, or give `--passphrase-file FILE`"
            }
            Self::NoIdentity => "give `--identity FILE`, or `--passphrase-file FILE`",
            Self::Foreign(_) => {
                "`umbra backup create` makes backups; docs/backup.md has their format"
            }
            Self::Damaged { .. } | Self::Differs(_) => {
                "nothing should rely on it; take another one"
            }
            Self::Unsound { .. } => {
                "nothing was saved; keep what you have, and restore the last backup (docs/backup.md)"
            }
            Self::OtherKey(_) => "give the key with `--identity FILE`, or `--passphrase-file FILE`",
            Self::Newer { .. } => "take the version that made it, or a newer one",
            Self::OtherDatabase { .. } => {
                "restore it where DATABASE_URL names a database of its kind, and bring that over with \
                 `umbra copy`"
            }
            Self::Occupied(_) => "`--replace` puts the backup in its place, and keeps it beside",
            Self::NotEmpty(_) => "take a new one, which `createdb` makes on PostgreSQL",
            Self::InUse(_) => "stop all servers and workers first",
            Self::NoProgram(_) => {
                "install PostgreSQL's client programs, of the server's version or a newer one"
            }
            _ => return None,
        })
    }
}
