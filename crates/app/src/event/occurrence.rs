//! One occurrence of a series: reading it, and putting it back to what the series makes of it.

use std::sync::Arc;

use umbra_domain::{
    EventId, UserId,
    event::{Event, Moment, Shown, occurrence, put_back},
    precondition::IfMatch,
    reminder::EventSnapshot,
    rights::Denied,
};
use umbra_store::{Edit, View, event, resource};

use super::sync_reminders::sync_reminders;
use crate::{
    App,
    errors::{ChangeError, ReadError},
};

impl App {
    /// Reads one occurrence of a series that the caller may see, where it is now. What is no
    /// occurrence, or none any more, is missing.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn occurrence(
        &self,
        who: UserId,
        id: EventId,
        at: Moment,
    ) -> Result<Shown, ReadError> {
        let db = self.store.reader();
        let granted = resource::find::<Event, View>(db, who, id).await?.granted()?;
        let found = event::whole(db, &granted).await?.ok_or(Denied::Missing)?;
        let name = occurrence(&found.event.body, at).ok_or(Denied::Missing)?;
        let changed = found.overrides.iter().find(|changed| changed.recurrence_id == name);
        Ok(Shown::occurrence(found.event, name, changed))
    }

    /// Puts an occurrence of a series that the caller may edit back to what the series makes of it,
    /// whether it was changed, moved or deleted. One that is as the series has it stays, and so does
    /// the version. What the rule never made an occurrence is missing.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn put_back_occurrence(
        &self,
        who: UserId,
        id: EventId,
        at: Moment,
        if_match: &IfMatch,
    ) -> Result<Shown, ChangeError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let mut granted = resource::lock::<Event, Edit>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version) {
                    return Err(ChangeError::Changed);
                }
                let overrides = event::overrides(tx, &granted).await?;
                let before = EventSnapshot::new(granted.row(), &overrides);
                let count = overrides.len();
                let put = put_back(granted.row().body.clone(), overrides, at);
                let (name, body, overrides) = put.ok_or(Denied::Missing)?;
                if body == granted.row().body && overrides.len() == count {
                    return Ok(Shown::occurrence(Arc::new(granted.into_row()), name, None));
                }
                granted.row_mut().body = body;
                event::set_override(tx, &granted, name, None).await?;
                let event = event::update(tx, granted, &overrides, now).await?;
                let after = EventSnapshot::new(&event, &overrides);
                sync_reminders(tx, who, Some(&before), &after, now).await?;
                Ok(Shown::occurrence(Arc::new(event), name, None))
            })
            .await
    }
}
