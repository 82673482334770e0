//! What a backup says of itself.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use umbra_store::snapshot::Digests;

/// The number of the format. A reader refuses those that it doesn't know.
pub(crate) const FORMAT: u64 = 1;

/// Which database was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An SQLite file.
    Sqlite,
    /// A dump of PostgreSQL's.
    Postgres,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What a backup says of itself (docs/backup.md).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// [`FORMAT`].
    pub format: u64,
    /// The version of Umbra that made it.
    pub umbra: String,
    /// Which database was saved.
    pub database: Kind,
    /// When the backup was begun.
    pub created_at: Timestamp,
    /// The last migration of the database; `None` before the first.
    pub schema: Option<String>,
    /// The name of the secret key that the database belongs to; `None` before the first start.
    pub key_id: Option<String>,
    /// What each table held.
    pub tables: Digests,
}

impl Manifest {
    /// Counts the rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }
}
