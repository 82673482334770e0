//! What a backup is: a file that `age` encrypted, with a `tar` in it that `gzip` compressed.
//!
//! The archive begins with `manifest.json`; what follows are the parts of the database under
//! `database/`, an SQLite file or a dump of PostgreSQL's in its custom format. So an operator can get at
//! it without Umbra: `age --decrypt --identity KEY FILE | tar -xzO database > umbra.db`.

pub(crate) mod archive;
mod error;
pub(crate) mod folder;
pub(crate) mod keys;
mod manifest;
pub(crate) mod programs;
mod progress;
pub(crate) mod replace;
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

#[cfg(test)]
mod tests {
    use umbra_store::snapshot::{Digests, TableDigest};

    use super::{FORMAT, Kind, Manifest, compare};

    fn tables(all: &[(&str, u64, &str)]) -> Digests {
        let table = |&(name, rows, sha256): &(&str, u64, &str)| {
            (name.to_owned(), TableDigest { rows, sha256: sha256.to_owned() })
        };
        all.iter().map(table).collect()
    }

    #[test]
    fn a_table_that_differs_is_named() {
        let manifest = Manifest {
            format: FORMAT,
            umbra: String::new(),
            database: Kind::Sqlite,
            created_at: jiff::Timestamp::UNIX_EPOCH,
            schema: None,
            key_id: None,
            tables: tables(&[("todos", 1, "a"), ("users", 2, "b")]),
        };
        assert!(compare(&manifest, &manifest.tables).is_ok());
        let todos = ("todos", 1, "a");
        for found in [vec![todos], vec![todos, ("users", 3, "b")], vec![todos, ("users", 2, "c")]] {
            let refused = compare(&manifest, &tables(&found)).unwrap_err().to_string();
            assert!(refused.ends_with(": users"), "{refused}");
        }
        let more = [todos, ("users", 2, "b"), ("more", 0, "")];
        assert!(compare(&manifest, &tables(&more)).unwrap_err().to_string().ends_with(": more"));
    }
}
