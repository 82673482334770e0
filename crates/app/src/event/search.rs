//! Searching events over all time.

use jiff::Timestamp;
use umbra_domain::{
    CalendarId, UserId,
    event::{Content, Outlook, Shown, coming, coming_of_some},
    page::{Keyset, Limit, Page},
    settings::Zone,
    text::fold,
};
use umbra_store::{
    StoreError,
    event::{self, Found, Hits, SearchQuery},
};

use super::{ListEventsError, list::MAX_INLINE_EVENTS};
use crate::App;

/// What to look for.
#[derive(Debug, Clone)]
pub struct SearchEvents {
    /// What has this text in its title, description or place, whatever its case.
    pub text: String,
    /// Only events of this calendar; without one, those of all calendars that aren't hidden.
    pub calendar: Option<CalendarId>,
    /// Only what is there after this instant.
    pub from: Option<Timestamp>,
    /// Only what begins before this instant.
    pub to: Option<Timestamp>,
    /// Where days begin.
    pub zone: Zone,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

impl App {
    /// Finds a page of single events, and of series the next occurrence each or the last one of what is
    /// over. By when the last of it ends and then by id, both descending. A page may be shorter
    /// than asked for, and others follow all the same.
    ///
    /// # Errors
    /// [`ListEventsError`].
    pub async fn search_events(
        &self,
        who: UserId,
        search: SearchEvents,
    ) -> Result<Page<Shown>, ListEventsError> {
        let SearchEvents { text, calendar, from, to, zone, after, limit } = search;
        let first = after.is_none();
        let wanted = fold(&text);
        let query = SearchQuery { text, calendar, from, to, after, limit };
        let hits = event::search(self.store.reader(), who, &query).await?;
        if hits.events.is_empty() && hits.parts.is_empty() && first {
            self.knows(who, calendar).await?;
        }
        let outlook = Outlook { now: self.clock.now(), from, to, zone: zone.rules() };
        let after = query.after;
        if hits.events.len() + hits.parts.len() <= MAX_INLINE_EVENTS / 5 {
            return Ok(page_of(hits, &outlook, &wanted, after, limit));
        }
        let work = move || page_of(hits, &outlook, &wanted, after, limit);
        let page = tokio::task::spawn_blocking(work).await;
        // It doesn't panic, and nobody aborts it but the end of the process.
        Ok(page.map_err(|_| StoreError::Corrupt("event"))?)
    }
}

/// Puts what a person sees as a whole and the occurrences to which they are invited into one order: by when
/// the last of each ends that they see, and then by id, both descending.
fn page_of(
    hits: Hits,
    outlook: &Outlook,
    wanted: &str,
    after: Option<Keyset>,
    limit: Limit,
) -> Page<Shown> {
    let has = |content: &Content| content.has(wanted);
    let events = hits.events.iter().map(|(found, keyset)| {
        let shown = coming(&found.event, &found.personal_state, &found.overrides, outlook, has);
        (place(keyset), shown)
    });
    let parts = hits.parts.iter().filter_map(|found| {
        let Found { event, personal_state, overrides } = found;
        let (shown, ends) = coming_of_some(event, personal_state, overrides, outlook, has)?;
        Some(((ends.as_microsecond(), event.id.0), Some(shown)))
    });
    let after = after.as_ref().map(place);
    let parts = parts.filter(|(at, _)| after.is_none_or(|after| *at < after));
    // What comes after the last event of a page that others follow is in one of those.
    let until = hits.next.as_ref().map(place);
    let parts = parts.filter(|(at, _)| until.is_none_or(|until| *at > until));
    let mut all: Vec<_> = events.chain(parts).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let most = usize::try_from(limit.get()).unwrap_or(usize::MAX);
    let next = if all.len() > most {
        all.truncate(most);
        let last = all.last().map(|(at, _)| *at);
        last.map(|(key, id)| Keyset { key: key.to_string(), id })
    } else {
        hits.next
    };
    Page { items: all.into_iter().filter_map(|(_, shown)| shown).collect(), next }
}

/// Reads a place in the order, which the statement has read before.
fn place(Keyset { key, id }: &Keyset) -> (i64, i64) {
    (key.parse().unwrap_or(i64::MAX), *id)
}
