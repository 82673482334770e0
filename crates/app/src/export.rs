//! Reading all that is somebody's own, from the beginning to the end.

mod completions;

use std::collections::HashMap;

use umbra_domain::{
    EventId, Stored, UserId,
    audit::Action,
    event::{Event, Shown},
    session::{Identity, Origin},
};
use umbra_store::{
    StoreError,
    event::{self, Found},
    export,
};

pub use self::completions::Completions;
pub use umbra_store::{
    export::{Preferences, TaskCompletion, TodoCompletion},
    resource::Resource as Own,
};

use crate::{App, event::EventInvitation};

/// How many ids are read at once: 160 KB of them.
const STRIDE: u64 = 20_000;

/// How many rows are read at once.
const PAGE: usize = 200;

/// How many events are read at once, each with all of its overrides, of which there may be a thousand.
const EVENTS: usize = 5;

/// A place in all that is somebody's own of one kind.
#[derive(Debug)]
pub struct Walk {
    who: UserId,
    /// Read, and next.
    ids: std::vec::IntoIter<i64>,
    last: i64,
    is_at_end: bool,
}

impl Walk {
    /// Begins at the beginning.
    #[must_use]
    pub fn new(who: UserId) -> Self {
        Self { who, ids: Vec::new().into_iter(), last: 0, is_at_end: false }
    }

    /// Gives the next ids, so many at most; none at the end.
    async fn next<T: Own>(&mut self, app: &App, most: usize) -> Result<Vec<i64>, StoreError> {
        let db = app.store.reader();
        self.next_of(most, async |who, last| export::ids::<T>(db, who, last, STRIDE).await).await
    }

    /// Gives the next ids of those that are read by a stride, of whose they are and after which.
    async fn next_of(
        &mut self,
        most: usize,
        stride: impl AsyncFnOnce(UserId, i64) -> Result<Vec<i64>, StoreError>,
    ) -> Result<Vec<i64>, StoreError> {
        if self.ids.len() == 0 && !self.is_at_end {
            let ids = stride(self.who, self.last).await?;
            self.is_at_end = (ids.len() as u64) < STRIDE;
            self.last = ids.last().copied().unwrap_or(self.last);
            self.ids = ids.into_iter();
        }
        Ok(self.ids.by_ref().take(most).collect())
    }
}

/// An event in a calendar of somebody's own.
#[derive(Debug)]
pub struct OwnEvent {
    /// The event, of a series what all occurrences share.
    pub whole: Shown,
    /// The occurrences that differ, for everybody or for the owner alone.
    pub overrides: Vec<Shown>,
    /// Who is invited.
    pub invitations: Vec<EventInvitation>,
}

impl OwnEvent {
    fn new(found: Found, invitations: Vec<EventInvitation>) -> Self {
        let Found { event, overrides, personal_state } = found;
        let changed = overrides.iter().map(|one| one.recurrence_id);
        let own = personal_state.changes.iter().map(|one| one.recurrence_id);
        let mut names: Vec<_> = changed.chain(own).collect();
        names.sort_unstable();
        names.dedup();
        let occurrences = names.into_iter().map(|name| {
            let changed = overrides.iter().find(|one| one.recurrence_id == name);
            Shown::occurrence(event.clone(), personal_state.clone(), name, changed)
        });
        let overrides = occurrences.collect();
        Self { whole: Shown::whole(event, personal_state), overrides, invitations }
    }
}

impl App {
    /// Puts on record that somebody takes all that is theirs along.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn begin_export(&self, caller: &Identity, origin: &Origin) -> Result<(), StoreError> {
        let entry = self.own_entry(caller.user, origin, Action::Export);
        self.store.write(async |tx| self.record(tx, entry).await).await?;
        self.ring_outbox();
        Ok(())
    }

    /// Reads the next things of somebody's own; `None` at the end. What was made or changed meanwhile may be there or
    /// not, and is as it was at one moment.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_own<T: Own>(
        &self,
        walk: &mut Walk,
    ) -> Result<Option<Vec<Stored<T>>>, StoreError> {
        let ids = walk.next::<T>(self, PAGE).await?;
        if ids.is_empty() {
            return Ok(None);
        }
        export::read::<T>(self.store.reader(), walk.who, &ids).await.map(Some)
    }

    /// Reads what somebody has for themselves on the next events, whoever's these are; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_event_preferences(
        &self,
        walk: &mut Walk,
    ) -> Result<Option<Vec<Preferences>>, StoreError> {
        let db = self.store.reader();
        let stride = async |who, last| export::with_preferences(db, who, last, STRIDE).await;
        let ids = walk.next_of(EVENTS, stride).await?;
        if ids.is_empty() {
            return Ok(None);
        }
        export::preferences(db, walk.who, &ids).await.map(Some)
    }

    /// Reads the next events in calendars of somebody's own; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_own_events(
        &self,
        walk: &mut Walk,
    ) -> Result<Option<impl Iterator<Item = OwnEvent> + use<>>, StoreError> {
        let ids = walk.next::<Event>(self, EVENTS).await?;
        if ids.is_empty() {
            return Ok(None);
        }
        let db = self.store.reader();
        let found = export::events(db, walk.who, &ids).await?;
        let numbers: Vec<EventId> = found.iter().map(|one| one.event.id).collect();
        let mut invited = HashMap::<EventId, Vec<_>>::new();
        for one in event::invited_to(db, &numbers).await? {
            invited.entry(one.event).or_default().push(one);
        }
        // One after the other: each occurrence is shown with a description of its own.
        let events = found.into_iter().map(move |found| {
            let invited = invited.remove(&found.event.id).unwrap_or_default().into_iter();
            let invited = invited.map(|one| EventInvitation::new(one, &found.event)).collect();
            OwnEvent::new(found, invited)
        });
        Ok(Some(events))
    }
}
