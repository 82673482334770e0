//! One place in the pool.

use std::{fmt, sync::Arc};

use tokio::sync::OwnedSemaphorePermit;
use zeroize::Zeroizing;

use super::{
    HashError, Stored, Verdict,
    argon::{Argon2Run, SALT_BYTES},
    pool::Shared,
    recipe::Recipe,
    stats::Purpose,
    stored::Target,
};

/// One place in the [`HashPool`](super::HashPool), for one request: to verify a password, and to
/// store a better hash of it afterwards. Given back when dropped, or, if a run has begun by then,
/// when the run has ended.
#[must_use = "dropping a ticket gives the place back"]
pub struct Ticket {
    shared: Arc<Shared>,
    slot: Arc<OwnedSemaphorePermit>,
}

impl Ticket {
    pub(super) fn new(shared: Arc<Shared>, slot: OwnedSemaphorePermit) -> Self {
        Self { shared, slot: Arc::new(slot) }
    }

    /// Verifies a password (or another secret hashed here, a backup code) against what is stored.
    ///
    /// A stored hash that can't be read, or that asks for over 1 GiB, 20 passes, 64 lanes or
    /// bcrypt's cost 16, is logged as an error and treated as [`Stored::Nobody`].
    ///
    /// The password is copied; the copy is wiped as soon as it was hashed. Dropping the future
    /// cancels a run that has not begun.
    ///
    /// # Errors
    /// [`HashError`] says that nothing was verified: never take it for a wrong password.
    pub async fn verify(&mut self, secret: &[u8], stored: Stored) -> Result<Verdict, HashError> {
        let target = match stored {
            Stored::Nobody => None,
            Stored::Hash(text) => {
                let target = Target::parse(&text).ok();
                if target.is_none() {
                    tracing::error!("a stored password hash can't be read; nobody can use it");
                }
                target
            }
        };
        match target {
            Some(target) => {
                let output = self.run(target.recipe(), secret, Purpose::Verify).await?;
                Ok(target.verdict(&output))
            }
            None => {
                let nobody = &self.shared.nobody;
                let output = self.run(nobody.recipe(), secret, Purpose::Dummy).await?;
                // Compared as a real one is, and then denied whatever comes of it.
                let _ = std::hint::black_box(nobody.verdict(&output));
                Ok(Verdict::WRONG)
            }
        }
    }

    /// Hashes a password with a fresh salt and the current parameters, and returns the PHC string
    /// to store: `$argon2id$v=19$m=19456,t=2,p=1$…`.
    ///
    /// # Errors
    /// As for [`Ticket::verify`].
    pub async fn hash(&mut self, secret: &[u8]) -> Result<String, HashError> {
        let mut salt = [0; SALT_BYTES];
        self.shared.entropy.fill(&mut salt);
        let run = Argon2Run::current(salt);
        let output = self.run(Recipe::Argon2(run.clone()), secret, Purpose::Hash).await?;
        Ok(run.phc(&output))
    }

    /// Queues one run, which keeps this ticket's place until it has ended.
    pub(super) async fn run(
        &self,
        recipe: Recipe,
        secret: &[u8],
        purpose: Purpose,
    ) -> Result<Zeroizing<Vec<u8>>, HashError> {
        let slot = Some(Arc::clone(&self.slot));
        self.shared.run(recipe, secret, purpose, slot).await
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket")
    }
}
