//! Making a calendar.

use jiff::Timestamp;
use umbra_domain::{
    UserId,
    calendar::{Calendar, MOST, NewCalendar},
};
use umbra_store::{StoreError, Tx, calendar, idempotency::Answer, user};

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
    /// Makes a calendar; as the default one it takes the place of the one before.
    ///
    /// # Errors
    /// [`CreateCalendarError`].
    pub async fn create_calendar(
        &self,
        who: UserId,
        new: NewCalendar,
    ) -> Result<Calendar, CreateCalendarError> {
        let now = self.clock.now();
        self.store.write(async |tx| create(tx, who, new, now).await).await
    }

    /// Makes a calendar unless this request did so before.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_calendar_once(
        &self,
        who: UserId,
        new: NewCalendar,
        once: &Once,
        render: impl FnOnce(&Calendar) -> Answer,
    ) -> Result<Outcome<Calendar>, OnceError<CreateCalendarError>> {
        let now = self.clock.now();
        let work = async |tx: &Tx| create(tx, who, new, now).await;
        self.once(who, once, work, render).await
    }
}

async fn create(
    tx: &Tx,
    who: UserId,
    new: NewCalendar,
    now: Timestamp,
) -> Result<Calendar, CreateCalendarError> {
    // The row's lock keeps parallel requests within the cap and at one default.
    user::lock_owner(tx, who).await?.ok_or(CreateCalendarError::SessionEnded)?;
    if calendar::count(tx, who).await? >= MOST {
        return Err(CreateCalendarError::TooMany);
    }
    if new.is_default {
        calendar::clear_default(tx, who, now).await?;
    }
    Ok(calendar::create(tx, who, new, now).await?)
}
