//! Making one of two people.

use jiff::Timestamp;
use umbra_domain::{
    PersonId, Stored, UserId,
    person::{MergeField, Person, TooMuch},
    precondition::IfMatch,
};
use umbra_store::{Edit, Tx, resource};

use crate::{
    App,
    errors::ChangeError,
    idempotency::{Once, OnceError, Outcome},
};

/// Who is to become one with a person, and how.
#[derive(Debug, Clone)]
pub struct MergePerson {
    /// The one that goes.
    pub other: PersonId,
    /// Of which fields that both have the value of the one that goes is taken.
    pub take: Vec<MergeField>,
}

/// Why two people could not be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefused {
    /// The other one doesn't exist, or the caller may not delete them.
    #[error("there is no such person")]
    UnknownPerson,
    /// Both are one person already.
    #[error("nobody can be merged with themselves")]
    Same,
    /// Together they have more than there may be.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
}

impl App {
    /// Gives a person all that another one has, and deletes that one.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn merge_person(
        &self,
        who: UserId,
        id: PersonId,
        merge: MergePerson,
        if_match: &IfMatch,
        once: Option<Once<Stored<Person>>>,
    ) -> Result<Outcome<Stored<Person>>, OnceError<ChangeError<MergeRefused>>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| merge_in(tx, who, id, merge, if_match, now).await).await
    }
}

async fn merge_in(
    tx: &Tx,
    who: UserId,
    id: PersonId,
    merge: MergePerson,
    if_match: &IfMatch,
    now: Timestamp,
) -> Result<Stored<Person>, ChangeError<MergeRefused>> {
    let MergePerson { other, take } = merge;
    let lock = async |id| resource::lock::<Person, Edit>(tx, who, id).await;
    // In the order of their ids, so that two requests that merge the same two don't wait for each
    // other.
    let (target, gone) = if id < other {
        let target = lock(id).await?;
        (target, lock(other).await?)
    } else {
        let gone = lock(other).await?;
        (lock(id).await?, gone)
    };
    let mut target = target.granted()?;
    if !if_match.allows(target.row().version) {
        return Err(ChangeError::Changed);
    }
    if id == other {
        return Err(ChangeError::Refused(MergeRefused::Same));
    }
    let gone = gone.granted().map_err(|_| ChangeError::Refused(MergeRefused::UnknownPerson))?;
    let before = target.row().body.clone();
    let merged = before.clone().merge(gone.row().body.clone(), &take);
    let merged = merged.map_err(|much| ChangeError::Refused(much.into()))?;
    resource::delete(tx, gone).await?;
    if merged == before {
        return Ok(target.into_row());
    }
    target.row_mut().body = merged;
    Ok(resource::update(tx, target, now).await?)
}
