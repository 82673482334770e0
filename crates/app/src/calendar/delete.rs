//! Deleting a calendar.

use umbra_domain::{CalendarId, UserId, calendar::Calendar, precondition::IfMatch, rights::Denied};
use umbra_store::{Own, resource, template, user};

use super::IsDefault;
use crate::{App, errors::DeleteError};

impl App {
    /// Deletes a calendar of the caller's own, for good. Templates that name it then mean the
    /// default one, and have a new version.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_calendar(
        &self,
        who: UserId,
        id: CalendarId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError<IsDefault>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // Before the calendar's own row, as everybody who changes calendars does.
                user::lock_owner(tx, who).await?.ok_or(Denied::Missing)?;
                let granted = resource::lock::<Calendar, Own>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteError::Changed);
                }
                if granted.row().is_default {
                    return Err(DeleteError::Refused(IsDefault::Deleted));
                }
                template::forget_calendar(tx, &granted, now).await?;
                Ok(resource::delete(tx, granted).await?)
            })
            .await
    }
}
