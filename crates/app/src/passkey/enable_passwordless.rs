//! Switching the password off for signing in.

use umbra_auth::{passkey::PasskeysUnavailable, password::Password};
use umbra_domain::{audit::Action, session::Identity};
use umbra_store::{StoreError, config, passkey, user};

use crate::{
    App,
    auth::{ProofError, Requester, SignedIn},
};

/// How many passkeys somebody has to have who signs in with nothing else: losing one must not lock
/// them out.
pub(super) const MIN_PASSKEYS: u64 = 2;

/// Why passwordless sign-in was not switched on.
#[derive(Debug, thiserror::Error)]
pub enum EnablePasswordlessError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The server's admin doesn't allow it.
    #[error("the server does not allow it")]
    NotAllowed,
    /// The caller has fewer than two passkeys.
    #[error("it needs two passkeys")]
    TooFewPasskeys,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
}

impl From<StoreError> for EnablePasswordlessError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

impl App {
    /// Lets the caller sign in with passkeys only. Needs the password a last time; ends the other
    /// sessions and gives this one a new token. Doing it twice is the same as once.
    ///
    /// # Errors
    /// [`EnablePasswordlessError`].
    pub async fn enable_passwordless(
        &self,
        caller: &Identity,
        password: &Password,
        requester: &Requester,
    ) -> Result<SignedIn, EnablePasswordlessError> {
        self.ceremonies()?;
        let action = Action::EnablePasswordless;
        let mut proven = self.prove_caller(caller, password, requester, action).await?;
        let now = self.clock.now();
        let result = self
            .store
            .write(async |tx| {
                let account = self.settle_proof(tx, &mut proven).await?;
                let refusal = if !config::find(tx).await?.allow_passwordless {
                    Some(("not_allowed", EnablePasswordlessError::NotAllowed))
                } else if passkey::count(tx, caller.user).await? < MIN_PASSKEYS {
                    Some(("too_few_passkeys", EnablePasswordlessError::TooFewPasskeys))
                } else {
                    None
                };
                if let Some((why, refusal)) = refusal {
                    let entry = self.denied_entry(caller, &requester.origin, action, why);
                    self.record(tx, entry).await?;
                    // Committed: the password was right, and that has to count.
                    return Ok(Err(refusal));
                }
                user::set_passwordless(tx, caller.user, true, now).await?;
                let renewed = self.renew(tx, caller, &account, requester, now).await?;
                let signed_in = renewed.ok_or(EnablePasswordlessError::SessionEnded)?;
                let entry = self.own_entry(caller.user, &requester.origin, action);
                self.record(tx, entry).await?;
                Ok::<_, EnablePasswordlessError>(Ok(signed_in))
            })
            .await;
        self.ring_outbox();
        result?
    }
}
