//! The account and its settings, without anything that signs in.

use serde::Serialize;
use umbra_app::{App, passkey::ListPasskeysError};
use umbra_domain::session::{Identity, SessionRecord};

use crate::{
    auth::MeBody, export::archive::Archive, http::Problem, passkey::PasskeyBody,
    settings::SettingsBody,
};

#[derive(Serialize)]
struct AccountBody {
    #[serde(flatten)]
    me: MeBody,
    totp_enabled: bool,
}

/// A session by what it called itself and when it was used: nothing of it helps anybody in.
#[derive(Serialize)]
struct SessionBody {
    user_agent: Option<String>,
    created_at: String,
    last_seen_at: String,
    expires_at: String,
}

impl From<SessionRecord> for SessionBody {
    fn from(record: SessionRecord) -> Self {
        Self {
            user_agent: record.user_agent,
            created_at: record.created_at.to_string(),
            last_seen_at: record.last_seen_at.to_string(),
            expires_at: record.expires_at.to_string(),
        }
    }
}

pub(super) async fn write(
    app: &App,
    caller: &Identity,
    archive: &mut Archive,
) -> Result<(), Problem> {
    let who = caller.user;
    let me = MeBody::from(app.me(who).await?);
    let totp_enabled = app.totp_status(who).await?.enabled;
    archive.object("account.json", &AccountBody { me, totp_enabled }).await?;
    let settings = SettingsBody::new(app.settings(who).await?, app.default_ntfy_server());
    archive.object("settings.json", &settings).await?;
    let passkeys = match app.passkeys(who).await {
        // Nobody has any that could be of use on such a server.
        Err(ListPasskeysError::Unavailable(_)) => Vec::new(),
        passkeys => passkeys?,
    };
    let mut list = archive.list("passkeys.json")?;
    list.add(passkeys.into_iter().map(PasskeyBody::from)).await?;
    list.end().await?;
    let sessions = app.sessions(caller).await?;
    let mut list = archive.list("sessions.json")?;
    list.add(sessions.into_iter().map(SessionBody::from)).await?;
    list.end().await
}
