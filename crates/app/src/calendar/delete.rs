//! Deleting a calendar.

use umbra_domain::{CalendarId, UserId, precondition::IfMatch};
use umbra_store::{StoreError, calendar, template, user};

use crate::App;

/// Why a calendar could not be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteCalendarError {
    /// There is none, or the caller may not see it.
    #[error("there is no such calendar")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the calendar has changed")]
    Changed,
    /// It is the default one.
    #[error("the default calendar can't be deleted")]
    IsDefault,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Deletes a calendar that the caller may edit, for good. Templates that name it then mean the
    /// default one, and have a new version.
    ///
    /// # Errors
    /// [`DeleteCalendarError`].
    pub async fn delete_calendar(
        &self,
        who: UserId,
        id: CalendarId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteCalendarError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // Before the calendar's own row, as everybody who changes calendars does.
                user::lock_owner(tx, who).await?.ok_or(DeleteCalendarError::NotFound)?;
                let found = calendar::for_edit(tx, who, id).await?;
                let granted = found.ok_or(DeleteCalendarError::NotFound)?;
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteCalendarError::Changed);
                }
                if granted.row().is_default {
                    return Err(DeleteCalendarError::IsDefault);
                }
                template::forget_calendar(tx, &granted, now).await?;
                Ok(calendar::delete(tx, granted).await?)
            })
            .await
    }
}
