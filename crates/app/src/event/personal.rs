//! Changing what a person has on an event for themselves, which others don't see.

use std::sync::Arc;

use jiff::Timestamp;
use umbra_domain::{
    EventId, UserId,
    event::{Event, PersonalPatch, PersonalVersion, Shown, named},
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
    let before = event::mine(tx, &granted, who).await?;
    if !if_match.allows(granted.row().version + before.number()) {
        return Err(ChangeError::Changed);
    }
    let overrides = event::overrides(tx, &granted).await?;
    let event = granted.into_row();
    let mut mine = before.clone();
    // Who sees only some occurrences learns nothing of the others.
    if !mine.sight.is_whole() {
        match scope {
            Scope::This(at) if named(&event, at).is_ok_and(|name| mine.sight.sees(name)) => {}
            Scope::This(_) | Scope::Following(_) => return Err(Denied::Missing.into()),
            Scope::All => return Err(Denied::Forbidden(Forbidden::ReadOnly).into()),
            Scope::Unspecified => {}
        }
    }
    let name = match scope {
        Scope::Unspecified if event.repeat.is_some() => {
            return Err(ChangeError::Refused(UpdateRefused::ScopeRequired));
        }
        Scope::Unspecified | Scope::All => {
            mine.edit_all(patch);
            None
        }
        Scope::This(at) => {
            let name = named(&event, at)?;
            mine.edit_one(name, patch)?;
            Some(name)
        }
        Scope::Following(at) => {
            let name = named(&event, at)?;
            mine.edit_following(&event, name, patch)?;
            Some(name)
        }
    };
    mine.check_lead_times(&before)?;
    let old = People::from([(who, before)]);
    let mut new = People::from([(who, mine)]);
    let next = |_, old| PersonalVersion::after(old, false, now);
    let fresh = versioned(&old, &mut new, next);
    if !fresh.is_empty() {
        event::write_people(tx, &event, &fresh).await?;
        let snapshot = EventSnapshot::new(&event, &overrides);
        let after = Moment::new(snapshot.clone(), &new);
        sync_reminders(tx, Some(&Moment::new(snapshot, &old)), &after, now).await?;
    }
    let (event, mine) = (Arc::new(event), Arc::new(new.remove(&who).unwrap_or_default()));
    Ok(match name {
        None => Shown::whole(event, mine),
        Some(name) => {
            let changed = overrides.iter().find(|changed| changed.recurrence_id == name);
            Shown::occurrence(event, mine, name, changed)
        }
    })
}
