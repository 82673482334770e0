//! Switching TOTP on.

use umbra_auth::{HashError, Purpose, Saturated, TotpSecret};
use umbra_domain::{UserId, audit::Action, session::Identity, user::username_key};
use umbra_store::{StoreError, Tx, backup_code, session, totp, user};

use super::{
    Code, CodeError,
    backup_codes::FreshCodes,
    code::{CodeAttempt, GivenCode, check_ceiling},
};
use crate::{
    App,
    auth::{Requester, SignedIn},
};

/// What a person needs to set an authenticator app up. Shown once.
pub struct TotpSetup {
    /// The secret in base32.
    pub secret: String,
    /// The secret as a QR code: a PNG in a `data:` URL.
    pub qr_code: String,
    /// Ten codes for the day the phone is gone.
    pub backup_codes: Vec<String>,
}

impl std::fmt::Debug for TotpSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSetup(…)")
    }
}

/// Why TOTP was not set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupTotpError {
    /// It is on already; setting it up again must not switch it off.
    #[error("TOTP is on already")]
    AlreadyEnabled,
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Saturated(#[from] Saturated),
    /// The hash could not be run.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why TOTP was not switched on.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmTotpError {
    /// Nobody has set it up.
    #[error("TOTP was not set up")]
    NotStarted,
    /// It is on already.
    #[error("TOTP is on already")]
    AlreadyEnabled,
    /// The code proved nothing.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
}

impl From<StoreError> for ConfirmTotpError {
    fn from(error: StoreError) -> Self {
        Self::Code(error.into())
    }
}

impl App {
    /// Draws a secret and backup codes for a person. Repeating it replaces a secret that was not
    /// confirmed, and never one that was.
    ///
    /// # Errors
    /// [`SetupTotpError`].
    pub async fn set_up_totp(
        &self,
        who: UserId,
        username: &str,
    ) -> Result<TotpSetup, SetupTotpError> {
        if totp::find(self.store.reader(), who).await?.is_some_and(|totp| totp.is_confirmed) {
            return Err(SetupTotpError::AlreadyEnabled);
        }
        let mut ticket = self.hashes.admit()?;
        let FreshCodes { shown, stored } = self.draw_backup_codes(who, &mut ticket).await?;
        drop(ticket);
        let secret = TotpSecret::fresh(&*self.entropy);
        let now = self.clock.now();
        let base32 = secret.to_base32();
        let sealed = self.seals.seal(Purpose::TotpSecret, who, base32.as_bytes(), now);
        self.store
            .write(async |tx| {
                user::lock(tx, who).await?;
                if !totp::put_unconfirmed(tx, who, &sealed, now).await? {
                    return Err(SetupTotpError::AlreadyEnabled);
                }
                Ok(backup_code::replace(tx, who, stored, now).await?)
            })
            .await?;
        let issuer = &self.settings.totp_issuer;
        Ok(TotpSetup {
            qr_code: secret.qr_png_data_url(issuer, username).to_string(),
            secret: base32.to_string(),
            backup_codes: shown,
        })
    }

    /// Switches the caller's TOTP on with a first code; ends the other sessions and gives this
    /// one a new token.
    ///
    /// # Errors
    /// [`ConfirmTotpError`].
    pub async fn confirm_totp(
        &self,
        caller: &Identity,
        code: &Code,
        requester: &Requester,
    ) -> Result<SignedIn, ConfirmTotpError> {
        let account = user::by_id(self.store.reader(), caller.user).await?;
        let account = account.ok_or(ConfirmTotpError::SessionEnded)?;
        self.can_confirm(caller.user).await?;
        let attempt = self.begin_code(&account, code, requester).await?;
        let key = username_key(&caller.username);
        let now = self.clock.now();
        let result = self
            .store
            .write(async |tx| {
                if let Err(wrong) = self.confirm_in(tx, caller.user, &attempt, requester).await? {
                    return Ok(Err(ConfirmTotpError::Code(wrong)));
                }
                session::end_others(tx, caller.user, Some(caller.session)).await?;
                let rotated = self.rotate_session(tx, caller.session, &key, requester, now).await?;
                let mut signed_in = rotated.ok_or(ConfirmTotpError::SessionEnded)?;
                signed_in.must_change_password = caller.must_change_password;
                let action = Action::EnableTotp;
                self.record(tx, self.own_entry(caller.user, &requester.origin, action)).await?;
                Ok::<_, ConfirmTotpError>(Ok(signed_in))
            })
            .await;
        self.after_code(&result, &attempt).await?;
        self.ring_outbox();
        result?
    }

    /// Tells whether there is a secret to confirm.
    pub(super) async fn can_confirm(&self, who: UserId) -> Result<(), ConfirmTotpError> {
        match totp::find(self.store.reader(), who).await? {
            None => Err(ConfirmTotpError::NotStarted),
            Some(row) if row.is_confirmed => Err(ConfirmTotpError::AlreadyEnabled),
            Some(_) => Ok(()),
        }
    }

    /// Switches TOTP on in a transaction; the inner error is a wrong code that was counted, and
    /// has to be committed.
    pub(super) async fn confirm_in(
        &self,
        tx: &Tx,
        who: UserId,
        attempt: &CodeAttempt,
        requester: &Requester,
    ) -> Result<Result<(), CodeError>, ConfirmTotpError> {
        let now = self.clock.now();
        let account = user::lock(tx, who).await?.ok_or(ConfirmTotpError::SessionEnded)?;
        check_ceiling(&account, attempt.is_totp())?;
        let row = totp::lock(tx, who).await?.ok_or(ConfirmTotpError::NotStarted)?;
        if row.is_confirmed {
            return Err(ConfirmTotpError::AlreadyEnabled);
        }
        let step = match &attempt.given {
            GivenCode::Totp(digits) if attempt.counted.is_reserved() => {
                self.check_totp(who, &row, digits, now)?
            }
            _ => None,
        };
        let Some(step) = step else {
            let action = Action::EnableTotp;
            let warning = self.settle_wrong_code(tx, &account, attempt, action, requester).await?;
            return Ok(Err(CodeError::Wrong(warning)));
        };
        totp::confirm(tx, who, step.to_stored(), now).await?;
        self.settle_right_code(tx, &account, attempt).await?;
        user::factors_changed(tx, who, false, now).await?;
        Ok(Ok(()))
    }
}
