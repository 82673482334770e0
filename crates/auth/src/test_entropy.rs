//! Predictable randomness for tests.

use std::sync::Mutex;

use sha2::{Digest, Sha256};
use umbra_domain::Entropy;

/// Yields the same bytes in every run: SHA-256 of a seed and a running number.
#[derive(Debug, Default)]
pub struct SeededEntropy {
    calls: Mutex<u64>,
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) {
        let mut calls = self.calls.lock().unwrap();
        for chunk in out.chunks_mut(32) {
            *calls += 1;
            let block = Sha256::digest(calls.to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}
