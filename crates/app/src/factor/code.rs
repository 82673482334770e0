//! Checking codes, within the guess ceiling.
//!
//! A wrong code counts as a wrong password does, and after [`MAX_CODE_FAILURES`] in a row an account takes no
//! more TOTP codes.

use jiff::Timestamp;
use umbra_auth::{
    BackupCode, HashError, KeyRing, Purpose, Saturated, Step, Stored, TotpSecret,
    attempts::{MAX_CODE_FAILURES, Outcome},
};
use umbra_domain::{
    Invalid, UserId,
    audit::{Action, Outcome as Audited},
    text::compact,
};
use umbra_store::{
    StoreError, Tx, attempts, backup_code,
    totp::{self, TotpRow},
    user::{self, Account},
};

use crate::{
    App,
    auth::{Attempt, AttemptsLeft, ProofError, Requester},
};

/// What somebody gives as a second factor.
#[derive(Clone)]
pub enum Code {
    /// Six digits from an authenticator app.
    Totp(String),
    /// A backup code as typed, without blanks and hyphens.
    Backup(String),
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    /// Takes a TOTP code as typed: blanks and hyphens don't count.
    ///
    /// # Errors
    /// `invalid_code` unless six digits are left.
    pub fn totp(raw: &str) -> Result<Self, Invalid> {
        let digits = compact(raw);
        let sound = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        sound
            .then_some(Self::Totp(digits))
            .ok_or_else(|| Invalid::new("invalid_code", "code must be six digits"))
    }

    /// Takes a backup code as typed: blanks and hyphens don't count.
    ///
    /// # Errors
    /// `too_long` when more than eight characters are left.
    pub fn backup(raw: &str) -> Result<Self, Invalid> {
        let letters = compact(raw);
        (letters.chars().count() <= BackupCode::LETTERS)
            .then_some(Self::Backup(letters))
            .ok_or_else(|| Invalid::new("too_long", "backup_code must have 8 letters and digits"))
    }
}

/// Why a code proved nothing.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// It is wrong or was used before.
    #[error("wrong code")]
    Wrong(Option<AttemptsLeft>),
    /// Too many codes were wrong in a row; only a backup code, a passkey or an admin helps.
    #[error("codes are frozen")]
    Frozen,
    /// TOTP is not switched on.
    #[error("TOTP is not switched on")]
    NotConfigured,
    /// The attempt was refused before the code was looked at, or the server failed.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl From<StoreError> for CodeError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

impl From<Saturated> for CodeError {
    fn from(error: Saturated) -> Self {
        Self::Proof(error.into())
    }
}

impl From<HashError> for CodeError {
    fn from(error: HashError) -> Self {
        Self::Proof(error.into())
    }
}

/// A code, with what was found out about it before the transaction.
pub(super) enum GivenCode {
    /// A TOTP code, to be checked under the lock.
    Totp(String),
    /// A backup code whose hash matched: its row.
    Backup(i64),
    /// A backup code that isn't one of the person's.
    NoBackup,
}

/// An attempt with a code that may go on.
pub(super) struct CodeAttempt {
    pub counted: Attempt,
    pub given: GivenCode,
}

impl CodeAttempt {
    /// Tells whether it is made with a TOTP code.
    pub(super) const fn is_totp(&self) -> bool {
        matches!(self.given, GivenCode::Totp(_))
    }
}

/// What came of a code in the transaction.
pub(super) enum Checked {
    /// It was right, and is used up.
    Right,
    /// It was wrong.
    Wrong,
}

impl App {
    /// Reserves an attempt and does what has to be done outside a transaction. It may have to wait:
    /// don't hold a [`Ticket`](umbra_auth::Ticket) meanwhile.
    pub(super) async fn begin_code(
        &self,
        account: &Account,
        code: &Code,
        requester: &Requester,
    ) -> Result<CodeAttempt, CodeError> {
        // Looked at again under the lock; what is frozen already needs no attempt.
        check_ceiling(account, matches!(code, Code::Totp(_)))?;
        let mut ticket = match code {
            Code::Totp(_) => None,
            Code::Backup(_) => Some(self.hashes.admit()?),
        };
        let key = umbra_domain::user::username_key(&account.username);
        let keys = self.attempt_keys(&key, requester);
        let found = attempts::find(self.store.reader(), &keys.all()).await?;
        let mut attempt = self.begin_attempt(&keys, found)?;
        ticket = match ticket {
            Some(ticket) => Some(self.wait(&attempt, ticket).await?),
            None => {
                tokio::time::sleep(attempt.delay).await;
                None
            }
        };
        self.reserve(&mut attempt).await?;
        let given = match (code, &mut ticket) {
            (Code::Totp(digits), _) => GivenCode::Totp(digits.clone()),
            (Code::Backup(typed), Some(ticket)) => {
                match self.find_backup_code(account.id, typed, attempt.is_reserved(), ticket).await
                {
                    Ok(given) => given,
                    Err(error) => {
                        self.release(&attempt).await?;
                        return Err(error);
                    }
                }
            }
            (Code::Backup(_), None) => GivenCode::NoBackup,
        };
        Ok(CodeAttempt { counted: attempt, given })
    }

    /// Finds the person's backup code; one hash whether there is one or not.
    async fn find_backup_code(
        &self,
        user: UserId,
        typed: &str,
        allowed: bool,
        ticket: &mut umbra_auth::Ticket,
    ) -> Result<GivenCode, CodeError> {
        let parsed = BackupCode::parse(typed);
        let tags = parsed.as_ref().map(|code| code.tags(&self.keys, user)).unwrap_or_default();
        let found = backup_code::find(self.store.reader(), user, &tags).await?;
        let (stored, id) = match found.filter(|_| allowed) {
            Some(row) => (Stored::Hash(row.hash), Some(row.id)),
            None => (Stored::Nobody, None),
        };
        let secret = parsed.as_ref().map_or(&b""[..], |code| code.as_bytes());
        let verdict = ticket.verify(secret, stored).await?;
        Ok(match id {
            Some(id) if verdict.matches => GivenCode::Backup(id),
            _ => GivenCode::NoBackup,
        })
    }

    /// Checks and uses up a code in the transaction that acts on it; the account is locked.
    pub(super) async fn use_code(
        &self,
        tx: &Tx,
        account: &Account,
        attempt: &CodeAttempt,
        now: Timestamp,
    ) -> Result<Checked, CodeError> {
        check_ceiling(account, attempt.is_totp())?;
        let row = totp::lock(tx, account.id).await?.filter(|row| row.is_confirmed);
        let row = row.ok_or(CodeError::NotConfigured)?;
        let right = attempt.counted.is_reserved()
            && match &attempt.given {
                GivenCode::Totp(digits) => match self.check_totp(account.id, &row, digits, now)? {
                    Some(step) => {
                        self.reseal_totp(tx, account.id, &row, now).await?;
                        totp::accept(tx, account.id, row.last_step, step.to_stored()).await?
                    }
                    None => false,
                },
                GivenCode::Backup(id) => backup_code::consume(tx, account.id, *id).await?,
                GivenCode::NoBackup => false,
            };
        Ok(if right { Checked::Right } else { Checked::Wrong })
    }

    /// Checks a TOTP code against a stored secret.
    pub(super) fn check_totp(
        &self,
        user: UserId,
        row: &TotpRow,
        digits: &str,
        now: Timestamp,
    ) -> Result<Option<Step>, StoreError> {
        let secret = open(&self.seals, user, &row.sealed)?;
        Ok(secret.check(digits, now, row.last_step.map(Step::from_stored)))
    }

    /// Seals a secret anew when an older key sealed it.
    pub(super) async fn reseal_totp(
        &self,
        tx: &Tx,
        user: UserId,
        row: &TotpRow,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Ok(Some(sealed)) = self.seals.reseal(Purpose::TotpSecret, user, &row.sealed, now) {
            totp::reseal(tx, user, &row.sealed, &sealed).await?;
        }
        Ok(())
    }

    /// Counts and records a wrong code.
    pub(super) async fn settle_wrong_code(
        &self,
        tx: &Tx,
        account: &Account,
        attempt: &CodeAttempt,
        action: Action,
        requester: &Requester,
    ) -> Result<Option<AttemptsLeft>, StoreError> {
        if attempt.counted.is_reserved() {
            user::set_code_failures(tx, account.id, account.code_failures + 1).await?;
        }
        let left = self.settle(tx, &attempt.counted, Outcome::Failed).await?;
        let mut entry = self.own_entry(account.id, &requester.origin, action);
        entry.outcome = Audited::Failure;
        self.record(tx, entry).await?;
        Ok(left)
    }

    /// Clears what wrong codes left behind.
    pub(super) async fn settle_right_code(
        &self,
        tx: &Tx,
        account: &Account,
        attempt: &CodeAttempt,
    ) -> Result<(), StoreError> {
        if account.code_failures > 0 {
            user::set_code_failures(tx, account.id, 0).await?;
        }
        self.settle(tx, &attempt.counted, Outcome::Succeeded).await.map(drop)
    }
}

/// Refuses a TOTP code at an account where too many were wrong in a row. While its row is locked, codes
/// that come in parallel are looked at one after the other, and none beyond the ceiling.
pub(super) fn check_ceiling(account: &Account, is_totp: bool) -> Result<(), CodeError> {
    let frozen = is_totp && account.code_failures >= MAX_CODE_FAILURES;
    if frozen { Err(CodeError::Frozen) } else { Ok(()) }
}

/// Opens a sealed secret.
fn open(seals: &KeyRing, user: UserId, sealed: &str) -> Result<TotpSecret, StoreError> {
    let opened = seals.open(Purpose::TotpSecret, user, sealed).map_err(|error| {
        tracing::error!(%error, "a TOTP secret can't be opened");
        StoreError::Corrupt("TOTP secret")
    })?;
    std::str::from_utf8(&opened.plaintext)
        .ok()
        .and_then(|text| TotpSecret::from_base32(text).ok())
        .ok_or(StoreError::Corrupt("TOTP secret"))
}
