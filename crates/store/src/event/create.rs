//! Making an event in one statement.

use jiff::Timestamp;
use umbra_domain::{
    CalendarId, EventId, Stored, UserId,
    calendar::Calendar,
    event::{Event, EventDraft},
};

use super::row;
use crate::{
    Autocommit, StoreError, calendar,
    resource::{self, FIRST},
};

/// Makes an event on which nobody has anything for themselves, in the calendar that a person names or in
/// their default one, if they may put events there; `None` otherwise.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn create_alone(
    db: &Autocommit,
    who: UserId,
    calendar: Option<CalendarId>,
    new: EventDraft,
    now: Timestamp,
) -> Result<Option<Stored<Event>>, StoreError> {
    let places = calendar::to_fill(who, calendar);
    let row = row::to_draft_row(&new, who);
    let made = resource::create_in::<Event, Calendar>(db, places, row, now).await?;
    Ok(made.map(|(id, calendar)| Stored {
        id: EventId(id),
        version: FIRST,
        created_at: now,
        updated_at: now,
        body: new.in_calendar(CalendarId(calendar), who),
    }))
}
