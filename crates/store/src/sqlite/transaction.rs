//! Transactions that begin with their first statement and end with their last.

use std::time::Duration;

use sea_orm::{DatabaseBackend, DbErr, Statement};
use tokio::{runtime::Handle, sync::Mutex};

use super::{
    given::Given,
    pool::{Lease, Pool},
};

/// `IMMEDIATE` takes the write lock at once, so no transaction fails half-way for want of it.
const BEGIN: &str = "BEGIN IMMEDIATE;";

/// How long rolling back may take.
const ROLL_BACK_TIME: Duration = Duration::from_secs(5);

/// A transaction. Dropped, it is rolled back.
#[derive(Debug)]
pub struct Transaction(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Missing once the transaction has ended or failed.
    lease: Option<Lease>,
    /// Whether `BEGIN` was sent.
    has_begun: bool,
}

impl Transaction {
    /// Takes a connection. Nothing is sent before the first statement.
    pub(crate) async fn begin(pool: &Pool) -> Result<Self, DbErr> {
        let lease = Some(pool.take().await?);
        Ok(Self(Mutex::new(State { lease, has_begun: false })))
    }

    /// Runs a statement.
    pub(crate) async fn run(&self, statement: Statement) -> Result<Given, DbErr> {
        self.0.lock().await.run(statement).await
    }

    /// Commits, after one more statement.
    pub(crate) async fn commit(self, last: Option<Statement>) -> Result<(), DbErr> {
        let mut state = self.0.into_inner();
        let mut statement = match last {
            Some(statement) => statement,
            None if state.has_begun => plain(""),
            None => return Ok(()),
        };
        statement.sql.push_str(";COMMIT");
        state.run(statement).await?;
        state.has_begun = false;
        Ok(())
    }

    /// Rolls back.
    pub(crate) async fn rollback(self) {
        self.0.into_inner().roll_back().await;
    }
}

impl State {
    async fn run(&mut self, mut statement: Statement) -> Result<Given, DbErr> {
        let Some(lease) = &mut self.lease else {
            return Err(DbErr::Custom("the transaction has failed".to_owned()));
        };
        if !self.has_begun {
            // Before it is sent: whoever drops this meanwhile leaves it begun.
            self.has_begun = true;
            statement.sql.insert_str(0, BEGIN);
        }
        let given = lease.run(statement).await;
        if given.is_err() {
            // Its connection is closed, which rolls back. sqlx-sqlite 0.9.0 may panic on the
            // connection's thread after one of several statements has failed, and whoever sends it
            // another one then waits for ever.
            lease.discard();
            self.lease = None;
        }
        given
    }

    async fn roll_back(&mut self) {
        if let Some(lease) = self.lease.take()
            && self.has_begun
        {
            roll_back(lease).await;
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        let Some(mut lease) = self.lease.take().filter(|_| self.has_begun) else { return };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(roll_back(lease))),
            Err(_) => lease.discard(),
        }
    }
}

/// Rolls back and gives the connection back, or closes it, which rolls back as well.
async fn roll_back(mut lease: Lease) {
    let done = tokio::time::timeout(ROLL_BACK_TIME, lease.run(plain("ROLLBACK"))).await;
    if !matches!(done, Ok(Ok(_))) {
        tracing::warn!("a connection is closed, for it didn't roll back");
        lease.discard();
    }
}

fn plain(sql: &str) -> Statement {
    Statement::from_string(DatabaseBackend::Sqlite, sql)
}
