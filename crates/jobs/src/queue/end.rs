//! Writing down that a job runs, and how it ended.

use std::time::Duration;

use serde_json::json;

use super::{Queue, QueueError, execute};
use crate::job::Claimed;

/// How running a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// It is done.
    Done,
    /// It is given up, and why.
    GivenUp(String),
    /// It is to be run again, by anybody.
    Again {
        /// Not before so long from now.
        after: Duration,
        /// How many tries were made so far.
        tries: usize,
        /// Why it isn't done.
        why: String,
    },
}

impl Queue {
    /// Marks a claimed job as running.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn begin(&self, worker: &str, job: &Claimed) -> Result<(), QueueError> {
        execute!(
            &self.db,
            postgres: "UPDATE apalis.jobs SET status = 'Running' WHERE id = $1 AND lock_by = $2",
            sqlite: "UPDATE Jobs SET status = 'Running' WHERE id = $1 AND lock_by = $2",
            &job.id,
            worker,
        )?;
        Ok(())
    }

    /// Writes down how a claimed job ended. It changes nothing when others took the job over,
    /// because the worker looked dead for too long.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails; the job stays claimed then.
    pub(crate) async fn end(
        &self,
        worker: &str,
        job: &Claimed,
        end: &End,
    ) -> Result<(), QueueError> {
        match end {
            End::Done => self.finish(worker, job, "Done", json!({"Ok": null})).await,
            // Not `Failed`, which apalis takes up again while it counts tries left.
            End::GivenUp(why) => self.finish(worker, job, "Killed", json!({"Err": why})).await,
            End::Again { after, tries, why } => {
                self.hand_back(worker, job, *after, *tries, json!({"Err": why})).await
            }
        }
    }

    async fn finish(
        &self,
        worker: &str,
        job: &Claimed,
        status: &str,
        result: serde_json::Value,
    ) -> Result<(), QueueError> {
        execute!(
            &self.db,
            postgres: "UPDATE apalis.jobs SET status = $1, last_result = $2::jsonb, \
                attempts = $3, done_at = now(), lock_by = NULL WHERE id = $4 AND lock_by = $5",
            sqlite: "UPDATE Jobs SET status = $1, last_result = $2, attempts = $3, \
                done_at = strftime('%s', 'now'), lock_by = NULL WHERE id = $4 AND lock_by = $5",
            status,
            result.to_string(),
            to_column(job.attempt),
            &job.id,
            worker,
        )?;
        Ok(())
    }

    async fn hand_back(
        &self,
        worker: &str,
        job: &Claimed,
        after: Duration,
        tries: usize,
        result: serde_json::Value,
    ) -> Result<(), QueueError> {
        execute!(
            &self.db,
            postgres: "UPDATE apalis.jobs SET status = 'Pending', last_result = $1::jsonb, \
                attempts = $2, run_at = now() + $3 * interval '1 second', \
                lock_by = NULL, lock_at = NULL WHERE id = $4 AND lock_by = $5",
            sqlite: "UPDATE Jobs SET status = 'Pending', last_result = $1, attempts = $2, \
                run_at = strftime('%s', 'now') + $3, \
                lock_by = NULL, lock_at = NULL WHERE id = $4 AND lock_by = $5",
            result.to_string(),
            to_column(tries),
            i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            &job.id,
            worker,
        )?;
        Ok(())
    }
}

fn to_column(tries: usize) -> i32 {
    i32::try_from(tries).unwrap_or(i32::MAX)
}
