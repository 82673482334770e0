//! The places that events are in.

use umbra_domain::{
    LocationId, Stored, UserId,
    event::{Event, Override, Place},
    location::Location,
};
use umbra_store::{StoreError, Tx, View, resource};

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
