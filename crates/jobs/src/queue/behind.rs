//! What waits in the queue.

use sea_orm::sqlx;

use super::{Db, NAME, Queue, QueueError};

/// How far the workers are behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Behind {
    /// Jobs that are due and not begun.
    pub(crate) jobs: i64,
    /// For how many seconds the oldest of them has been due.
    pub(crate) seconds: i64,
}

impl Queue {
    /// Counts the jobs that are due, whoever made them.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn behind(&self) -> Result<Behind, QueueError> {
        let (jobs, seconds) = match &self.db {
            Db::Postgres(pool) => {
                sqlx::query_as(
                    "SELECT count(*), COALESCE(CAST(extract(epoch FROM now() - min(run_at)) AS bigint), 0) \
                     FROM apalis.jobs WHERE job_type = $1 AND status IN ('Pending', 'Queued') \
                     AND run_at <= now()",
                )
                .bind(NAME)
                .fetch_one(pool)
                .await?
            }
            Db::Sqlite(pool) => {
                sqlx::query_as(
                    "SELECT count(*), COALESCE(CAST(strftime('%s', 'now') AS INTEGER) - min(run_at), 0) \
                     FROM Jobs WHERE job_type = $1 AND status IN ('Pending', 'Queued') \
                     AND run_at <= CAST(strftime('%s', 'now') AS INTEGER)",
                )
                .bind(NAME)
                .fetch_one(pool)
                .await?
            }
        };
        Ok(Behind { jobs, seconds })
    }
}
