//! Hashing and verifying passwords within fixed bounds of memory, processors and time.
//!
//! Argon2 wants 19 MiB a run. On tokio's blocking pool a login storm took over a gigabyte, also
//! behind a semaphore, for freed blocks stay with the allocator's many arenas. So the pool has a
//! few threads of its own, each with one block, behind a queue with a fixed number of places. Their
//! priority is somewhat lower, so neither can starve the other: a storm of sign-ins leaves other
//! requests most of the processor, and busy readers leave sign-ins a part (`docs/adr/0015-*.md`).
//!
//! - A [`Ticket`] is one place, taken by [`HashPool::admit`] before a request does any other work.
//!   A full house is known at once, and costs nothing.
//! - Unknown and locked accounts run the same work as real ones ([`Stored::Nobody`]).
//! - A request that is gone by the time its turn comes is skipped.
//! - What was stored by the replaced service (bcrypt, other Argon2 parameters) verifies too; the
//!   time it takes differs, which [`FailureFloor`] hides.

mod argon;
mod bcrypt_hash;
mod error;
mod floor;
mod pool;
mod recipe;
mod stats;
mod stored;
#[cfg(test)]
mod tests;
mod ticket;
mod worker;

pub use self::{
    error::{HashError, Saturated, StartError},
    floor::FailureFloor,
    pool::HashPool,
    stats::PoolStats,
    stored::{Stored, Verdict},
    ticket::Ticket,
};
