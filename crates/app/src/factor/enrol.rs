//! Setting up the second factor that the server demands, before there is a session.

use umbra_domain::{audit::Action, factor::TokenPurpose, user::username_key};
use umbra_store::{StoreError, mfa_token};

use super::{Code, ConfirmTotpError, SetupTotpError, TotpSetup};
use crate::{
    App,
    auth::{Requester, SignedIn},
};

/// Why an enrolment did not begin.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The token is unknown, used up, too old or for something else.
    #[error("the token does not count")]
    BadToken,
    /// The server does not demand it.
    #[error("no second factor is demanded")]
    NotPending,
    /// The set-up failed.
    #[error(transparent)]
    Setup(#[from] SetupTotpError),
}

impl From<StoreError> for EnrolError {
    fn from(error: StoreError) -> Self {
        Self::Setup(error.into())
    }
}

/// Why an enrolment was not finished.
#[derive(Debug, thiserror::Error)]
pub enum FinishEnrolmentError {
    /// The token is unknown, used up, too old or for something else.
    #[error("the token does not count")]
    BadToken,
    /// TOTP was not switched on.
    #[error(transparent)]
    Confirm(#[from] ConfirmTotpError),
}

impl From<StoreError> for FinishEnrolmentError {
    fn from(error: StoreError) -> Self {
        Self::Confirm(error.into())
    }
}

impl App {
    /// Draws a secret and backup codes for the person whose sign-in a token is.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn begin_enrolment(&self, token: &str) -> Result<TotpSetup, EnrolError> {
        let token = self.peek_token(token, TokenPurpose::Enrolment).await?;
        let account = token.ok_or(EnrolError::BadToken)?.account;
        if !account.mfa_enforce_pending {
            return Err(EnrolError::NotPending);
        }
        Ok(self.set_up_totp(account.id, &account.username).await?)
    }

    /// Switches TOTP on, clears the demand and signs in, in one step.
    ///
    /// # Errors
    /// [`FinishEnrolmentError`].
    pub async fn finish_enrolment(
        &self,
        token: &str,
        code: &Code,
        requester: &Requester,
    ) -> Result<SignedIn, FinishEnrolmentError> {
        let purpose = TokenPurpose::Enrolment;
        let token = self.peek_token(token, purpose).await?;
        let token = token.ok_or(FinishEnrolmentError::BadToken)?;
        self.can_confirm(token.account.id).await?;
        let begun = self.begin_code(&token.account, code, requester).await;
        let attempt = begun.map_err(ConfirmTotpError::from)?;
        let key = username_key(&token.account.username);
        let now = self.clock.now();
        let result = self
            .store
            .write(async |tx| {
                let locked = self.lock_token(tx, &token, purpose).await?;
                let account = locked.ok_or(FinishEnrolmentError::BadToken)?;
                if let Err(wrong) = self.confirm_in(tx, account.id, &attempt, requester).await? {
                    mfa_token::fail(tx, token.hash).await?;
                    return Ok(Err(FinishEnrolmentError::Confirm(wrong.into())));
                }
                mfa_token::consume(tx, token.hash).await?;
                let signed_in = self.complete_sign_in(tx, &account, &key, requester, now).await?;
                let mut entry = self.own_entry(account.id, &requester.origin, Action::EnableTotp);
                self.note_device(&mut entry, &key, requester);
                self.record(tx, entry).await?;
                Ok::<_, FinishEnrolmentError>(Ok(signed_in))
            })
            .await;
        self.after_code(&result, &attempt).await?;
        self.ring_outbox();
        result?
    }
}
