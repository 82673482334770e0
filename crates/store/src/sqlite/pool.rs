//! Connections that requests take and give back.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr,
    sqlx::{self, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::given::{self, Given, Trip};

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

/// A connection that nobody else uses meanwhile. Dropped, it comes back to the others, unless it is
/// broken or in a transaction: then it is closed, which rolls back.
pub(super) struct Lease {
    /// Missing once it is broken.
    connection: Option<SqliteConnection>,
    /// Whether a transaction may be open.
    pub(super) in_transaction: bool,
    shared: Arc<Shared>,
    _permit: OwnedSemaphorePermit,
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

    /// Runs a statement that is a transaction of its own, or several that each are.
    pub(crate) async fn run(&self, trip: impl Into<Trip>) -> Result<Given, DbErr> {
        self.take().await?.run(trip.into()).await
    }

    /// Takes a connection.
    pub(super) async fn take(&self) -> Result<Lease, DbErr> {
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

fn connecting(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}

impl Lease {
    /// Runs one statement or several.
    pub(super) async fn run(&mut self, trip: Trip) -> Result<Given, DbErr> {
        let given = match &mut self.connection {
            Some(connection) => given::run(connection, trip).await,
            None => Err(sqlx::Error::WorkerCrashed),
        };
        if matches!(given, Err(sqlx::Error::WorkerCrashed)) {
            self.discard();
        }
        given.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
    }

    /// Closes the connection instead of giving it back.
    pub(super) fn discard(&mut self) {
        self.connection = None;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|_| !self.in_transaction) {
            self.shared.idle().push(connection);
        }
    }
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
