//! A person's own settings.

mod push;
mod test_push;
mod update;

use umbra_domain::{UserId, settings::Settings};
use umbra_store::{StoreError, settings};

pub use push::PushPatch;
pub use test_push::TestPushError;
pub use update::{SettingsPatch, UpdateSettingsError};

use crate::App;

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
