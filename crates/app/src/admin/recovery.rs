//! Helping somebody who can't sign in.

use umbra_auth::password::Password;
use umbra_domain::{
    UserId,
    audit::Action,
    session::{Identity, Origin},
    user::Username,
};
use umbra_store::{StoreError, backup_code, session, totp, user};

use super::{
    ChangeUserError, TemporaryPassword, UserRow,
    change::{Change, Changed, Guard},
};
use crate::{App, auth::NewPasswordError};

/// Why a password was not reset.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// The account may not be changed.
    #[error(transparent)]
    Change(#[from] ChangeUserError),
    /// The password was not accepted, or could not be hashed.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
}

impl From<StoreError> for ResetPasswordError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// A password that was reset.
#[derive(Debug)]
pub struct ResetPassword {
    /// The account as it is now.
    pub user: UserRow,
    /// The password that was made up, when none was given.
    pub temporary_password: Option<TemporaryPassword>,
}

impl App {
    /// Gives somebody else's account a password, given or made up, that has to be changed at the
    /// next sign-in, and soon; ends all its sessions and lifts its locks.
    ///
    /// # Errors
    /// [`ResetPasswordError`].
    pub async fn reset_password(
        &self,
        caller: &Identity,
        target: UserId,
        password: Option<Password>,
        origin: &Origin,
    ) -> Result<ResetPassword, ResetPasswordError> {
        let found = user::by_id(self.store.reader(), target).await?;
        let account = found.ok_or(ChangeUserError::NotFound)?;
        let username = Username::from_stored(account.username);
        let (password, temporary_password) = match password {
            Some(password) => (password, None),
            None => {
                let (password, shown) = self.make_up_password()?;
                (password, Some(shown))
            }
        };
        let hash = self.hash_new_password(&password, &username).await?;
        let guard = Guard::Others;
        let change = Change { caller, origin, action: Action::ResetPassword, target, guard };
        let now = self.clock.now();
        let user = self
            .change_and_read(change, async |tx, account| {
                user::set_password(tx, target, &hash, Some(self.temporary_until(now)), now).await?;
                session::end_others(tx, target, None).await?;
                self.lift_locks(tx, account).await?;
                Ok(Changed::Done(None))
            })
            .await?;
        Ok(ResetPassword { user, temporary_password })
    }

    /// Forgets all failures counted for an account, those of its codes too, and so lifts its
    /// locks.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn unlock_user(
        &self,
        caller: &Identity,
        target: UserId,
        origin: &Origin,
    ) -> Result<UserRow, ChangeUserError> {
        let guard = Guard::None;
        let change = Change { caller, origin, action: Action::UnlockUser, target, guard };
        self.change_and_read(change, async |tx, account| {
            let cleared = self.lift_locks(tx, account).await?;
            Ok(Changed::Done(Some(format!("counters={cleared}"))))
        })
        .await
    }

    /// Switches somebody else's TOTP off: forgets the secret and the backup codes, and ends all
    /// sessions and sign-ins under way.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn disable_mfa(
        &self,
        caller: &Identity,
        target: UserId,
        origin: &Origin,
    ) -> Result<UserRow, ChangeUserError> {
        let guard = Guard::Others;
        let change = Change { caller, origin, action: Action::DisableMfa, target, guard };
        let now = self.clock.now();
        self.change_and_read(change, async |tx, account| {
            totp::delete(tx, target).await?;
            backup_code::delete_all(tx, target).await?;
            user::set_code_failures(tx, target, 0).await?;
            user::factors_changed(tx, target, account.mfa_enforce_pending, now).await?;
            session::end_others(tx, target, None).await?;
            Ok(Changed::Done(None))
        })
        .await
    }

    /// Demands of a person to set up TOTP before anything else, which ends all sessions, or takes
    /// the demand back. It is met already, and nothing changes, where TOTP is on.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn enforce_mfa(
        &self,
        caller: &Identity,
        target: UserId,
        enforce: bool,
        origin: &Origin,
    ) -> Result<UserRow, ChangeUserError> {
        let guard = Guard::None;
        let change = Change { caller, origin, action: Action::EnforceMfa, target, guard };
        let now = self.clock.now();
        self.change_and_read(change, async |tx, account| {
            let met = totp::find(tx, target).await?.is_some_and(|totp| totp.is_confirmed);
            let pending = enforce && !met;
            if account.mfa_enforce_pending == pending {
                return Ok(Changed::Nothing);
            }
            user::factors_changed(tx, target, pending, now).await?;
            if pending {
                session::end_others(tx, target, None).await?;
            }
            Ok(Changed::Done(Some(format!("enforce={pending}"))))
        })
        .await
    }

    /// Lets somebody else sign in with their password again instead of with passkeys only; ends
    /// all sessions. The passkeys stay.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn require_password(
        &self,
        caller: &Identity,
        target: UserId,
        origin: &Origin,
    ) -> Result<UserRow, ChangeUserError> {
        let guard = Guard::Others;
        let change = Change { caller, origin, action: Action::RequirePassword, target, guard };
        let now = self.clock.now();
        self.change_and_read(change, async |tx, _| {
            user::set_passwordless(tx, target, false, now).await?;
            let ended = session::end_others(tx, target, None).await?;
            Ok(Changed::Done(Some(format!("sessions={ended}"))))
        })
        .await
    }
}
