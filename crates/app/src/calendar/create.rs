//! Making a calendar.

use jiff::Timestamp;
use umbra_domain::{
    UserId,
    calendar::{Calendar, CalendarPreferences, MAX_CALENDARS, SeenCalendar},
};
use umbra_store::{Own, StoreError, Tx, calendar, resource, user};

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

/// Why a calendar could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateCalendarError {
    /// The person has as many calendars as there may be.
    #[error("there are too many calendars")]
    TooMany,
    /// The account was deleted meanwhile.
    #[error("the session has ended")]
    SessionEnded,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Makes a calendar with how it looks to the caller, who owns it; as the default one it takes the
    /// place of the one before.
    ///
    /// # Errors
    /// [`CreateCalendarError`].
    pub async fn create_calendar(
        &self,
        who: UserId,
        new: (Calendar, CalendarPreferences),
        once: Option<Once<SeenCalendar>>,
    ) -> Result<Outcome<SeenCalendar>, OnceError<CreateCalendarError>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| create(tx, who, new, now).await).await
    }
}

async fn create(
    tx: &Tx,
    who: UserId,
    (new, preferences): (Calendar, CalendarPreferences),
    now: Timestamp,
) -> Result<SeenCalendar, CreateCalendarError> {
    // The row's lock keeps parallel requests within the cap and at one default.
    user::lock_owner(tx, who).await?.ok_or(CreateCalendarError::SessionEnded)?;
    if resource::count_own::<Calendar>(tx, who).await? >= MAX_CALENDARS {
        return Err(CreateCalendarError::TooMany);
    }
    if new.is_default {
        calendar::clear_default(tx, who, now).await?;
    }
    let made = calendar::create(tx, who, new, &preferences, now).await?;
    let seen = calendar::find_seen::<Own>(tx, who, made.id).await?.granted();
    Ok(seen.map_err(|_| StoreError::Corrupt("calendar"))?.into_row())
}
