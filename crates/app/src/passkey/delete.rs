//! Deleting a passkey.

use umbra_auth::{passkey::PasskeysUnavailable, password::Password};
use umbra_domain::{PasskeyId, audit::Action, session::Identity};
use umbra_store::{StoreError, passkey, user};

use super::enable_passwordless::MIN_PASSKEYS;
use crate::{
    App,
    auth::{ProofError, Requester, SignedIn},
};

/// Why a passkey was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeletePasskeyError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The caller has no such passkey.
    #[error("there is no such passkey")]
    NotFound,
    /// The caller signs in with passkeys only, and has to keep two.
    #[error("signing in with passkeys only needs two of them")]
    Needed,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
}

impl From<StoreError> for DeletePasskeyError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

impl App {
    /// Deletes one of the caller's passkeys. Needs the password; ends the other sessions and gives
    /// this one a new token.
    ///
    /// The account's row is locked while the passkeys that are left are counted, so of two deletes
    /// at once the second sees what the first did.
    ///
    /// # Errors
    /// [`DeletePasskeyError`].
    pub async fn delete_passkey(
        &self,
        caller: &Identity,
        id: PasskeyId,
        password: &Password,
        requester: &Requester,
    ) -> Result<SignedIn, DeletePasskeyError> {
        self.ceremonies()?;
        let action = Action::DeletePasskey;
        let mut proven = self.prove_caller(caller, password, requester, action).await?;
        let now = self.clock.now();
        let result = self
            .store
            .write(async |tx| {
                let account = self.settle_proof(tx, &mut proven).await?;
                // Refusals are committed: the password was right, and that has to count.
                let Some(found) = passkey::for_edit(tx, caller.user, id).await? else {
                    return Ok(Err(DeletePasskeyError::NotFound));
                };
                if account.passwordless_enabled
                    && passkey::count(tx, caller.user).await? <= MIN_PASSKEYS
                {
                    let why = "passwordless_needs_two_passkeys";
                    let entry = self.denied_entry(caller, &requester.origin, action, why);
                    self.record(tx, entry).await?;
                    return Ok(Err(DeletePasskeyError::Needed));
                }
                passkey::delete(tx, found).await?;
                user::factors_changed(tx, caller.user, account.mfa_enforce_pending, now).await?;
                let renewed = self.renew(tx, caller, &account, requester, now).await?;
                let signed_in = renewed.ok_or(DeletePasskeyError::SessionEnded)?;
                let entry = self.own_entry(caller.user, &requester.origin, action);
                self.record(tx, entry).await?;
                Ok::<_, DeletePasskeyError>(Ok(signed_in))
            })
            .await;
        self.ring_outbox();
        result?
    }
}
