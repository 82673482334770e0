//! Randomness from the operating system.

use umbra_domain::Entropy;

/// Fills buffers from the operating system's random source.
///
/// The only code in the workspace that may touch it; everything else takes an [`Entropy`], so
/// that tests can foresee what is drawn.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    /// Fills `out`, or ends the process: a server without randomness would hand out guessable
    /// session tokens, and no caller could do better than stop.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the random source")]
    fn fill(&self, out: &mut [u8]) {
        if let Err(error) = getrandom::fill(out) {
            tracing::error!(%error, "the operating system gives no random bytes; stopping");
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let (mut first, mut second) = ([0; 32], [0; 32]);
        OsEntropy.fill(&mut first);
        OsEntropy.fill(&mut second);
        assert_ne!(first, second);
        assert_ne!(first, [0; 32]);
    }
}
