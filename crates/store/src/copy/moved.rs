//! Tables that each database has in a form of its own, such as the job queue's.

use futures_util::stream::StreamExt as _;
use sea_orm::sqlx;

use super::{CopyError, run, source, target};
use crate::{
    StoreError,
    snapshot::{Cell, Column, Connection, Hasher, Kind, TableDigest, failed},
};

/// A table that is read and written by statements of its own.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// What it is called in answers.
    pub name: &'static str,
    /// The types of what is selected, in order.
    pub kinds: &'static [Kind],
    /// How SQLite reads and writes it.
    pub sqlite: Side,
    /// How PostgreSQL does.
    pub postgres: Side,
}

/// The statements of one database.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    /// Empties it.
    pub clear: &'static str,
    /// Selects the rows, in an order.
    pub read: &'static str,
    /// Inserts one, with a parameter for each column.
    pub write: &'static str,
}

/// Copies the rows, and gives what both hold.
pub(super) async fn copy(
    table: &Moved,
    from: &mut Connection,
    to: &mut Connection,
) -> Result<TableDigest, CopyError> {
    let columns: Vec<Column> =
        table.kinds.iter().map(|kind| Column { name: String::new(), kind: *kind }).collect();
    run(to, table.side(to).clear.to_owned()).await.map_err(target)?;
    let mut hasher = Hasher::default();
    let read = table.side(from).read;
    let mut rows = from.rows_by(read.to_owned(), &columns);
    while let Some(row) = rows.next().await {
        let row = row.map_err(source)?;
        hasher.add(&row);
        write(table, to, &columns, row).await.map_err(target)?;
    }
    drop(rows);
    let copied = hasher.finish();

    let mut hasher = Hasher::default();
    let read = table.side(to).read;
    let mut rows = to.rows_by(read.to_owned(), &columns);
    while let Some(row) = rows.next().await {
        hasher.add(&row.map_err(target)?);
    }
    if hasher.finish() == copied {
        Ok(copied)
    } else {
        Err(CopyError::Differs(table.name.to_owned()))
    }
}

async fn write(
    table: &Moved,
    to: &mut Connection,
    columns: &[Column],
    row: Vec<Cell>,
) -> Result<(), StoreError> {
    // Statements of both databases are alike but for their types.
    macro_rules! bind {
        ($db:expr, $sql:expr) => {{
            let mut query = sqlx::query($sql);
            for (cell, column) in row.into_iter().zip(columns) {
                query = match (cell, column.kind) {
                    (Cell::Integer(number), _) => query.bind(Some(number)),
                    (Cell::Text(text), _) => query.bind(Some(text)),
                    (Cell::Bytes(bytes), _) => query.bind(Some(bytes)),
                    (Cell::Null, Kind::Integer | Kind::Flag) => query.bind(None::<i64>),
                    (Cell::Null, Kind::Bytes) => query.bind(None::<Vec<u8>>),
                    (Cell::Null, _) => query.bind(None::<String>),
                };
            }
            query.execute($db).await.map(drop).map_err(failed)
        }};
    }
    match to {
        Connection::Sqlite(db) => bind!(db, table.sqlite.write),
        Connection::Postgres(db) => bind!(db, table.postgres.write),
    }
}

impl Moved {
    const fn side(&self, db: &Connection) -> &Side {
        match db {
            Connection::Sqlite(_) => &self.sqlite,
            Connection::Postgres(_) => &self.postgres,
        }
    }
}
