//! One run on its way through the threads.

use std::panic::{AssertUnwindSafe, catch_unwind};

use zeroize::Zeroizing;

use super::{HashError, argon::Memory, finished::Output, recipe::Recipe};

/// All that a run needs, and then its output.
pub(super) struct Run {
    pub(super) recipe: Recipe,
    pub(super) secret: Zeroizing<Vec<u8>>,
    pub(super) memory: Memory,
    pub(super) output: Output,
}

impl Run {
    /// Returns a run that has no output yet.
    pub(super) fn new(recipe: Recipe, secret: Zeroizing<Vec<u8>>, memory: Memory) -> Self {
        Self { recipe, secret, memory, output: Err(HashError::PoolGone) }
    }

    /// Executes it on this thread. A run that dies must not take the thread with it: the pool would
    /// shrink for good. The memory holds no state between runs, so it can be used again.
    pub(super) fn execute(&mut self) {
        let Self { recipe, secret, memory, output } = self;
        let run = AssertUnwindSafe(|| recipe.execute(secret, memory));
        *output = catch_unwind(run).unwrap_or(Err(HashError::PoolGone));
    }
}
