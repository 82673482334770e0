//! Claiming jobs one batch at a time, without a worker.

use apalis::prelude::{Codec, Task, WorkerContext};

use super::{Db, Queue, QueueError, postgres_config, sqlite_config};
use crate::job::{Claimed, JobCodec};

impl Queue {
    /// Claims the jobs that are due, as many as a worker would at once. The worker must be
    /// [enlisted](Queue::enlist).
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn claim(&self, worker: &WorkerContext) -> Result<Vec<Claimed>, QueueError> {
        let tasks = match &self.db {
            Db::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                apalis_postgres::queries::fetch_next(&mut *connection, &postgres_config(), worker)
                    .await?
            }
            Db::Sqlite(pool) => {
                apalis_sqlite::queries::fetch_next(pool, &sqlite_config(), worker).await?
            }
        };
        Ok(tasks.into_iter().map(read).collect())
    }
}

fn read(task: Task<Vec<u8>>) -> Claimed {
    let Ok(job) = JobCodec.decode(&task.args);
    Claimed::of(&task, task.attempt() + 1, job)
}
