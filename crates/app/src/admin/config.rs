//! The server's switches.

use umbra_domain::{
    admin::ServerConfig,
    audit::Action,
    precondition::IfMatch,
    session::{Identity, Origin},
};
use umbra_store::{StoreError, config};

use super::is_still_admin;
use crate::App;

/// A change of the switches; every omitted one stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConfigPatch {
    /// Whether strangers may create accounts.
    pub allow_registration: Option<bool>,
    /// Whether new accounts must set up a second factor first.
    pub enforce_mfa_new_users: Option<bool>,
    /// Whether people may switch their password off.
    pub allow_passwordless: Option<bool>,
}

/// Why the switches were not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateConfigError {
    /// They changed since the caller read them.
    #[error("the configuration has changed")]
    Changed,
    /// The caller stopped being an admin while the request was under way.
    #[error("the caller is no admin any more")]
    NoAdmin,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Reads the switches.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn server_config(&self) -> Result<ServerConfig, StoreError> {
        config::find(self.store.reader()).await
    }

    /// Changes the switches; recorded with what changed.
    ///
    /// # Errors
    /// [`UpdateConfigError`].
    pub async fn update_server_config(
        &self,
        caller: &Identity,
        patch: ConfigPatch,
        if_match: &IfMatch,
        origin: &Origin,
    ) -> Result<ServerConfig, UpdateConfigError> {
        let changed = self
            .store
            .write(async |tx| {
                let before = config::lock(tx).await?;
                if !is_still_admin(tx, caller).await? {
                    return Err(UpdateConfigError::NoAdmin);
                }
                if !if_match.allows(before.version) {
                    return Err(UpdateConfigError::Changed);
                }
                let mut after = before;
                let mut changes = Vec::new();
                for (name, field, new) in [
                    ("allow_registration", &mut after.allow_registration, patch.allow_registration),
                    (
                        "enforce_mfa_new_users",
                        &mut after.enforce_mfa_new_users,
                        patch.enforce_mfa_new_users,
                    ),
                    ("allow_passwordless", &mut after.allow_passwordless, patch.allow_passwordless),
                ] {
                    if let Some(new) = new.filter(|new| new != field) {
                        *field = new;
                        changes.push(format!("{name}={new}"));
                    }
                }
                if changes.is_empty() {
                    return Ok(before);
                }
                let after = config::update(tx, after).await?;
                let mut entry = self.entry_by(caller, origin, Action::ChangeConfig, None);
                entry.detail = Some(changes.join(" "));
                self.record(tx, entry).await?;
                Ok(after)
            })
            .await?;
        self.ring_outbox();
        Ok(changed)
    }
}
