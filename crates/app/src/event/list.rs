//! Listing what a window shows.

use jiff::{Timestamp, tz::TimeZone};
use umbra_domain::{
    CalendarId, Invalid, UserId,
    civil::{days_later, start_of_day, today},
    event::{BusyTime, Entry, Shown, TooMany, Window, merged, shown, shown_overrides},
    rights::Denied,
    settings::Zone,
    text::fold,
};
use umbra_store::{
    StoreError, calendar,
    event::{self, Found, InWindow, WindowQuery},
};

use crate::App;

/// From how many events on expanding them would keep other requests waiting.
pub(super) const MAX_INLINE_EVENTS: usize = 100;

/// The default length of a list's range, in days.
const YEAR: i64 = 366;

/// What to list.
#[derive(Debug, Clone)]
pub struct ListEvents {
    /// From when on; without it, from the beginning of today.
    pub from: Option<Timestamp>,
    /// Until when; without it, a year on.
    pub to: Option<Timestamp>,
    /// Where days begin.
    pub zone: Zone,
    /// Only events of this calendar; without one, those of all calendars that aren't hidden.
    pub calendar: Option<CalendarId>,
    /// Only what has this text in its title, description or place, whatever its case.
    pub search: Option<String>,
}

/// Why events could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListEventsError {
    /// The caller may not know of the calendar, or there is none.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The range is empty or too wide.
    #[error(transparent)]
    Range(#[from] Invalid),
    /// The window shows too many.
    #[error("the range has too many events")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TooMany> for ListEventsError {
    fn from(TooMany: TooMany) -> Self {
        Self::TooMany
    }
}

impl App {
    /// Lists the single events and the occurrences in a window that the caller may see, and when
    /// others are busy by what the caller may know no more of, by when they begin.
    ///
    /// # Errors
    /// [`ListEventsError`].
    pub async fn events(
        &self,
        who: UserId,
        list: ListEvents,
    ) -> Result<Vec<Entry>, ListEventsError> {
        let ListEvents { from, to, zone, calendar, search } = list;
        let rules = zone.rules();
        let from = from.unwrap_or_else(|| start_of_today(self.clock.now(), &rules));
        let to = to.unwrap_or_else(|| days_later(from, YEAR, &rules));
        let window = Window::new(from, to, rules)?;
        let query = WindowQuery { bounds: window.bounds(), calendar, search };
        let found = event::in_window(self.store.reader(), who, &query).await?;
        let found = found.ok_or(ListEventsError::TooMany)?;
        if found.events.is_empty() && found.unseen.is_empty() {
            self.knows(who, query.calendar).await?;
        }
        let search = query.search;
        if found.events.len() + found.unseen.len() <= MAX_INLINE_EVENTS {
            return Ok(expand(&found, &window, search.as_deref())?);
        }
        let work = move || expand(&found, &window, search.as_deref());
        let done = tokio::task::spawn_blocking(work).await;
        // It doesn't panic, and nobody aborts it but the end of the process.
        Ok(done.map_err(|_| StoreError::Corrupt("event"))??)
    }
}

impl App {
    /// Tells a calendar that has nothing to show from one that the caller may not know of.
    pub(super) async fn knows(
        &self,
        who: UserId,
        id: Option<CalendarId>,
    ) -> Result<(), ListEventsError> {
        let Some(id) = id else { return Ok(()) };
        let known = calendar::is_known(self.store.reader(), who, id).await?;
        if known { Ok(()) } else { Err(Denied::Missing.into()) }
    }
}

/// Gives the instant at which today began in a zone.
fn start_of_today(now: Timestamp, zone: &TimeZone) -> Timestamp {
    start_of_day(today(now, zone), zone).unwrap_or(now)
}

/// Expands events into what the window shows, in order.
fn expand(found: &InWindow, window: &Window, search: Option<&str>) -> Result<Vec<Entry>, TooMany> {
    let events = expand_events(&found.events, window, search)?;
    let mut busy: Vec<BusyTime> = Vec::new();
    for unseen in &found.unseen {
        unseen.busy_times(window, &mut busy)?;
    }
    let busy = merged(busy).into_iter().map(Entry::Busy);
    let mut list: Vec<_> =
        events.into_iter().map(|one| Entry::Event(Box::new(one))).chain(busy).collect();
    list.sort_by_cached_key(|entry| entry.order(&window.zone));
    Ok(list)
}

fn expand_events(
    found: &[Found],
    window: &Window,
    search: Option<&str>,
) -> Result<Vec<Shown>, TooMany> {
    let mut list = Vec::new();
    for Found { event, overrides, personal_state } in found {
        let Some(text) = search.map(fold) else {
            shown(event, personal_state, overrides, window, &mut list)?;
            continue;
        };
        let before = list.len();
        let has = |shown: &Shown| shown.content().has(&text);
        // What an occurrence doesn't change need be looked at only once.
        let as_a_whole = event.body.content.has(&text);
        if as_a_whole || event.body.repeat.is_none() {
            shown(event, personal_state, overrides, window, &mut list)?;
        } else {
            shown_overrides(event, personal_state, overrides, window, &mut list)?;
        }
        let added = list.split_off(before);
        let fits = |shown: &Shown| if shown.changed.is_some() { has(shown) } else { as_a_whole };
        list.extend(added.into_iter().filter(fits));
    }
    Ok(list)
}
