//! What a backup is: a file that `age` encrypted, with a `tar` in it that `gzip` compressed.
//!
//! The archive begins with `manifest.json`; what follows are the parts of the database under
//! `database/`, an SQLite file or a dump of PostgreSQL's in its custom format. So an operator can get at
//! it without Umbra: `age --decrypt --identity KEY FILE | tar -xzO database > umbra.db`.

pub(crate) mod archive;
mod error;
pub(crate) mod keys;
mod manifest;
pub(crate) mod programs;
mod progress;
pub(crate) mod work;

pub use error::BackupError;
pub use manifest::Kind;
pub(crate) use manifest::{FORMAT, Manifest};
pub(crate) use progress::Progress;

/// Names the tables that differ, where any do.
///
/// # Errors
/// [`BackupError::Differs`].
pub(crate) fn compare(
    manifest: &Manifest,
    found: &umbra_store::snapshot::Digests,
) -> Result<(), BackupError> {
    let saved = &manifest.tables;
    let names = saved.keys().chain(found.keys().filter(|name| !saved.contains_key(*name)));
    let differing: Vec<_> =
        names.filter(|name| saved.get(*name) != found.get(*name)).map(String::as_str).collect();
    if differing.is_empty() { Ok(()) } else { Err(BackupError::Differs(differing.join(", "))) }
}
