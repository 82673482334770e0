//! Renaming a passkey.

use umbra_auth::passkey::PasskeysUnavailable;
use umbra_domain::{
    PasskeyId, UserId,
    factor::{Passkey, PasskeyName},
};
use umbra_store::{StoreError, passkey};

use crate::App;

/// Why a passkey was not renamed.
#[derive(Debug, thiserror::Error)]
pub enum RenamePasskeyError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The caller has no such passkey.
    #[error("there is no such passkey")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Renames one of the caller's passkeys; without a name, or with the same one, nothing changes.
    ///
    /// # Errors
    /// [`RenamePasskeyError`].
    pub async fn rename_passkey(
        &self,
        who: UserId,
        id: PasskeyId,
        name: Option<PasskeyName>,
    ) -> Result<Passkey, RenamePasskeyError> {
        self.ceremonies()?;
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let found = passkey::for_edit(tx, who, id).await?;
                let found = found.ok_or(RenamePasskeyError::NotFound)?;
                match name {
                    Some(name) if name != found.row().name => {
                        Ok(passkey::rename(tx, found, name, now).await?)
                    }
                    _ => Ok(found.into_row()),
                }
            })
            .await
    }
}
