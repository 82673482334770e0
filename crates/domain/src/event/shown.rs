//! What a window shows of an event.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use super::{
    Answer, BusyTime, Content, Counts, Description, Event, Invitation, LocationText, Override,
    Personal, PersonalEventState, Status, Transparency, When, Window,
};
use crate::{Stored, recurrence::Series, settings::Color};

/// The most that a window may show.
pub const MAX_SHOWN: usize = 10_000;

/// A window shows more than [`MAX_SHOWN`] occurrences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// A single event, or an occurrence of a series, as it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The event.
    pub event: Arc<Stored<Event>>,
    /// What the person who sees it has on it.
    pub personal_state: Arc<PersonalEventState>,
    /// Names the occurrence; `None` for a single event.
    pub recurrence_id: Option<DateTime>,
    /// When it is.
    pub when: When,
    /// What it is about, where that differs from the event.
    pub changed: Option<Content>,
}

/// Something that a window shows: what somebody sees, or that somebody is busy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An event, or an occurrence.
    Event(Box<Shown>),
    /// A time in which somebody is busy, by what they may know no more of.
    Busy(BusyTime),
}

impl Entry {
    /// Gives what a list is ordered by: when it begins, whole days before times and those before busy
    /// times, and then what it is.
    #[must_use]
    pub fn order(&self, viewer: &TimeZone) -> (Timestamp, u8, i64, Option<DateTime>) {
        match self {
            Self::Event(shown) => {
                let (begins, timed, id, name) = shown.order(viewer);
                (begins, timed.into(), id, name)
            }
            Self::Busy(busy) => (busy.start, 2, busy.calendar.0, None),
        }
    }
}

impl Shown {
    /// Shows a single event, or a series as a whole.
    #[must_use]
    pub fn whole(event: Arc<Stored<Event>>, personal_state: Arc<PersonalEventState>) -> Self {
        let when = event.body.when.clone();
        Self { event, personal_state, recurrence_id: None, when, changed: None }
    }

    /// Shows one occurrence of a series.
    #[must_use]
    pub fn occurrence(
        event: Arc<Stored<Event>>,
        personal_state: Arc<PersonalEventState>,
        id: DateTime,
        changed: Option<&Override>,
    ) -> Self {
        let body = &event.body;
        let when = changed.map_or_else(|| body.when.at_local(id), |changed| changed.when(body));
        let changed = changed.map(|changed| changed.content(body));
        Self { event, personal_state, recurrence_id: Some(id), when, changed }
    }

    /// Gives a number that is another one whenever what the person sees has changed, and not by what others
    /// change for themselves. It grows, but for who sees single occurrences only: to them nothing shows
    /// what becomes of the others.
    #[must_use]
    pub fn version(&self) -> i64 {
        let shared = if self.personal_state.access.is_whole() {
            self.event.version
        } else {
            self.fingerprint()
        };
        shared + self.personal_state.number()
    }

    /// Gives when what the person sees changed last. Of an event of which they see single occurrences only
    /// that isn't known: it is when they last changed something for themselves, or the event was made.
    #[must_use]
    pub fn updated_at(&self) -> Timestamp {
        let access = &self.personal_state.access;
        let shared = if access.is_whole() { self.event.updated_at } else { self.event.created_at };
        self.personal_state.version.map_or(shared, |own| own.updated_at.max(shared))
    }

    /// Condenses what everybody sees of it who sees this occurrence.
    fn fingerprint(&self) -> i64 {
        let Content { title, description, location_text, place, status, transparency, color } =
            self.content();
        let mut hasher = DefaultHasher::new();
        title.as_str().hash(&mut hasher);
        description.as_ref().map(Description::as_str).hash(&mut hasher);
        location_text.as_ref().map(LocationText::as_str).hash(&mut hasher);
        let place = place.as_ref().map(|place| (place.id, &place.name, &place.address));
        place.hash(&mut hasher);
        (status.rank(), transparency.rank()).hash(&mut hasher);
        color.as_ref().map(Color::as_str).hash(&mut hasher);
        let body = &self.event.body;
        (body.calendar, body.created_by, body.visibility.rank()).hash(&mut hasher);
        (self.recurrence_id, self.changed.is_some()).hash(&mut hasher);
        (self.when.bounds(), self.when.locals(), self.when.has_known_zones()).hash(&mut hasher);
        if let When::Timed { zone, end_zone, .. } = &self.when {
            (zone.as_str(), end_zone.as_str()).hash(&mut hasher);
        }
        // Far enough from where adding to it would overflow.
        i64::try_from(hasher.finish() >> 2).unwrap_or_default()
    }

    /// Gives what the person has on it.
    #[must_use]
    pub fn personal(&self) -> Personal {
        self.recurrence_id
            .map_or_else(|| self.personal_state.whole.clone(), |id| self.personal_state.at(id))
    }

    /// Tells whether this occurrence differs from the others of its series, for everybody or for the
    /// person who sees it.
    #[must_use]
    pub fn is_override(&self) -> bool {
        self.changed.is_some()
            || self.recurrence_id.is_some_and(|id| self.personal_state.differs_at(id))
    }

    /// Gives to what the person is invited by this.
    #[must_use]
    pub fn invitation(&self) -> Option<&Invitation> {
        self.personal_state.access.invitation(self.recurrence_id)
    }

    /// Counts what the invited have answered, for who may invite.
    #[must_use]
    pub fn counts(&self) -> Option<Counts> {
        self.personal_state.access.counts(self.recurrence_id)
    }

    /// Tells whether it keeps the person from being met: not what is free or cancelled, and not what
    /// they were asked to and haven't accepted, if only tentatively.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let content = self.content();
        let comes = self
            .invitation()
            .is_none_or(|own| matches!(own.answer, Answer::Accepted | Answer::Tentative));
        comes && content.transparency == Transparency::Busy && content.status != Status::Cancelled
    }

    /// Gives what it is about.
    #[must_use]
    pub fn content(&self) -> &Content {
        self.changed.as_ref().unwrap_or(&self.event.body.content)
    }

    /// Gives what a list is ordered by: when it begins for somebody in a zone, whole days before
    /// times, and then what it is.
    #[must_use]
    pub fn order(&self, viewer: &TimeZone) -> (Timestamp, bool, i64, Option<DateTime>) {
        let timed = !self.when.all_day();
        (self.when.begins(viewer), timed, self.event.id.0, self.recurrence_id)
    }
}

/// Adds what a window shows of an event to a list, in no order.
///
/// `overrides` are at least those whose occurrence was in the window, or is now.
///
/// # Errors
/// [`TooMany`] when the list would hold more than [`MAX_SHOWN`].
pub fn shown(
    event: &Arc<Stored<Event>>,
    personal_state: &Arc<PersonalEventState>,
    overrides: &[Override],
    window: &Window,
    list: &mut Vec<Shown>,
) -> Result<(), TooMany> {
    let mut add = |recurrence_id, when, changed| {
        let (event, personal_state) = (Arc::clone(event), Arc::clone(personal_state));
        push(list, window, Shown { event, personal_state, recurrence_id, when, changed })
    };
    let body = &event.body;
    // A stored series was checked before it was stored.
    let Some(Ok(series)) = body.series() else {
        return if personal_state.access.lists(None) {
            add(None, body.when.clone(), None)
        } else {
            Ok(())
        };
    };
    let differs = |local| overrides.iter().any(|changed| changed.recurrence_id == local);
    if let Some(only) = personal_state.access.only() {
        for local in only.into_iter().filter(|&local| !differs(local)) {
            if series.contains(local) {
                add(Some(local), body.when.at_local(local), None)?;
            }
        }
        return shown_overrides(event, personal_state, overrides, window, list);
    }
    let left_out = |local| differs(local) || !personal_state.access.lists(Some(local));
    unchanged(&body.when, &series, window, left_out, |id, when| add(Some(id), when, None))?;
    shown_overrides(event, personal_state, overrides, window, list)
}

/// Gives the occurrences of a series that a window may show and that don't differ from it, in order.
pub(super) fn unchanged(
    when: &When,
    series: &Series,
    window: &Window,
    differs: impl Fn(DateTime) -> bool,
    mut add: impl FnMut(DateTime, When) -> Result<(), TooMany>,
) -> Result<(), TooMany> {
    let lasts = when.duration();
    if when.all_day() {
        let (first, last) = window.days;
        for local in series.between_dates(first.saturating_sub(lasts), last) {
            if !differs(local) {
                add(local, when.at_local(local))?;
            }
        }
    } else {
        // What lasts no time counts where it begins, so the window begins a moment earlier.
        let from = window.from.checked_sub(lasts + SignedDuration::from_secs(1));
        for next in series.between(from.unwrap_or(Timestamp::MIN), window.to) {
            if !differs(next.local) {
                add(next.local, when.moved_to(next.local, next.at))?;
            }
        }
    }
    Ok(())
}

/// Adds only those occurrences that differ from their series.
///
/// # Errors
/// As [`shown`].
pub fn shown_overrides(
    event: &Arc<Stored<Event>>,
    personal_state: &Arc<PersonalEventState>,
    overrides: &[Override],
    window: &Window,
    list: &mut Vec<Shown>,
) -> Result<(), TooMany> {
    let listed = |changed: &&Override| personal_state.access.lists(Some(changed.recurrence_id));
    for changed in overrides.iter().filter(listed) {
        let id = changed.recurrence_id;
        let (event, personal_state) = (Arc::clone(event), Arc::clone(personal_state));
        push(list, window, Shown::occurrence(event, personal_state, id, Some(changed)))?;
    }
    Ok(())
}

/// Adds what the window shows, as long as there is room.
fn push(list: &mut Vec<Shown>, window: &Window, shown: Shown) -> Result<(), TooMany> {
    if !window.shows(&shown.when) {
        return Ok(());
    }
    if list.len() >= MAX_SHOWN {
        return Err(TooMany);
    }
    list.push(shown);
    Ok(())
}
