//! Deleting one's own account.

use umbra_auth::password::Password;
use umbra_domain::{
    audit::Action,
    session::Identity,
    user::{Role, username_key},
};
use umbra_store::{
    StoreError, attempts, config,
    user::{self, Shared},
};

use super::{ProofError, Requester};
use crate::App;

/// Why an account was not deleted by its owner.
#[derive(Debug, thiserror::Error)]
pub enum DeleteMeError {
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Nobody would be left who runs the server.
    #[error("the last admin has to stay one")]
    LastAdmin,
}

impl From<StoreError> for DeleteMeError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

/// What came of it.
#[derive(Debug)]
pub enum Deletion {
    /// The account is there, and this would go with it.
    Asked(Shared),
    /// The account is gone.
    Done,
}

impl App {
    /// Deletes the caller's account with everything that is theirs, or, without `confirm`, says what
    /// that would mean for others. Needs the password.
    ///
    /// What the caller made in other people's calendars and projects stays, made by nobody. What the
    /// audit log has about the account stays, too.
    ///
    /// # Errors
    /// [`DeleteMeError`].
    pub async fn delete_me(
        &self,
        caller: &Identity,
        password: &Password,
        confirm: bool,
        requester: &Requester,
    ) -> Result<Deletion, DeleteMeError> {
        let action = Action::DeleteAccount;
        let mut proven = self.prove_caller(caller, password, requester, action).await?;
        let result = self
            .store
            .write(async |tx| {
                // As admins' changes of accounts: of the last two admins who go at once one stays.
                config::lock(tx).await?;
                let account = self.settle_proof(tx, &mut proven).await?;
                let who = account.id;
                let now = self.clock.now();
                if account.role == Role::Admin && !user::has_other_admin(tx, who, now).await? {
                    let why = "last_admin";
                    let entry = self.denied_entry(caller, &requester.origin, action, why);
                    self.record(tx, entry).await?;
                    // Committed: the password was right, and that has to count.
                    return Ok(Err(DeleteMeError::LastAdmin));
                }
                if !confirm {
                    return Ok(Ok(Deletion::Asked(user::shared(tx, who).await?)));
                }
                user::delete(tx, who).await?;
                // Whoever takes the name next begins anew.
                let key = self.account_key(&username_key(&account.username));
                attempts::clear_account(tx, key, now).await?;
                let mut entry = self.own_entry(who, &requester.origin, action);
                // The entry outlives the name.
                entry.detail = Some(format!("username={}", account.username));
                self.record(tx, entry).await?;
                Ok::<_, DeleteMeError>(Ok(Deletion::Done))
            })
            .await;
        self.ring_outbox();
        result?
    }
}
