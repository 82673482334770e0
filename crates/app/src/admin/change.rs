//! What every change of an account by an admin has in common.

use jiff::Timestamp;
use umbra_domain::{
    UserId,
    audit::{Action, Outcome},
    session::{Identity, Origin},
    user::{Role, username_key},
};
use umbra_store::{
    StoreError, Tx, attempts, config,
    user::{self, Account},
};

use super::UserRow;
use crate::App;

/// Why an admin's change of an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeUserError {
    /// There is no such account.
    #[error("there is no such account")]
    NotFound,
    /// It is the caller's own account, which this can't be done to.
    #[error("this can't be done to one's own account")]
    Yourself,
    /// Nobody would be left who runs the server.
    #[error("the last admin has to stay one")]
    LastAdmin,
    /// The caller stopped being an admin while the request was under way.
    #[error("the caller is no admin any more")]
    NoAdmin,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A change that an admin asks for.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    pub caller: &'a Identity,
    pub origin: &'a Origin,
    pub action: Action,
    pub target: UserId,
    pub guard: Guard,
}

/// Which accounts a change is not made to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// It is made to any account.
    None,
    /// Not to the caller's own: there they have to prove who they are first, elsewhere.
    Others,
    /// Nor to the last admin who can sign in: the account stops being such a one.
    KeepsAnAdmin,
}

/// What came of it.
pub(super) enum Changed {
    /// Nothing had to change; nothing is recorded.
    Nothing,
    /// It was made; recorded with these words.
    Done(Option<String>),
}

impl App {
    /// Makes a change of an account and records it. A refusal is recorded, too.
    ///
    /// Changes by admins come one at a time: they take the lock of the server's configuration. Of
    /// two who demote each other one comes first, and the other is no admin any more by then.
    pub(super) async fn change_user(
        &self,
        change: Change<'_>,
        work: impl AsyncFnOnce(&Tx, &Account) -> Result<Changed, StoreError>,
    ) -> Result<(), ChangeUserError> {
        let Change { caller, origin, action, target, .. } = change;
        let done = self
            .store
            .write(async |tx| {
                config::lock(tx).await?;
                let account = user::lock(tx, target).await?.ok_or(ChangeUserError::NotFound)?;
                let mut entry = self.entry_by(caller, origin, action, Some(target));
                if let Some(refusal) = refusal(tx, change, &account, self.clock.now()).await? {
                    entry.outcome = Outcome::Failure;
                    entry.detail = Some(refusal.to_string());
                    self.record(tx, entry).await?;
                    // Committed, so that the attempt stays on record.
                    return Ok(Err(refusal));
                }
                if let Changed::Done(detail) = work(tx, &account).await? {
                    entry.detail = detail;
                    self.record(tx, entry).await?;
                }
                Ok::<_, ChangeUserError>(Ok(()))
            })
            .await?;
        self.ring_outbox();
        done
    }

    /// Makes a change and reads the account as it is then.
    pub(super) async fn change_and_read(
        &self,
        change: Change<'_>,
        work: impl AsyncFnOnce(&Tx, &Account) -> Result<Changed, StoreError>,
    ) -> Result<UserRow, ChangeUserError> {
        self.change_user(change, work).await?;
        self.user(change.target).await?.ok_or(ChangeUserError::NotFound)
    }

    /// Forgets all failures of an account, those of its codes too; returns how many rows
    /// counted them.
    pub(super) async fn lift_locks(&self, tx: &Tx, account: &Account) -> Result<u64, StoreError> {
        let frozen = account.code_failures > 0;
        if frozen {
            user::set_code_failures(tx, account.id, 0).await?;
        }
        let key = self.account_key(&username_key(&account.username));
        Ok(attempts::clear_account(tx, key, self.clock.now()).await? + u64::from(frozen))
    }
}

/// Finds out why a change may not be made.
async fn refusal(
    tx: &Tx,
    change: Change<'_>,
    account: &Account,
    now: Timestamp,
) -> Result<Option<ChangeUserError>, StoreError> {
    let own = account.id == change.caller.user;
    if own && change.guard != Guard::None {
        return Ok(Some(ChangeUserError::Yourself));
    }
    if change.guard == Guard::KeepsAnAdmin
        && is_admin(account)
        && !user::has_other_admin(tx, account.id, now).await?
    {
        return Ok(Some(ChangeUserError::LastAdmin));
    }
    let still_admin = match own {
        true => is_admin(account),
        false => is_still_admin(tx, change.caller).await?,
    };
    Ok((!still_admin).then_some(ChangeUserError::NoAdmin))
}

fn is_admin(account: &Account) -> bool {
    account.is_active && account.role == Role::Admin
}

/// Tells whether the caller is an admin as before, in a transaction that has the lock of the server's
/// configuration: whoever lost that right while the request was under way uses it no more.
pub(crate) async fn is_still_admin(tx: &Tx, caller: &Identity) -> Result<bool, StoreError> {
    Ok(user::by_id(tx, caller.user).await?.as_ref().is_some_and(is_admin))
}
