//! The pool: its threads, its queue and its places.

use std::{fmt, sync::Arc, thread};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use umbra_domain::Entropy;
use zeroize::Zeroizing;

use super::{
    FailureFloor, HashError, PoolStats, Saturated, StartError, Ticket,
    floor::Pace,
    recipe::Recipe,
    stats::{Counts, Purpose},
    stored::Target,
    worker::{Job, Worker},
};

/// The threads that hash passwords, and the queue in front of them.
///
/// Cheap to clone: clones share the threads, which end when the last clone and the last
/// [`Ticket`] are gone.
#[derive(Clone)]
pub struct HashPool {
    pub(super) shared: Arc<Shared>,
}

/// What the pool's handles and tickets share. The threads don't hold it: they end when its
/// sender does.
pub(super) struct Shared {
    jobs: flume::Sender<Job>,
    slots: Arc<Semaphore>,
    capacity: usize,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) nobody: Target,
    pub(super) counts: Arc<Counts>,
    pace: Arc<Pace>,
}

impl HashPool {
    /// Starts `threads` threads (at least one). Each takes 19 MiB while there is something to hash
    /// and gives it back after a quarter of a minute without.
    ///
    /// Up to `threads + queue` tickets exist at a time. A run takes some 30 ms, so with two
    /// threads a queue of 64 makes the last one wait for a second.
    ///
    /// # Errors
    /// When a thread can't be had.
    pub fn start(
        threads: usize,
        queue: usize,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StartError> {
        let threads = threads.max(1);
        let capacity = threads.saturating_add(queue).min(Semaphore::MAX_PERMITS);
        let (jobs, receiver) = flume::unbounded();
        let counts = Arc::new(Counts::default());
        let pace = Arc::new(Pace::default());
        let nobody = Target::nobody(&*entropy);
        for number in 0..threads {
            let worker = Worker {
                jobs: receiver.clone(),
                memory: None,
                counts: Arc::clone(&counts),
                pace: Arc::clone(&pace),
            };
            thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || worker.run())
                .map_err(StartError::Thread)?;
        }
        let slots = Arc::new(Semaphore::new(capacity));
        let shared = Shared { jobs, slots, capacity, entropy, nobody, counts, pace };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Returns how many threads suit this machine: one for each processor the process may use.
    #[must_use]
    pub fn default_threads() -> usize {
        thread::available_parallelism().map_or(1, usize::from)
    }

    /// Takes a place, before anything else is done for a request that will need a hash.
    ///
    /// # Errors
    /// [`Saturated`] when all places are taken: the answer is 503 with `Retry-After`.
    pub fn admit(&self) -> Result<Ticket, Saturated> {
        match Arc::clone(&self.shared.slots).try_acquire_owned() {
            Ok(slot) => Ok(Ticket::new(Arc::clone(&self.shared), slot)),
            Err(_) => {
                self.shared.counts.saturated();
                Err(Saturated)
            }
        }
    }

    /// Measures how long a bcrypt hash of this cost takes here, and from then on pads failures
    /// to that ([`HashPool::failure_floor`]).
    ///
    /// To be called at start when the database still has bcrypt hashes, with the highest cost
    /// among them. Takes no place, for it happens before there are requests.
    ///
    /// # Errors
    /// When the pool is gone.
    pub async fn expect_bcrypt(&self, cost: u32) -> Result<(), HashError> {
        let recipe = Recipe::measure_bcrypt(cost);
        self.shared.run(recipe, b"measured", Purpose::Measure, None).await?;
        Ok(())
    }

    /// Returns how long failures take from now on, whatever kind of hash an account has.
    #[must_use]
    pub fn failure_floor(&self) -> FailureFloor {
        self.shared.pace.floor()
    }

    /// Returns what the pool has done and has to do, for metrics and tests.
    #[must_use]
    pub fn stats(&self) -> PoolStats {
        let free = self.shared.slots.available_permits();
        self.shared.counts.snapshot(self.shared.capacity, free)
    }
}

impl fmt::Debug for HashPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HashPool").field(&self.stats()).finish()
    }
}

impl Shared {
    /// Queues one run and waits for its output. Dropping the future before the run begins
    /// cancels it.
    pub(super) async fn run(
        &self,
        recipe: Recipe,
        secret: &[u8],
        purpose: Purpose,
        slot: Option<Arc<OwnedSemaphorePermit>>,
    ) -> Result<Zeroizing<Vec<u8>>, HashError> {
        let (answer, output) = oneshot::channel();
        let secret = Zeroizing::new(secret.to_vec());
        self.counts.queued();
        if self.jobs.send(Job { recipe, secret, purpose, answer, slot }).is_err() {
            self.counts.dequeued();
            return Err(HashError::PoolGone);
        }
        output.await.map_err(|_| HashError::PoolGone)?
    }
}
