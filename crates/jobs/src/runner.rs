//! The jobs of one worker that are running now.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    sync::{Notify, Semaphore},
    task::JoinSet,
    time::Instant,
};
use umbra_domain::report::chain;

use crate::{act::Actor, job::Claimed, queue::Queue, run::run};

/// Runs the jobs that a worker claimed, so many at a time, each a task of its own.
///
/// Jobs don't run inside of apalis's worker because that one can't be left without dropping them:
/// not when its database connection fails, and not to stop. While it waits for running jobs it
/// also holds on to a statement that it has begun, and on SQLite that is the only connection
/// through which the jobs could write.
pub(crate) struct Runner {
    queue: Queue,
    worker: Arc<str>,
    actor: Actor,
    slots: Arc<Semaphore>,
    /// Held by a job that may be what ends the process.
    alone: Arc<Semaphore>,
    running: Mutex<JoinSet<()>>,
    lost: Arc<Notify>,
}

impl Runner {
    pub(crate) fn new(queue: Queue, worker: &str, actor: Actor, concurrency: usize) -> Self {
        Self {
            queue,
            worker: worker.into(),
            actor,
            slots: Arc::new(Semaphore::new(concurrency.clamp(1, Semaphore::MAX_PERMITS))),
            alone: Arc::new(Semaphore::new(1)),
            running: Mutex::default(),
            lost: Arc::default(),
        }
    }

    /// Starts a job as soon as there is room, and doesn't wait for its end.
    pub(crate) async fn start(&self, job: Claimed) {
        // The semaphore is never closed.
        let Ok(slot) = Arc::clone(&self.slots).acquire_owned().await else { return };
        let (queue, worker) = (self.queue.clone(), Arc::clone(&self.worker));
        let (actor, lost) = (Arc::clone(&self.actor), Arc::clone(&self.lost));
        let alone = (job.crashes > 1).then(|| Arc::clone(&self.alone));
        let mut running = self.running();
        while running.try_join_next().is_some() {}
        running.spawn(async move {
            // Which of them ended the process shows when they run one after the other.
            let _alone = match &alone {
                Some(alone) => alone.acquire().await.ok(),
                None => None,
            };
            if let Err(error) = run(&queue, &worker, &job, |event| actor(event)).await {
                tracing::error!(error = chain(&error), "the end of a job is lost; it runs again");
                lost.notify_one();
            }
            drop(slot);
        });
    }

    /// Waits until the end of a job is lost. It stays claimed as long as this worker lives.
    pub(crate) async fn job_lost(&self) {
        self.lost.notified().await;
    }

    /// Waits for the running jobs until the deadline and cuts off those that aren't done by
    /// then. Returns how many that were.
    pub(crate) async fn finish(&self, deadline: Instant) -> usize {
        let mut running = mem::take(&mut *self.running());
        let all = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout_at(deadline, all).await.is_ok() {
            return 0;
        }
        while running.try_join_next().is_some() {}
        let cut_off = running.len();
        running.shutdown().await;
        cut_off
    }

    fn running(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
