//! The threads that hash.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, oneshot};
use zeroize::Zeroizing;

use super::{
    HashError,
    argon::Memory,
    finished::{Finished, Output},
    floor::Pace,
    recipe::Recipe,
    run::Run,
    spare_time::SpareTime,
    stats::Counts,
    traffic::Traffic,
};

/// What a run is for, to be counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Verify,
    Dummy,
    Hash,
    Measure,
}

/// One run and where its output goes.
pub(super) struct Job {
    pub(super) recipe: Recipe,
    pub(super) secret: Zeroizing<Vec<u8>>,
    pub(super) purpose: Purpose,
    pub(super) answer: oneshot::Sender<Output>,
    /// The request's place, kept until the run has ended even if the request is gone.
    pub(super) slot: Option<Arc<OwnedSemaphorePermit>>,
}

/// How long a thread without a job keeps its memory: longer than the gaps of a busy server, short
/// enough for a server at home to spend its nights small.
const KEPT: Duration = Duration::from_secs(15);

/// One thread's state.
pub(super) struct Worker {
    pub(super) jobs: flume::Receiver<Job>,
    /// Allocated for the first job after a pause and used again for those that follow.
    pub(super) memory: Option<Memory>,
    pub(super) counts: Arc<Counts>,
    pub(super) pace: Arc<Pace>,
    pub(super) traffic: Traffic,
    /// What executes the runs while traffic is heavy, for the one thread that goes on then.
    pub(super) spare_time: Option<SpareTime>,
    pub(super) finished: Finished,
}

impl Worker {
    /// Serves jobs in the order they came, until nobody is left to send any. The pool's threads
    /// are numbered from 0.
    pub(super) fn run(mut self, number: usize) {
        lower_priority();
        while let Some(job) = self.next() {
            self.counts.dequeued();
            let began = Instant::now();
            let is_run = !job.answer.is_closed();
            if is_run {
                self.serve(job);
            } else {
                self.counts.cancelled();
            }
            let took = began.elapsed();
            self.finished.tell(self.jobs.len(), self.traffic.is_heavy());
            if is_run {
                self.traffic.make_room(number, took);
            }
        }
    }

    /// Waits for a job; a thread that waits for long gives its memory back meanwhile.
    fn next(&mut self) -> Option<Job> {
        if self.memory.is_some() {
            match self.jobs.recv_timeout(KEPT) {
                Ok(job) => return Some(job),
                Err(flume::RecvTimeoutError::Disconnected) => return None,
                Err(flume::RecvTimeoutError::Timeout) => self.memory = None,
            }
            if let Some(spare) = &mut self.spare_time {
                spare.clear();
            }
        }
        self.jobs.recv().ok()
    }

    fn serve(&mut self, job: Job) {
        let Job { recipe, secret, purpose, answer, slot } = job;
        self.counts.begun(purpose);
        let began = Instant::now();
        let is_current = recipe.is_current();
        let output = self.execute(recipe, secret);
        if purpose != Purpose::Hash {
            self.pace.observe(is_current, began.elapsed());
        }
        drop(slot);
        self.finished.keep(answer, output);
    }

    fn execute(&mut self, recipe: Recipe, secret: Zeroizing<Vec<u8>>) -> Output {
        let memory = self.memory.take().or_else(Memory::allocate).ok_or(HashError::OutOfMemory)?;
        let mut run = Run::new(recipe, secret, memory);
        // Outdated hashes may need memory of their own.
        let run = match &mut self.spare_time {
            Some(spare) if run.recipe.is_current() && self.traffic.is_heavy() => {
                spare.execute(run)?
            }
            _ => {
                run.execute();
                run
            }
        };
        self.memory = Some(run.memory);
        run.output
    }
}

/// Lets everything else in the process run first. Where that is refused, hashing goes on at the
/// priority it has.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    {
        // On Linux a priority belongs to a thread, so this leaves the other threads alone.
        const NICE: i32 = 10;
        let thread = rustix::thread::gettid();
        let lowered = rustix::process::getpriority_process(Some(thread))
            .and_then(|now| rustix::process::setpriority_process(Some(thread), now.max(NICE)));
        if let Err(error) = lowered {
            tracing::debug!(%error, "a hash thread keeps its priority");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::{process::getpriority_process, thread::gettid};

    use super::*;

    #[test]
    fn only_the_thread_that_asks_gets_a_lower_priority() {
        let before = getpriority_process(Some(gettid())).unwrap();
        let lowered = std::thread::spawn(|| {
            lower_priority();
            getpriority_process(Some(gettid())).unwrap()
        });
        assert_eq!(lowered.join().unwrap(), before.max(10));
        assert_eq!(getpriority_process(Some(gettid())).unwrap(), before);
    }
}
