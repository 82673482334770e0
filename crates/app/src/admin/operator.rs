//! What the operator does at the command line, without a session.

use jiff::Timestamp;
use umbra_auth::password::Password;
use umbra_domain::{
    UserId,
    audit::{Action, NewEntry, Outcome},
    user::{Role, Username, username_key},
};
use umbra_store::{StoreError, config, session, user};

use super::create_user::{CreateUserError, TemporaryPassword};
use crate::{App, account::NewAccount, auth::NewPasswordError};

/// What entries say of who did it.
const COMMAND_LINE: &str = "command line";

/// A password that was made up for somebody.
#[derive(Debug)]
pub struct MadeUpPassword {
    /// The password, shown once.
    pub password: TemporaryPassword,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Why the operator's wish was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// Nobody has this name.
    #[error("there is no user with this name")]
    UnknownUser,
    /// The password was not accepted, or could not be hashed.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Makes an admin's account; works before and after set-up.
    ///
    /// # Errors
    /// [`CreateUserError`].
    pub async fn operator_create_admin(
        &self,
        username: Username,
        password: Password,
    ) -> Result<UserId, CreateUserError> {
        let hash = self.hash_new_password(&password, &username).await?;
        let account = NewAccount::named(username);
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // So that set-up over HTTP can't make a second first admin meanwhile.
                config::lock(tx).await?;
                let id = self.create_account(tx, &account, Role::Admin, &hash, None, now).await?;
                self.record(tx, self.operator_entry(Action::CreateUser, Some(id), COMMAND_LINE))
                    .await?;
                Ok(id)
            })
            .await
    }

    /// Replaces a forgotten password with one that has to be changed soon, and ends all sessions.
    ///
    /// # Errors
    /// [`OperatorError`].
    pub async fn operator_reset_password(
        &self,
        username: &str,
    ) -> Result<MadeUpPassword, OperatorError> {
        let found = user::by_key(self.store.reader(), &username_key(username)).await?;
        let account = found.ok_or(OperatorError::UnknownUser)?;
        let id = account.id;
        let (password, shown) = self.make_up_password()?;
        let username = Username::from_stored(account.username);
        let hash = self.hash_new_password(&password, &username).await?;
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let locked = user::lock(tx, id).await?;
                let account = locked.ok_or(OperatorError::UnknownUser)?;
                let expires_at = self.temporary_until(now);
                user::set_password(tx, account.id, &hash, Some(expires_at), now).await?;
                session::end_others(tx, account.id, None).await?;
                self.lift_locks(tx, &account).await?;
                let entry =
                    self.operator_entry(Action::ResetPassword, Some(account.id), COMMAND_LINE);
                self.record(tx, entry).await?;
                Ok(MadeUpPassword { password: shown, expires_at })
            })
            .await
    }

    /// Forgets all failures counted for a name, those of its codes too, and so lifts its locks.
    /// Returns how many counters there were.
    ///
    /// # Errors
    /// [`OperatorError`].
    pub async fn operator_unlock(&self, username: &str) -> Result<u64, OperatorError> {
        let key = username_key(username);
        self.store
            .write(async |tx| {
                let found = user::by_key(tx, &key).await?;
                let account = found.ok_or(OperatorError::UnknownUser)?;
                let locked = user::lock(tx, account.id).await?;
                let account = locked.ok_or(OperatorError::UnknownUser)?;
                let cleared = self.lift_locks(tx, &account).await?;
                let entry = self.operator_entry(Action::UnlockUser, Some(account.id), COMMAND_LINE);
                self.record(tx, entry).await?;
                Ok(cleared)
            })
            .await
    }

    /// Describes something that the operator did, who has no account.
    pub(super) fn operator_entry(
        &self,
        action: Action,
        target: Option<UserId>,
        detail: &str,
    ) -> NewEntry {
        NewEntry {
            at: self.clock.now(),
            actor: None,
            action,
            target,
            outcome: Outcome::Success,
            address: None,
            detail: Some(detail.to_owned()),
        }
    }
}
