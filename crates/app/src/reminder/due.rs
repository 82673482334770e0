//! What is due.

use jiff::Timestamp;
use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    reminder::Reminder,
};
use umbra_store::reminder::{self, Place};

use super::fire::fire;
use crate::{App, errors::ListError};

impl App {
    /// Lists a page of what is due of the caller's reminders, also of those on events, by when it
    /// became so. It is right whether or not a worker has been there yet.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn due_reminders(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Stored<Reminder>>, ListError> {
        let now = self.clock.now();
        let after = after.map(Place::read).transpose()?;
        let found = reminder::due(self.store.reader(), who, now, after, limit).await?;
        Ok(page_of_due(found, now, after, limit))
    }
}

/// Makes a page of what [`reminder::due`] found.
pub(crate) fn page_of_due(
    mut due: Vec<Stored<Reminder>>,
    now: Timestamp,
    after: Option<Place>,
    limit: Limit,
) -> Page<Stored<Reminder>> {
    for reminder in &mut due {
        fire(&mut reminder.body, now);
    }
    let place = |reminder: &Stored<Reminder>| (reminder.state.due_since(), reminder.id.0);
    due.retain(|reminder| {
        let (since, id) = place(reminder);
        since.is_some() && after.is_none_or(|after| (after.at, after.id) < (since, id))
    });
    due.sort_by_key(place);
    Page::from_overfetched(due, limit, |reminder| {
        let (at, id) = place(reminder);
        Place { at, id }.keyset()
    })
}
