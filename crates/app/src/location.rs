//! Locations.

use std::convert::Infallible;

use umbra_domain::{
    LocationId, Stored, UserId,
    location::{Location, LocationFilter, LocationPatch, MissingCoordinate},
    page::{Keyset, Limit, Page},
    precondition::IfMatch,
};
use umbra_store::{StoreError, location};

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
        self.change_thing::<Location, _>(who, id, if_match, async |_, location| {
            let body = &mut location.row_mut().body;
            *body = patch.apply(body.clone()).map_err(ChangeError::Refused)?;
            Ok(())
        })
        .await
    }

    /// Deletes a location that the caller may edit.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_location(
        &self,
        who: UserId,
        id: LocationId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.delete_thing::<Location, Infallible>(who, id, if_match, |_| Ok(())).await
    }
}
