//! Writing rows: `COPY` into PostgreSQL, many rows a statement into SQLite.

use std::fmt::Write as _;

use sea_orm::sqlx::{
    self, AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, postgres::PgCopyIn,
};

use super::run;
use crate::{
    StoreError,
    snapshot::{Cell, Connection, Table, failed},
};

/// How many values a statement of SQLite's takes, of 32,766 that it may.
const VALUES: usize = 4_000;

/// How much of a `COPY` is gathered before it is sent.
const CHUNK: usize = 64 << 10;

/// Tells whether there is nobody's data in a database: neither accounts nor an audit log. What a first start
/// writes of itself is overwritten.
pub(super) async fn is_empty(db: &mut Connection) -> Result<bool, StoreError> {
    let text =
        "SELECT CAST((SELECT count(*) FROM users) + (SELECT count(*) FROM audit_log) AS BIGINT)";
    let rows: i64 = match db {
        Connection::Sqlite(db) => sqlx::query_scalar(text).fetch_one(db).await,
        Connection::Postgres(db) => sqlx::query_scalar(text).fetch_one(db).await,
    }
    .map_err(failed)?;
    Ok(rows == 0)
}

/// Fills SQLite's index for searching people, which a trigger keeps otherwise.
pub(super) async fn index(db: &mut Connection) -> Result<(), StoreError> {
    if matches!(db, Connection::Postgres(_)) {
        return Ok(());
    }
    let text = "DELETE FROM people_trigrams; \
        INSERT INTO people_trigrams (rowid, search_text) SELECT id, search_text FROM people";
    run(db, text.to_owned()).await
}

/// Keeps what was written, and lets PostgreSQL look at it for its plans.
pub(super) async fn commit(mut db: Connection) -> Result<(), StoreError> {
    run(&mut db, "COMMIT".to_owned()).await?;
    // All is kept already; without it plans are worse for a while.
    let _ = run(&mut db, "ANALYZE".to_owned()).await;
    match db {
        Connection::Sqlite(db) => db.close().await,
        Connection::Postgres(db) => db.close().await,
    }
    .map_err(failed)
}

/// The rows of a table on their way.
pub(super) enum Writing<'a> {
    /// One `COPY`, whose foreign keys are checked at its end: rows may refer to later ones.
    Postgres { copy: PgCopyIn<&'a mut PgConnection>, text: String },
    /// Statements with many rows.
    Sqlite { db: &'a mut SqliteConnection, table: &'a Table, rows: Vec<Vec<Cell>>, most: usize },
}

impl<'a> Writing<'a> {
    /// Begins to write into a table.
    pub async fn begin(db: &'a mut Connection, table: &'a Table) -> Result<Self, StoreError> {
        Ok(match db {
            Connection::Postgres(db) => {
                let columns = names(table);
                let statement = format!("COPY {} ({columns}) FROM STDIN", table.sql_name);
                let copy = db.copy_in_raw(&statement).await.map_err(failed)?;
                Self::Postgres { copy, text: String::with_capacity(CHUNK * 2) }
            }
            Connection::Sqlite(db) => {
                let most = (VALUES / table.columns.len().max(1)).max(1);
                Self::Sqlite { db, table, rows: Vec::with_capacity(most), most }
            }
        })
    }

    /// Writes a row, now or with others.
    pub async fn add(&mut self, row: Vec<Cell>) -> Result<(), StoreError> {
        match self {
            Self::Postgres { copy, text } => {
                line(text, &row);
                if text.len() >= CHUNK {
                    copy.send(text.as_bytes()).await.map_err(failed)?;
                    text.clear();
                }
            }
            Self::Sqlite { db, table, rows, most } => {
                rows.push(row);
                if rows.len() == *most {
                    insert(db, table, rows).await?;
                }
            }
        }
        Ok(())
    }

    /// Writes what is left.
    pub async fn end(self) -> Result<(), StoreError> {
        match self {
            Self::Postgres { mut copy, text } => {
                copy.send(text.as_bytes()).await.map_err(failed)?;
                copy.finish().await.map_err(failed)?;
            }
            Self::Sqlite { db, table, mut rows, .. } => {
                if !rows.is_empty() {
                    insert(db, table, &mut rows).await?;
                }
            }
        }
        Ok(())
    }
}

fn names(table: &Table) -> String {
    table.columns.iter().map(crate::snapshot::Column::quoted).collect::<Vec<_>>().join(", ")
}

/// Writes a line of `COPY`'s text format, which reads flags from 1 and 0 and instants from RFC 3339.
fn line(text: &mut String, row: &[Cell]) {
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        // Writing to a `String` doesn't fail.
        match cell {
            Cell::Null => text.push_str("\\N"),
            Cell::Integer(number) => {
                let _ = write!(text, "{number}");
            }
            Cell::Text(value) => value.chars().for_each(|c| match c {
                '\\' => text.push_str("\\\\"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                c => text.push(c),
            }),
            Cell::Bytes(bytes) => {
                text.push_str("\\\\x");
                bytes.iter().for_each(|byte| {
                    let _ = write!(text, "{byte:02x}");
                });
            }
        }
    }
    text.push('\n');
}

async fn insert(
    db: &mut SqliteConnection,
    table: &Table,
    rows: &mut Vec<Vec<Cell>>,
) -> Result<(), StoreError> {
    let row = format!("({})", vec!["?"; table.columns.len()].join(", "));
    let text = format!(
        "INSERT INTO {} ({}) VALUES {}",
        table.sql_name,
        names(table),
        vec![row.as_str(); rows.len()].join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(text));
    for cell in rows.drain(..).flatten() {
        query = match cell {
            Cell::Null => query.bind(None::<i64>),
            Cell::Integer(number) => query.bind(number),
            Cell::Text(text) => query.bind(text),
            Cell::Bytes(bytes) => query.bind(bytes),
        };
    }
    query.execute(db).await.map(drop).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_copy_escapes_what_would_end_it() {
        let mut text = String::new();
        let cells = [
            Cell::Text("a\tb\\N\nc\r".to_owned()),
            Cell::Null,
            Cell::Integer(-7),
            Cell::Bytes(vec![0, 255]),
            Cell::Text(String::new()),
        ];
        line(&mut text, &cells);
        assert_eq!(text, "a\\tb\\\\N\\nc\\r\t\\N\t-7\t\\\\x00ff\t\n");
    }
}
