//! Argon2 (RFC 9106): the parameters of new hashes, and the memory that runs share.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::HashError;

/// The salt of a new hash, in bytes.
pub(super) const SALT_BYTES: usize = 16;
/// The output of a new hash, in bytes.
pub(super) const HASH_BYTES: usize = 32;

/// The parameters of new hashes: OWASP's m = 19456 KiB, t = 2, p = 1, part of the contract.
pub(super) const CURRENT: Params = Params::DEFAULT;

// The contract must not follow the library when that changes its mind about defaults.
const _: () = assert!(CURRENT.m_cost() == 19_456 && CURRENT.t_cost() == 2 && CURRENT.p_cost() == 1);

/// The most a stored hash may ask for. Beyond it the row is broken, or somebody who can write the
/// database wants to stop the server.
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 20;
const MAX_LANES: u32 = 64;

/// One run's settings and salt.
#[derive(Clone)]
pub(super) struct Argon2Run {
    pub(super) algorithm: Algorithm,
    pub(super) version: Version,
    pub(super) params: Params,
    pub(super) salt: Vec<u8>,
    pub(super) output_bytes: usize,
}

impl Argon2Run {
    /// Returns the run that makes a new hash with this salt.
    pub(super) fn current(salt: [u8; SALT_BYTES]) -> Self {
        Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: CURRENT,
            salt: salt.to_vec(),
            output_bytes: HASH_BYTES,
        }
    }

    /// Tells whether a new hash would be made the same way.
    pub(super) fn is_current(&self) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.has_current_cost()
            && self.params.keyid().is_empty()
            && self.params.data().is_empty()
            && self.salt.len() >= SALT_BYTES
            && self.output_bytes == HASH_BYTES
    }

    fn has_current_cost(&self) -> bool {
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        cost(&self.params) == cost(&CURRENT)
    }

    /// Tells whether the run stays within what one request may cost.
    pub(super) fn is_bearable(&self) -> bool {
        self.params.m_cost() <= MAX_MEMORY_KIB
            && self.params.t_cost() <= MAX_PASSES
            && self.params.p_cost() <= MAX_LANES
    }

    /// Hashes `secret`.
    pub(super) fn execute(&self, secret: &[u8], memory: &mut Memory) -> Result<Vec<u8>, Failure> {
        let argon2 = Argon2::new(self.algorithm, self.version, self.params.clone());
        let mut output = vec![0; self.output_bytes];
        memory.lend(self.params.block_count(), |blocks| {
            argon2.hash_password_into_with_memory(secret, &self.salt, &mut output, blocks)
        })??;
        Ok(output)
    }

    /// Writes a hash made by [`Argon2Run::current`] as a PHC string.
    pub(super) fn phc(&self, output: &[u8]) -> String {
        let [m, t, p] = [CURRENT.m_cost(), CURRENT.t_cost(), CURRENT.p_cost()];
        let (salt, hash) = (STANDARD_NO_PAD.encode(&self.salt), STANDARD_NO_PAD.encode(output));
        format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${hash}")
    }
}

/// Why a run gave no output.
#[derive(Debug)]
pub(super) enum Failure {
    /// The memory can't be had.
    OutOfMemory,
    /// The library refused settings that were checked when the hash was read.
    Refused(argon2::Error),
}

impl From<argon2::Error> for Failure {
    fn from(error: argon2::Error) -> Self {
        match error {
            argon2::Error::OutOfMemory => Self::OutOfMemory,
            other => Self::Refused(other),
        }
    }
}

impl From<Failure> for HashError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::OutOfMemory => Self::OutOfMemory,
            Failure::Refused(error) => {
                tracing::error!(%error, "Argon2 refused its parameters");
                Self::PoolGone
            }
        }
    }
}

/// A thread's working memory, in the size that new hashes need.
pub(super) struct Memory {
    blocks: Vec<Block>,
}

impl Memory {
    /// Allocates the memory and touches all of it, so that the system has really given it.
    pub(super) fn allocate() -> Option<Self> {
        allocate(CURRENT.block_count()).map(|blocks| Self { blocks })
    }

    /// Lends `count` blocks of 1 KiB. More than a new hash needs are allocated for this run only.
    fn lend<R>(&mut self, count: usize, run: impl FnOnce(&mut [Block]) -> R) -> Result<R, Failure> {
        match self.blocks.get_mut(..count) {
            Some(blocks) => Ok(run(blocks)),
            None => Ok(run(&mut allocate(count).ok_or(Failure::OutOfMemory)?)),
        }
    }
}

/// Address space reserved for a thread's memory, in blocks. Above 32 MiB glibc gives an allocation
/// pages of its own and returns them when it is freed; below, it keeps what is freed for later, and
/// an idle server would stay as large as a busy one. What isn't touched takes no memory.
const RESERVED: usize = 33 * 1024;

fn allocate(count: usize) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    blocks.try_reserve_exact(count.max(RESERVED)).ok()?;
    blocks.resize(count, Block::new());
    Some(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_reads_and_verifies_what_is_written() {
        use argon2::{PasswordHash, PasswordVerifier};
        let run = Argon2Run::current(*b"umbra-test-salt!");
        let output = run.execute(b"secret", &mut Memory::allocate().unwrap()).unwrap();
        let phc = run.phc(&output);
        let hash = PasswordHash::new(&phc).unwrap();
        assert!(Argon2::default().verify_password(b"secret", &hash).is_ok());
        assert!(Argon2::default().verify_password(b"Secret", &hash).is_err());
    }

    #[test]
    fn what_is_written_is_what_argon2_cffi_writes() {
        let run = Argon2Run::current(*b"umbra-test-salt!");
        let mut memory = Memory::allocate().unwrap();
        let output = run.execute(b"correct horse battery staple", &mut memory).unwrap();
        let by_python = "$argon2id$v=19$m=19456,t=2,p=1$dW1icmEtdGVzdC1zYWx0IQ\
                         $BvVPeyRYCz7RSEpJeNlBsYNwZ/cuAkjxc+hkaKl6z10";
        assert_eq!(run.phc(&output), by_python);
    }

    #[test]
    fn a_run_does_not_depend_on_what_the_memory_held_before() {
        let run = Argon2Run::current(*b"umbra-test-salt!");
        let mut memory = Memory::allocate().unwrap();
        let first = run.execute(b"one", &mut memory).unwrap();
        let other = run.execute(b"two", &mut memory).unwrap();
        assert_ne!(first, other);
        assert_eq!(run.execute(b"one", &mut memory).unwrap(), first);
    }

    #[test]
    fn a_larger_run_leaves_the_memory_as_small_as_it_was() {
        let mut memory = Memory::allocate().unwrap();
        let larger = CURRENT.block_count() * 2;
        assert_eq!(memory.lend(larger, |blocks| blocks.len()).unwrap(), larger);
        assert_eq!(memory.blocks.len(), CURRENT.block_count());
    }

    #[test]
    fn memory_that_cannot_be_had_is_an_error() {
        let mut memory = Memory { blocks: Vec::new() };
        let absurd = memory.lend(usize::MAX / 2, |_| ());
        assert!(matches!(absurd.map_err(HashError::from), Err(HashError::OutOfMemory)));
    }
}
