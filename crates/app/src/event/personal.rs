//! Changing what a person has on an event for themselves, which others don't see.

use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime};
use umbra_domain::{
    EventId, Stored, UserId,
    event::{Event, Override, PersonalEventState, PersonalPatch, PersonalVersion, Shown, named},
    precondition::IfMatch,
    reminder::EventSnapshot,
    rights::{Denied, Forbidden},
};
use umbra_store::{
    Tx, View,
    event::{self, People},
    resource,
};

use super::{
    Scope, UpdateRefused,
    locked::versioned,
    sync_reminders::{Moment, sync_reminders},
};
use crate::errors::ChangeError;

/// Changes what somebody has on an event that they may see, and returns the event or the occurrence
/// as they see it then. The event itself stays as it is.
///
/// What they declined is to be looked at and answered, and they have nothing on it.
///
/// The lock on the event's row keeps it from changing meanwhile, so that a change of the occurrences
/// takes all of this along.
pub(super) async fn set_personal(
    tx: &Tx,
    who: UserId,
    (id, scope): (EventId, Scope),
    patch: PersonalPatch,
    if_match: &IfMatch,
    now: Timestamp,
) -> Result<Shown, ChangeError<UpdateRefused>> {
    let granted = resource::lock::<Event, View>(tx, who, id).await?.granted()?;
    let before = event::personal_state(tx, &granted, who).await?;
    let access = before.access.clone();
    if access.is_whole() && !if_match.allows(granted.row().version + before.number()) {
        return Err(ChangeError::Changed);
    }
    let overrides = event::overrides(tx, &granted).await?;
    let event = granted.into_row();
    let mut personal_state = before.clone();
    // Who sees only some occurrences learns nothing of the others.
    if !access.is_whole() {
        match scope {
            Scope::This(at) => {
                let name = named(&event, at).ok().filter(|&name| access.sees(name));
                let name = name.ok_or(Denied::Missing)?;
                let shown = show(&Arc::new(event.clone()), before.clone(), Some(name), &overrides);
                if !if_match.allows(shown.version()) {
                    return Err(ChangeError::Changed);
                }
            }
            Scope::Following(_) => return Err(Denied::Missing.into()),
            Scope::All => return Err(Denied::Forbidden(Forbidden::ReadOnly).into()),
            Scope::Unspecified => {}
        }
    }
    // What they declined leaves nothing of theirs.
    let may_keep = |name| {
        let declined = Denied::Forbidden(Forbidden::ReadOnly);
        if access.may_keep(name) { Ok(()) } else { Err(declined) }
    };
    let name = match scope {
        Scope::Unspecified if event.repeat.is_some() => {
            return Err(ChangeError::Refused(UpdateRefused::ScopeRequired));
        }
        Scope::Unspecified | Scope::All => {
            may_keep(None)?;
            personal_state.edit_all(patch);
            None
        }
        Scope::This(at) => {
            let name = named(&event, at)?;
            may_keep(Some(name))?;
            personal_state.edit_one(name, patch)?;
            Some(name)
        }
        Scope::Following(at) => {
            let name = named(&event, at)?;
            may_keep(None)?;
            personal_state.edit_following(&event, name, patch)?;
            Some(name)
        }
    };
    personal_state.check_lead_times(&before)?;
    let old = People::from([(who, before)]);
    let mut new = People::from([(who, personal_state)]);
    let next = |_, old| PersonalVersion::after(old, false, now);
    let fresh = versioned(&old, &mut new, next);
    if !fresh.is_empty() {
        event::write_people(tx, &event, &fresh).await?;
        let snapshot = EventSnapshot::new(&event, &overrides);
        let after = Moment::new(snapshot.clone(), &new);
        sync_reminders(tx, Some(&Moment::new(snapshot, &old)), &after, now).await?;
    }
    Ok(show(&Arc::new(event), new.remove(&who).unwrap_or_default(), name, &overrides))
}

/// Shows an event, or an occurrence, to who has this on it.
fn show(
    event: &Arc<Stored<Event>>,
    personal_state: PersonalEventState,
    name: Option<DateTime>,
    overrides: &[Override],
) -> Shown {
    let (event, personal_state) = (Arc::clone(event), Arc::new(personal_state));
    match name {
        None => Shown::whole(event, personal_state),
        Some(name) => {
            let changed = overrides.iter().find(|changed| changed.recurrence_id == name);
            Shown::occurrence(event, personal_state, name, changed)
        }
    }
}
