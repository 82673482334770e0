//! Making jobs.

use apalis::prelude::{BackendExt, Codec, Task, TaskBuilder, TaskSink, TaskSinkError};
use apalis_sqlite::SqliteStorage;
use futures_util::stream;
use sea_orm::sqlx::{self, PgPool, SqlitePool};
use umbra_domain::{OutboxId, fact::Fact};

use super::{Db, NAME, Queue, QueueError, sqlite_config};
use crate::job::{Job, JobCodec, TRIES};

impl Queue {
    /// Makes a job of each fact, unless the queue has one made from it.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails; then it made none of the jobs.
    pub(crate) async fn push(&self, facts: &[(OutboxId, Fact)]) -> Result<(), QueueError> {
        match &self.db {
            Db::Postgres(pool) => push_to_postgres(pool, facts).await,
            Db::Sqlite(pool) => push_to_sqlite(pool, facts).await,
        }
    }
}

/// Pushes without apalis, which on PostgreSQL refuses a whole batch for one job that is there.
async fn push_to_postgres(pool: &PgPool, facts: &[(OutboxId, Fact)]) -> Result<(), QueueError> {
    let (contents, keys): (Vec<_>, Vec<_>) = facts
        .iter()
        .map(|(id, fact)| {
            let Ok(content) = JobCodec.encode(&Job(Some(*fact)));
            (content, key(*id))
        })
        .unzip();
    sqlx::query(
        "INSERT INTO apalis.jobs (id, job_type, max_attempts, job, idempotency_key) \
         SELECT apalis.generate_ulid(), $1, $2, content, key \
         FROM unnest($3::bytea[], $4::text[]) AS facts (content, key) \
         ON CONFLICT (job_type, idempotency_key) DO NOTHING",
    )
    .bind(NAME)
    .bind(i32::try_from(TRIES).unwrap_or(i32::MAX))
    .bind(contents)
    .bind(keys)
    .execute(pool)
    .await?;
    Ok(())
}

/// Pushes with apalis, which on SQLite passes over jobs that are there.
async fn push_to_sqlite(pool: &SqlitePool, facts: &[(OutboxId, Fact)]) -> Result<(), QueueError> {
    let tasks: Vec<Task<Job>> = facts
        .iter()
        .map(|(id, fact)| {
            let task = TaskBuilder::new(Job(Some(*fact))).idempotency_key(key(*id));
            task.max_attempts(TRIES).build()
        })
        .collect();
    let storage = SqliteStorage::<Job>::new(pool).with_config(sqlite_config());
    let pushed = storage.with_codec(JobCodec).push_all(stream::iter(tasks)).await;
    pushed.map_err(|error| match error {
        TaskSinkError::PushError(error) => error.into(),
        other => QueueError::Apalis(other.into()),
    })
}

/// Names the job made from a row of the outbox. The queue never holds two of one name, and the
/// outbox never gives an id twice.
fn key(id: OutboxId) -> String {
    format!("outbox-{id}")
}
