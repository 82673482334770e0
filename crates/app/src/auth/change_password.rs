//! Changing one's own password.

use umbra_auth::{HashError, attempts::Outcome, password::Password};
use umbra_domain::{Invalid, audit::Action, session::Identity, user::username_key};
use umbra_store::{StoreError, session, user};

use super::{ProofError, Requester, SignedIn, prove::Claim};
use crate::App;

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The new password is not acceptable.
    #[error(transparent)]
    Refused(Invalid),
    /// The old password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
}

impl From<StoreError> for ChangePasswordError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

impl From<HashError> for ChangePasswordError {
    fn from(error: HashError) -> Self {
        Self::Proof(error.into())
    }
}

impl App {
    /// Replaces the caller's password, ends all their other sessions and gives this one a new
    /// token.
    ///
    /// # Errors
    /// [`ChangePasswordError`].
    pub async fn change_password(
        &self,
        caller: &Identity,
        old: &Password,
        new: &Password,
        requester: &Requester,
    ) -> Result<SignedIn, ChangePasswordError> {
        self.settings
            .passwords
            .check(new, &caller.username)
            .map_err(ChangePasswordError::Refused)?;
        if old.as_bytes() == new.as_bytes() {
            return Err(ChangePasswordError::Refused(Invalid::new(
                "password_unchanged",
                "the new password must differ from the old one",
            )));
        }
        let key = username_key(&caller.username);
        let action = Action::ChangePassword;
        let session = Some(caller.session);
        let claim = Claim { username_key: &key, password: old, requester, action, session };
        let mut proven = self.prove(claim).await?;
        let hash = proven.ticket.hash(new.as_bytes()).await?;
        let now = self.clock.now();
        let signed_in = self
            .store
            .write(async |tx| {
                let verified = &proven.account;
                let current = user::lock(tx, caller.user).await?;
                if current.is_none_or(|now| now.password_hash != verified.password_hash) {
                    return Err(ChangePasswordError::Proof(ProofError::Wrong(None)));
                }
                self.settle(tx, &proven.attempt, Outcome::Succeeded).await?;
                user::set_password(tx, caller.user, &hash, None, now).await?;
                session::end_others(tx, caller.user, Some(caller.session)).await?;
                let rotated = self.rotate_session(tx, caller.session, &key, requester, now).await?;
                let signed_in = rotated.ok_or(ChangePasswordError::SessionEnded)?;
                let entry = self.own_entry(caller.user, &requester.origin, action);
                self.record(tx, entry).await?;
                Ok(signed_in)
            })
            .await?;
        self.ring_outbox();
        Ok(signed_in)
    }
}
