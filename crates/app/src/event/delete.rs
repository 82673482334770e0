//! Deleting an event, or some occurrences of a series.

use umbra_domain::{
    EventId, UserId,
    event::{Event, Unsound, end_before, exclude},
    precondition::IfMatch,
    reminder::EventSnapshot,
    rights::{Denied, Forbidden},
};
use umbra_store::{Edit, Manage, event, resource};

use super::{Scope, sync_reminders::sync_reminders};
use crate::{App, errors::DeleteError};

/// What deleting an event is refused for.
#[derive(Debug, thiserror::Error)]
pub enum DeleteRefused {
    /// The event recurs, and which occurrences are meant wasn't said.
    #[error("which occurrences are meant has to be said")]
    ScopeRequired,
    /// There is no such occurrence, or the series can't be divided there.
    #[error(transparent)]
    Unsound(#[from] Unsound),
}

impl From<Unsound> for DeleteError<DeleteRefused> {
    fn from(unsound: Unsound) -> Self {
        Self::Refused(unsound.into())
    }
}

impl App {
    /// Deletes an event, or occurrences of it. Who may edit deletes what they made themselves; what
    /// others made takes more. A series without any occurrence left goes.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_event(
        &self,
        who: UserId,
        id: EventId,
        scope: Scope,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError<DeleteRefused>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let mut granted = resource::lock::<Event, Edit>(tx, who, id).await?.granted()?;
                if granted.also::<Manage>().is_err() && !event::is_maker(&granted, who) {
                    return Err(Denied::Forbidden(Forbidden::NotYours).into());
                }
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteError::Changed);
                }
                let body = granted.row().body.clone();
                let overrides = match scope {
                    Scope::This(_) | Scope::Following(_) => event::overrides(tx, &granted).await?,
                    Scope::Unspecified | Scope::All => Vec::new(),
                };
                let before = EventSnapshot::new(granted.row(), &overrides);
                let remaining = match scope {
                    Scope::Unspecified if body.repeat.is_some() => {
                        return Err(DeleteError::Refused(DeleteRefused::ScopeRequired));
                    }
                    Scope::Unspecified | Scope::All => None,
                    Scope::This(at) => exclude(body, overrides, at)?,
                    Scope::Following(at) => end_before(&body, overrides, at)?,
                };
                let Some((body, overrides)) = remaining else {
                    return Ok(resource::delete(tx, granted).await?);
                };
                granted.row_mut().body = body;
                event::set_overrides(tx, &granted, &overrides).await?;
                let left = event::update(tx, granted, &overrides, now).await?;
                let after = EventSnapshot::new(&left, &overrides);
                Ok(sync_reminders(tx, who, Some(&before), &after, now).await?)
            })
            .await
    }
}
