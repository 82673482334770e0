//! Reaching people's phones.

use std::sync::Arc;

use umbra_auth::Purpose;
use umbra_domain::{
    UserId,
    push::{AccessToken, PushTarget, Pusher, SealedToken, ServerUrl},
    settings::NtfySettings,
};

use crate::App;

/// How phones are reached.
#[derive(Debug, Clone)]
pub struct PushChannel {
    /// Brings messages there.
    pub pusher: Arc<dyn Pusher>,
    /// The server of people who chose none.
    pub default_server: ServerUrl,
}

/// Why a person's phone isn't reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTarget {
    /// The operator has switched it off.
    #[error("messages to phones are switched off")]
    Off,
    /// The person has switched it off.
    #[error("the person wants no messages on their phone")]
    Disabled,
    /// The person has named no topic.
    #[error("no topic is set")]
    NotSetUp,
    /// Their access token doesn't open: it was sealed with a key that is lost, or for another server.
    #[error("the access token doesn't open")]
    TokenLost,
}

impl App {
    /// Gives what brings messages to phones, unless the operator has switched it off.
    #[must_use]
    pub fn pusher(&self) -> Option<&Arc<dyn Pusher>> {
        self.push.as_ref().map(|channel| &channel.pusher)
    }

    /// Tells where a person's messages go, whether or not they are switched on.
    ///
    /// # Errors
    /// [`NoTarget`], except [`NoTarget::Disabled`].
    pub(crate) fn push_target_of(
        &self,
        who: UserId,
        settings: &NtfySettings,
    ) -> Result<PushTarget, NoTarget> {
        let channel = self.push.as_ref().ok_or(NoTarget::Off)?;
        let server = settings.server_url.clone().unwrap_or_else(|| channel.default_server.clone());
        let topic = settings.topic.clone().ok_or(NoTarget::NotSetUp)?;
        let sealed = settings.token.as_ref();
        let token = sealed.map(|sealed| self.open_token(who, &server, sealed)).transpose()?;
        Ok(PushTarget { server, topic, token })
    }

    /// Tells where a person's messages go.
    ///
    /// # Errors
    /// [`NoTarget`].
    pub fn push_target(
        &self,
        who: UserId,
        settings: &NtfySettings,
    ) -> Result<PushTarget, NoTarget> {
        if settings.enabled { self.push_target_of(who, settings) } else { Err(NoTarget::Disabled) }
    }

    /// Seals an access token for its owner and its server: who can write to the database alone can
    /// have it sent neither for another person nor to another server.
    pub(crate) fn seal_token(
        &self,
        who: UserId,
        server: &ServerUrl,
        token: &AccessToken,
    ) -> SealedToken {
        let value = format!("{}\n{}", server.as_str(), token.expose());
        let now = self.clock.now();
        SealedToken::new(self.seals.seal(Purpose::NtfyToken, who, value.as_bytes(), now))
    }

    fn open_token(
        &self,
        who: UserId,
        server: &ServerUrl,
        sealed: &SealedToken,
    ) -> Result<AccessToken, NoTarget> {
        let opened = self.seals.open(Purpose::NtfyToken, who, sealed.as_str());
        let opened = opened.map_err(|error| {
            tracing::error!(user.id = %who, %error, "an access token for ntfy doesn't open");
            NoTarget::TokenLost
        })?;
        let value = std::str::from_utf8(&opened.plaintext).map_err(|_| NoTarget::TokenLost)?;
        let (origin, token) = value.split_once('\n').ok_or(NoTarget::TokenLost)?;
        if origin != server.as_str() {
            tracing::error!(user.id = %who, "an access token for ntfy is for another server");
            return Err(NoTarget::TokenLost);
        }
        AccessToken::parse(token).map_err(|_| NoTarget::TokenLost)
    }
}
