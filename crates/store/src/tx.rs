//! Connections: readers, single statements and transactions.

use std::time::Instant;

use sea_orm::{
    DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use umbra_domain::zone::ZoneDatabase;

use crate::{StoreError, measure};

pub(crate) mod handle {
    /// Gives this crate, and nobody else, the connection behind a handle.
    pub trait Handle {
        /// The connection's type.
        type Db: sea_orm::ConnectionTrait;
        /// Returns the connection.
        fn db(&self) -> &Self::Db;
        /// Returns the zone database by which rows are read.
        fn zones(&self) -> &umbra_domain::zone::ZoneDatabase;
    }
}
use handle::Handle;

/// Anything that rows can be read through.
pub trait Read: Handle {}

/// Anything that rows can be changed through.
pub trait Write: Read {}

/// Reads outside a transaction.
#[derive(Debug, Clone)]
pub struct Reader(pub(crate) DatabaseConnection, pub(crate) ZoneDatabase);

/// Runs single statements, each its own transaction.
#[derive(Debug, Clone)]
pub struct Autocommit(pub(crate) DatabaseConnection, pub(crate) ZoneDatabase);

/// A transaction under way.
#[derive(Debug)]
pub struct Tx(DatabaseTransaction, ZoneDatabase);

macro_rules! handles {
    ($($type:ty => $db:ty: $($right:ident),+;)+) => {$(
        impl Handle for $type {
            type Db = $db;
            fn db(&self) -> &$db {
                &self.0
            }
            fn zones(&self) -> &ZoneDatabase {
                &self.1
            }
        }
        $(impl $right for $type {})+
    )+};
}

handles! {
    Reader => DatabaseConnection: Read;
    Autocommit => DatabaseConnection: Read, Write;
    Tx => DatabaseTransaction: Read, Write;
}

/// The database: on SQLite one writer and a few readers, on PostgreSQL one pool.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) reader: Reader,
    pub(crate) writer: Autocommit,
}

impl Store {
    /// Returns what to read through.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Returns what to run a single changing statement through, without the round trips of a
    /// transaction.
    #[must_use]
    pub const fn autocommit(&self) -> &Autocommit {
        &self.writer
    }

    /// Returns the zone database by which rows are read.
    #[must_use]
    pub const fn zones(&self) -> &ZoneDatabase {
        &self.reader.1
    }

    /// Tells whether the database is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.writer.0.get_database_backend() == DatabaseBackend::Postgres
    }

    /// Runs `work` in a transaction: `Ok` commits, `Err` rolls back, and so does a drop.
    ///
    /// On SQLite the transaction begins `IMMEDIATE`, so it can't fail half-way for want of the
    /// write lock. No hashing and no network call belongs inside.
    ///
    /// # Errors
    /// Whatever `work` answers, and [`StoreError`] when beginning or committing fails.
    pub async fn write<T, E>(&self, work: impl AsyncFnOnce(&Tx) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let asked = Instant::now();
        let tx = Tx(self.begin().await?, self.zones().clone());
        measure::waited(asked);
        match work(&tx).await {
            Ok(value) => {
                tx.0.commit().await.map_err(StoreError::from)?;
                Ok(value)
            }
            Err(error) => {
                // A failed roll-back means the connection is gone, and the change with it.
                if let Err(error) = tx.0.rollback().await {
                    tracing::warn!(%error, "roll-back failed");
                }
                Err(error)
            }
        }
    }

    /// Begins a transaction even when the caller goes away meanwhile.
    ///
    /// A `BEGIN` whose future is dropped half-way returns its connection to PostgreSQL's pool with
    /// the transaction open (launchbadge/sqlx#4385), and the next user's writes would vanish with
    /// it. A task of its own finishes the `BEGIN`; the transaction is then rolled back as any
    /// other that is dropped.
    async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let pool = self.writer.0.clone();
        let begun = tokio::spawn(async move {
            let mode = Some(SqliteTransactionMode::Immediate);
            let options = TransactionOptions {
                sqlite_transaction_mode: mode,
                ..TransactionOptions::default()
            };
            pool.begin_with_options(options).await
        });
        let tx = begun
            .await
            .map_err(|_| StoreError::Unavailable(DbErr::Custom("BEGIN was cut off".to_owned())))?;
        Ok(tx?)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it doesn't answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.reader.0.ping().await?)
    }

    /// Closes all connections once they are idle. What a SQLite database holds is in its file
    /// afterwards, also when another process has it open.
    pub async fn close(&self) {
        if let Err(error) = self.checkpoint().await {
            tracing::debug!(%error, "no checkpoint at the end");
        }
        for pool in [&self.reader.0, &self.writer.0] {
            if let Err(error) = pool.close_by_ref().await {
                tracing::warn!(%error, "closing the database failed");
            }
        }
    }
}
