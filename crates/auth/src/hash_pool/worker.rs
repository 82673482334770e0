//! The threads that hash.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, oneshot};
use zeroize::Zeroizing;

use super::{
    HashError,
    argon::Memory,
    floor::Pace,
    recipe::Recipe,
    stats::{Counts, Purpose},
};

/// What a run came to.
pub(super) type Output = Result<Zeroizing<Vec<u8>>, HashError>;

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
const IDLE_MEMORY_RETENTION: Duration = Duration::from_secs(15);

/// One thread's state.
pub(super) struct Worker {
    pub(super) jobs: flume::Receiver<Job>,
    /// Allocated for the first job after a pause and used again for those that follow.
    pub(super) memory: Option<Memory>,
    pub(super) counts: Arc<Counts>,
    pub(super) pace: Arc<Pace>,
}

impl Worker {
    /// Serves jobs in the order they came, until nobody is left to send any.
    pub(super) fn run(mut self) {
        lower_priority();
        while let Some(job) = self.next() {
            self.counts.dequeued();
            if job.answer.is_closed() {
                self.counts.cancelled();
            } else {
                self.serve(job);
            }
        }
    }

    /// Waits for a job; a thread that waits for long gives its memory back meanwhile.
    fn next(&mut self) -> Option<Job> {
        if self.memory.is_some() {
            match self.jobs.recv_timeout(IDLE_MEMORY_RETENTION) {
                Ok(job) => return Some(job),
                Err(flume::RecvTimeoutError::Disconnected) => return None,
                Err(flume::RecvTimeoutError::Timeout) => self.memory = None,
            }
        }
        self.jobs.recv().ok()
    }

    fn serve(&mut self, job: Job) {
        let Job { recipe, secret, purpose, answer, slot } = job;
        self.counts.begun(purpose);
        let began = Instant::now();
        let output = self.execute(&recipe, &secret);
        if purpose != Purpose::Hash {
            self.pace.observe(recipe.is_current(), began.elapsed());
        }
        drop((slot, secret));
        // A request that is gone by now misses nothing.
        let _ = answer.send(output);
    }

    /// Executes a run. One that dies must not take the thread with it: the pool would shrink for
    /// good. The memory holds no state between runs, so it can be used again.
    fn execute(&mut self, recipe: &Recipe, secret: &[u8]) -> Output {
        if self.memory.is_none() {
            self.memory = Memory::allocate();
        }
        let memory = self.memory.as_mut().ok_or(HashError::OutOfMemory)?;
        let run = AssertUnwindSafe(|| recipe.execute(secret, memory));
        catch_unwind(run).unwrap_or(Err(HashError::PoolGone))
    }
}

/// Gives everything else in the process a larger share of the processors. Where that is refused,
/// hashing goes on at the priority it has.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    {
        // On Linux a priority belongs to a thread, so this leaves the other threads alone. Next to a
        // thread of nice 0 that never pauses, one of nice 5 gets a quarter of a processor.
        const NICE: i32 = 5;
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
        assert_eq!(lowered.join().unwrap(), before.max(5));
        assert_eq!(getpriority_process(Some(gettid())).unwrap(), before);
    }
}
