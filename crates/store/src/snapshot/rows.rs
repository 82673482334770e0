//! Reading rows one by one, in a form that both databases share: SQLite's.

use chrono::{DateTime, SecondsFormat, SubsecRound as _, Utc};
use futures_util::stream::{BoxStream, StreamExt as _};
use sea_orm::sqlx::{self, AssertSqlSafe, Row as _, postgres::PgRow, sqlite::SqliteRow};

use super::{Column, Connection, Kind, Table, failed};
use crate::StoreError;

/// A value as SQLite has it: flags are 1 and 0, and instants are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Connection {
    /// Reads the rows of a table in the order of its key, each as its cells in the order of the columns.
    pub(crate) fn rows<'a>(
        &'a mut self,
        table: &'a Table,
    ) -> BoxStream<'a, Result<Vec<Cell>, StoreError>> {
        let selection = table.selection(matches!(self, Self::Postgres(_)));
        self.rows_by(selection, &table.columns)
    }

    /// Reads the rows of a selection of these columns.
    pub(crate) fn rows_by<'a>(
        &'a mut self,
        selection: String,
        columns: &'a [Column],
    ) -> BoxStream<'a, Result<Vec<Cell>, StoreError>> {
        let selection = AssertSqlSafe(selection);
        match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query(selection).fetch(connection);
                rows.map(|row| {
                    let row = row.map_err(failed)?;
                    let columns = columns.iter().enumerate();
                    columns.map(|(at, column)| of_sqlite(&row, at, column)).collect()
                })
                .boxed()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query(selection).fetch(connection);
                rows.map(|row| {
                    let row = row.map_err(failed)?;
                    let columns = columns.iter().enumerate();
                    columns.map(|(at, column)| of_postgres(&row, at, column)).collect()
                })
                .boxed()
            }
        }
    }
}

fn of_sqlite(row: &SqliteRow, at: usize, column: &Column) -> Result<Cell, StoreError> {
    Ok(match column.kind {
        Kind::Integer | Kind::Flag => {
            integer(row.try_get_unchecked::<Option<i64>, _>(at).map_err(failed)?)
        }
        Kind::Text | Kind::Other => text(row.try_get_unchecked(at).map_err(failed)?),
        Kind::Instant => match row.try_get_unchecked::<Option<String>, _>(at).map_err(failed)? {
            Some(written) => Cell::Text(instant(read_instant(&written)?)),
            None => Cell::Null,
        },
        Kind::Bytes => bytes(row.try_get_unchecked(at).map_err(failed)?),
    })
}

fn of_postgres(row: &PgRow, at: usize, column: &Column) -> Result<Cell, StoreError> {
    Ok(match column.kind {
        Kind::Integer | Kind::Flag => integer(row.try_get(at).map_err(failed)?),
        Kind::Text | Kind::Other => text(row.try_get(at).map_err(failed)?),
        Kind::Instant => {
            let at: Option<DateTime<Utc>> = row.try_get(at).map_err(failed)?;
            text(at.map(instant))
        }
        Kind::Bytes => bytes(row.try_get(at).map_err(failed)?),
    })
}

fn integer(value: Option<i64>) -> Cell {
    value.map_or(Cell::Null, Cell::Integer)
}

fn text(value: Option<String>) -> Cell {
    value.map_or(Cell::Null, Cell::Text)
}

fn bytes(value: Option<Vec<u8>>) -> Cell {
    value.map_or(Cell::Null, Cell::Bytes)
}

/// Writes an instant as the driver does in SQLite, to the microsecond.
fn instant(at: DateTime<Utc>) -> String {
    at.trunc_subsecs(6).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// Reads an instant that the driver or an older migration wrote, which has a space for the `T`.
fn read_instant(written: &str) -> Result<DateTime<Utc>, StoreError> {
    let written = written.replacen(' ', "T", 1);
    let read = DateTime::parse_from_rfc3339(&written);
    read.map(|at| at.to_utc()).map_err(|_| StoreError::Corrupt("instant"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_one_way() {
        for (written, expected) in [
            ("2026-11-29T02:26:45+00:00", "2026-11-29T02:26:45+00:00"),
            ("2026-11-29 02:26:45+00:00", "2026-11-29T02:26:45+00:00"),
            ("2026-11-29T02:26:45.120Z", "2026-11-29T02:26:45.120+00:00"),
            ("2026-11-29T02:26:45.123456789+00:00", "2026-11-29T02:26:45.123456+00:00"),
        ] {
            assert_eq!(instant(read_instant(written).unwrap()), expected);
        }
        assert!(read_instant("soon").is_err());
    }
}
