//! Making an event.

use umbra_domain::{
    CalendarId, UserId,
    event::{Content, Event, Moment, NewEvent, TimingPatch, Unsound},
    recurrence::Rule,
    settings::Zone,
};
use umbra_store::{Read, StoreError, Tx, calendar, event, idempotency::Answer};

use super::settle::{Stage, reminds, settle};
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
        let (calendar, new) = checked(new, zone)?;
        if reminds(&new) {
            let work = async |tx: &Tx| self.make(tx, who, calendar, new).await;
            return self.store.write(work).await;
        }
        let calendar = found(self.store.autocommit(), who, calendar).await?;
        let new = NewEvent { calendar, ..new };
        Ok(event::create(self.store.autocommit(), new, self.clock.now()).await?)
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
        let (calendar, new) = checked(new, zone).map_err(OnceError::Work)?;
        let work = async |tx: &Tx| self.make(tx, who, calendar, new).await;
        self.once(who, once, work, render).await
    }

    async fn make(
        &self,
        tx: &Tx,
        who: UserId,
        calendar: Option<CalendarId>,
        new: NewEvent,
    ) -> Result<Event, CreateEventError> {
        let calendar = found(tx, who, calendar).await?;
        self.make_in(tx, who, calendar, new).await
    }

    /// Makes an event with its reminders in a calendar that was found for the caller.
    pub(crate) async fn make_in(
        &self,
        tx: &Tx,
        who: UserId,
        calendar: CalendarId,
        new: NewEvent,
    ) -> Result<Event, CreateEventError> {
        let now = self.clock.now();
        let event = event::create(tx, NewEvent { calendar, ..new }, now).await?;
        settle(tx, who, None, &Stage::new(&event, &[]), now).await?;
        Ok(event)
    }
}

async fn found(
    db: &impl Read,
    who: UserId,
    calendar: Option<CalendarId>,
) -> Result<CalendarId, CreateEventError> {
    let found = calendar::for_events(db, who, calendar).await?;
    found.ok_or(CreateEventError::UnknownCalendar)
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
