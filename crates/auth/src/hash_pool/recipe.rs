//! What a thread can run.

use zeroize::Zeroizing;

use super::{
    HashError,
    argon::{Argon2Run, Memory},
    bcrypt_hash::BcryptRun,
};

/// How to turn a password into the output that is compared or stored.
#[derive(Clone)]
pub(super) enum Recipe {
    /// Argon2 in any of its kinds.
    Argon2(Argon2Run),
    /// bcrypt, for hashes of the replaced service.
    Bcrypt(BcryptRun),
    /// Whatever a test wants.
    #[cfg(test)]
    Call(std::sync::Arc<dyn Fn() + Send + Sync>),
}

impl Recipe {
    /// Returns the run that takes as long as verifying a bcrypt hash of this cost.
    pub(super) fn measure_bcrypt(cost: u32) -> Self {
        Self::Bcrypt(BcryptRun::measure(cost))
    }

    /// Tells whether a new hash would be made the same way, and so takes as long.
    pub(super) fn is_current(&self) -> bool {
        match self {
            Self::Argon2(run) => run.is_current(),
            #[cfg(test)]
            Self::Call(_) => true,
            Self::Bcrypt(_) => false,
        }
    }

    /// Runs it on this thread.
    pub(super) fn execute(
        &self,
        secret: &[u8],
        memory: &mut Memory,
    ) -> Result<Zeroizing<Vec<u8>>, HashError> {
        match self {
            Self::Argon2(run) => Ok(Zeroizing::new(run.execute(secret, memory)?)),
            Self::Bcrypt(run) => Ok(Zeroizing::new(run.execute(secret).to_vec())),
            #[cfg(test)]
            Self::Call(call) => {
                call();
                Ok(Zeroizing::default())
            }
        }
    }
}
