//! Deleting an event, or some occurrences of a series.

use umbra_domain::{
    EventId, UserId,
    event::{Unsound, end_before, exclude},
    precondition::IfMatch,
};
use umbra_store::{StoreError, event};

use super::{
    Scope,
    settle::{Stage, settle},
};
use crate::App;

/// Why an event could not be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteEventError {
    /// There is none, or the caller may not see it.
    #[error("there is no such event")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the event has changed")]
    Changed,
    /// The event recurs, and which occurrences are meant wasn't said.
    #[error("which occurrences are meant has to be said")]
    ScopeRequired,
    /// There is no such occurrence, or the series can't be divided there.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Deletes an event that the caller may edit, or occurrences of it. A series without any
    /// occurrence left goes.
    ///
    /// # Errors
    /// [`DeleteEventError`].
    pub async fn delete_event(
        &self,
        who: UserId,
        id: EventId,
        scope: Scope,
        if_match: &IfMatch,
    ) -> Result<(), DeleteEventError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let found = event::for_edit(tx, who, id).await?;
                let mut granted = found.ok_or(DeleteEventError::NotFound)?;
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteEventError::Changed);
                }
                let body = granted.row().body.clone();
                let overrides = match scope {
                    Scope::This(_) | Scope::Following(_) => event::overrides(tx, &granted).await?,
                    Scope::Unsaid | Scope::All => Vec::new(),
                };
                let before = Stage::new(granted.row(), &overrides);
                let remaining = match scope {
                    Scope::Unsaid if body.repeat.is_some() => {
                        return Err(DeleteEventError::ScopeRequired);
                    }
                    Scope::Unsaid | Scope::All => None,
                    Scope::This(at) => exclude(body, overrides, at)?,
                    Scope::Following(at) => end_before(&body, overrides, at)?,
                };
                let Some((body, overrides)) = remaining else {
                    return Ok(event::delete(tx, granted).await?);
                };
                granted.row_mut().body = body;
                event::set_overrides(tx, &granted, &overrides).await?;
                let left = event::update(tx, granted, &overrides, now).await?;
                let after = Stage::new(&left, &overrides);
                Ok(settle(tx, who, Some(&before), &after, now).await?)
            })
            .await
    }
}
