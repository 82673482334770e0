//! Switching TOTP off.

use umbra_auth::password::Password;
use umbra_domain::{audit::Action, session::Identity, user::username_key};
use umbra_store::{StoreError, backup_code, session, totp, user};

use super::{Code, CodeError, code::Checked};
use crate::{
    App,
    auth::{Claim, ProofError, Requester, SignedIn},
};

/// Why TOTP was not switched off.
#[derive(Debug, thiserror::Error)]
pub enum DisableTotpError {
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The code proved nothing.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
}

impl From<StoreError> for DisableTotpError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

impl App {
    /// Switches the caller's TOTP off and forgets the backup codes. Needs password and code; ends
    /// the other sessions and gives this one a new token.
    ///
    /// # Errors
    /// [`DisableTotpError`].
    pub async fn disable_totp(
        &self,
        caller: &Identity,
        password: &Password,
        code: &Code,
        requester: &Requester,
    ) -> Result<SignedIn, DisableTotpError> {
        let key = username_key(&caller.username);
        let action = Action::DisableTotp;
        let session = Some(caller.session);
        let claim = Claim { username_key: &key, password, requester, action, session };
        let proven = self.prove(claim).await?;
        // The password was right; what counts from here on is the code.
        self.release(&proven.attempt).await?;
        let account = proven.account;
        drop(proven.ticket);
        let attempt = self.begin_code(&account, code, requester).await?;
        let now = self.clock.now();
        let result = self
            .store
            .write(async |tx| {
                let locked = user::lock(tx, caller.user).await?;
                let account = locked.ok_or(DisableTotpError::SessionEnded)?;
                match self.use_code(tx, &account, &attempt, now).await? {
                    Checked::Right => {
                        self.settle_right_code(tx, &account, &attempt).await?;
                        totp::delete(tx, caller.user).await?;
                        backup_code::delete_all(tx, caller.user).await?;
                        user::factors_changed(tx, caller.user, account.mfa_enforce_pending, now)
                            .await?;
                        session::end_others(tx, caller.user, Some(caller.session)).await?;
                        let rotated =
                            self.rotate_session(tx, caller.session, &key, requester, now).await?;
                        let mut signed_in = rotated.ok_or(DisableTotpError::SessionEnded)?;
                        signed_in.must_change_password = account.must_change_password;
                        let entry = self.own_entry(caller.user, &requester.origin, action);
                        self.record(tx, entry).await?;
                        Ok(Ok(signed_in))
                    }
                    Checked::Wrong => {
                        let warning = self
                            .settle_wrong_code(tx, &account, &attempt, action, requester)
                            .await?;
                        Ok::<_, DisableTotpError>(Err(CodeError::Wrong(warning).into()))
                    }
                }
            })
            .await;
        self.after_code(&result, &attempt).await?;
        self.ring_outbox();
        result?
    }
}
