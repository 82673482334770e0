//! Connections to SQLite without the pings of a pool made for servers (ADR 0013).
//!
//! Every statement on SQLite goes to its connection's thread and back, and these two changes of
//! threads cost more than most statements. sqlx's pool adds a ping whenever a connection comes
//! back; here connections come back as they are.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::TryStreamExt;
use sea_orm::{
    ConnAcquireErr, DatabaseBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    sea_query::Values,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions, Connection, Either, Executor, SqliteConnection,
        sqlite::{SqliteConnectOptions, SqliteQueryResult, SqliteRow},
    },
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections to one file. Cheap to clone: clones share them.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    options: SqliteConnectOptions,
    /// One for each connection that there may be; they are given out in the order of asking.
    permits: Arc<Semaphore>,
    size: u32,
    /// How long a request waits for a connection.
    patience: Duration,
    /// The one used last is used next: what it has cached is warm.
    idle: Mutex<Vec<SqliteConnection>>,
}

impl Pool {
    /// Opens the first of at most `size` connections; the others are opened as they are needed.
    pub(crate) async fn open(
        options: SqliteConnectOptions,
        size: u32,
        patience: Duration,
    ) -> Result<Self, DbErr> {
        let permits = Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(1)));
        let shared = Shared { options, permits, size, patience, idle: Mutex::default() };
        let pool = Self(Arc::new(shared));
        drop(pool.take().await?);
        Ok(pool)
    }

    /// Runs a statement that is a transaction of its own.
    pub(crate) async fn run(&self, statement: Statement) -> Result<QueryOutput, DbErr> {
        self.take().await?.run(statement).await
    }

    /// Begins a transaction. `IMMEDIATE` takes the write lock at once, so none fails half-way for
    /// want of it.
    pub(crate) async fn begin(&self) -> Result<Transaction, DbErr> {
        let mut lease = self.take().await?;
        lease.in_transaction = true;
        lease.run(plain("BEGIN IMMEDIATE")).await?;
        Ok(Transaction(tokio::sync::Mutex::new(lease)))
    }

    async fn take(&self) -> Result<Lease, DbErr> {
        let shared = Arc::clone(&self.0);
        let permit = Arc::clone(&shared.permits).acquire_owned();
        let permit = tokio::time::timeout(shared.patience, permit)
            .await
            .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
            .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        let idle = shared.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => shared.options.connect().await.map_err(connecting)?,
        };
        Ok(Lease { connection: Some(connection), in_transaction: false, shared, _permit: permit })
    }

    /// Closes all connections, as soon as those in use have come back.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        // Fails when they are being closed already.
        let all = self.0.permits.acquire_many(self.0.size).await;
        self.0.permits.close();
        drop(all);
        let idle = std::mem::take(&mut *self.0.idle());
        for connection in idle {
            connection.close().await.map_err(connecting)?;
        }
        Ok(())
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that nobody else uses meanwhile. Dropped, it comes back to the others, unless it is
/// broken or in a transaction: then it is closed, which rolls back.
struct Lease {
    /// Missing once it is broken.
    connection: Option<SqliteConnection>,
    in_transaction: bool,
    shared: Arc<Shared>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    async fn run(&mut self, statement: Statement) -> Result<QueryOutput, DbErr> {
        let output = match &mut self.connection {
            Some(connection) => run(connection, statement).await,
            None => Err(sqlx::Error::WorkerCrashed),
        };
        if matches!(output, Err(sqlx::Error::WorkerCrashed)) {
            self.connection = None;
        }
        output.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|_| !self.in_transaction) {
            self.shared.idle().push(connection);
        }
    }
}

/// A transaction. Dropped, it is rolled back by closing its connection.
#[derive(Debug)]
pub struct Transaction(tokio::sync::Mutex<Lease>);

impl Transaction {
    /// Runs a statement.
    pub(crate) async fn run(&self, statement: Statement) -> Result<QueryOutput, DbErr> {
        self.0.lock().await.run(statement).await
    }

    /// Commits.
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.end("COMMIT").await
    }

    /// Rolls back.
    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        self.end("ROLLBACK").await
    }

    async fn end(self, sql: &str) -> Result<(), DbErr> {
        let mut lease = self.0.into_inner();
        lease.run(plain(sql)).await?;
        lease.in_transaction = false;
        Ok(())
    }
}

/// What a statement gave.
#[derive(Default)]
pub(crate) struct QueryOutput {
    rows: Vec<SqliteRow>,
    done: SqliteQueryResult,
}

impl QueryOutput {
    /// Returns all rows.
    pub(crate) fn all(self) -> Vec<QueryResult> {
        self.rows.into_iter().map(QueryResult::from).collect()
    }

    /// Returns the first row.
    pub(crate) fn one(self) -> Option<QueryResult> {
        self.rows.into_iter().next().map(QueryResult::from)
    }

    /// Returns what the statement did.
    pub(crate) fn done(self) -> ExecResult {
        self.done.into()
    }
}

async fn run(
    connection: &mut SqliteConnection,
    statement: Statement,
) -> Result<QueryOutput, sqlx::Error> {
    let values = statement.values.unwrap_or_else(|| Values(Vec::new()));
    // The text is this crate's own; what people write is among the values.
    let query = sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values));
    let mut results = connection.fetch_many(query);
    let mut output = QueryOutput::default();
    loop {
        match results.try_next().await? {
            Some(Either::Right(row)) => output.rows.push(row),
            Some(Either::Left(done)) => {
                output.done = done;
                // To be told that nothing follows would be one more change of threads.
                return Ok(output);
            }
            // The thread has gone before it told of the statement.
            None => return Err(sqlx::Error::WorkerCrashed),
        }
    }
}

fn plain(sql: &str) -> Statement {
    Statement::from_string(DatabaseBackend::Sqlite, sql)
}

fn connecting(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("size", &self.0.size).finish_non_exhaustive()
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lease")
    }
}
