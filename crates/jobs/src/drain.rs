//! Doing everything that is to do, at once: for tests.

use std::future::Future;

use apalis::prelude::WorkerContext;
use umbra_app::App;
use umbra_domain::{fact::Fact, report::chain};

use crate::{
    act::{JobError, act},
    queue::{Queue, QueueError},
    relay::{RelayError, relay},
    run::{Outcome, run},
};

/// The name under which [`drain`] claims jobs.
const WORKER: &str = "umbra-drain";

/// How many batches are done before it looks as if jobs made jobs for ever.
const ROUNDS: usize = 1000;

/// What [`drain`] did.
#[derive(Debug, Default)]
#[must_use = "failed jobs are reported here"]
pub struct Drained {
    /// How many jobs were done.
    pub done: usize,
    /// The tries that failed. Their jobs wait for the next try, which no drain makes.
    pub failed: Vec<FailedJob>,
    /// How many facts and jobs were left in place because this version doesn't know their kind.
    pub unknown: usize,
}

/// A try that failed.
#[derive(Debug)]
pub struct FailedJob {
    /// What the job was about.
    pub fact: Fact,
    /// What went wrong, with its causes.
    pub error: String,
}

/// Why the outbox or the queue couldn't be emptied.
#[derive(Debug, thiserror::Error)]
pub enum DrainError {
    /// The outbox or the database failed.
    #[error("the outbox can't be emptied")]
    Outbox(#[source] umbra_app::StoreError),
    /// The queue failed.
    #[error("the queue can't be emptied")]
    Queue(#[from] QueueError),
    /// There was more to do after every batch.
    #[error("jobs make new jobs without end")]
    Endless,
}

impl From<RelayError> for DrainError {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Outbox(error) => Self::Outbox(error),
            RelayError::Queue(error) => Self::Queue(error),
        }
    }
}

/// Relays all facts and runs all jobs that are due, one after the other in this task, until
/// nothing is left to do. It doesn't wait for anything: not for a retry, not for the next poll.
///
/// # Errors
/// [`DrainError`] when the database fails or there is no end to it. A failed job is no error.
pub async fn drain(app: &App, queue: &Queue) -> Result<Drained, DrainError> {
    drain_with(app, queue, |fact| act(app, fact)).await
}

/// Drains, acting in another way.
pub(crate) async fn drain_with<Work>(
    app: &App,
    queue: &Queue,
    actor: impl Fn(Fact) -> Work,
) -> Result<Drained, DrainError>
where
    Work: Future<Output = Result<(), JobError>>,
{
    queue.enlist(WORKER).await?;
    let context = WorkerContext::new(WORKER);
    let mut drained = Drained::default();
    let mut unknown_jobs = 0;
    for _ in 0..ROUNDS {
        let relayed = relay(app, queue).await?;
        let jobs = queue.claim(&context).await?;
        if jobs.is_empty() {
            drained.unknown = unknown_jobs + relayed.unknown;
            return Ok(drained);
        }
        for job in jobs {
            match (run(queue, WORKER, &job, &actor).await?, job.job.0) {
                (Outcome::Done, _) => drained.done += 1,
                (Outcome::Failed(error), Some(fact)) => {
                    drained.failed.push(FailedJob { fact, error: chain(&error) });
                }
                (Outcome::Unknown | Outcome::Failed(_), _) => unknown_jobs += 1,
            }
        }
    }
    Err(DrainError::Endless)
}
