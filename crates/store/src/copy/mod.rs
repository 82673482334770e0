//! Copying everything from one database into the other: from SQLite to PostgreSQL, or back.
//!
//! Both have the schema of this version. What is read is one moment of the source; what is written is one
//! transaction, which is committed only if the target holds then what the source holds. Triggers rest
//! meanwhile: what they made of the rows is copied itself.

mod guards;
mod moved;
mod order;
mod pair;
mod sequences;
mod target;

use std::path::PathBuf;

use futures_util::stream::StreamExt as _;
use sea_orm::sqlx::{self, AssertSqlSafe, sqlite::SqliteConnectOptions};

use crate::{
    DatabaseUrl, StoreError,
    snapshot::{
        Connection, Digests, ExclusiveConnection, Hasher, Snapshot, Table, TableDigest, connect,
        failed, of_postgres, of_sqlite,
    },
};

use pair::Pair;
use target::Writing;

pub use moved::{Moved, Side};

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the databases failed.
    #[error("the {0} database failed")]
    Store(&'static str, #[source] StoreError),
    /// Both are of the same kind.
    #[error("both databases are of the same kind")]
    SameKind,
    /// They don't have the same tables.
    #[error("the databases don't have the same schema: {0} differs")]
    Schema(String),
    /// There is something in the target.
    #[error("the database to copy to is not empty")]
    NotEmpty,
    /// The target would hold something else than the source.
    #[error("the copy is not what was copied: {0} differs")]
    Differs(String),
}

/// Takes an error of the source.
const fn source(error: StoreError) -> CopyError {
    CopyError::Store("source", error)
}

/// Takes an error of the target.
const fn target(error: StoreError) -> CopyError {
    CopyError::Store("target", error)
}

/// Copies all rows of a database to another one of the other kind, which has this version's schema and
/// nobody's data, and gives what both hold then. `moved` are tables that each database has in its own form.
/// `tell` hears how many rows were copied so far.
///
/// An SQLite file is locked meanwhile. On PostgreSQL nobody may write to the source: the copy doesn't
/// have it.
///
/// # Errors
/// [`CopyError`]; the target is as it was then.
pub async fn copy(
    from: &DatabaseUrl,
    to: &DatabaseUrl,
    moved: &[Moved],
    tell: &mut dyn FnMut(u64),
) -> Result<Digests, CopyError> {
    if from.is_postgres() == to.is_postgres() {
        return Err(CopyError::SameKind);
    }
    let mut from = open_source(from).await.map_err(source)?;
    let mut to = open_target(to).await.map_err(target)?;
    let from_postgres = matches!(from.connection, Connection::Postgres(_));
    let pairs = pair::common(&from.tables, &to.tables, from_postgres)?;
    let links = match (&mut from.connection, &mut to.connection) {
        (Connection::Postgres(db), _) => order::links(db).await.map_err(source)?,
        (_, Connection::Postgres(db)) => order::links(db).await.map_err(target)?,
        _ => return Err(CopyError::SameKind),
    };
    let pairs = order::ordered(pairs, &links);
    let written: Vec<Table> = pairs.iter().map(|pair| pair.to.clone()).collect();

    let resting = guards::rest(&mut to.connection, &written).await.map_err(target)?;
    // Nobody else writes to it from here on; what was changed so far goes with the connection.
    if !target::is_empty(&mut to.connection).await.map_err(target)? {
        return Err(CopyError::NotEmpty);
    }
    for table in written.iter().rev() {
        run(&mut to.connection, format!("DELETE FROM {}", table.sql_name)).await.map_err(target)?;
    }
    let mut digests = Digests::new();
    let mut done = 0;
    for pair in &pairs {
        let digest = transfer(&mut from, &mut to, pair, &mut |rows| tell(done + rows)).await?;
        done += digest.rows;
        digests.insert(pair.from.name.clone(), digest);
    }
    let given = sequences::read(&mut from.connection, &pairs).await.map_err(source)?;
    sequences::write(&mut to.connection, &given, &pairs).await.map_err(target)?;
    target::index(&mut to.connection).await.map_err(target)?;
    guards::wake(&mut to.connection, resting).await.map_err(target)?;
    for table in moved {
        let digest = moved::copy(table, &mut from.connection, &mut to.connection).await?;
        digests.insert(table.name.to_owned(), digest);
    }

    // What the target holds, before anybody else sees it.
    for table in &written {
        let found = to.connection.digest(table, &mut |_| ()).await.map_err(target)?;
        if digests.get(&table.name) != Some(&found) {
            return Err(CopyError::Differs(table.name.clone()));
        }
    }
    target::commit(to.connection).await.map_err(target)?;
    from.end().await.map_err(source)?;
    Ok(digests)
}

/// Opens what is copied, at one moment.
async fn open_source(url: &DatabaseUrl) -> Result<Snapshot, StoreError> {
    if url.is_postgres() {
        return Snapshot::of_postgres(url).await;
    }
    let mut connection = ExclusiveConnection::take(&file(url)?).await?.0;
    sqlx::raw_sql("PRAGMA query_only = ON; BEGIN")
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    let tables = of_sqlite(&mut connection).await?;
    Ok(Snapshot { connection: Connection::Sqlite(connection), tables })
}

/// Opens what is written to, in a transaction.
async fn open_target(url: &DatabaseUrl) -> Result<Snapshot, StoreError> {
    if url.is_postgres() {
        let mut connection = connect(url).await?;
        sqlx::raw_sql("BEGIN").execute(&mut connection).await.map_err(failed)?;
        let tables = of_postgres(&mut connection).await?;
        return Ok(Snapshot { connection: Connection::Postgres(connection), tables });
    }
    let mut connection = ExclusiveConnection::take(&file(url)?).await?.0;
    sqlx::raw_sql("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON")
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    let tables = of_sqlite(&mut connection).await?;
    Ok(Snapshot { connection: Connection::Sqlite(connection), tables })
}

fn file(url: &DatabaseUrl) -> Result<PathBuf, StoreError> {
    let options: SqliteConnectOptions = url.expose().parse().map_err(failed)?;
    Ok(options.get_filename().to_owned())
}

/// Copies the rows of a table, and gives what was read.
async fn transfer(
    from: &mut Snapshot,
    to: &mut Snapshot,
    pair: &Pair,
    tell: &mut dyn FnMut(u64),
) -> Result<TableDigest, CopyError> {
    let mut read = from.connection.rows(&pair.from);
    let mut hasher = Hasher::default();
    let mut writing = Writing::begin(&mut to.connection, &pair.to).await.map_err(target)?;
    while let Some(row) = read.next().await {
        let row = row.map_err(source)?;
        hasher.add(&row);
        tell(hasher.rows());
        writing.add(row).await.map_err(target)?;
    }
    writing.end().await.map_err(target)?;
    Ok(hasher.finish())
}

/// Runs statements.
async fn run(connection: &mut Connection, sql: String) -> Result<(), StoreError> {
    let sql = AssertSqlSafe(sql);
    match connection {
        Connection::Sqlite(db) => sqlx::raw_sql(sql).execute(db).await.map(drop),
        Connection::Postgres(db) => sqlx::raw_sql(sql).execute(db).await.map(drop),
    }
    .map_err(failed)
}
