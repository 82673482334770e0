//! Signing in with a password.

use umbra_auth::{attempts::Outcome, password::Password};
use umbra_domain::{
    audit::{Action, Outcome as Audited},
    user::username_key,
};
use umbra_store::{StoreError, totp, user};

use super::{ProofError, Requester, SignInOutcome, outcome::Proof, prove::Claim};
use crate::App;

/// Why somebody could not sign in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The password is right, and the account is switched off.
    #[error("the account is switched off")]
    Inactive,
    /// The password is right, and the person signs in with passkeys only.
    #[error("the account signs in with passkeys only")]
    Passwordless,
}

impl From<StoreError> for LoginError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

impl App {
    /// Signs a person in, as far as a password goes.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn login(
        &self,
        username: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<SignInOutcome, LoginError> {
        let key = username_key(username);
        let action = Action::Login;
        let claim = Claim { username_key: &key, password, requester, action, session: None };
        let mut proven = self.prove(claim).await?;
        let rehashed = proven.rehashed.take();
        let now = self.clock.now();
        let result = self
            .store
            .write(async |tx| {
                let verified = &proven.account;
                let Some(current) = user::lock(tx, verified.id).await? else {
                    return Err(LoginError::Proof(ProofError::Wrong(None)));
                };
                if current.password_hash != verified.password_hash {
                    // It was changed while it was being verified.
                    self.settle(tx, &proven.attempt, Outcome::NotRun).await?;
                    return Ok(Err(LoginError::Proof(ProofError::Wrong(None))));
                }
                if let Some(hash) = rehashed {
                    user::replace_hash(tx, current.id, &hash).await?;
                }
                let mut entry = self.own_entry(current.id, &requester.origin, action);
                let refusal = if !current.is_active {
                    Some(("inactive", LoginError::Inactive))
                } else if current.passwordless_enabled {
                    Some(("passwordless", LoginError::Passwordless))
                } else {
                    None
                };
                if let Some((why, refusal)) = refusal {
                    self.settle(tx, &proven.attempt, Outcome::Succeeded).await?;
                    entry.outcome = Audited::Failure;
                    entry.detail = Some(why.to_owned());
                    self.record(tx, entry).await?;
                    return Ok(Err(refusal));
                }
                // A change of a factor counts the version up, so what was read with it holds.
                let code_follows = if current.credential_version == verified.credential_version {
                    proven.has_totp
                } else {
                    totp::find(tx, current.id).await?.is_some_and(|totp| totp.is_confirmed)
                };
                let proof = Proof::Password { code_follows };
                let outcome =
                    self.continue_sign_in(tx, &current, &key, proof, requester, now).await?;
                // Only a whole sign-in clears failures: who knows the password could otherwise
                // go on guessing codes for ever.
                let settled = match &outcome {
                    SignInOutcome::SecondFactorRequired(_) => {
                        entry.detail = Some("second factor required".to_owned());
                        Outcome::NotRun
                    }
                    SignInOutcome::EnrolmentRequired(_) => {
                        entry.detail = Some("enrolment required".to_owned());
                        Outcome::NotRun
                    }
                    SignInOutcome::SignedIn(_) => {
                        self.note_device(&mut entry, &key, requester);
                        Outcome::Succeeded
                    }
                };
                self.settle(tx, &proven.attempt, settled).await?;
                self.record(tx, entry).await?;
                Ok(Ok(outcome))
            })
            .await?;
        self.ring_outbox();
        result
    }
}
