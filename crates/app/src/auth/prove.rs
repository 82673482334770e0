//! Proving a password within the failure policy.

use std::time::{Duration, Instant};

use umbra_auth::{
    HashError, Saturated, Stored, Ticket,
    attempts::{AttemptsLeft, MAX_SESSION_FAILURES, Outcome},
    password::Password,
};
use umbra_domain::{
    SessionId, UserId,
    audit::{Action, NewEntry, Outcome as Audited},
    user::UsernameKey,
};
use umbra_store::{
    StoreError, session,
    user::{self, Account, Claimant},
};

use super::{Requester, attempts::Attempt};
use crate::App;

/// Why a password was not accepted as proof.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// It is wrong, the name is unknown, or the client is locked: nobody can tell which.
    #[error("wrong username or password")]
    Wrong(Option<AttemptsLeft>),
    /// The password is right and was somebody else's choice, but not used in time.
    #[error("the temporary password has expired")]
    Expired,
    /// This source has failed too often, whatever the name.
    #[error("too many failures from this source")]
    Throttled {
        /// When to try again.
        retry_after: Duration,
    },
    /// The session in which it was given has ended, or too many were wrong in it.
    #[error("the session has ended")]
    SessionEnded,
    /// Too many passwords are being verified.
    #[error(transparent)]
    Saturated(#[from] Saturated),
    /// The hash could not be run.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who claims to be whom.
pub(crate) struct Claim<'a> {
    pub username_key: &'a UsernameKey,
    pub password: &'a Password,
    pub requester: &'a Requester,
    /// What a failure is recorded as.
    pub action: Action,
    /// The session that the person has already, if they have one.
    pub session: Option<SessionId>,
}

/// A proven claim. Settle its attempt in the transaction that acts on it.
pub(crate) struct Proven {
    pub account: Account,
    /// Whether TOTP was on, as of the account's `credential_version`.
    pub has_totp: bool,
    /// A better hash of the same password, when the stored one is outdated.
    pub rehashed: Option<String>,
    pub ticket: Ticket,
    pub attempt: Attempt,
}

impl App {
    /// Verifies a password under the failure policy; a failure is counted and recorded.
    ///
    /// Within a session it counts there, too ([`MAX_SESSION_FAILURES`]).
    pub(crate) async fn prove(&self, claim: Claim<'_>) -> Result<Proven, ProofError> {
        let Some(session) = claim.session else { return self.prove_counted(claim).await };
        let db = self.store.autocommit();
        let counted = session::reserve_proof(db, session, MAX_SESSION_FAILURES).await?;
        if counted.is_none() {
            return Err(ProofError::SessionEnded);
        }
        let result = self.prove_counted(claim).await;
        match &result {
            Ok(_) => session::clear_proofs(db, session).await?,
            Err(ProofError::Wrong(_)) => {}
            Err(_) => session::release_proof(db, session).await?,
        }
        result
    }

    async fn prove_counted(&self, claim: Claim<'_>) -> Result<Proven, ProofError> {
        let began = Instant::now();
        let mut ticket = self.hashes.admit()?;
        let keys = self.attempt_keys(claim.username_key, claim.requester);
        let claimant = user::claimant(self.store.reader(), claim.username_key, &keys.all()).await?;
        let Claimant { account, has_totp, attempts } = claimant;
        let mut attempt = self.begin_attempt(&keys, attempts)?;
        ticket = self.wait(&attempt, ticket).await?;
        self.reserve(&mut attempt).await?;
        let stored = match &account {
            Some(account) if attempt.is_reserved() => Stored::Hash(account.password_hash.clone()),
            _ => Stored::Nobody,
        };
        let verdict = match ticket.verify(claim.password.as_bytes(), stored).await {
            Ok(verdict) => verdict,
            Err(error) => {
                self.release(&attempt).await?;
                return Err(error.into());
            }
        };
        match account {
            Some(account) if verdict.matches => {
                if self.has_expired(&account) {
                    self.refuse_expired(&claim, &account, &attempt).await?;
                    return Err(ProofError::Expired);
                }
                let rehashed = if verdict.needs_rehash {
                    Some(ticket.hash(claim.password.as_bytes()).await?)
                } else {
                    None
                };
                Ok(Proven { account, has_totp, rehashed, ticket, attempt })
            }
            account => {
                drop(ticket);
                let target = account.map(|account| account.id);
                let left = self.record_failure(&claim, target, &attempt).await?;
                let floor = self.hashes.failure_floor();
                tokio::time::sleep(floor.remaining(began, Instant::now())).await;
                Err(ProofError::Wrong(left))
            }
        }
    }

    /// Counts and records a failure.
    async fn record_failure(
        &self,
        claim: &Claim<'_>,
        target: Option<UserId>,
        attempt: &Attempt,
    ) -> Result<Option<AttemptsLeft>, StoreError> {
        let address = claim.requester.origin.address.to_string();
        let left = self
            .store
            .write(async |tx| {
                let ended = match claim.session {
                    Some(id) => session::end_exhausted(tx, id, MAX_SESSION_FAILURES).await?,
                    None => false,
                };
                let left = self.settle(tx, attempt, Outcome::Failed).await?;
                let locked = left == Some(AttemptsLeft(0));
                let entry = NewEntry {
                    at: self.clock.now(),
                    actor: None,
                    action: if locked { Action::Lockout } else { claim.action },
                    target,
                    outcome: Audited::Failure,
                    address: Some(address),
                    detail: ended.then(|| "session ended".to_owned()),
                };
                self.record(tx, entry).await?;
                Ok::<_, StoreError>(left)
            })
            .await?;
        self.ring_outbox();
        Ok(left)
    }
}
