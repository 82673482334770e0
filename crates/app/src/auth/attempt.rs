//! Proving a password within the failure policy.

use std::time::{Duration, Instant};

use umbra_auth::{HashError, Saturated, Stored, Ticket, password::Password};
use umbra_domain::audit::{Action, NewEntry, Outcome as Audited};
use umbra_store::{StoreError, sign_in, user::Account};

use super::{Requester, counters::CounterKeys};
use crate::App;

/// How many attempts are left before a lock; 0 on the one that locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning(pub u32);

/// Why a password was not accepted as proof.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// It is wrong, the name is unknown, or the counter is locked: nobody can tell which.
    #[error("wrong username or password")]
    Wrong(Option<Warning>),
    /// This source has failed too often, whatever the name.
    #[error("too many failures from this source")]
    Throttled {
        /// When to try again.
        retry_after: Duration,
    },
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
    pub username_key: &'a str,
    pub password: &'a Password,
    pub requester: &'a Requester,
    /// What a failure is recorded as.
    pub action: Action,
}

/// A proven claim. Settle it in the transaction that acts on it.
pub(crate) struct Proven {
    pub account: Account,
    /// Whether the account had TOTP switched on before the password was verified.
    pub has_totp: bool,
    /// A better hash of the same password, when the stored one is outdated.
    pub rehashed: Option<String>,
    pub ticket: Ticket,
    /// The counters to settle.
    pub counters: CounterKeys,
}

impl App {
    /// Verifies a password under the failure policy; a failure is counted and recorded.
    pub(crate) async fn prove(&self, claim: Claim<'_>) -> Result<Proven, ProofError> {
        let began = Instant::now();
        let mut ticket = self.hashes.admit()?;
        let keys = self.counter_keys(claim.username_key, claim.requester);
        let (db, now) = (self.store.autocommit(), self.clock.now());
        let known = sign_in::begin(db, claim.username_key, keys.all(), now).await?;
        let sign_in::Known { account, has_totp, mut is_reserved, counters } = known;
        if !is_reserved {
            let look = self.judge(keys, counters)?;
            if !look.delay.is_zero() {
                drop(ticket);
                tokio::time::sleep(look.delay).await;
                ticket = self.hashes.admit()?;
            }
            is_reserved = self.reserve(look).await?;
        }
        let stored = match &account {
            Some(account) if is_reserved => Stored::Hash(account.password_hash.clone()),
            _ => Stored::Nobody,
        };
        let verdict = match ticket.verify(claim.password.as_bytes(), stored).await {
            Ok(verdict) => verdict,
            Err(error) => {
                if is_reserved {
                    self.give_back(keys).await?;
                }
                return Err(error.into());
            }
        };
        match account {
            Some(account) if verdict.matches => {
                let rehashed = if verdict.needs_rehash {
                    Some(ticket.hash(claim.password.as_bytes()).await?)
                } else {
                    None
                };
                Ok(Proven { account, has_totp, rehashed, ticket, counters: keys })
            }
            account => {
                drop(ticket);
                let warning = self.settle_failure(&claim, keys, account, is_reserved).await?;
                let floor = self.hashes.failure_floor();
                tokio::time::sleep(floor.remaining(began, Instant::now())).await;
                Err(ProofError::Wrong(warning))
            }
        }
    }

    /// Counts and records a failure.
    async fn settle_failure(
        &self,
        claim: &Claim<'_>,
        keys: CounterKeys,
        account: Option<Account>,
        allowed: bool,
    ) -> Result<Option<Warning>, StoreError> {
        let address = claim.requester.origin.address.to_string();
        let target = account.map(|account| account.id);
        let warning = self
            .store
            .write(async |tx| {
                let warning = self.settle_failed(tx, keys, allowed).await?;
                let locked = warning == Some(Warning(0));
                let entry = NewEntry {
                    at: self.clock.now(),
                    actor: None,
                    action: if locked { Action::Lockout } else { claim.action },
                    target,
                    outcome: Audited::Failure,
                    address: Some(address),
                    detail: None,
                };
                self.record(tx, entry).await?;
                Ok::<_, StoreError>(warning)
            })
            .await?;
        self.outbox_bell.notify_one();
        Ok(warning)
    }
}
