//! Searching events over all time.

use jiff::Timestamp;
use umbra_domain::{
    CalendarId, UserId,
    event::{Content, Outlook, Shown, coming},
    page::{Keyset, Limit, Page},
    settings::Zone,
    text::fold,
};
use umbra_store::{
    StoreError,
    event::{self, Found, SearchQuery},
};

use super::{ListEventsError, list::MANY};
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
        let Page { items, next } = event::search(self.store.reader(), who, &query).await?;
        if items.is_empty() && first {
            self.knows(who, calendar).await?;
        }
        let outlook = Outlook { now: self.clock.now(), from, to, zone: zone.rules() };
        if items.len() <= MANY / 5 {
            return Ok(Page { items: shown(&items, &outlook, &wanted), next });
        }
        let work = move || shown(&items, &outlook, &wanted);
        let items = tokio::task::spawn_blocking(work).await;
        // It doesn't panic, and nobody aborts it but the end of the process.
        Ok(Page { items: items.map_err(|_| StoreError::Corrupt("event"))?, next })
    }
}

fn shown(found: &[Found], outlook: &Outlook, wanted: &str) -> Vec<Shown> {
    let has = |content: &Content| content.has(wanted);
    let next = |found: &Found| coming(&found.event, &found.mine, &found.overrides, outlook, has);
    found.iter().filter_map(next).collect()
}
