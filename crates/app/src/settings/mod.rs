//! A person's own settings.

mod push;
mod test_push;
mod update;

use umbra_domain::{Invalid, UserId, settings::Settings};
use umbra_store::{StoreError, settings};

pub use push::PushPatch;
pub use test_push::TestPushError;
pub use update::SettingsPatch;

use crate::App;

/// Why settings could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateSettingsError {
    /// They changed since the caller read them.
    #[error("the settings have changed")]
    Changed,
    /// What they would be is refused, for the sake of this field.
    #[error("{field}: {why}")]
    Refused {
        /// The field.
        field: &'static str,
        /// Why.
        why: Invalid,
    },
    /// The operator has switched messages to phones off.
    #[error("messages to phones are switched off")]
    PushOff,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Reads the caller's settings.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn settings(&self, who: UserId) -> Result<Settings, StoreError> {
        let found = settings::find(self.store.reader(), who).await?;
        found.ok_or(StoreError::Corrupt("settings"))
    }
}

fn refused(field: &'static str, why: Invalid) -> UpdateSettingsError {
    UpdateSettingsError::Refused { field, why }
}
