//! The verbs that all things have. A feature's own verbs call these, and add what is special.

use umbra_domain::{Stored, UserId, precondition::IfMatch};
use umbra_store::{
    Edit, Granted, StoreError, Tx, View,
    resource::{self, Resource},
};

use crate::{
    App,
    errors::{ChangeError, ReadError},
    idempotency::{Once, OnceError, Outcome},
};

impl App {
    /// Reads a thing that the caller may see.
    pub(crate) async fn read_thing<T: Resource>(
        &self,
        who: UserId,
        id: T::Id,
    ) -> Result<Stored<T>, ReadError> {
        let found = resource::find::<T, View>(self.store.reader(), who, id).await?;
        Ok(found.granted()?.into_row())
    }

    /// Makes a thing of the caller's own; without an idempotency key in one statement.
    pub(crate) async fn create_thing<T: Resource>(
        &self,
        who: UserId,
        place: &T::Place,
        body: T,
        once: Option<Once<Stored<T>>>,
    ) -> Result<Outcome<Stored<T>>, OnceError<StoreError>> {
        let now = self.clock.now();
        match once {
            None => {
                let db = self.store.autocommit();
                let made = resource::create(db, place, body, now).await;
                Ok(Outcome::Done(made.map_err(StoreError::signed_out)?))
            }
            once => {
                let work = async |tx: &Tx| {
                    resource::create(tx, place, body, now).await.map_err(StoreError::signed_out)
                };
                self.once(who, once, work).await
            }
        }
    }

    /// Changes a thing that the caller may edit, as `edit` says, under its lock. A change that
    /// changes nothing keeps the version.
    pub(crate) async fn change_thing<T: Resource, E: std::error::Error + 'static>(
        &self,
        who: UserId,
        id: T::Id,
        if_match: &IfMatch,
        edit: impl AsyncFnOnce(&Tx, &mut Granted<Stored<T>, Edit>) -> Result<(), ChangeError<E>>,
    ) -> Result<Stored<T>, ChangeError<E>> {
        self.store.write(async |tx| self.change_in(tx, who, id, if_match, edit).await).await
    }

    /// Changes a thing as [`App::change_thing`] does, in a transaction that does more.
    pub(crate) async fn change_in<T: Resource, E: std::error::Error + 'static>(
        &self,
        tx: &Tx,
        who: UserId,
        id: T::Id,
        if_match: &IfMatch,
        edit: impl AsyncFnOnce(&Tx, &mut Granted<Stored<T>, Edit>) -> Result<(), ChangeError<E>>,
    ) -> Result<Stored<T>, ChangeError<E>> {
        let mut granted = resource::lock::<T, Edit>(tx, who, id).await?.granted()?;
        if !if_match.allows(granted.row().version) {
            return Err(ChangeError::Changed);
        }
        let before = granted.row().body.clone();
        edit(tx, &mut granted).await?;
        if granted.row().body == before {
            return Ok(granted.into_row());
        }
        Ok(resource::update(tx, granted, self.clock.now()).await?)
    }

    /// Deletes a thing that the caller may edit, unless `refuse` has something against it.
    pub(crate) async fn delete_thing<T: Resource, E: std::error::Error + 'static>(
        &self,
        who: UserId,
        id: T::Id,
        if_match: &IfMatch,
        refuse: impl FnOnce(&T) -> Result<(), E>,
    ) -> Result<(), ChangeError<E>> {
        self.store
            .write(async |tx| {
                let granted = resource::lock::<T, Edit>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version) {
                    return Err(ChangeError::Changed);
                }
                refuse(&granted.row().body).map_err(ChangeError::Refused)?;
                Ok(resource::delete(tx, granted).await?)
            })
            .await
    }
}
