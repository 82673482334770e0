//! Making backup codes.

use umbra_auth::{BackupCode, HashError, Ticket, password::Password};
use umbra_domain::{UserId, audit::Action, session::Identity, user::username_key};
use umbra_store::{
    StoreError,
    backup_code::{self, NewBackupCode},
};

use super::{Code, CodeError, code::Checked};
use crate::{
    App,
    auth::{Claim, ProofError, Requester},
};

/// Why new backup codes were not made.
#[derive(Debug, thiserror::Error)]
pub enum RegenerateError {
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The code proved nothing.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl From<StoreError> for RegenerateError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

/// Codes as their owner sees them, once, and as the database keeps them.
pub(super) struct FreshCodes {
    pub shown: Vec<String>,
    pub stored: Vec<NewBackupCode>,
}

impl App {
    /// Draws and hashes a new set of codes.
    pub(super) async fn draw_backup_codes(
        &self,
        user: UserId,
        ticket: &mut Ticket,
    ) -> Result<FreshCodes, HashError> {
        let mut fresh = FreshCodes { shown: Vec::new(), stored: Vec::new() };
        for code in BackupCode::fresh_set(&*self.entropy) {
            let hash = ticket.hash(code.as_bytes()).await?;
            fresh.stored.push(NewBackupCode { tag: code.tag(&self.keys, user), hash });
            fresh.shown.push(code.expose().to_string());
        }
        Ok(fresh)
    }

    /// Replaces the caller's backup codes; the old ones stop working. Needs password and code.
    ///
    /// # Errors
    /// [`RegenerateError`].
    pub async fn regenerate_backup_codes(
        &self,
        caller: &Identity,
        password: &Password,
        code: &Code,
        requester: &Requester,
    ) -> Result<Vec<String>, RegenerateError> {
        let key = username_key(&caller.username);
        let action = Action::NewBackupCodes;
        let session = Some(caller.session);
        let claim = Claim { username_key: &key, password, requester, action, session };
        let mut proven = self.prove(claim).await?;
        // The password was right; what counts from here on is the code.
        self.release(&proven.attempt).await?;
        let fresh = self
            .draw_backup_codes(caller.user, &mut proven.ticket)
            .await
            .map_err(ProofError::from)?;
        drop(proven.ticket);
        let attempt = self.begin_code(&proven.account, code, requester).await?;
        let now = self.clock.now();
        let result = self
            .store
            .write(async |tx| {
                let locked = umbra_store::user::lock(tx, caller.user).await?;
                let account = locked.ok_or(StoreError::Corrupt("account"))?;
                match self.use_code(tx, &account, &attempt, now).await? {
                    Checked::Right => {
                        self.settle_right_code(tx, &account, &attempt).await?;
                        backup_code::replace(tx, caller.user, fresh.stored, now).await?;
                        let entry = self.own_entry(caller.user, &requester.origin, action);
                        self.record(tx, entry).await?;
                        Ok(Ok(fresh.shown))
                    }
                    Checked::Wrong => {
                        let warning = self
                            .settle_wrong_code(tx, &account, &attempt, action, requester)
                            .await?;
                        Ok::<_, RegenerateError>(Err(CodeError::Wrong(warning).into()))
                    }
                }
            })
            .await;
        self.after_code(&result, &attempt).await?;
        self.ring_outbox();
        result?
    }

    /// Gives a reserved attempt back when the transaction that should have settled it failed.
    pub(super) async fn after_code<T, E>(
        &self,
        result: &Result<T, E>,
        attempt: &super::code::CodeAttempt,
    ) -> Result<(), StoreError> {
        if result.is_err() {
            self.release(&attempt.counted).await?;
        }
        Ok(())
    }
}
