//! Continuing a sign-in once somebody has proven who they are.

use jiff::Timestamp;
use umbra_auth::MfaToken;
use umbra_domain::{
    audit::{NEW_DEVICE, NewEntry},
    factor::TokenPurpose,
};
use umbra_store::{
    StoreError, Tx,
    mfa_token::{self, MfaTokenRow},
    user::{self, Account},
};

use super::{Requester, SignedIn};
use crate::App;

/// What somebody gets for a first proof.
#[derive(Debug)]
pub enum SignInOutcome {
    /// A session.
    SignedIn(SignedIn),
    /// A token to give the second factor with.
    SecondFactorRequired(PendingToken),
    /// A token to set up the second factor with that the server demands.
    EnrolmentRequired(PendingToken),
}

/// The token of an unfinished sign-in. It is a secret.
pub struct PendingToken(MfaToken);

impl PendingToken {
    /// Returns the token as the client keeps it.
    #[must_use]
    pub fn expose(&self) -> String {
        self.0.expose().to_string()
    }
}

impl std::fmt::Debug for PendingToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PendingToken(…)")
    }
}

/// What somebody has proven so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// A password.
    Password {
        /// Whether a code has to follow: the account has TOTP switched on.
        code_follows: bool,
    },
    /// A passkey, which is two factors in one.
    Passkey,
}

impl App {
    /// Continues a sign-in after a first proof; the account's row is locked.
    pub(crate) async fn continue_sign_in(
        &self,
        tx: &Tx,
        account: &Account,
        username_key: &str,
        proof: Proof,
        requester: &Requester,
        now: Timestamp,
    ) -> Result<SignInOutcome, StoreError> {
        if proof == (Proof::Password { code_follows: true }) {
            let token = self.issue_token(tx, account, TokenPurpose::SecondFactor, now).await?;
            return Ok(SignInOutcome::SecondFactorRequired(token));
        }
        if account.mfa_enforce_pending {
            let token = self.issue_token(tx, account, TokenPurpose::Enrolment, now).await?;
            return Ok(SignInOutcome::EnrolmentRequired(token));
        }
        let signed_in = self.complete_sign_in(tx, account, username_key, requester, now).await?;
        Ok(SignInOutcome::SignedIn(signed_in))
    }

    /// Ends a sign-in with a session: everything that had to be proven was.
    pub(crate) async fn complete_sign_in(
        &self,
        tx: &Tx,
        account: &Account,
        username_key: &str,
        requester: &Requester,
        now: Timestamp,
    ) -> Result<SignedIn, StoreError> {
        user::record_sign_in(tx, account.id, now).await?;
        let must_change_password = account.must_change_password;
        let signed_in = self.begin_session(tx, account.id, username_key, requester, now).await?;
        Ok(SignedIn { must_change_password, ..signed_in })
    }

    /// Notes in the entry of a sign-in that nobody had signed in to the account with this browser.
    pub(crate) fn note_device(
        &self,
        entry: &mut NewEntry,
        username_key: &str,
        requester: &Requester,
    ) {
        if requester.device.known(&self.keys, username_key).is_none() {
            entry.detail = Some(NEW_DEVICE.to_owned());
        }
    }

    async fn issue_token(
        &self,
        tx: &Tx,
        account: &Account,
        purpose: TokenPurpose,
        now: Timestamp,
    ) -> Result<PendingToken, StoreError> {
        let token = MfaToken::fresh(&*self.entropy);
        let row = MfaTokenRow {
            user: account.id,
            purpose,
            credential_version: account.credential_version,
            failures: 0,
            expires_at: now + self.settings.mfa_token_lifetime,
        };
        mfa_token::create(tx, token.hash(), &row).await?;
        Ok(PendingToken(token))
    }
}
