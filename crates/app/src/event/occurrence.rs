//! One occurrence of a series: reading it, and putting it back to what the series makes of it.

use umbra_domain::{
    EventId, UserId,
    event::{Event, Moment, Shown, occurrence, put_back},
    precondition::IfMatch,
    rights::Denied,
};
use umbra_store::{Edit, View, event, resource};

use super::locked::{Changed, Locked};
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
        let found = event::whole(db, &granted, who).await?.ok_or(Denied::Missing)?;
        let name = occurrence(&found.event.body, at).ok_or(Denied::Missing)?;
        if !found.personal_state.access.sees(name) {
            return Err(Denied::Missing.into());
        }
        let changed = found.overrides.iter().find(|changed| changed.recurrence_id == name);
        Ok(Shown::occurrence(found.event, found.personal_state, name, changed))
    }

    /// Puts an occurrence of a series that the caller may edit back to what the series makes of it,
    /// whether it was changed, moved or deleted; what the caller has on it alone is put back, too, and
    /// what others have stays. One that is as the series has it stays, and so does the version. What the
    /// rule never made an occurrence is missing.
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
                let locked = Locked::<Edit>::find(tx, who, id, now).await?;
                let locked = locked.unless_changed(if_match)?;
                let body = locked.granted.row().body.clone();
                let put = put_back(body, locked.overrides.clone(), at);
                let (name, body, overrides) = put.ok_or(Denied::Missing)?;
                let invitations = locked.invitations.clone();
                let mut people = locked.people.clone();
                if let Some(personal_state) = people.get_mut(&who) {
                    personal_state.forget(name);
                }
                let (event, personal_state) =
                    locked.write(Changed { body, overrides, people, invitations }).await?;
                Ok(Shown::occurrence(event, personal_state, name, None))
            })
            .await
    }
}
