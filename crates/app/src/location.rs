//! Locations.

use umbra_domain::{
    LocationId, Stored, UserId,
    event::Place,
    location::{Location, LocationFilter, LocationPatch, MissingCoordinate},
    page::{Keyset, Limit, Page},
    precondition::IfMatch,
};
use umbra_store::{Edit, StoreError, location, resource};

use crate::{
    App,
    errors::{ChangeError, DeleteError, ListError, ReadError},
    idempotency::{Once, OnceError, Outcome},
};

impl App {
    /// Keeps a location.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_location(
        &self,
        who: UserId,
        new: Location,
        once: Option<Once<Stored<Location>>>,
    ) -> Result<Outcome<Stored<Location>>, OnceError<StoreError>> {
        self.create_thing(who, &who, new, once).await
    }

    /// Reads a location that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn location(
        &self,
        who: UserId,
        id: LocationId,
    ) -> Result<Stored<Location>, ReadError> {
        self.read_thing(who, id).await
    }

    /// Lists a page of the caller's locations by name, whatever its case, and id.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn locations(
        &self,
        who: UserId,
        filter: &LocationFilter,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Stored<Location>>, ListError> {
        Ok(location::list(self.store.reader(), who, filter, after, limit).await?)
    }

    /// Changes a location that the caller may edit. A change that changes nothing keeps the version.
    /// Events that are there show another name or address then, and get a new version, too.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_location(
        &self,
        who: UserId,
        id: LocationId,
        patch: LocationPatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Location>, ChangeError<MissingCoordinate>> {
        self.store
            .write(async |tx| {
                // Whoever changes an event holds its row before they look for the place.
                if patch.name.is_some() || !patch.address.is_keep() {
                    let found = resource::find::<Location, Edit>(tx, who, id).await?.granted()?;
                    let changed = patch.clone().apply(found.row().body.clone());
                    let shown = Place::from(found.row());
                    if changed.is_ok_and(|changed| Place::of(id, &changed) != shown) {
                        location::touch_events(tx, &found, self.clock.now()).await?;
                    }
                }
                self.change_in::<Location, _>(tx, who, id, if_match, async |_, location| {
                    let body = &mut location.row_mut().body;
                    *body = patch.apply(body.clone()).map_err(ChangeError::Refused)?;
                    Ok(())
                })
                .await
            })
            .await
    }

    /// Deletes a location that the caller may edit. Events that are there keep its name and address as
    /// their text, unless they have one of their own; the database sees to that.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_location(
        &self,
        who: UserId,
        id: LocationId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.store
            .write(async |tx| {
                let found = resource::find::<Location, Edit>(tx, who, id).await?.granted()?;
                location::touch_events(tx, &found, self.clock.now()).await?;
                let granted = resource::lock::<Location, Edit>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteError::Changed);
                }
                Ok(resource::delete(tx, granted).await?)
            })
            .await
    }
}
