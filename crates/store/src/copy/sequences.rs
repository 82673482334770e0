//! Numbers that were given out, of which none is given twice, even after a delete.

use std::collections::BTreeMap;

use sea_orm::sqlx::{self, AssertSqlSafe, Row as _};

use super::pair::Pair;
use crate::{
    StoreError,
    snapshot::{Connection, failed},
};

/// The last number of each table that has given one out.
pub(super) type LastIds = BTreeMap<String, i64>;

/// Finds the sequence of a table; nothing for a table without.
const SEQUENCE: &str = "SELECT pg_get_serial_sequence($1, 'id')";

/// Reads the last numbers.
pub(super) async fn read(db: &mut Connection, pairs: &[Pair]) -> Result<LastIds, StoreError> {
    let mut given = LastIds::new();
    match db {
        Connection::Sqlite(db) => {
            let text = "SELECT name, seq FROM sqlite_sequence";
            for row in sqlx::query(text).fetch_all(db).await.map_err(failed)? {
                let name = row.try_get_unchecked(0).map_err(failed)?;
                given.insert(name, row.try_get_unchecked(1).map_err(failed)?);
            }
        }
        Connection::Postgres(db) => {
            for table in pairs.iter().map(|pair| &pair.from).filter(|table| table.has("id")) {
                let sequence: Option<String> = sqlx::query_scalar(SEQUENCE)
                    .bind(&table.sql_name)
                    .fetch_one(&mut *db)
                    .await
                    .map_err(failed)?;
                let Some(sequence) = sequence else { continue };
                let text = AssertSqlSafe(format!("SELECT last_value, is_called FROM {sequence}"));
                let (last, called): (i64, bool) =
                    sqlx::query_as(text).fetch_one(&mut *db).await.map_err(failed)?;
                if called {
                    given.insert(table.name.clone(), last);
                }
            }
        }
    }
    Ok(given)
}

/// Goes on after the last numbers.
pub(super) async fn write(
    db: &mut Connection,
    given: &LastIds,
    pairs: &[Pair],
) -> Result<(), StoreError> {
    match db {
        Connection::Sqlite(db) => {
            sqlx::raw_sql("DELETE FROM sqlite_sequence").execute(&mut *db).await.map_err(failed)?;
            for (name, last) in given {
                sqlx::query("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)")
                    .bind(name)
                    .bind(last)
                    .execute(&mut *db)
                    .await
                    .map_err(failed)?;
            }
        }
        Connection::Postgres(db) => {
            for table in pairs.iter().map(|pair| &pair.to).filter(|table| table.has("id")) {
                let sequence: Option<String> = sqlx::query_scalar(SEQUENCE)
                    .bind(&table.sql_name)
                    .fetch_one(&mut *db)
                    .await
                    .map_err(failed)?;
                let Some(sequence) = sequence else { continue };
                // A number that was never given out is the next one itself.
                let last = given.get(&table.name).copied().filter(|last| *last > 0);
                sqlx::query("SELECT setval($1::regclass, $2, $3)")
                    .bind(sequence)
                    .bind(last.unwrap_or(1))
                    .bind(last.is_some())
                    .execute(&mut *db)
                    .await
                    .map_err(failed)?;
            }
        }
    }
    Ok(())
}
