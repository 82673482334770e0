//! A way into a test's database behind the server's back.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Error, PgConnection, SqliteConnection,
    query, query_scalar, sqlite::SqliteConnectOptions,
};
use umbra_store::DatabaseUrl;

/// How long a statement waits for whoever writes to SQLite: on a busy machine that takes a while.
const WAIT: Duration = Duration::from_secs(30);

/// Connections to a test's database, each kept for the next statement: on PostgreSQL most statements take
/// less time than a connection. Statements that run at once have one each, so none waits for another's lock.
#[derive(Debug)]
pub(crate) struct Backdoor {
    url: DatabaseUrl,
    idle: Mutex<Vec<Connection>>,
}

#[derive(Debug)]
enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Backdoor {
    pub(crate) fn new(url: DatabaseUrl) -> Self {
        Self { url, idle: Mutex::default() }
    }

    /// Tells whether it leads into PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        self.url.is_postgres()
    }

    /// Runs a statement, and returns how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str) -> Result<u64, Error> {
        let mut connection = self.connection().await?;
        let done = connection.execute(sql).await;
        self.keep(connection);
        done
    }

    /// Reads the rows of a statement that selects one text.
    pub(crate) async fn texts(&self, sql: &str) -> Result<Vec<String>, Error> {
        let mut connection = self.connection().await?;
        let rows = connection.texts(sql).await;
        self.keep(connection);
        rows
    }

    /// Ends all connections.
    pub(crate) async fn close(&self) {
        let all = mem::take(&mut *self.idle());
        for connection in all {
            // A server notices a connection that ends without a word, too.
            let _ = connection.close().await;
        }
    }

    /// Takes a connection that is idle, or makes one.
    async fn connection(&self) -> Result<Connection, Error> {
        let idle = self.idle().pop();
        if let Some(mut connection) = idle
            && connection.is_alive().await
        {
            return Ok(connection);
        }
        let url = self.url.expose();
        Ok(if self.is_postgres() {
            Connection::Postgres(PgConnection::connect(url).await?)
        } else {
            let options: SqliteConnectOptions = url.parse()?;
            Connection::Sqlite(options.busy_timeout(WAIT).connect().await?)
        })
    }

    fn keep(&self, connection: Connection) {
        self.idle().push(connection);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    // What is prepared for the next time could be about columns that a test has changed meanwhile.
    async fn execute(&mut self, sql: &str) -> Result<u64, Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(one) => query(sql).persistent(false).execute(one).await?.rows_affected(),
            Self::Postgres(one) => query(sql).persistent(false).execute(one).await?.rows_affected(),
        })
    }

    async fn texts(&mut self, sql: &str) -> Result<Vec<String>, Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(one) => query_scalar(sql).persistent(false).fetch_all(one).await,
            Self::Postgres(one) => query_scalar(sql).persistent(false).fetch_all(one).await,
        }
    }

    /// Tells whether it can be used. Some tests end all of a server's connections.
    async fn is_alive(&mut self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(one) => one.ping().await.is_ok(),
        }
    }

    async fn close(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(one) => one.close().await,
            Self::Postgres(one) => one.close().await,
        }
    }
}
