//! Seeing one's passkeys.

use umbra_auth::passkey::PasskeysUnavailable;
use umbra_domain::{UserId, factor::Passkey};
use umbra_store::{StoreError, passkey};

use crate::App;

/// Why passkeys could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListPasskeysError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Lists the caller's passkeys in the order they were made.
    ///
    /// # Errors
    /// [`ListPasskeysError`].
    pub async fn passkeys(&self, who: UserId) -> Result<Vec<Passkey>, ListPasskeysError> {
        self.ceremonies()?;
        let rows = passkey::of_user(self.store.reader(), who).await?;
        Ok(rows.into_iter().map(|row| row.passkey).collect())
    }
}
