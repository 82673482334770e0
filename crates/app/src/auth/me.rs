//! What people have told about themselves.

use jiff::civil::Date;
use umbra_domain::{
    Patch, UserId,
    user::{Email, PreferredName, Profile},
};
use umbra_store::{StoreError, settings, user};

use crate::App;

/// A change of what somebody has told about themselves; every omitted field stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfilePatch {
    /// A new or cleared address.
    pub email: Patch<Email>,
    /// A new or cleared name.
    pub preferred_name: Patch<PreferredName>,
    /// A new or cleared date.
    pub date_of_birth: Patch<Date>,
}

impl App {
    /// Reads what the caller has told about themselves.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn me(&self, who: UserId) -> Result<Profile, StoreError> {
        let found = user::profile(self.store.reader(), who).await?;
        found.ok_or(StoreError::Corrupt("account"))
    }

    /// Changes what the caller has told about themselves.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn update_me(&self, who: UserId, patch: ProfilePatch) -> Result<Profile, StoreError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // The name is a setting, too: read under the locks of both rows that it may change.
                user::lock_owner(tx, who).await?;
                let settings = settings::for_edit(tx, who).await?;
                let mut settings = settings.ok_or(StoreError::Corrupt("settings"))?;
                let found = user::profile(tx, who).await?;
                let mut profile = found.ok_or(StoreError::Corrupt("account"))?;
                let before = profile.clone();
                profile.email = patch.email.apply(profile.email);
                profile.date_of_birth = patch.date_of_birth.apply(profile.date_of_birth);
                profile.preferred_name = patch.preferred_name.apply(profile.preferred_name);
                if (&profile.email, profile.date_of_birth) != (&before.email, before.date_of_birth)
                {
                    let email = profile.email.as_ref();
                    user::set_profile(tx, who, email, profile.date_of_birth, now).await?;
                }
                if profile.preferred_name != before.preferred_name {
                    settings.row_mut().preferred_name.clone_from(&profile.preferred_name);
                    settings::update(tx, who, settings, now).await?;
                }
                Ok(profile)
            })
            .await
    }
}
