//! People.

mod alike;
mod birthdays;
mod merge;

use std::convert::Infallible;

use umbra_domain::{
    PersonId, Stored, UserId,
    page::Page,
    person::{Nameless, Person, PersonPatch},
    precondition::IfMatch,
};
pub use umbra_store::person::PersonQuery;
use umbra_store::{StoreError, person};

pub use alike::Duplicate;
pub use birthdays::{ListBirthdays, MAX_BIRTHDAYS};
pub use merge::{MergePerson, MergeRefused};

use crate::{
    App,
    errors::{ChangeError, DeleteError, ListError, ReadError},
    idempotency::{Once, OnceError, Outcome},
};

impl App {
    /// Keeps a person.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_person(
        &self,
        who: UserId,
        new: Person,
        once: Option<Once<Stored<Person>>>,
    ) -> Result<Outcome<Stored<Person>>, OnceError<StoreError>> {
        self.create_thing(who, &who, new, once).await
    }

    /// Reads a person that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn person(&self, who: UserId, id: PersonId) -> Result<Stored<Person>, ReadError> {
        self.read_thing(who, id).await
    }

    /// Lists a page of the people whom the caller knows.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn people(
        &self,
        who: UserId,
        query: &PersonQuery,
    ) -> Result<Page<Stored<Person>>, ListError> {
        Ok(person::list(self.store.reader(), who, query).await?)
    }

    /// Changes a person that the caller may edit. A change that changes nothing keeps the version.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_person(
        &self,
        who: UserId,
        id: PersonId,
        patch: PersonPatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Person>, ChangeError<Nameless>> {
        self.change_thing::<Person, _>(who, id, if_match, async |_, person| {
            let body = &mut person.row_mut().body;
            *body = patch.apply(body.clone()).map_err(ChangeError::Refused)?;
            Ok(())
        })
        .await
    }

    /// Deletes a person that the caller may edit.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_person(
        &self,
        who: UserId,
        id: PersonId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.delete_thing::<Person, Infallible>(who, id, if_match, |_| Ok(())).await
    }
}
