//! Finishing a sign-in with a second factor.

use umbra_domain::{audit::Action, factor::TokenPurpose, user::username_key};
use umbra_store::{StoreError, mfa_token, totp};

use super::{
    Code, CodeError,
    code::{Checked, CodeAttempt},
    token::LiveToken,
};
use crate::{
    App,
    auth::{Requester, SignedIn},
};

/// Why a sign-in was not finished.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// The token is unknown, used up, too old or for something else.
    #[error("the token does not count")]
    BadToken,
    /// The code proved nothing.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl From<StoreError> for SecondFactorError {
    fn from(error: StoreError) -> Self {
        Self::Code(error.into())
    }
}

impl App {
    /// Finishes a sign-in: one use of the token, one use of the code.
    ///
    /// # Errors
    /// [`SecondFactorError`].
    pub async fn finish_with_code(
        &self,
        token: &str,
        code: &Code,
        requester: &Requester,
    ) -> Result<SignedIn, SecondFactorError> {
        let purpose = TokenPurpose::SecondFactor;
        let token = self.peek_token(token, purpose).await?.ok_or(SecondFactorError::BadToken)?;
        let configured = totp::find(self.store.reader(), token.account.id).await?;
        if !configured.is_some_and(|totp| totp.is_confirmed) {
            return Err(CodeError::NotConfigured.into());
        }
        let attempt = self.begin_code(&token.account, code, requester).await?;
        let result = self.finish_attempt(&token, &attempt, requester).await;
        self.after_code(&result, &attempt).await?;
        self.ring_outbox();
        Ok(result??)
    }

    async fn finish_attempt(
        &self,
        token: &LiveToken,
        attempt: &CodeAttempt,
        requester: &Requester,
    ) -> Result<Result<SignedIn, CodeError>, SecondFactorError> {
        let now = self.clock.now();
        let action = Action::SecondFactor;
        self.store
            .write(async |tx| {
                let locked = self.lock_token(tx, token, TokenPurpose::SecondFactor).await?;
                let account = locked.ok_or(SecondFactorError::BadToken)?;
                match self.use_code(tx, &account, attempt, now).await? {
                    Checked::Right => {
                        mfa_token::consume(tx, token.hash).await?;
                        self.settle_right_code(tx, &account, attempt).await?;
                        let key = username_key(&account.username);
                        let signed_in =
                            self.complete_sign_in(tx, &account, &key, requester, now).await?;
                        let mut entry = self.own_entry(account.id, &requester.origin, action);
                        self.note_device(&mut entry, &key, requester);
                        self.record(tx, entry).await?;
                        Ok(Ok(signed_in))
                    }
                    Checked::Wrong => {
                        mfa_token::fail(tx, token.hash).await?;
                        let warning = self
                            .settle_wrong_code(tx, &account, attempt, action, requester)
                            .await?;
                        // A committed answer: the failure has to count.
                        Ok(Err(CodeError::Wrong(warning)))
                    }
                }
            })
            .await
    }
}
