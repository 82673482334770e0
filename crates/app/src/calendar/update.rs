//! Changing a calendar.

use umbra_domain::{
    CalendarId, UserId,
    calendar::{Calendar, CalendarPatch, WithoutDefault},
    precondition::IfMatch,
};
use umbra_store::{StoreError, calendar, user};

use crate::App;

/// Why a calendar could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateCalendarError {
    /// There is none, or the caller may not see it.
    #[error("there is no such calendar")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the calendar has changed")]
    Changed,
    /// The default calendar was to stop being it, with no other in its place.
    #[error("the default calendar stays the default until another one becomes it")]
    IsDefault,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<WithoutDefault> for UpdateCalendarError {
    fn from(WithoutDefault: WithoutDefault) -> Self {
        Self::IsDefault
    }
}

impl App {
    /// Changes a calendar that the caller may edit. One that becomes the default takes the place
    /// of the one before, which gets a new version too. A change that changes nothing keeps the
    /// version.
    ///
    /// # Errors
    /// [`UpdateCalendarError`].
    pub async fn update_calendar(
        &self,
        who: UserId,
        id: CalendarId,
        patch: CalendarPatch,
        if_match: &IfMatch,
    ) -> Result<Calendar, UpdateCalendarError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // Before the calendar's own row: two that become the default at once come one
                // after the other, and neither waits for a row that the other holds.
                user::lock_owner(tx, who).await?.ok_or(UpdateCalendarError::NotFound)?;
                let found = calendar::for_edit(tx, who, id).await?;
                let mut granted = found.ok_or(UpdateCalendarError::NotFound)?;
                if !if_match.allows(granted.row().version) {
                    return Err(UpdateCalendarError::Changed);
                }
                let was_default = granted.row().is_default;
                if !patch.apply(granted.row_mut())? {
                    return Ok(granted.into_row());
                }
                if granted.row().is_default && !was_default {
                    calendar::clear_default(tx, who, now).await?;
                }
                Ok(calendar::update(tx, granted, now).await?)
            })
            .await
    }
}
