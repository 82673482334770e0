//! Transactions that begin with their first statement.

use std::time::Duration;

use sea_orm::{DatabaseBackend, DbErr, Statement};
use tokio::{runtime::Handle, sync::Mutex};

use super::{
    given::{Given, Trip},
    pool::{Lease, Pool},
};

/// `IMMEDIATE` takes the write lock at once, so no transaction fails half-way for want of it.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// How long rolling back may take.
const ROLL_BACK_TIME: Duration = Duration::from_secs(5);

/// A transaction. Dropped, it is rolled back.
#[derive(Debug)]
pub struct Transaction(Mutex<State>);

/// The transaction's connection; missing once it has failed.
#[derive(Debug)]
struct State(Option<Lease>);

impl Transaction {
    /// Takes a connection. Nothing is sent before the first statement.
    pub(crate) async fn begin(pool: &Pool) -> Result<Self, DbErr> {
        Ok(Self(Mutex::new(State(Some(pool.take().await?)))))
    }

    /// Runs a statement or several.
    pub(crate) async fn run(&self, trip: impl Into<Trip>) -> Result<Given, DbErr> {
        self.0.lock().await.run(trip.into()).await
    }

    /// Commits.
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        let mut state = self.0.into_inner();
        if state.0.as_ref().is_some_and(|lease| !lease.in_transaction) {
            return Ok(());
        }
        state.run(plain("COMMIT")).await?;
        if let Some(lease) = &mut state.0 {
            lease.in_transaction = false;
        }
        Ok(())
    }

    /// Rolls back.
    pub(crate) async fn rollback(self) {
        if let Some(lease) = self.0.into_inner().begun() {
            roll_back(lease).await;
        }
    }
}

impl State {
    async fn run(&mut self, mut trip: Trip) -> Result<Given, DbErr> {
        let Some(lease) = &mut self.0 else {
            return Err(DbErr::Custom("the transaction has failed".to_owned()));
        };
        if !lease.in_transaction {
            // Before it is sent: whoever drops this meanwhile may leave it begun.
            lease.in_transaction = true;
            trip.begin_with(BEGIN);
        }
        let given = lease.run(trip).await;
        if given.is_err() {
            // The connection is closed. sqlx-sqlite 0.9.0 may panic on its thread after one of
            // several statements has failed, and whoever sends it another one waits for ever.
            self.0 = None;
        }
        given
    }

    /// Takes the connection of a transaction that has begun and not ended.
    fn begun(&mut self) -> Option<Lease> {
        self.0.take().filter(|lease| lease.in_transaction)
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(lease) = self.begun()
            && let Ok(runtime) = Handle::try_current()
        {
            drop(runtime.spawn(roll_back(lease)));
        }
    }
}

/// Rolls back and gives the connection back. Whatever keeps it from that closes the connection.
async fn roll_back(mut lease: Lease) {
    match tokio::time::timeout(ROLL_BACK_TIME, lease.run(plain("ROLLBACK"))).await {
        Ok(Ok(_)) => lease.in_transaction = false,
        // It has ended: its caller went away during `COMMIT`.
        Ok(Err(error)) => tracing::debug!(%error, "a transaction did not roll back"),
        Err(_) => tracing::warn!("a transaction did not roll back in time"),
    }
}

fn plain(sql: &str) -> Trip {
    Statement::from_string(DatabaseBackend::Sqlite, sql).into()
}
