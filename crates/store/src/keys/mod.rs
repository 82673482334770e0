//! Deriving anew what is stored beside texts, when a migration has marked it as stale: keys to
//! sort by, folded text to search in, and the keys of usernames.

mod names;
mod overrides;
mod people;
mod things;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use crate::{StoreError, sql};

/// How many rows are read and written at a time.
const BATCH: usize = 200;

#[derive(FromQueryResult)]
struct StaleRow {
    stale: bool,
}

/// Derives everything anew if it is stale. The caller commits it together with the migration that
/// said so, so there is nothing half-way to go on from.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(crate) async fn refresh(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let found: Option<StaleRow> = sql::one(db, "SELECT stale FROM text_keys", []).await?;
    if !found.is_some_and(|row| row.stale) {
        return Ok(());
    }
    names::refresh(db).await?;
    for table in things::ALL {
        table.refresh(db).await?;
    }
    overrides::refresh(db).await?;
    people::refresh(db).await?;
    sql::execute(db, "UPDATE text_keys SET stale = $1", [false.into()]).await?;
    Ok(())
}

/// Writes columns of many rows in one statement; each row is its id and its values.
async fn write(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &[&str],
    rows: Vec<(i64, Vec<Value>)>,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let (mut values, mut tuples) = (Vec::new(), Vec::with_capacity(rows.len()));
    for (id, row) in rows {
        let first = values.len() + 1;
        values.push(id.into());
        values.extend(row);
        let places: Vec<_> = (first..=values.len()).map(|place| format!("${place}")).collect();
        tuples.push(format!("({})", places.join(", ")));
    }
    let sets: Vec<_> = columns.iter().map(|name| format!("{name} = fresh.{name}")).collect();
    let text = format!(
        "WITH fresh (id, {}) AS (VALUES {}) UPDATE {table} SET {} FROM fresh \
         WHERE {table}.id = fresh.id",
        columns.join(", "),
        tuples.join(", "),
        sets.join(", "),
    );
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await?;
    Ok(())
}
