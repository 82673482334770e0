//! What an account may do, and whether it may be used.

use umbra_domain::{
    UserId,
    audit::Action,
    session::{Identity, Origin},
    user::{Role, username_key},
};
use umbra_store::{attempts, session, user};

use super::{
    ChangeUserError, UserRow,
    change::{Change, Changed, Guard},
};
use crate::App;

impl App {
    /// Gives somebody else's account another role and ends its sessions.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn change_role(
        &self,
        caller: &Identity,
        target: UserId,
        role: Role,
        origin: &Origin,
    ) -> Result<UserRow, ChangeUserError> {
        let guard = if role == Role::Admin { Guard::Others } else { Guard::KeepsAnAdmin };
        let change = Change { caller, origin, action: Action::ChangeRole, target, guard };
        let now = self.clock.now();
        self.change_and_read(change, async |tx, account| {
            if account.role == role {
                return Ok(Changed::Nothing);
            }
            user::set_role(tx, target, role, now).await?;
            session::end_others(tx, target, None).await?;
            Ok(Changed::Done(Some(format!("role={}", role.as_str()))))
        })
        .await
    }

    /// Switches somebody else's account on or off; switching it off ends its sessions.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn change_active(
        &self,
        caller: &Identity,
        target: UserId,
        active: bool,
        origin: &Origin,
    ) -> Result<UserRow, ChangeUserError> {
        let guard = if active { Guard::Others } else { Guard::KeepsAnAdmin };
        let change = Change { caller, origin, action: Action::ChangeActive, target, guard };
        let now = self.clock.now();
        self.change_and_read(change, async |tx, account| {
            if account.is_active == active {
                return Ok(Changed::Nothing);
            }
            user::set_active(tx, target, active, now).await?;
            session::end_others(tx, target, None).await?;
            Ok(Changed::Done(Some(format!("is_active={active}"))))
        })
        .await
    }

    /// Deletes somebody else's account with everything that belongs to it. What the audit log has
    /// about it stays.
    ///
    /// # Errors
    /// [`ChangeUserError`].
    pub async fn delete_user(
        &self,
        caller: &Identity,
        target: UserId,
        origin: &Origin,
    ) -> Result<(), ChangeUserError> {
        let guard = Guard::KeepsAnAdmin;
        let change = Change { caller, origin, action: Action::DeleteUser, target, guard };
        self.change_user(change, async |tx, account| {
            user::delete(tx, target).await?;
            // Whoever takes the name next begins anew.
            let key = self.account_key(&username_key(&account.username));
            attempts::clear_account(tx, key, self.clock.now()).await?;
            // The entry outlives the name.
            Ok(Changed::Done(Some(format!("username={}", account.username))))
        })
        .await
    }
}
