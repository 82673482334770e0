//! Making an event.

use std::sync::Arc;

use umbra_domain::{
    CalendarId, LocationId, UserId,
    event::{
        Content, EventDraft, Moment, Personal, PersonalEventState, PersonalVersion, Shown,
        TimingPatch, Transparency, Unsound, Visibility,
    },
    recurrence::Rule,
    reminder::EventSnapshot,
    settings::Zone,
};
use umbra_store::{
    Edit, Granted, Own, StoreError, Tx, calendar,
    event::{self, People},
    resource,
};

use super::{
    locked::versioned,
    place,
    sync_reminders::{self, sync_reminders},
};
use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

/// What somebody wants to make an event of.
#[derive(Debug, Clone)]
pub struct CreateEvent {
    /// The calendar it goes into; without one, the default calendar.
    pub calendar: Option<CalendarId>,
    /// Who sees it.
    pub visibility: Visibility,
    /// What it is about.
    pub content: Content,
    /// The place of the caller's where it is.
    pub location: Option<LocationId>,
    /// What the caller has on it for themselves.
    pub personal: Personal,
    /// Whether it keeps people busy; without it, what an event of its kind is.
    pub transparency: Option<Transparency>,
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
    /// The caller has no such place.
    #[error("there is no such place")]
    UnknownLocation,
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
    /// Makes an event in a calendar that the caller may edit. Local times without a zone are in
    /// `zone`.
    ///
    /// # Errors
    /// [`CreateEventError`].
    pub async fn create_event(
        &self,
        who: UserId,
        zone: &Zone,
        new: CreateEvent,
        once: Option<Once<Shown>>,
    ) -> Result<Outcome<Shown>, OnceError<CreateEventError>> {
        let (location, personal) = (new.location, new.personal.clone());
        let (calendar, mut new) = checked(new, zone).map_err(OnceError::Work)?;
        if once.is_none() && personal == Personal::default() && location.is_none() {
            // One statement makes it; no transaction has to hold anything together.
            let (db, now) = (self.store.autocommit(), self.clock.now());
            let made = event::create_alone(db, who, calendar, new, now).await?;
            let made = made.ok_or(OnceError::Work(CreateEventError::UnknownCalendar))?;
            return Ok(Outcome::Done(Shown::whole(Arc::new(made), Arc::default())));
        }
        self.once(who, once, async |tx| {
            let calendar = calendar::for_events(tx, who, calendar).await?;
            let calendar = calendar.granted().map_err(|_| CreateEventError::UnknownCalendar)?;
            if let Some(id) = location {
                let place = place::own(tx, who, id).await?;
                new.content.place = Some(place.ok_or(CreateEventError::UnknownLocation)?);
            }
            self.make_in(tx, who, &calendar, new, personal).await
        })
        .await
    }

    /// Makes an event with its reminders in a calendar that was found for the caller.
    pub(crate) async fn make_in(
        &self,
        tx: &Tx,
        who: UserId,
        calendar: &Granted<CalendarId, Edit>,
        new: EventDraft,
        personal: Personal,
    ) -> Result<Shown, CreateEventError> {
        let now = self.clock.now();
        let new = new.in_calendar(*calendar.row(), who);
        let event = resource::create(tx, calendar, new, now).await?;
        let mut people = People::from([(who, PersonalEventState::new(personal))]);
        let owns = calendar.also::<Own>().is_ok();
        let fresh =
            versioned(&People::new(), &mut people, |_, _| PersonalVersion::first(owns, now));
        if !fresh.is_empty() {
            event::write_people(tx, &event, &fresh).await?;
            let after = sync_reminders::Moment::new(EventSnapshot::new(&event, &[]), &fresh);
            sync_reminders(tx, None, &after, now).await?;
        }
        let personal_state = people.remove(&who).unwrap_or_default();
        Ok(Shown::whole(Arc::new(event), Arc::new(personal_state)))
    }
}

/// Checks the fields, before anything is asked of the database.
fn checked(
    new: CreateEvent,
    zone: &Zone,
) -> Result<(Option<CalendarId>, EventDraft), CreateEventError> {
    let CreateEvent { calendar, visibility, content, transparency, timing, rule, exdates, .. } =
        new;
    let mut draft = EventDraft::parse(content, timing, rule, exdates.as_deref(), zone)?;
    draft.visibility = visibility;
    draft.content.transparency = transparency.unwrap_or(draft.content.transparency);
    Ok((calendar, draft))
}
