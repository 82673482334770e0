//! Connections: readers, single statements and transactions.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, TransactionTrait};

use crate::{
    StoreError,
    db::{Db, TxDb},
};

pub(crate) mod handle {
    /// Gives this crate, and nobody else, the connection behind a handle.
    pub trait Handle {
        /// The connection's type.
        type Db: sea_orm::ConnectionTrait;
        /// Returns the connection.
        fn db(&self) -> &Self::Db;
    }
}
use handle::Handle;

/// Anything that rows can be read through.
pub trait Read: Handle {}

/// Anything that rows can be changed through.
pub trait Write: Read {}

/// Reads outside a transaction.
#[derive(Debug, Clone)]
pub struct Reader(pub(crate) Db);

/// Runs single statements, each its own transaction.
#[derive(Debug, Clone)]
pub struct Autocommit(pub(crate) Db);

/// A transaction under way.
#[derive(Debug)]
pub struct Tx(TxDb);

macro_rules! handles {
    ($($type:ty => $db:ty: $($right:ident),+;)+) => {$(
        impl Handle for $type {
            type Db = $db;
            fn db(&self) -> &$db {
                &self.0
            }
        }
        $(impl $right for $type {})+
    )+};
}

handles! {
    Reader => Db: Read;
    Autocommit => Db: Read, Write;
    Tx => TxDb: Read, Write;
}

impl Tx {
    async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            TxDb::Postgres(tx) => tx.commit().await?,
            TxDb::Sqlite(tx) => tx.commit().await?,
        }
        Ok(())
    }

    async fn rollback(self) {
        let rolled_back = match self.0 {
            TxDb::Postgres(tx) => tx.rollback().await,
            TxDb::Sqlite(tx) => tx.rollback().await,
        };
        // A failed roll-back means the connection is gone, and the change with it.
        if let Err(error) = rolled_back {
            tracing::warn!(%error, "roll-back failed");
        }
    }
}

/// The database: on SQLite one writer and a few readers, on PostgreSQL one pool.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) reader: Reader,
    pub(crate) writer: Autocommit,
    /// What migrations and the job queue use, whose libraries want a pool: on PostgreSQL the same
    /// one, on SQLite another connection.
    pub(crate) pool: DatabaseConnection,
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

    /// Tells whether the database is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.writer.0, Db::Postgres(_))
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
        let tx = Tx(self.begin().await?);
        match work(&tx).await {
            Ok(value) => {
                tx.commit().await?;
                Ok(value)
            }
            Err(error) => {
                tx.rollback().await;
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
    async fn begin(&self) -> Result<TxDb, StoreError> {
        let pool = match &self.writer.0 {
            Db::Postgres(pool) => pool.clone(),
            Db::Sqlite(pool) => return Ok(TxDb::Sqlite(pool.begin().await?)),
        };
        let begun = tokio::spawn(async move { pool.begin().await }).await;
        let tx = begun
            .map_err(|_| StoreError::Unavailable(DbErr::Custom("BEGIN was cut off".to_owned())))?;
        Ok(TxDb::Postgres(tx?))
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it doesn't answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        if let Db::Postgres(pool) = &self.reader.0 {
            pool.ping().await?;
        } else {
            self.reader.0.execute_unprepared("SELECT 1").await?;
        }
        Ok(())
    }

    /// Closes all connections once they are idle.
    pub async fn close(&self) {
        let mut closed = vec![self.pool.close_by_ref().await];
        for db in [&self.reader.0, &self.writer.0] {
            if let Db::Sqlite(pool) = db {
                closed.push(pool.close().await);
            }
        }
        for error in closed.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "closing the database failed");
        }
    }
}
