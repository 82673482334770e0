//! What else the process is doing, which hashing makes room for.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often a thread that makes room looks whether it still has to.
const LOOK: Duration = Duration::from_millis(5);

/// How many times as long as it hashed the one thread rests that goes on hashing.
const REST: u32 = 7;

/// Runs that take longer count as if they took this long: they waited for a processor, and those
/// who wait for the next run shouldn't pay for it sevenfold.
const LONGEST: Duration = Duration::from_millis(150);

/// How long traffic counts as heavy after it was: requests come and go in between.
const LASTING: Duration = Duration::from_millis(50);

/// Counts the requests of signed-in people that are being served.
///
/// A low priority isn't enough to keep hashing out of their way: whenever one of them waits for
/// its next step, a hash runs in the gap and takes the caches with it. So while there are more
/// requests than the machine has processors, one thread hashes, in spare time and for an eighth of
/// its own time at most, and the others stop. A single sign-in still runs at once.
#[derive(Debug, Clone)]
pub struct Traffic(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    passing: AtomicUsize,
    /// From how many requests on there is room to be made.
    heavy: usize,
    /// When there were so many last, in microseconds after the start.
    last_heavy: AtomicU64,
    started: Instant,
}

/// A request being served; it has been with the value's end.
#[derive(Debug)]
pub struct Passing(Arc<Shared>);

impl Traffic {
    pub(super) fn new(threads: usize) -> Self {
        Self(Arc::new(Shared {
            passing: AtomicUsize::new(0),
            heavy: threads.saturating_add(1),
            last_heavy: AtomicU64::new(0),
            started: Instant::now(),
        }))
    }

    /// Notes a request until the returned value is dropped.
    #[must_use]
    pub fn enter(&self) -> Passing {
        let before = self.0.passing.fetch_add(1, Ordering::Relaxed);
        if before + 1 >= self.0.heavy {
            self.0.last_heavy.store(self.0.micros(), Ordering::Relaxed);
        }
        Passing(Arc::clone(&self.0))
    }

    /// Tells whether there are more requests than hashing leaves room for.
    pub(super) fn is_heavy(&self) -> bool {
        let last = self.0.last_heavy.load(Ordering::Relaxed);
        let lasting = u64::try_from(LASTING.as_micros()).unwrap_or(u64::MAX);
        last > 0 && self.0.micros().saturating_sub(last) < lasting
            || self.0.passing.load(Ordering::Relaxed) >= self.0.heavy
    }

    /// Makes room after a run that took this long: for the first thread by resting, for the others
    /// until the traffic is over.
    #[expect(clippy::disallowed_methods, reason = "a hash thread is its pool's own")]
    pub(super) fn make_room(&self, thread: usize, took: Duration) {
        let began = Instant::now();
        let rest = took.min(LONGEST) * REST;
        while self.is_heavy() && (thread > 0 || began.elapsed() < rest) {
            thread::sleep(LOOK);
        }
    }
}

impl Shared {
    fn micros(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.0.passing.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_request_counts_until_it_is_over_and_a_little_longer() {
        let traffic = Traffic::new(2);
        let mut passing: Vec<_> = (0..3).map(|_| traffic.enter()).collect();
        assert!(traffic.is_heavy());
        passing.pop();
        traffic.0.last_heavy.store(0, Ordering::Relaxed);
        assert!(!traffic.is_heavy());
    }

    #[test]
    fn the_first_thread_rests_and_goes_on_while_there_is_traffic() {
        let traffic = Traffic::new(1);
        let _passing = [traffic.enter(), traffic.enter()];
        let began = Instant::now();
        traffic.make_room(0, LOOK);
        assert!(began.elapsed() >= LOOK * REST);
    }

    #[test]
    fn a_run_that_had_to_wait_is_no_reason_for_a_long_rest() {
        let traffic = Traffic::new(1);
        let _passing = [traffic.enter(), traffic.enter()];
        // It would rest for hours.
        traffic.make_room(0, Duration::from_hours(1));
    }

    #[test]
    fn the_other_threads_stop_until_the_traffic_is_over() {
        let traffic = Traffic::new(1);
        let passing = [traffic.enter(), traffic.enter()];
        let (tell, told) = mpsc::channel();
        let other = {
            let traffic = traffic.clone();
            thread::spawn(move || {
                traffic.make_room(1, Duration::ZERO);
                tell.send(()).unwrap();
            })
        };
        // Longer than the first thread would rest.
        assert!(told.recv_timeout(LOOK * 10).is_err());
        drop(passing);
        told.recv().unwrap();
        other.join().unwrap();
    }

    #[test]
    fn without_traffic_nobody_waits() {
        let traffic = Traffic::new(1);
        let _passing = traffic.enter();
        // These would wait for hours.
        traffic.make_room(0, Duration::from_hours(1));
        traffic.make_room(1, Duration::from_hours(1));
    }
}
