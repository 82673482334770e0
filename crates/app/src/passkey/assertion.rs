//! Verifying the answer of a passkey.

use jiff::Timestamp;
use serde_json::Value;
use umbra_auth::passkey::{
    Assertion, Backup, Candidate, LoginOutcome, LoginState, Passkeys, Refused, Usage,
};
use umbra_domain::{
    PasskeyId, UserId,
    audit::{Action, NewEntry, Outcome as Audited},
    session::Origin,
};
use umbra_store::{
    StoreError, Tx,
    passkey::{self, PasskeyRow, PasskeyUse},
};

use super::ceremony::to_credential;
use crate::App;

/// Why an answer is refused. Its client is told nothing of the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefused {
    /// The ceremony is unknown, used up, too old, or for something or somebody else.
    #[error("the ceremony does not count")]
    BadToken,
    /// The answer does not verify.
    #[error(transparent)]
    Answer(#[from] Refused),
    /// Another answer of the same passkey was accepted meanwhile, or the passkey was deleted.
    #[error("the passkey has changed meanwhile")]
    Changed,
    /// It is the passkey of somebody else than whoever's session it is.
    #[error("the passkey is somebody else's")]
    Foreign,
}

impl PasskeyRefused {
    /// Names the reason in the audit log.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BadToken => "bad_token",
            Self::Answer(refused) => refused.code(),
            Self::Changed => "passkey_changed",
            Self::Foreign => "foreign_passkey",
        }
    }
}

/// An answer that was verified. Note its use in the transaction that acts on it.
pub(super) struct Verified {
    pub user: UserId,
    passkey: PasskeyId,
    /// The counter that was checked against.
    before: i64,
    outcome: LoginOutcome,
}

/// A refusal, with the person whose passkey the answer names.
pub(super) struct Rejected {
    pub why: PasskeyRefused,
    pub target: Option<UserId>,
}

impl Rejected {
    pub(super) const fn of_nobody(why: PasskeyRefused) -> Self {
        Self { why, target: None }
    }
}

impl App {
    /// Verifies an answer against the passkey as it is now. An unknown passkey costs the same.
    pub(super) async fn verify_assertion(
        &self,
        passkeys: &Passkeys,
        credential: &Value,
        state: Option<LoginState>,
    ) -> Result<Result<Verified, Rejected>, StoreError> {
        let Some(state) = state else {
            return Ok(Err(Rejected::of_nobody(PasskeyRefused::BadToken)));
        };
        let assertion = match Assertion::parse(credential) {
            Ok(assertion) => assertion,
            Err(refused) => return Ok(Err(Rejected::of_nobody(refused.into()))),
        };
        let id = assertion.credential_id().as_bytes();
        let row = passkey::by_credential(self.store.reader(), id).await?;
        let stored = row.as_ref().map(|row| to_credential(&row.credential)).transpose()?;
        let candidate = match (&stored, &row) {
            (Some(passkey), Some(row)) => Some(Candidate { passkey, usage: usage(row)? }),
            _ => None,
        };
        let outcome = passkeys.finish_login(&assertion, state, candidate);
        Ok(match (outcome, row) {
            (Ok(outcome), Some(row)) => Ok(Verified {
                user: row.user,
                passkey: row.passkey.id,
                before: row.sign_count,
                outcome,
            }),
            (Ok(_), None) => Err(Rejected::of_nobody(Refused::UnknownCredential.into())),
            (Err(refused), row) => {
                Err(Rejected { why: refused.into(), target: row.map(|row| row.user) })
            }
        })
    }

    /// Notes the use of a passkey; `false` when the row is no longer what was checked against.
    pub(super) async fn note_use(
        &self,
        tx: &Tx,
        verified: &Verified,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let usage = verified.outcome.usage;
        let used = PasskeyUse {
            before: verified.before,
            sign_count: usage.sign_count.into(),
            backup_eligible: usage.backup.is_some_and(Backup::is_eligible),
            backup_state: usage.backup.is_some_and(Backup::is_backed_up),
        };
        passkey::record_use(tx, verified.passkey, &used, now).await
    }

    /// Records a refused answer.
    pub(super) async fn record_rejected(
        &self,
        actor: Option<UserId>,
        origin: &Origin,
        action: Action,
        rejected: &Rejected,
    ) -> Result<(), StoreError> {
        if let PasskeyRefused::Answer(Refused::CounterRegressed { stored, presented }) =
            rejected.why
        {
            let user = rejected.target.map(|user| user.0);
            tracing::warn!(user, stored, presented, "a passkey may have been copied");
        }
        let entry = NewEntry {
            at: self.clock.now(),
            actor,
            action,
            target: rejected.target.or(actor),
            outcome: Audited::Failure,
            address: Some(origin.address.to_string()),
            detail: Some(rejected.why.code().to_owned()),
        };
        self.store.write(async |tx| self.record(tx, entry).await).await?;
        self.ring_outbox();
        Ok(())
    }
}

/// Reads what logins change about a passkey.
fn usage(row: &PasskeyRow) -> Result<Usage, StoreError> {
    let corrupt = StoreError::Corrupt("passkey");
    let Ok(sign_count) = u32::try_from(row.sign_count) else { return Err(corrupt) };
    let backup = match row.passkey.backup_eligible {
        None => None,
        Some(eligible) => match Backup::from_flags(eligible, row.passkey.backup_state) {
            Ok(backup) => Some(backup),
            Err(_) => return Err(corrupt),
        },
    };
    Ok(Usage { sign_count, backup })
}
