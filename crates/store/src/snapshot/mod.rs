//! A whole database at one moment, whatever its schema: for backups and for copies.
//!
//! A snapshot has a connection of its own, on which it reads in one transaction while others write. It
//! reads the tables as the database describes them and not by the entities, so that the newer program can
//! save what the older one has left.

mod digest;
mod exclusive;
mod rows;
mod schema;
mod scratch;

use std::path::Path;

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _,
        SqliteConnection, postgres::PgConnectOptions, sqlite::SqliteConnectOptions,
    },
};

use crate::{DatabaseUrl, StoreError, connect::COMMAND};

pub(crate) use digest::Hasher;
pub use digest::{Digests, TableDigest};
pub use exclusive::ExclusiveConnection;
pub use rows::Cell;
pub use schema::{Column, Kind, Table};
pub(crate) use schema::{of_postgres, of_sqlite};
pub use scratch::{Scratch, is_empty, servers_on};

/// A database at one moment.
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) connection: Connection,
    pub(crate) tables: Vec<Table>,
}

/// The connection of a snapshot.
#[derive(Debug)]
pub(crate) enum Connection {
    /// To an SQLite file.
    Sqlite(SqliteConnection),
    /// To PostgreSQL.
    Postgres(PgConnection),
}

impl Snapshot {
    /// Opens an SQLite file that nobody else has open, such as a copy, and leaves it as it is.
    ///
    /// # Errors
    /// [`StoreError`] when it is no such file.
    pub async fn of_file(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .immutable(true)
            .pragma("trusted_schema", "OFF")
            .disable_statement_logging();
        let mut connection = options.connect().await.map_err(failed)?;
        let tables = schema::of_sqlite(&mut connection).await?;
        Ok(Self { connection: Connection::Sqlite(connection), tables })
    }

    /// Begins to read a PostgreSQL database; what others commit from now on is not seen.
    ///
    /// # Errors
    /// [`StoreError`] when it can't be reached.
    pub async fn of_postgres(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut connection = connect(url).await?;
        sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .execute(&mut connection)
            .await
            .map_err(failed)?;
        let tables = schema::of_postgres(&mut connection).await?;
        Ok(Self { connection: Connection::Postgres(connection), tables })
    }

    /// Returns the tables, by name.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Lets other programs see a PostgreSQL database at the same moment, for as long as the snapshot is
    /// open: they give this name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or on SQLite, which has no such thing.
    pub async fn export(&mut self) -> Result<String, StoreError> {
        self.text("SELECT pg_export_snapshot()").await?.ok_or(StoreError::Corrupt("snapshot"))
    }

    /// Names the last migration that was applied, which tells the schema; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn schema(&mut self) -> Result<Option<String>, StoreError> {
        if !self.has("seaql_migrations") {
            return Ok(None);
        }
        self.text("SELECT MAX(CAST(version AS TEXT)) FROM seaql_migrations").await
    }

    /// Names the secret key that the database belongs to; `None` before the first start.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn key_id(&mut self) -> Result<Option<String>, StoreError> {
        if !self.has("key_check") {
            return Ok(None);
        }
        self.text("SELECT MAX(key_id) FROM key_check").await
    }

    /// Says what is wrong with an SQLite file; nothing when it is sound, and on PostgreSQL, which checks
    /// what it restores.
    ///
    /// # Errors
    /// [`StoreError`] when it can't be read at all.
    pub async fn damage(&mut self) -> Result<Option<String>, StoreError> {
        if matches!(self.connection, Connection::Postgres(_)) {
            return Ok(None);
        }
        let found = self.text("PRAGMA integrity_check(1)").await?;
        match found.as_deref() {
            Some("ok") => {}
            found => return Ok(Some(found.unwrap_or("it can't be checked").to_owned())),
        }
        let dangling = self.text("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1").await?;
        Ok(dangling.map(|table| format!("a row of {table} refers to a row that is missing")))
    }

    fn has(&self, table: &str) -> bool {
        self.tables.iter().any(|known| known.name == table)
    }

    /// Reads one text.
    async fn text(&mut self, sql: &'static str) -> Result<Option<String>, StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let row = sqlx::query(sql).fetch_optional(connection).await.map_err(failed)?;
                row.map_or(Ok(None), |row| row.try_get_unchecked(0)).map_err(failed)
            }
            Connection::Postgres(connection) => {
                let row = sqlx::query(sql).fetch_optional(connection).await.map_err(failed)?;
                row.map_or(Ok(None), |row| row.try_get_unchecked(0)).map_err(failed)
            }
        }
    }

    /// Ends the transaction and closes the connection.
    ///
    /// # Errors
    /// [`StoreError`] when the database is gone.
    pub async fn end(self) -> Result<(), StoreError> {
        match self.connection {
            Connection::Sqlite(connection) => connection.close().await,
            Connection::Postgres(connection) => connection.close().await,
        }
        .map_err(failed)
    }
}

/// Connects to PostgreSQL for a command, which may take its time.
pub(crate) async fn connect(url: &DatabaseUrl) -> Result<PgConnection, StoreError> {
    let options: PgConnectOptions = url.expose().parse().map_err(failed)?;
    let options = options.application_name(COMMAND).disable_statement_logging();
    let mut connection = options.connect().await.map_err(failed)?;
    for setting in ["statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"] {
        let set = AssertSqlSafe(format!("SET {setting} = 0"));
        sqlx::raw_sql(set).execute(&mut connection).await.map_err(failed)?;
    }
    sqlx::raw_sql("SET TIME ZONE 'UTC'").execute(&mut connection).await.map_err(failed)?;
    Ok(connection)
}

/// Takes an error of the driver.
pub(crate) fn failed(error: sqlx::Error) -> StoreError {
    DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
}
