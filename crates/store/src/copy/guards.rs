//! Letting triggers rest while rows are written that they have had their say on.

use sea_orm::sqlx::{self, Row as _};

use super::run;
use crate::{
    StoreError,
    snapshot::{Connection, Table, failed},
};

/// The statements that wake the triggers again, each as it was.
pub(super) struct Resting(Vec<String>);

const POSTGRES: &str = "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), \
    quote_ident(t.tgname), t.tgenabled::text FROM pg_trigger t \
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE NOT t.tgisinternal AND n.nspname = current_schema() ORDER BY 1, 2";

const SQLITE: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";

/// Switches the triggers of these tables off within the transaction. Foreign keys still hold.
///
/// On PostgreSQL that needs the owner of the tables, where `session_replication_role` would need a
/// superuser. SQLite has triggers only or doesn't have them.
pub(super) async fn rest(db: &mut Connection, tables: &[Table]) -> Result<Resting, StoreError> {
    let mut wake = Vec::new();
    let mut rest = Vec::new();
    match db {
        Connection::Postgres(connection) => {
            let found: Vec<(String, String, String)> =
                sqlx::query_as(POSTGRES).fetch_all(connection).await.map_err(failed)?;
            for (table, name, enabled) in found {
                let how = match enabled.as_str() {
                    "O" => "ENABLE",
                    "A" => "ENABLE ALWAYS",
                    "R" => "ENABLE REPLICA",
                    // An operator has switched it off.
                    _ => continue,
                };
                wake.push(format!("ALTER TABLE {table} {how} TRIGGER {name}"));
            }
            rest.extend(
                tables
                    .iter()
                    .map(|table| format!("ALTER TABLE {} DISABLE TRIGGER USER", table.sql_name)),
            );
        }
        Connection::Sqlite(connection) => {
            let found = sqlx::query(SQLITE).fetch_all(connection).await.map_err(failed)?;
            for row in found {
                let name: String = row.try_get_unchecked(0).map_err(failed)?;
                rest.push(format!("DROP TRIGGER \"{name}\""));
                wake.push(row.try_get_unchecked(1).map_err(failed)?);
            }
        }
    }
    for statement in rest {
        run(db, statement).await?;
    }
    Ok(Resting(wake))
}

/// Switches them on again.
pub(super) async fn wake(db: &mut Connection, resting: Resting) -> Result<(), StoreError> {
    for statement in resting.0 {
        run(db, statement).await?;
    }
    Ok(())
}
