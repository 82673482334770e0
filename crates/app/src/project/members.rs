//! Who is in a project: taking people in, saying what they are, and putting them out.
//!
//! Nobody has to accept: only people who are connected are taken in, who have agreed to share, and
//! whoever doesn't want to be in a project leaves it, or puts it away for themselves.

use jiff::Timestamp;
use umbra_domain::{
    ProjectId, UserId,
    notification::NotificationDraft,
    page::{Keyset, Limit, Page},
    project::{Member, Role},
    rights::Denied,
};
use umbra_store::{
    Access, Needed, Own, StoreError, Tx, View,
    connection::{self, Locked, Relationship},
    notification, project, task,
};

use crate::{
    App,
    errors::{ChangeError, ListWithinError},
    idempotency::{Once, OnceError, Outcome},
};

/// Why somebody could not be taken into a project, made something else or put out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemberRefused {
    /// The caller isn't connected with them, or there is no such account.
    #[error("the caller isn't connected with such a person")]
    Unknown,
    /// They are in it already.
    #[error("they are in the project already")]
    AlreadyMember,
    /// They own it, and nobody else would.
    #[error("a project has an owner, who has to hand it over first")]
    IsOwner,
}

impl App {
    /// Lists a page of those who are in a project that the caller may see, by name.
    ///
    /// # Errors
    /// [`ListWithinError`].
    pub async fn project_members(
        &self,
        who: UserId,
        id: ProjectId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Member>, ListWithinError> {
        let page = project::members(self.store.reader(), who, id, after, limit).await?;
        if page.items.is_empty() {
            self.see_project(who, id).await?;
        }
        Ok(page)
    }

    /// Takes somebody with whom the caller is connected into a project of the caller's.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn add_project_member(
        &self,
        who: UserId,
        id: ProjectId,
        other: UserId,
        role: Role,
        once: Option<Once<Member>>,
    ) -> Result<Outcome<Member>, OnceError<ChangeError<MemberRefused>>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| add(tx, who, id, (other, role), now).await).await
    }

    /// Makes somebody in a project of the caller's something else. Whoever is made its owner takes it
    /// over, and the caller goes on to edit it.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn set_project_role(
        &self,
        who: UserId,
        id: ProjectId,
        other: UserId,
        role: Role,
    ) -> Result<Member, ChangeError<MemberRefused>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                if role == Role::Owner && who != other {
                    return hand_over(tx, who, id, other, now).await;
                }
                let granted = task::lock_project::<Own>(tx, who, id).await?.granted()?;
                let before = project::role_of(tx, &granted, other).await?.ok_or(Denied::Missing)?;
                if before == Role::Owner && role != Role::Owner {
                    return Err(ChangeError::Refused(MemberRefused::IsOwner));
                }
                if before != role {
                    project::set_role(tx, &granted, other, role, now).await?;
                }
                Ok(project::member(tx, &granted, other).await?.ok_or(Denied::Missing)?)
            })
            .await
    }

    /// Puts somebody out of a project: the caller themselves, or anybody else if it is the caller's.
    /// They are no longer assigned to its tasks.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn remove_project_member(
        &self,
        who: UserId,
        id: ProjectId,
        other: UserId,
    ) -> Result<(), ChangeError<MemberRefused>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                if who == other {
                    let granted = task::lock_project::<View>(tx, who, id).await?;
                    remove(tx, granted, other, now).await
                } else {
                    let granted = task::lock_project::<Own>(tx, who, id).await?;
                    remove(tx, granted, other, now).await
                }
            })
            .await
    }
}

async fn add(
    tx: &Tx,
    who: UserId,
    id: ProjectId,
    (other, role): (UserId, Role),
    now: Timestamp,
) -> Result<Member, ChangeError<MemberRefused>> {
    // Before any lock, which would tell an account that is there from one that isn't.
    project::find::<Own>(tx, who, id).await?.granted()?;
    let unknown = || ChangeError::Refused(MemberRefused::Unknown);
    if who == other {
        return Err(ChangeError::Refused(MemberRefused::AlreadyMember));
    }
    if !Relationship::read(tx, who, Some(other)).await?.are_connected {
        return Err(unknown());
    }
    let Locked::Both(pair) = connection::lock(tx, who, Some(other)).await? else {
        return Err(unknown());
    };
    // Under the lock: they may have parted meanwhile.
    if !Relationship::read(tx, who, Some(other)).await?.are_connected {
        return Err(unknown());
    }
    let granted = task::lock_project::<Own>(tx, who, id).await?.granted()?;
    if !project::add_member(tx, &pair, &granted, role, now).await? {
        return Err(ChangeError::Refused(MemberRefused::AlreadyMember));
    }
    notification::notify(tx, &[NotificationDraft::project_joined(who, id, other)], now).await?;
    Ok(project::member(tx, &granted, other).await?.ok_or(StoreError::Corrupt("member"))?)
}

async fn hand_over(
    tx: &Tx,
    who: UserId,
    id: ProjectId,
    other: UserId,
    now: Timestamp,
) -> Result<Member, ChangeError<MemberRefused>> {
    // Before any lock, as above: only of a member may the caller learn that they are there.
    let found = project::find::<Own>(tx, who, id).await?.granted()?;
    project::role_of(tx, &found, other).await?.ok_or(Denied::Missing)?;
    let Locked::Both(pair) = connection::lock(tx, who, Some(other)).await? else {
        return Err(Denied::Missing.into());
    };
    let granted = task::lock_project::<Own>(tx, who, id).await?.granted()?;
    project::role_of(tx, &granted, other).await?.ok_or(Denied::Missing)?;
    project::hand_over(tx, &pair, granted, now).await?;
    notification::notify(tx, &[NotificationDraft::project_handed_over(who, id, other)], now)
        .await?;
    let granted = task::lock_project::<View>(tx, who, id).await?.granted()?;
    Ok(project::member(tx, &granted, other).await?.ok_or(StoreError::Corrupt("member"))?)
}

async fn remove<R: Needed>(
    tx: &Tx,
    found: Access<ProjectId, R>,
    user: UserId,
    now: Timestamp,
) -> Result<(), ChangeError<MemberRefused>> {
    let granted = found.granted()?;
    match project::role_of(tx, &granted, user).await? {
        None => Err(Denied::Missing.into()),
        Some(Role::Owner) => Err(ChangeError::Refused(MemberRefused::IsOwner)),
        Some(_) => {
            project::remove_member(tx, &granted, user, now).await?;
            Ok(())
        }
    }
}
