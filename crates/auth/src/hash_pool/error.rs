//! What can keep a hash from being run.

use std::io;

/// All places in the pool are taken; trying again in a second makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked at once")]
pub struct Saturated;

/// Why a hash could not be run: the server's trouble, never a wrong password. The answer is 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// A stored hash asks for more memory than can be had.
    #[error("out of memory while hashing")]
    OutOfMemory,
    /// The run died, or the threads have ended.
    #[error("the hash threads are gone")]
    PoolGone,
}

/// Why the pool did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A thread could not be started.
    #[error("a hash thread did not start")]
    Thread(#[source] io::Error),
}
