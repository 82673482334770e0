//! PostgreSQL databases to restore into.

use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _};

use super::{connect, failed};
use crate::{DatabaseUrl, StoreError};

/// How the names of scratch databases begin.
const PREFIX: &str = "umbra_scratch_";

/// A database that was made to be dropped again.
#[derive(Debug)]
pub struct Scratch {
    server: DatabaseUrl,
    name: String,
}

impl Scratch {
    /// Makes an empty database on the server that a URL names.
    ///
    /// # Errors
    /// [`StoreError`] when it can't be reached, or its user may not make databases.
    pub async fn make(server: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut connection = connect(server).await?;
        let named = "SELECT $1 || replace(gen_random_uuid()::text, '-', '')";
        let name: String = sqlx::query_scalar(named)
            .bind(PREFIX)
            .fetch_one(&mut connection)
            .await
            .map_err(failed)?;
        // Only what is in every database is in `template0`.
        let make = AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0"));
        sqlx::raw_sql(make).execute(&mut connection).await.map_err(failed)?;
        connection.close().await.map_err(failed)?;
        Ok(Self { server: server.clone(), name })
    }

    /// Names the database.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Drops the database again.
    ///
    /// # Errors
    /// [`StoreError`] when the server is gone; the database stays then.
    pub async fn drop(self) -> Result<(), StoreError> {
        let mut connection = connect(&self.server).await?;
        let drop = AssertSqlSafe(format!("DROP DATABASE {} WITH (FORCE)", self.name));
        sqlx::raw_sql(drop).execute(&mut connection).await.map_err(failed)?;
        connection.close().await.map_err(failed)
    }
}

/// Tells whether a PostgreSQL database has no tables, neither in its own schema nor in that of the
/// job queue.
///
/// # Errors
/// [`StoreError`] when it can't be reached.
pub async fn is_empty(url: &DatabaseUrl) -> Result<bool, StoreError> {
    let mut connection = connect(url).await?;
    let text = "SELECT NOT EXISTS (SELECT 1 FROM pg_class c \
        JOIN pg_namespace n ON n.oid = c.relnamespace AND c.relkind IN ('r', 'p', 'v', 'm') \
        WHERE n.nspname IN (current_schema(), 'apalis'))";
    let empty = sqlx::query_scalar(text).fetch_one(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(empty)
}

/// Counts the connections of servers and workers to a PostgreSQL database, as far as its user may see
/// them.
///
/// # Errors
/// [`StoreError`] when it can't be reached.
pub async fn servers_on(url: &DatabaseUrl) -> Result<i64, StoreError> {
    let mut connection = connect(url).await?;
    let text = "SELECT count(*) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = $1";
    let servers = sqlx::query_scalar(text)
        .bind(crate::connect::SERVER)
        .fetch_one(&mut connection)
        .await
        .map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(servers)
}
