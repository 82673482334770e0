//! Stand-ins for time and chance in this crate's own tests.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU8, Ordering},
};

use jiff::{SignedDuration, Timestamp};
use umbra_domain::{Clock, Entropy};

/// Draws 0, 1, 2, …
#[derive(Debug, Default)]
pub(crate) struct CountingEntropy(AtomicU8);

impl Entropy for CountingEntropy {
    fn fill(&self, out: &mut [u8]) {
        for byte in out {
            *byte = self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub(crate) struct MovedClock(Mutex<Timestamp>);

impl Default for MovedClock {
    fn default() -> Self {
        Self(Mutex::new(Timestamp::constant(1_800_000_000, 0)))
    }
}

impl MovedClock {
    pub(crate) fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
