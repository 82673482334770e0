//! Making an event.

use umbra_domain::{
    CalendarId, UserId,
    event::{Content, Event, Moment, NewEvent, TimingPatch, Unsound},
    recurrence::Rule,
    settings::Zone,
};
use umbra_store::{StoreError, Tx, Write, calendar, event, idempotency::Answer};

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

/// What somebody wants to make an event of.
#[derive(Debug, Clone)]
pub struct CreateEvent {
    /// The calendar it goes into; without one, the default calendar.
    pub calendar: Option<CalendarId>,
    /// What it is about.
    pub content: Content,
    /// When it is.
    pub timing: TimingPatch,
    /// How it recurs.
    pub rule: Option<Rule>,
    /// The occurrences that are left out.
    pub exdates: Option<Vec<Moment>>,
}

/// Why an event could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateEventError {
    /// There is no such calendar, or the caller may not put events into it.
    #[error("there is no such calendar")]
    UnknownCalendar,
    /// The fields don't go together.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CreateEventError {
    fn from(error: StoreError) -> Self {
        match error {
            // It was deleted a moment ago.
            StoreError::Dangling(_) => Self::UnknownCalendar,
            error => Self::Store(error),
        }
    }
}

impl App {
    /// Makes an event in a calendar of the caller's. Local times without a zone are in `zone`.
    ///
    /// # Errors
    /// [`CreateEventError`].
    pub async fn create_event(
        &self,
        who: UserId,
        zone: &Zone,
        new: CreateEvent,
    ) -> Result<Event, CreateEventError> {
        let made = checked(new, zone)?;
        self.make(self.store.autocommit(), who, made).await
    }

    /// Makes an event unless this request did so before.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_event_once(
        &self,
        who: UserId,
        zone: &Zone,
        new: CreateEvent,
        once: &Once,
        render: impl FnOnce(&Event) -> Answer,
    ) -> Result<Outcome<Event>, OnceError<CreateEventError>> {
        let made = checked(new, zone).map_err(OnceError::Work)?;
        let work = async |tx: &Tx| self.make(tx, who, made).await;
        self.once(who, once, work, render).await
    }

    async fn make(
        &self,
        db: &impl Write,
        who: UserId,
        (calendar, new): (Option<CalendarId>, NewEvent),
    ) -> Result<Event, CreateEventError> {
        let found = calendar::for_events(db, who, calendar).await?;
        self.make_in(db, found.ok_or(CreateEventError::UnknownCalendar)?, new).await
    }

    /// Makes an event in a calendar that was found for the caller.
    pub(crate) async fn make_in(
        &self,
        db: &impl Write,
        calendar: CalendarId,
        new: NewEvent,
    ) -> Result<Event, CreateEventError> {
        Ok(event::create(db, NewEvent { calendar, ..new }, self.clock.now()).await?)
    }
}

/// Checks the fields, before anything is asked of the database.
fn checked(
    new: CreateEvent,
    zone: &Zone,
) -> Result<(Option<CalendarId>, NewEvent), CreateEventError> {
    let CreateEvent { calendar, content, timing, rule, exdates } = new;
    // The calendar is looked up later; until then the event is in none.
    let nowhere = calendar.unwrap_or(CalendarId(0));
    let event = NewEvent::parse(nowhere, content, timing, rule, exdates.as_deref(), zone)?;
    Ok((calendar, event))
}
