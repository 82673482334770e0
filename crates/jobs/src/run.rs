//! Running one job: within its time, catching panics, and writing down how it ended.

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use metrics::{counter, histogram};
use tracing::Instrument;
use umbra_domain::{fact::Fact, metric::Metric, report::chain};

use crate::{
    act::JobError,
    job::{Claimed, TRIES},
    queue::{End, Queue, QueueError},
};

/// How often the process may end while a job runs before that one is given up.
pub(crate) const MAX_CRASHES: usize = 5;

/// How long a job may take.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The wait after the first failure; each further one waits four times as long, so that the last
/// of five tries is made a quarter of an hour after the first.
const FIRST_WAIT: Duration = Duration::from_secs(10);

/// The wait after a job was found that only a newer version knows.
const UNKNOWN_WAIT: Duration = Duration::from_secs(30);

/// The waits between trying to write down how a job ended.
const WRITE_WAITS: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_secs(1),
];

const JOBS: &str = "umbra_jobs_total";
const DURATION: &str = "umbra_job_duration_seconds";

/// What is recorded of jobs.
pub(crate) const METRICS: [Metric; 2] = [
    Metric::counter(
        JOBS,
        &["kind", "outcome"],
        "Tries of jobs: `done`, `failed` (and tried again later) or `given_up`.",
    ),
    Metric::histogram(DURATION, &["kind"], "Time that a try of a job took, whatever came of it."),
];

/// How a try ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The job is done.
    Done,
    /// The try failed; the job is tried again later, unless this was the last time.
    Failed(JobError),
    /// A newer version made the job and has to run it.
    Unknown,
}

/// Runs a claimed job by `work` and writes down how it ended.
///
/// # Errors
/// [`QueueError`] when its end can't be written down. The job stays claimed then, and runs again
/// once its worker is [released](Queue::release).
pub(crate) async fn run<Work>(
    queue: &Queue,
    worker: &str,
    job: &Claimed,
    work: impl FnOnce(Fact) -> Work,
) -> Result<Outcome, QueueError>
where
    Work: Future<Output = Result<(), JobError>>,
{
    let Some(fact) = job.job.0 else {
        let why = "unknown to this version".to_owned();
        // Meeting it isn't a try.
        let end = End::Again { after: UNKNOWN_WAIT, tries: job.attempt - 1, why };
        write_down(queue, worker, job, &end).await?;
        return Ok(Outcome::Unknown);
    };
    let (kind, subject) = (fact.kind(), fact.subject());
    let span = tracing::info_span!("job.run", kind, subject, attempt = job.attempt);
    if job.crashes > 0 {
        // If the process ends again, it is known which jobs were running.
        queue.begin(worker, job).await?;
    }
    // It is there before it grows: an increase is seen only of what was seen before.
    counter!(JOBS, "kind" => kind, "outcome" => "given_up").increment(0);
    async {
        let began = Instant::now();
        let tried = attempt(job, fact, work).await;
        histogram!(DURATION, "kind" => kind).record(began.elapsed());
        match tried {
            Ok(()) => {
                counter!(JOBS, "kind" => kind, "outcome" => "done").increment(1);
                write_down(queue, worker, job, &End::Done).await?;
                Ok(Outcome::Done)
            }
            Err(error) => {
                write_down(queue, worker, job, &after_failure(job, kind, &error)).await?;
                Ok(Outcome::Failed(error))
            }
        }
    }
    .instrument(span)
    .await
}

/// Makes one try.
async fn attempt<Work>(
    job: &Claimed,
    fact: Fact,
    work: impl FnOnce(Fact) -> Work,
) -> Result<(), JobError>
where
    Work: Future<Output = Result<(), JobError>>,
{
    if job.crashes >= MAX_CRASHES {
        return Err(JobError::Deadly);
    }
    let work = async { work(fact).await };
    match tokio::time::timeout(TIME_LIMIT, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(result)) => result,
        // The panic hook has told where and why.
        Ok(Err(_)) => Err(JobError::Panicked),
        Err(_) => Err(JobError::TooSlow(TIME_LIMIT)),
    }
}

/// Tells of a failed try and decides what becomes of the job.
fn after_failure(job: &Claimed, kind: &'static str, error: &JobError) -> End {
    let why = chain(error);
    let tries = job.attempt.saturating_sub(job.crashes);
    let last = tries >= TRIES || matches!(error, JobError::Deadly);
    let outcome = if last { "given_up" } else { "failed" };
    counter!(JOBS, "kind" => kind, "outcome" => outcome).increment(1);
    if last {
        tracing::error!(error = why, "job given up");
        End::GivenUp(why)
    } else {
        let after = wait_after(tries);
        tracing::warn!(error = why, again_in = ?after, "job failed");
        End::Again { after, tries: job.attempt, why }
    }
}

/// Writes the end of a job down, again if need be: each time may find one of the pool's
/// connections broken, and what isn't written down is done again.
async fn write_down(
    queue: &Queue,
    worker: &str,
    job: &Claimed,
    end: &End,
) -> Result<(), QueueError> {
    for wait in WRITE_WAITS {
        match queue.end(worker, job, end).await {
            Ok(()) => return Ok(()),
            Err(error) => tracing::debug!(error = chain(&error), "the end of a job isn't written"),
        }
        tokio::time::sleep(wait).await;
    }
    queue.end(worker, job, end).await
}

/// Tells how long to wait after so many failed tries.
fn wait_after(tries: usize) -> Duration {
    let steps = u32::try_from(tries.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(4_u32.saturating_pow(steps))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{TRIES, wait_after};
    use crate::job::MAX_WAIT;

    #[test]
    fn each_wait_is_four_times_the_one_before() {
        let waits: Vec<_> = (1..TRIES).map(|tries| wait_after(tries).as_secs()).collect();
        assert_eq!(waits, [10, 40, 160, 640]);
        assert!(wait_after(TRIES - 1) < MAX_WAIT);
    }

    #[test]
    fn no_number_of_tries_overflows_the_wait() {
        assert!(wait_after(usize::MAX) >= Duration::from_secs(640));
    }
}
