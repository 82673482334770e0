//! Connections: readers, single statements and transactions.

mod later;

use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, Value,
};

use self::later::Later;

use crate::StoreError;

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
pub struct Reader(pub(crate) DatabaseConnection);

/// Runs single statements, each its own transaction.
#[derive(Debug, Clone)]
pub struct Autocommit(pub(crate) DatabaseConnection);

/// A transaction under way.
#[derive(Debug)]
pub struct Tx {
    db: DatabaseTransaction,
    later: Later,
}

macro_rules! handles {
    ($($type:ty => $db:ty, $field:tt: $($right:ident),+;)+) => {$(
        impl Handle for $type {
            type Db = $db;
            fn db(&self) -> &$db {
                &self.$field
            }
        }
        $(impl $right for $type {})+
    )+};
}

handles! {
    Reader => DatabaseConnection, 0: Read;
    Autocommit => DatabaseConnection, 0: Read, Write;
    Tx => DatabaseTransaction, db: Read, Write;
}

impl Tx {
    /// Keeps a change for the end of the transaction, when all that were kept make one trip to the
    /// database. Nothing that is read before [`Tx::flush`] sees it; when it fails, the transaction
    /// does.
    ///
    /// The changes kept together happen in no order, so none may need another, and no row may be
    /// changed by two of them.
    pub(crate) fn later<const N: usize>(&self, sql: &'static str, values: [Value; N]) {
        self.later.push(sql, values);
    }

    /// Makes the changes kept so far, for those who have to read them.
    pub(crate) async fn flush(&self) -> Result<(), StoreError> {
        match self.later.take(self.db.get_database_backend()) {
            Some(statement) => {
                self.db.execute_raw(statement).await?;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// The database: on SQLite one writer and a pool of readers, on PostgreSQL one pool.
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
        let options = TransactionOptions {
            sqlite_transaction_mode: (!self.is_postgres())
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = Tx { db: self.begin(options).await?, later: Later::default() };
        let done = match work(&tx).await {
            Ok(value) => tx.flush().await.map(|()| value).map_err(E::from),
            Err(error) => Err(error),
        };
        match done {
            Ok(value) => {
                tx.db.commit().await.map_err(StoreError::from)?;
                Ok(value)
            }
            Err(error) => {
                // A failed roll-back means the connection is gone, and the change with it.
                if let Err(rollback) = tx.db.rollback().await {
                    tracing::warn!(error = %rollback, "roll-back failed");
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
    async fn begin(&self, options: TransactionOptions) -> Result<DatabaseTransaction, StoreError> {
        if !self.is_postgres() {
            return Ok(self.writer.0.begin_with_options(options).await?);
        }
        let pool = self.writer.0.clone();
        let begun = tokio::spawn(async move { pool.begin_with_options(options).await }).await;
        begun
            .map_err(|_| StoreError::Unavailable(DbErr::Custom("BEGIN was cut off".to_owned())))?
            .map_err(StoreError::from)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it doesn't answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader.0.ping().await?;
        Ok(())
    }

    /// Closes all connections once they are idle.
    pub async fn close(&self) {
        for pool in [&self.reader.0, &self.writer.0] {
            if let Err(error) = pool.close_by_ref().await {
                tracing::warn!(%error, "closing the database failed");
            }
        }
    }
}
