//! Finished runs whose requests are told together.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::HashError;

/// What a run came to.
pub(super) type Output = Result<Zeroizing<Vec<u8>>, HashError>;

/// How many requests are told at once.
const TOGETHER: usize = 16;

/// How many runs have to wait for finished ones to be kept back: those who wait so long don't
/// notice, and one of these runs will tell of those that were kept.
const WAITING: usize = 2 * TOGETHER;

/// Finished runs that were kept back, of all threads.
///
/// A request goes on with a few short steps, and each of them interrupts a hash and finds the
/// processor's caches full of hashing. When many go on together, the others find what the first one
/// brought. So in a storm of sign-ins their answers come in small bursts, a few dozen milliseconds
/// late in a queue of seconds.
#[derive(Clone, Default)]
pub(super) struct Finished(Arc<Mutex<Vec<Run>>>);

struct Run {
    answer: oneshot::Sender<Output>,
    output: Output,
}

impl Finished {
    /// Keeps a finished run until [`Finished::tell`].
    pub(super) fn keep(&self, answer: oneshot::Sender<Output>, output: Output) {
        self.runs().push(Run { answer, output });
    }

    /// Tells of all runs that were kept, unless so many others wait that more can be told of soon.
    /// To be called after every job, run or not.
    pub(super) fn tell(&self, waiting: usize, is_urgent: bool) {
        let told = {
            let mut runs = self.runs();
            if waiting >= WAITING && runs.len() < TOGETHER && !is_urgent {
                return;
            }
            mem::take(&mut *runs)
        };
        for Run { answer, output } in told {
            // A request that is gone by now misses nothing.
            let _ = answer.send(output);
        }
    }

    fn runs(&self) -> MutexGuard<'_, Vec<Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(finished: &Finished) -> oneshot::Receiver<Output> {
        let (answer, output) = oneshot::channel();
        finished.keep(answer, Ok(Zeroizing::default()));
        output
    }

    #[test]
    fn a_run_is_told_of_at_once_while_few_wait() {
        let finished = Finished::default();
        let mut run = kept(&finished);
        finished.tell(WAITING - 1, false);
        assert!(run.try_recv().is_ok());
    }

    #[test]
    fn while_many_wait_runs_are_told_of_together() {
        let finished = Finished::default();
        let mut runs: Vec<_> = (1..TOGETHER).map(|_| kept(&finished)).collect();
        finished.tell(WAITING, false);
        assert!(runs.iter_mut().all(|run| run.try_recv().is_err()));
        runs.push(kept(&finished));
        finished.tell(WAITING, false);
        assert!(runs.iter_mut().all(|run| run.try_recv().is_ok()));
    }

    #[test]
    fn nobody_is_kept_when_the_threads_are_about_to_rest() {
        let finished = Finished::default();
        let mut run = kept(&finished);
        finished.tell(WAITING, true);
        assert!(run.try_recv().is_ok());
    }
}
