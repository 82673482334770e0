//! What a table holds, in one line: how many rows, and a digest of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use futures_util::stream::StreamExt as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Cell, Connection, Snapshot, Table};
use crate::StoreError;

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// How many rows.
    pub rows: u64,
    /// SHA-256, in hexadecimal digits, of the rows in the order of the key. Each row is its columns in the
    /// order of their names, and each column a letter (`N` nothing, `I` whole number, `T` text, `B`
    /// bytes), the number of bytes that follow (eight bytes, the highest first), and those: a number
    /// as eight bytes, text as UTF-8. Flags are 1 and 0, and instants are text in UTC.
    pub sha256: String,
}

/// What each table holds, by its name.
pub type Digests = BTreeMap<String, TableDigest>;

impl Snapshot {
    /// Reads all tables and tells what they hold; `tell` hears how many rows were read so far.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn digests(&mut self, tell: &mut dyn FnMut(u64)) -> Result<Digests, StoreError> {
        let mut digests = Digests::new();
        let mut read = 0;
        for table in &self.tables {
            let digest = self.connection.digest(table, &mut |rows| tell(read + rows)).await?;
            read += digest.rows;
            digests.insert(table.name.clone(), digest);
        }
        Ok(digests)
    }
}

impl Connection {
    /// Tells what a table holds.
    pub(crate) async fn digest(
        &mut self,
        table: &Table,
        tell: &mut dyn FnMut(u64),
    ) -> Result<TableDigest, StoreError> {
        let mut hasher = Hasher::default();
        let mut rows = self.rows(table);
        while let Some(row) = rows.next().await {
            hasher.add(&row?);
            tell(hasher.rows);
        }
        Ok(hasher.finish())
    }
}

/// Digests rows one after the other.
#[derive(Default)]
pub(crate) struct Hasher {
    rows: u64,
    hash: Sha256,
    row: Vec<u8>,
}

impl Hasher {
    pub(crate) fn add(&mut self, row: &[Cell]) {
        self.row.clear();
        for cell in row {
            match cell {
                Cell::Null => self.field(b'N', &[]),
                Cell::Integer(number) => self.field(b'I', &number.to_be_bytes()),
                Cell::Text(text) => self.field(b'T', text.as_bytes()),
                Cell::Bytes(bytes) => self.field(b'B', bytes),
            }
        }
        self.hash.update(&self.row);
        self.rows += 1;
    }

    /// Tells how many there were.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    fn field(&mut self, letter: u8, content: &[u8]) {
        self.row.push(letter);
        self.row.extend_from_slice(&(content.len() as u64).to_be_bytes());
        self.row.extend_from_slice(content);
    }

    pub(crate) fn finish(self) -> TableDigest {
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            let _ = write!(sha256, "{byte:02x}");
        }
        TableDigest { rows: self.rows, sha256 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[&[Cell]]) -> TableDigest {
        let mut hasher = Hasher::default();
        rows.iter().for_each(|row| hasher.add(row));
        hasher.finish()
    }

    #[test]
    fn rows_that_differ_have_other_digests() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let rows = [
            digest(&[]),
            digest(&[&[text("ab"), text("c")]]),
            digest(&[&[text("a"), text("bc")]]),
            digest(&[&[text("ab")], &[text("c")]]),
            digest(&[&[Cell::Bytes(b"ab".to_vec()), text("c")]]),
            digest(&[&[Cell::Null, text("c")]]),
            digest(&[&[text(""), text("c")]]),
            digest(&[&[Cell::Integer(0), text("c")]]),
        ];
        for (at, one) in rows.iter().enumerate() {
            assert!(rows[at + 1..].iter().all(|other| other != one), "{one:?}");
        }
    }
}
