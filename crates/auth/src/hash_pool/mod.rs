//! Hashing and verifying passwords within fixed bounds of memory, processors and time.
//!
//! Argon2 wants 19 MiB a run. On tokio's blocking pool a login storm took over a gigabyte, also
//! behind a semaphore, for freed blocks stay with the allocator's many arenas. So the pool has a
//! few threads of its own, each with one block, at low priority and making room for [`Traffic`]
//! so that other requests are served first, behind a queue with a fixed number of places.
//!
//! - A [`Ticket`] is one place, taken by [`HashPool::admit`] before a request does any other work.
//!   A full house is known at once, and costs nothing.
//! - Unknown and locked accounts run the same work as real ones ([`Stored::Nobody`]).
//! - A request that is gone by the time its turn comes is skipped.
//! - While many wait, those whose runs have finished are told together.
//! - What was stored by the replaced service (bcrypt, other Argon2 parameters) verifies too; the
//!   time it takes differs, which [`FailureFloor`] hides.

mod argon;
mod bcrypt_hash;
mod error;
mod finished;
mod floor;
mod pool;
mod recipe;
mod run;
mod spare_time;
mod stats;
mod stored;
#[cfg(test)]
mod tests;
mod ticket;
mod traffic;
mod worker;

pub use self::{
    error::{HashError, Saturated, StartError},
    floor::FailureFloor,
    pool::HashPool,
    stats::PoolStats,
    stored::{Stored, Verdict},
    ticket::Ticket,
    traffic::{Passing, Traffic},
};
