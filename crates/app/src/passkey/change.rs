//! What changes of factors share.

use jiff::Timestamp;
use umbra_auth::{attempts::Outcome, password::Password};
use umbra_domain::{
    audit::{Action, NewEntry, Outcome as Audited},
    session::{Identity, Origin},
    user::username_key,
};
use umbra_store::{
    StoreError, Tx, session,
    user::{self, Account},
};

use crate::{
    App,
    auth::{Claim, ProofError, Proven, Requester, SignedIn},
};

impl App {
    /// Verifies the caller's password under the failure policy.
    pub(crate) async fn prove_caller(
        &self,
        caller: &Identity,
        password: &Password,
        requester: &Requester,
        action: Action,
    ) -> Result<Proven, ProofError> {
        let username_key = &username_key(&caller.username);
        let session = Some(caller.session);
        self.prove(Claim { username_key, password, requester, action, session }).await
    }

    /// Settles a proof in the transaction that acts on it, and locks the account.
    pub(crate) async fn settle_proof(
        &self,
        tx: &Tx,
        proven: &mut Proven,
    ) -> Result<Account, ProofError> {
        let verified = &proven.account;
        // The password may have been changed while it was being verified.
        let current = user::lock(tx, verified.id)
            .await?
            .filter(|current| current.password_hash == verified.password_hash)
            .ok_or(ProofError::Wrong(None))?;
        if let Some(hash) = proven.rehashed.take() {
            user::replace_hash(tx, current.id, &hash).await?;
        }
        self.settle(tx, &proven.attempt, Outcome::Succeeded).await?;
        Ok(current)
    }

    /// Ends the caller's other sessions and gives this one a new token. `None` when this one ended
    /// meanwhile.
    pub(super) async fn renew(
        &self,
        tx: &Tx,
        caller: &Identity,
        account: &Account,
        requester: &Requester,
        now: Timestamp,
    ) -> Result<Option<SignedIn>, StoreError> {
        let key = username_key(&account.username);
        session::end_others(tx, caller.user, Some(caller.session)).await?;
        let rotated = self.rotate_session(tx, caller.session, &key, requester, now).await?;
        Ok(rotated.map(|signed_in| SignedIn {
            must_change_password: account.must_change_password,
            ..signed_in
        }))
    }

    /// Describes something that the caller was refused to do to their own account.
    pub(crate) fn denied_entry(
        &self,
        caller: &Identity,
        origin: &Origin,
        action: Action,
        why: &'static str,
    ) -> NewEntry {
        NewEntry {
            outcome: Audited::Failure,
            detail: Some(why.to_owned()),
            ..self.own_entry(caller.user, origin, action)
        }
    }
}
