//! Changing a calendar.

use umbra_domain::{
    CalendarId, Stored, UserId,
    calendar::{Calendar, CalendarPatch},
    precondition::IfMatch,
    rights::Denied,
};
use umbra_store::{Edit, Own, calendar, resource, user};

use super::IsDefault;
use crate::{App, errors::ChangeError};

impl App {
    /// Changes a calendar that the caller may edit. One that becomes the default takes the place
    /// of the one before, which gets a new version too. A change that changes nothing keeps the
    /// version.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_calendar(
        &self,
        who: UserId,
        id: CalendarId,
        patch: CalendarPatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Calendar>, ChangeError<IsDefault>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // Before the calendar's own row: two that become the default at once come one
                // after the other, and neither waits for a row that the other holds.
                user::lock_owner(tx, who).await?.ok_or(Denied::Missing)?;
                let mut granted = resource::lock::<Calendar, Edit>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version) {
                    return Err(ChangeError::Changed);
                }
                if patch.is_for_its_owner() {
                    granted.also::<Own>()?;
                }
                let was_default = granted.row().is_default;
                let changed = patch.apply(&mut granted.row_mut().body);
                if !changed.map_err(|_| ChangeError::Refused(IsDefault::Demoted))? {
                    return Ok(granted.into_row());
                }
                if granted.row().is_default && !was_default {
                    calendar::clear_default(tx, who, now).await?;
                }
                Ok(resource::update(tx, granted, now).await?)
            })
            .await
    }
}
