//! What anybody may know about the server, and the caller about themselves.

use umbra_domain::session::Identity;
use umbra_store::{StoreError, config};

use super::SetupMode;
use crate::App;

/// The server and the caller's factors at a glance. A stranger has none.
#[derive(Debug, Clone)]
pub struct Status {
    /// Whether the first admin is still to be created.
    pub setup_required: bool,
    /// Who may create the first admin.
    pub setup: SetupMode,
    /// Whether strangers may create accounts.
    pub registration_open: bool,
    /// Whether people may switch their password off.
    pub allow_passwordless: bool,
    /// Who is signed in, if anybody is.
    pub caller: Option<Identity>,
    /// Whether the caller's TOTP is on.
    pub totp_enabled: bool,
    /// How many passkeys the caller has.
    pub passkey_count: i64,
    /// Whether the caller signs in with passkeys only.
    pub passwordless_enabled: bool,
}

impl App {
    /// Tells what anybody may know, and what who is behind a session cookie may know of
    /// themselves; one query.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn status(&self, cookie: Option<&str>) -> Result<Status, StoreError> {
        let token = cookie.and_then(|cookie| self.keys.open_session(cookie));
        let (db, now) = (self.store.reader(), self.clock.now());
        let token = token.map(|token| token.hash());
        let row = config::status(db, token, now, self.seen_after(now)).await?;
        if let Some(caller) = &row.caller {
            self.note_seen(&caller.identity, now).await;
        }
        let caller = row.caller.as_ref();
        Ok(Status {
            setup_required: !row.any_user,
            setup: self.settings.setup,
            registration_open: row.any_user && row.config.allow_registration,
            allow_passwordless: row.config.allow_passwordless,
            totp_enabled: caller.is_some_and(|caller| caller.totp_enabled),
            passkey_count: caller.map_or(0, |caller| caller.passkey_count),
            passwordless_enabled: caller.is_some_and(|caller| caller.passwordless_enabled),
            caller: row.caller.map(|caller| caller.identity),
        })
    }
}
