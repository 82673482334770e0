//! Requests that wait for a lock, on PostgreSQL: SQLite lets one write at a time, and tells nothing of who waits.

use std::future::IntoFuture as _;

use sea_orm::sqlx::{PgPool, query_scalar};
use tokio::task::{JoinHandle, yield_now};

use crate::{Reply, Request};

/// Counts the statements in the database that wait for a lock.
async fn waiting(pool: &PgPool) -> i64 {
    // Asked outside of a transaction, in which PostgreSQL would go on to tell what it told first.
    let text = "SELECT count(*) FROM pg_stat_activity \
                WHERE datname = current_database() AND wait_event_type = 'Lock'";
    query_scalar(text).fetch_one(pool).await.expect("the database can be asked")
}

/// Waits until a statement waits for a lock.
///
/// # Panics
/// When the database can't be asked.
pub async fn until_locked(pool: &PgPool) {
    while waiting(pool).await == 0 {
        yield_now().await;
    }
}

/// Sends a request, and waits until so many statements wait for a lock, or it is answered.
///
/// # Panics
/// When the database can't be asked.
pub async fn send_until_locked(pool: &PgPool, request: Request, count: i64) -> JoinHandle<Reply> {
    let request = tokio::spawn(request.into_future());
    while !request.is_finished() && waiting(pool).await < count {
        yield_now().await;
    }
    request
}
