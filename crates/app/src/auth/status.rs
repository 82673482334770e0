//! What anybody may know about the server, and the caller about themselves.

use umbra_domain::UserId;
use umbra_store::{StoreError, config};

use crate::App;

/// The server and the caller's factors at a glance. A stranger has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Whether the first admin is still to be created.
    pub setup_required: bool,
    /// Whether strangers may create accounts.
    pub registration_open: bool,
    /// Whether people may switch their password off.
    pub allow_passwordless: bool,
    /// Whether the caller's TOTP is on.
    pub totp_enabled: bool,
    /// How many passkeys the caller has.
    pub passkey_count: i64,
    /// Whether the caller signs in with passkeys only.
    pub passwordless_enabled: bool,
}

impl App {
    /// Tells what anybody may know, and what the caller may know of themselves; one query.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn status(&self, caller: Option<UserId>) -> Result<Status, StoreError> {
        let row = config::status(self.store.reader(), caller).await?;
        Ok(Status {
            setup_required: !row.any_user,
            registration_open: row.any_user && row.config.allow_registration,
            allow_passwordless: row.config.allow_passwordless,
            totp_enabled: row.totp_enabled,
            passkey_count: row.passkey_count,
            passwordless_enabled: row.passwordless_enabled,
        })
    }
}
