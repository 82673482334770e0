//! Unlocking a session, or proving again who one is, with the password.

use umbra_auth::password::Password;
use umbra_domain::{audit::Action, session::Identity, user::username_key};
use umbra_store::StoreError;

use super::{ProofError, Requester, SignedIn, prove::Claim};
use crate::App;

/// Why a session was not unlocked.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
}

impl From<StoreError> for UnlockError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

impl App {
    /// Verifies the caller's password, unlocks the session and gives it a new token.
    ///
    /// # Errors
    /// [`UnlockError`].
    pub async fn unlock(
        &self,
        caller: &Identity,
        password: &Password,
        requester: &Requester,
    ) -> Result<SignedIn, UnlockError> {
        let key = username_key(&caller.username);
        let action = Action::Unlock;
        let session = Some(caller.session);
        let claim = Claim { username_key: &key, password, requester, action, session };
        let mut proven = self.prove(claim).await?;
        let now = self.clock.now();
        let signed_in = self
            .store
            .write(async |tx| {
                self.settle_proof(tx, &mut proven).await?;
                let rotated = self.rotate_session(tx, caller.session, &key, requester, now).await?;
                let mut signed_in = rotated.ok_or(UnlockError::SessionEnded)?;
                signed_in.must_change_password = caller.must_change_password;
                let entry = self.own_entry(caller.user, &requester.origin, action);
                self.record(tx, entry).await?;
                Ok::<_, UnlockError>(signed_in)
            })
            .await?;
        self.ring_outbox();
        Ok(signed_in)
    }
}
