//! The injected source of randomness.

use std::fmt::Debug;

/// Fills buffers with unpredictable bytes. The only way any layer obtains chance.
pub trait Entropy: Send + Sync + Debug {
    /// Fills `out` with bytes fit for cryptographic keys.
    fn fill(&self, out: &mut [u8]);
}
