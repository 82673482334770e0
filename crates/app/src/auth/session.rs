//! Beginning a session, and giving it a new token.

use std::time::Duration;

use jiff::Timestamp;
use umbra_auth::SessionToken;
use umbra_domain::{SessionId, UserId};
use umbra_store::{
    StoreError, Tx,
    session::{self, NewSession},
};

use super::Requester;
use crate::App;

/// What a client keeps after signing in. The cookies are secrets.
pub struct SignedIn {
    /// The signed value of the session cookie.
    pub session_cookie: String,
    /// How long the browser keeps it.
    pub max_age: Duration,
    /// The value of the device cookie.
    pub device_cookie: String,
    /// Whether the session can do nothing but change the password.
    pub must_change_password: bool,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn")
            .field("must_change_password", &self.must_change_password)
            .finish_non_exhaustive()
    }
}

impl App {
    /// Begins a session for a person whose row is locked, within the cap, and ends the one that the
    /// client had until now.
    pub(crate) async fn begin_session(
        &self,
        tx: &Tx,
        user: UserId,
        username_key: &str,
        requester: &Requester,
        now: Timestamp,
    ) -> Result<SignedIn, StoreError> {
        let token = SessionToken::fresh(&*self.entropy);
        let new = NewSession {
            user,
            token_hash: token.hash(),
            origin: &requester.origin,
            replaces: self.token_of(requester),
            expires_at: now + self.settings.session_lifetime,
        };
        let cap = self.settings.session_cap;
        session::create(tx, &new, cap, now, self.seen_after(now)).await?;
        Ok(self.signed_in(&token, username_key, requester))
    }

    /// Gives a session a new token, so that whoever knew the old one is out. Unlocks it.
    ///
    /// Answers `None` when the session ended meanwhile, or has another token than the one that the
    /// request came with: a password that was changed in it keeps out what was sent before.
    pub(crate) async fn rotate_session(
        &self,
        tx: &Tx,
        id: SessionId,
        username_key: &str,
        requester: &Requester,
        now: Timestamp,
    ) -> Result<Option<SignedIn>, StoreError> {
        let Some(old) = self.token_of(requester) else { return Ok(None) };
        let token = SessionToken::fresh(&*self.entropy);
        let alive = session::rotate(tx, id, &old, &token.hash(), now).await?;
        Ok(alive.then(|| self.signed_in(&token, username_key, requester)))
    }

    /// The hash of the token that a request came with.
    fn token_of(&self, requester: &Requester) -> Option<[u8; 32]> {
        let cookie = requester.session_cookie.as_deref()?;
        self.keys.open_session(cookie).map(|token| token.hash())
    }

    fn signed_in(
        &self,
        token: &SessionToken,
        username_key: &str,
        requester: &Requester,
    ) -> SignedIn {
        let device = requester.device.remember(&self.keys, &*self.entropy, username_key);
        SignedIn {
            session_cookie: self.keys.sign_session(token),
            max_age: self.settings.session_lifetime,
            device_cookie: device.to_value(),
            must_change_password: false,
        }
    }
}
