//! Deleting an event, or some occurrences of a series.

use umbra_domain::{
    EventId, UserId,
    event::{Unsound, end_before, exclude, named, notifications_of_removal},
    precondition::IfMatch,
    rights::may_delete,
};
use umbra_store::{Edit, notification, resource};

use super::{
    Scope,
    locked::{Changed, Locked},
};
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
    /// others made takes more. A series without any occurrence left goes. Who is invited is told.
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
                let locked = Locked::<Edit>::find(tx, who, id, now).await?;
                let granted = &locked.granted;
                may_delete(granted.held(), granted.row().body.created_by, who)?;
                let locked = locked.unless_changed(if_match)?;
                let body = locked.granted.row().body.clone();
                let overrides = locked.overrides.clone();
                let mut people = locked.people.clone();
                let mut invitations = locked.invitations.clone();
                let remaining = match scope {
                    Scope::Unspecified if body.repeat.is_some() => {
                        return Err(DeleteError::Refused(DeleteRefused::ScopeRequired));
                    }
                    Scope::Unspecified | Scope::All => None,
                    Scope::This(at) => {
                        let name = named(&body, at)?;
                        people.values_mut().for_each(|personal_state| personal_state.forget(name));
                        invitations.retain(|one| one.occurrence != Some(name));
                        exclude(body, overrides, at)?
                    }
                    Scope::Following(at) => {
                        let name = named(&body, at)?;
                        people.values_mut().for_each(|personal_state| {
                            *personal_state = personal_state.up_to(name)
                        });
                        invitations.retain(|one| one.occurrence.is_none_or(|at| at < name));
                        end_before(&body, overrides, at)?
                    }
                };
                let Some((body, overrides)) = remaining else {
                    let event = locked.granted.row();
                    let about = (who, event.id, now);
                    let version = (&event.body, &*locked.overrides);
                    let told = notifications_of_removal(about, &locked.invitations, version);
                    resource::delete(tx, locked.granted).await?;
                    return Ok(notification::notify(tx, &told, now).await?);
                };
                locked.write(Changed { body, overrides, people, invitations }).await?;
                Ok(())
            })
            .await
    }
}
