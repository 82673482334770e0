//! The places that events are in.

use umbra_domain::{
    LocationId, Patch, Stored, UserId,
    event::{Event, Override, Place, leave_places},
    location::Location,
};
use umbra_store::{StoreError, Tx, View, location, resource};

/// Finds one of the caller's places for an event, where it stays until the transaction ends; `None`
/// if they have no such place.
pub(super) async fn own(tx: &Tx, who: UserId, id: LocationId) -> Result<Option<Place>, StoreError> {
    let found = resource::keep::<Location, View>(tx, who, id).await?;
    Ok(found.granted().ok().map(|found| found.row().into()))
}

/// Finds a place in which an event, or an occurrence of it, is already, whosever it is.
pub(super) fn present(
    event: &Stored<Event>,
    overrides: &[Override],
    id: LocationId,
) -> Option<Place> {
    let changed = overrides.iter().filter_map(|one| one.content(event).place);
    event.content.place.clone().into_iter().chain(changed).find(|place| place.id == id)
}

/// Has an event that is to be in another calendar, and its occurrences, leave the places of those who hold
/// nothing on that: it would go on to follow what they call them.
pub(super) async fn leave(
    tx: &Tx,
    event: &mut Event,
    overrides: &mut [Override],
) -> Result<(), StoreError> {
    let changed = overrides.iter().filter_map(|one| match &one.content.place {
        Patch::Set(place) => Some(place),
        Patch::Keep | Patch::Clear => None,
    });
    let places: Vec<_> = event.content.place.iter().chain(changed).map(|place| place.id).collect();
    if !places.is_empty() {
        let kept = location::of_members(tx, event.calendar, &places).await?;
        leave_places(event, overrides, &kept);
    }
    Ok(())
}
