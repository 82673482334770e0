//! The list of workers, and forgetting old jobs.

use std::time::Duration;

use umbra_app::Store;

use super::{HEARTBEAT, MISSED_HEARTBEATS, NAME, Queue, QueueError, execute};
use crate::job::{MAX_WAIT, TRIES};

impl Queue {
    /// Enters a worker in the list, which a claim refers to. Running workers are entered by
    /// apalis.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn enlist(&self, worker: &str) -> Result<(), QueueError> {
        execute!(
            &self.db,
            postgres: "INSERT INTO apalis.workers (id, worker_type, storage_name) \
                VALUES ($1, $2, 'umbra') ON CONFLICT (id) DO UPDATE SET last_seen = now()",
            sqlite: "INSERT INTO Workers (id, worker_type, storage_name) VALUES ($1, $2, 'umbra') \
                ON CONFLICT (id) DO UPDATE SET last_seen = strftime('%s', 'now')",
            worker,
            NAME,
        )?;
        Ok(())
    }

    /// Shows that a worker is alive. apalis does so too, but not while jobs that it claimed
    /// still wait to be run.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn show_alive(&self, worker: &str) -> Result<(), QueueError> {
        execute!(
            &self.db,
            postgres: "UPDATE apalis.workers SET last_seen = now() WHERE id = $1",
            sqlite: "UPDATE Workers SET last_seen = strftime('%s', 'now') WHERE id = $1",
            worker,
        )?;
        Ok(())
    }

    /// Gives back what dead workers had claimed: those whose heartbeats were missed. Returns how
    /// many jobs that were.
    ///
    /// A crash counts for the jobs that were running. What runs is not written down, for speed, until the process
    /// ended once while the job was claimed; so the first crash counts for all that was claimed. It is counted by a
    /// try made and one more that may be made, so that it never takes one of the tries that a failing job has.
    ///
    /// What was claimed was due: it stays so when the clock was set back since.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn take_over(&self) -> Result<u64, QueueError> {
        let dead_after = (HEARTBEAT * MISSED_HEARTBEATS).as_secs();
        Ok(execute!(
            &self.db,
            postgres: "UPDATE apalis.jobs SET status = 'Pending', \
                attempts = attempts + (status = 'Running' OR max_attempts <= $3)::int, \
                max_attempts = max_attempts + (status = 'Running' OR max_attempts <= $3)::int, \
                run_at = LEAST(run_at, now()), lock_by = NULL, lock_at = NULL \
                WHERE status IN ('Queued', 'Running') \
                AND lock_by IN (SELECT id FROM apalis.workers WHERE worker_type = $1 \
                AND last_seen <= now() - $2 * interval '1 second')",
            sqlite: "UPDATE Jobs SET status = 'Pending', \
                attempts = attempts + (status = 'Running' OR max_attempts <= $3), \
                max_attempts = max_attempts + (status = 'Running' OR max_attempts <= $3), \
                run_at = MIN(run_at, CAST(strftime('%s', 'now') AS INTEGER)), \
                lock_by = NULL, lock_at = NULL WHERE status IN ('Queued', 'Running') \
                AND lock_by IN (SELECT id FROM Workers WHERE worker_type = $1 \
                AND last_seen <= strftime('%s', 'now') - $2)",
            NAME,
            i64::try_from(dead_after).unwrap_or(i64::MAX),
            i32::try_from(TRIES).unwrap_or(i32::MAX),
        )?)
    }

    /// Has run at once what would wait for a clock that was set back since: jobs that were just made, and those
    /// that wait longer for another try than any does. Workers that ended before it was set back count as seen now,
    /// so that their jobs are taken over in time. Returns how many jobs that were.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn recover_from_clock_rollback(&self) -> Result<u64, QueueError> {
        let longest = i64::try_from(MAX_WAIT.as_secs()).unwrap_or(i64::MAX);
        execute!(
            &self.db,
            postgres: "UPDATE apalis.workers SET last_seen = now() WHERE worker_type = $1 \
                AND last_seen > now()",
            sqlite: "UPDATE Workers SET last_seen = strftime('%s', 'now') WHERE worker_type = $1 \
                AND last_seen > CAST(strftime('%s', 'now') AS INTEGER)",
            NAME,
        )?;
        Ok(execute!(
            &self.db,
            postgres: "UPDATE apalis.jobs SET run_at = now() WHERE job_type = $1 \
                AND status = 'Pending' AND run_at > now() \
                AND (attempts = 0 OR run_at > now() + $2 * interval '1 second')",
            sqlite: "UPDATE Jobs SET run_at = strftime('%s', 'now') WHERE job_type = $1 \
                AND status = 'Pending' AND run_at > CAST(strftime('%s', 'now') AS INTEGER) \
                AND (attempts = 0 OR run_at > CAST(strftime('%s', 'now') AS INTEGER) + $2)",
            NAME,
            longest,
        )?)
    }

    /// Takes a worker off the list and gives back what it had claimed and not ended. Returns how
    /// many jobs that were. Nothing of it may be running any more.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails; others take the jobs over once the worker's
    /// heartbeats are missed.
    pub(crate) async fn release(&self, worker: &str) -> Result<u64, QueueError> {
        let released = execute!(
            &self.db,
            postgres: "UPDATE apalis.jobs SET status = 'Pending', run_at = LEAST(run_at, now()), \
                lock_by = NULL, lock_at = NULL WHERE lock_by = $1 AND status IN ('Queued', 'Running')",
            sqlite: "UPDATE Jobs SET status = 'Pending', \
                run_at = MIN(run_at, CAST(strftime('%s', 'now') AS INTEGER)), \
                lock_by = NULL, lock_at = NULL WHERE lock_by = $1 AND status IN ('Queued', 'Running')",
            worker,
        )?;
        execute!(
            &self.db,
            postgres: "DELETE FROM apalis.workers WHERE id = $1",
            sqlite: "DELETE FROM Workers WHERE id = $1",
            worker,
        )?;
        Ok(released)
    }

    /// Forgets all jobs and workers: for a database that is emptied, whose new rows would have the
    /// ids that old jobs tell of. Nothing may be at work.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub async fn clear(store: &Store) -> Result<(), QueueError> {
        let db = Self::open(store)?.db;
        execute!(
            &db,
            postgres: "DELETE FROM apalis.jobs",
            sqlite: "DELETE FROM Jobs",
        )?;
        execute!(
            &db,
            postgres: "DELETE FROM apalis.workers",
            sqlite: "DELETE FROM Workers",
        )?;
        Ok(())
    }

    /// Forgets jobs that were done or given up more than so long ago, and workers that nobody has
    /// seen for as long as a done job is kept. Returns how many jobs that were.
    ///
    /// Until then a done job keeps its fact from becoming a job again.
    ///
    /// # Errors
    /// [`QueueError`] when the database fails.
    pub(crate) async fn forget(
        &self,
        done: Duration,
        given_up: Duration,
    ) -> Result<u64, QueueError> {
        let seconds = |age: Duration| i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
        let forgotten = execute!(
            &self.db,
            postgres: "DELETE FROM apalis.jobs WHERE job_type = $1 AND ( \
                status = 'Done' AND done_at < now() - $2 * interval '1 second' \
                OR status = 'Killed' AND done_at < now() - $3 * interval '1 second')",
            sqlite: "DELETE FROM Jobs WHERE job_type = $1 AND ( \
                status = 'Done' AND done_at < strftime('%s', 'now') - $2 \
                OR status = 'Killed' AND done_at < strftime('%s', 'now') - $3)",
            NAME,
            seconds(done),
            seconds(given_up),
        )?;
        execute!(
            &self.db,
            postgres: "DELETE FROM apalis.workers WHERE worker_type = $1 \
                AND last_seen < now() - $2 * interval '1 second' \
                AND NOT EXISTS (SELECT 1 FROM apalis.jobs WHERE lock_by = workers.id)",
            sqlite: "DELETE FROM Workers WHERE worker_type = $1 \
                AND last_seen < strftime('%s', 'now') - $2 \
                AND NOT EXISTS (SELECT 1 FROM Jobs WHERE lock_by = Workers.id)",
            NAME,
            seconds(done),
        )?;
        Ok(forgotten)
    }
}
