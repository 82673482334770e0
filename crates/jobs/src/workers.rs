//! The workers of this process.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use apalis::prelude::WorkerError;
use futures_util::FutureExt as _;
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::Instant,
};
use umbra_app::App;
use umbra_domain::report::chain;

use crate::{
    act::{Actor, actor},
    claimer::{Pace, claim},
    clock::keep_watch,
    delivery::keep_delivering,
    housekeeping::keep_house,
    lag::keep_counting,
    queue::{HEARTBEAT, Queue},
    relay::keep_relaying,
    reminders::keep_firing,
    runner::Runner,
    stop::Stop,
};

/// How long running jobs may take to end when claiming has failed.
const GRACE: Duration = Duration::from_secs(30);

/// The wait before claiming again after a failure: short, so that work goes on as soon as the
/// database is back.
const RESTART_WAIT: Duration = Duration::from_secs(1);

/// How the workers work.
#[derive(Debug, Clone, Copy)]
pub struct WorkerSettings {
    /// How many jobs run at a time.
    pub concurrency: usize,
    /// How often to look for facts and jobs though nothing rang, and for reminders and
    /// deliveries that are due.
    /// What this process commits rings; this is how late it may take up what others commit, and
    /// retries.
    pub poll: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self { concurrency: 8, poll: Duration::from_secs(1) }
    }
}

/// Relay, workers, reminders, deliveries and housekeeping, running.
///
/// Dropping it is like a crash: running jobs are cut off, and others take them over after the
/// missed heartbeats. Use [`Workers::stop`].
#[derive(Debug)]
pub struct Workers {
    stop: watch::Sender<Option<Instant>>,
    worker: Guard<Stopped>,
    others: [Guard<()>; 6],
}

/// What stopping the workers came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Jobs that were still running at the deadline. They were cut off and will run again.
    pub cut_off: usize,
}

impl Workers {
    /// Starts relay, workers, reminders, deliveries and housekeeping. Has to be called within a Tokio runtime, and after
    /// [`Queue::migrate`].
    #[must_use]
    pub fn start(app: Arc<App>, queue: Queue, settings: WorkerSettings) -> Self {
        let actor = actor(Arc::clone(&app));
        Self::start_with(app, queue, settings, actor)
    }

    /// Starts workers that do something else.
    pub(crate) fn start_with(
        app: Arc<App>,
        queue: Queue,
        settings: WorkerSettings,
        actor: Actor,
    ) -> Self {
        let (stop, stopped) = watch::channel(None);
        let stopped = Stop::new(stopped);
        let bell = Arc::new(Notify::new());
        let worker = Worker {
            queue: queue.clone(),
            process: name_of_process(&app),
            actor,
            concurrency: settings.concurrency,
            pace: Pace { bell: Arc::clone(&bell), poll: settings.poll },
        };
        let worker = Guard(tokio::spawn(worker.keep_working(stopped.clone())));
        let poll = settings.poll;
        let relay = {
            let (app, stopped) = (Arc::clone(&app), stopped.clone());
            let queue = queue.clone();
            move || {
                let (app, queue, bell) = (Arc::clone(&app), queue.clone(), Arc::clone(&bell));
                keep_relaying(app, queue, bell, poll, stopped.clone())
            }
        };
        let firing = {
            let (app, stopped) = (Arc::clone(&app), stopped.clone());
            move || keep_firing(Arc::clone(&app), poll, stopped.clone())
        };
        let delivering = {
            let (app, stopped) = (Arc::clone(&app), stopped.clone());
            move || keep_delivering(Arc::clone(&app), poll, stopped.clone())
        };
        let watching = {
            let (app, queue, stopped) = (Arc::clone(&app), queue.clone(), stopped.clone());
            move || keep_watch(Arc::clone(&app), queue.clone(), stopped.clone())
        };
        let counting = {
            let (queue, stopped) = (queue.clone(), stopped.clone());
            move || keep_counting(queue.clone(), stopped.clone())
        };
        let housekeeping = {
            let stopped = stopped.clone();
            move || keep_house(Arc::clone(&app), queue.clone(), stopped.clone())
        };
        let others = [
            Guard(tokio::spawn(keep_up("relay", stopped.clone(), relay))),
            Guard(tokio::spawn(keep_up("reminders", stopped.clone(), firing))),
            Guard(tokio::spawn(keep_up("deliveries", stopped.clone(), delivering))),
            Guard(tokio::spawn(keep_up("clock", stopped.clone(), watching))),
            Guard(tokio::spawn(keep_up("lag", stopped.clone(), counting))),
            Guard(tokio::spawn(keep_up("housekeeping", stopped, housekeeping))),
        ];
        Self { stop, worker, others }
    }

    /// Takes no more jobs, waits for the running ones at most for `grace`, and gives back what
    /// isn't done by then.
    pub async fn stop(self, grace: Duration) -> Stopped {
        let deadline = Instant::now() + grace;
        self.stop.send_replace(Some(deadline));
        let Self { worker, others, .. } = self;
        for mut other in others {
            // Dropping cuts off what isn't done in time: it is done again some other time.
            let _ = tokio::time::timeout_at(deadline, &mut other.0).await;
        }
        let mut worker = worker;
        match (&mut worker.0).await {
            Ok(stopped) => stopped,
            Err(error) => {
                tracing::error!(%error, "the worker ended on its own");
                Stopped { cut_off: 0 }
            }
        }
    }
}

/// Keeps something up until it ends because it is stopped: after a bug it begins anew, and only what it was just
/// doing waits for that.
async fn keep_up<Work>(what: &'static str, mut stop: Stop, begin: impl Fn() -> Work)
where
    Work: Future<Output = ()>,
{
    // The panic hook has told where and why.
    while AssertUnwindSafe(begin()).catch_unwind().await.is_err() && !stop.is_set() {
        tracing::error!(what, "panicked; beginning anew");
        tokio::select! {
            () = stop.wait() => {}
            () = tokio::time::sleep(RESTART_WAIT) => {}
        }
    }
}

/// A task that ends with its owner.
#[derive(Debug)]
struct Guard<T>(JoinHandle<T>);

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Names this process among those that share the queue, past and present.
fn name_of_process(app: &App) -> String {
    let mut chance = [0; 8];
    app.entropy().fill(&mut chance);
    format!("umbra-{:016x}", u64::from_be_bytes(chance))
}

struct Worker {
    queue: Queue,
    process: String,
    actor: Actor,
    concurrency: usize,
    pace: Pace,
}

impl Worker {
    /// Claims and runs jobs until stopped, beginning anew whenever claiming fails.
    async fn keep_working(self, mut stop: Stop) -> Stopped {
        let mut failing = false;
        for generation in 0_u64.. {
            let name = format!("{}-{generation}", self.process);
            let began = Instant::now();
            let (claimed, cut_off) = self.work(&name, &mut stop).await;
            if stop.is_set() {
                return Stopped { cut_off };
            }
            if let Err(error) = claimed {
                // Once, not every second while the database is away.
                if !failing || began.elapsed() > RESTART_WAIT * 10 {
                    tracing::warn!(error = chain(&error), "jobs can't be claimed; trying again");
                }
                failing = true;
            }
            tokio::select! {
                () = stop.wait() => {}
                () = tokio::time::sleep(RESTART_WAIT) => {}
            }
        }
        Stopped { cut_off: 0 }
    }

    /// Works under one name, which is never used again: until stopped, until claiming fails, or
    /// until the end of a job was lost. Returns how claiming ended and how many jobs were cut off.
    async fn work(&self, name: &str, stop: &mut Stop) -> (Result<(), WorkerError>, usize) {
        let (queue, actor) = (self.queue.clone(), Arc::clone(&self.actor));
        let runner = Arc::new(Runner::new(queue, name, actor, self.concurrency));
        let working = async {
            self.take_over().await;
            let enough = async {
                tokio::select! {
                    () = stop.wait() => {}
                    () = runner.job_lost() => {}
                }
            };
            let claimed = claim(&self.queue, name, Arc::clone(&runner), &self.pace, enough).await;
            let deadline = stop.deadline().unwrap_or_else(|| Instant::now() + GRACE);
            (claimed, runner.finish(deadline).await)
        };
        let ended = tokio::select! {
            ended = working => ended,
            never = self.stay_alive(name) => match never {},
        };
        match self.queue.release(name).await {
            Ok(0) => {}
            Ok(jobs) => tracing::debug!(jobs, "gave back claimed jobs"),
            Err(error) => {
                let error = chain(&error);
                tracing::debug!(error, "claimed jobs stay so until heartbeats are missed");
            }
        }
        ended
    }

    /// Shows that the worker is alive for as long as it is polled.
    async fn stay_alive(&self, name: &str) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            if let Err(error) = self.queue.show_alive(name).await {
                tracing::debug!(error = chain(&error), "no heartbeat");
            }
            self.take_over().await;
        }
    }

    /// Gives back what dead workers had claimed. What fails is done with the next heartbeat.
    async fn take_over(&self) {
        match self.queue.take_over().await {
            Ok(0) => {}
            Ok(jobs) => tracing::info!(jobs, "took over what workers that ended had claimed"),
            Err(error) => {
                tracing::debug!(error = chain(&error), "the jobs of dead workers stay claimed");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::watch;

    use super::{Instant, Stop, keep_up};

    #[tokio::test(start_paused = true)]
    async fn what_panics_begins_anew_until_it_ends() {
        let (_stop, stopped) = watch::channel::<Option<Instant>>(None);
        let begun = AtomicUsize::new(0);
        let begin = || async {
            assert!(begun.fetch_add(1, Ordering::Relaxed) >= 2, "a bug");
        };
        keep_up("something", Stop::new(stopped), begin).await;
        assert_eq!(begun.into_inner(), 3);
    }
}
