//! What the pool has done: for metrics, and for tests that count real verifications.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a run is for, to be counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Verify,
    Dummy,
    Hash,
    Measure,
}

/// The pool's numbers at one instant. All but the first three only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStats {
    /// How many tickets there can be.
    pub capacity: usize,
    /// How many there are: admitted requests, whether or not they wait for a hash.
    pub admitted: usize,
    /// Runs that wait for a thread.
    pub queued: u64,
    /// Runs against a stored hash that have begun.
    pub verifications: u64,
    /// Runs for [`Stored::Nobody`](super::Stored::Nobody) and for unreadable hashes that have
    /// begun.
    pub dummy_verifications: u64,
    /// New hashes that have begun.
    pub hashes: u64,
    /// Runs skipped because their request was gone.
    pub cancelled: u64,
    /// Requests turned away because the pool was full.
    pub saturated: u64,
}

#[derive(Default)]
pub(super) struct Counts {
    queued: AtomicU64,
    verifications: AtomicU64,
    dummy_verifications: AtomicU64,
    hashes: AtomicU64,
    cancelled: AtomicU64,
    saturated: AtomicU64,
}

impl Counts {
    pub(super) fn queued(&self) {
        self.queued.fetch_add(1, Relaxed);
    }

    pub(super) fn dequeued(&self) {
        self.queued.fetch_sub(1, Relaxed);
    }

    pub(super) fn cancelled(&self) {
        self.cancelled.fetch_add(1, Relaxed);
    }

    pub(super) fn saturated(&self) {
        self.saturated.fetch_add(1, Relaxed);
    }

    pub(super) fn begun(&self, purpose: Purpose) {
        let counter = match purpose {
            Purpose::Verify => &self.verifications,
            Purpose::Dummy => &self.dummy_verifications,
            Purpose::Hash => &self.hashes,
            Purpose::Measure => return,
        };
        counter.fetch_add(1, Relaxed);
    }

    pub(super) fn snapshot(&self, capacity: usize, free: usize) -> PoolStats {
        PoolStats {
            capacity,
            admitted: capacity.saturating_sub(free),
            queued: self.queued.load(Relaxed),
            verifications: self.verifications.load(Relaxed),
            dummy_verifications: self.dummy_verifications.load(Relaxed),
            hashes: self.hashes.load(Relaxed),
            cancelled: self.cancelled.load(Relaxed),
            saturated: self.saturated.load(Relaxed),
        }
    }
}
