//! Finding people who are kept twice.

use umbra_domain::{
    PersonId, Stored, UserId,
    person::{Alike, Person},
    rights::Denied,
};
use umbra_store::person;

use crate::{App, errors::ReadError};

/// The most people who are told.
const MAX_DUPLICATES: usize = 50;

/// Somebody who may be the same person, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The other one.
    pub person: Stored<Person>,
    /// What both have in common, the strongest reason first.
    pub reasons: Vec<Alike>,
}

impl App {
    /// Lists those who may be the same person as one that the caller may see, the likeliest first
    /// and at most 50.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn duplicates(&self, who: UserId, id: PersonId) -> Result<Vec<Duplicate>, ReadError> {
        let mut found = person::alike(self.store.reader(), who, id).await?;
        let place = found.iter().position(|person| person.id == id).ok_or(Denied::Missing)?;
        let this = found.swap_remove(place);
        let mut duplicates: Vec<_> = found
            .into_iter()
            .map(|person| Duplicate { reasons: Alike::between(&this.body, &person.body), person })
            .filter(|duplicate| !duplicate.reasons.is_empty())
            .collect();
        duplicates.sort_by(|one, other| {
            (&one.reasons, one.person.id).cmp(&(&other.reasons, other.person.id))
        });
        duplicates.truncate(MAX_DUPLICATES);
        Ok(duplicates)
    }
}
