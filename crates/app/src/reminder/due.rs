//! What is due.

use std::collections::HashSet;

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
        let reader = self.store.reader();
        // What a worker fires meanwhile is then in both, which is better than in neither.
        let mut due = reminder::unfired(reader, who, now).await?;
        let fired = reminder::fired(reader, who, now, after, limit).await?;
        let known: HashSet<_> = fired.iter().map(|reminder| reminder.id).collect();
        due.retain(|reminder| !known.contains(&reminder.id));
        for reminder in &mut due {
            fire(&mut reminder.body, now);
        }
        due.extend(fired);
        let place = |reminder: &Stored<Reminder>| (reminder.state.due_since(), reminder.id.0);
        due.retain(|reminder| {
            let (since, id) = place(reminder);
            since.is_some() && after.is_none_or(|after| (after.at, after.id) < (since, id))
        });
        due.sort_by_key(place);
        Ok(Page::from_overfetched(due, limit, |reminder| {
            let (at, id) = place(reminder);
            Place { at, id }.keyset()
        }))
    }
}
