//! What is counted of an attempt to prove who one is, all under HMACs, so that an unknown name
//! costs, answers and locks exactly as a real one does:
//!
//! - *by client*: of the name and the source, or of the name and a device that has signed in as it
//!   before: ten failures lock it for thirty minutes;
//! - *by account*: of the name over all sources, which only slows strangers down;
//! - *by source*: over all names, which stops one password being tried on many names.
//!
//! What the numbers mean is [`umbra_auth::attempts`]'s to say. An attempt is reserved before its
//! hash runs and settled afterwards, both by compare-and-swap on the row, so parallel guesses never
//! get more hashes than the policy allows.

use std::time::Duration;

use jiff::Timestamp;
use umbra_auth::{
    Saturated,
    attempts::{
        self, ACCOUNT_WINDOW, Attempts, AttemptsLeft, FailureWindow, Outcome, Reservation,
        SOURCE_WINDOW, Source,
    },
};
use umbra_store::{
    StoreError, Tx,
    attempts::{self as rows, AttemptsRow},
};

use super::{ProofError, Requester};
use crate::App;

/// How often a reservation is tried again while as many attempts run as may still fail.
const BUSY_TRIES: u32 = 60;
/// How long it waits in between, longer by as much each time up to ten times.
const BUSY_PAUSE: Duration = Duration::from_millis(15);

/// An attempt, with the rows that count it as they were last seen.
pub(crate) struct Attempt {
    /// How long to wait before it is reserved.
    pub(crate) delay: Duration,
    /// Whether it was reserved. One that was refused takes the same steps and counts nothing.
    pub(crate) is_reserved: bool,
    by_client: AttemptsRow,
    by_account: AttemptsRow,
    by_source: AttemptsRow,
}

impl App {
    /// Returns the key under which all rows of a name can be found.
    pub(crate) fn account_key(&self, username_key: &str) -> [u8; 32] {
        self.keys.blind_index("account", &[username_key.as_bytes()])
    }

    /// Reads what is counted against an attempt. Refuses sources that failed too often.
    pub(crate) async fn look_at_attempt(
        &self,
        username_key: &str,
        requester: &Requester,
    ) -> Result<Attempt, ProofError> {
        let name = username_key.as_bytes();
        let source = Source::of(requester.origin.address);
        let device = requester.device.known(&self.keys, username_key);
        let client = match &device {
            Some(nonce) => self.keys.blind_index("device", &[name, nonce]),
            None => self.keys.blind_index("source", &[name, source.as_bytes()]),
        };
        let account = self.account_key(username_key);
        let address = self.keys.blind_index("address", &[source.as_bytes()]);
        let found = rows::find(self.store.reader(), &[client, account, address]).await?;
        let row = |key, account_key| {
            let found = found.iter().find(|row| row.key == key).cloned();
            found.unwrap_or_else(|| AttemptsRow::new(key, account_key))
        };
        let (by_account, by_source) = (row(account, Some(account)), row(address, None));
        let now = self.clock.now();
        if let Some(retry_after) = attempts::source_throttle(&to_window(&by_source), now) {
            return Err(ProofError::Throttled { retry_after });
        }
        Ok(Attempt {
            delay: attempts::account_delay(&to_window(&by_account), device.is_some(), now),
            is_reserved: false,
            by_client: row(client, Some(account)),
            by_account,
            by_source,
        })
    }

    /// Reserves an attempt, unless its client is locked.
    pub(crate) async fn reserve(&self, attempt: &mut Attempt) -> Result<(), ProofError> {
        let row = &mut attempt.by_client;
        for tries in 1..=BUSY_TRIES {
            let now = self.clock.now();
            let mut counted = to_attempts(row);
            match counted.reserve(now) {
                Reservation::Locked { .. } => return Ok(()),
                Reservation::Allowed => {
                    write(counted, row);
                    if rows::swap(self.store.autocommit(), row, now).await? {
                        attempt.is_reserved = true;
                        return Ok(());
                    }
                    // Somebody else was faster: look again at once.
                }
                Reservation::Busy => tokio::time::sleep(BUSY_PAUSE * tries.min(10)).await,
            }
            let found = rows::find(self.store.reader(), &[row.key]).await?.pop();
            *row = found.unwrap_or_else(|| AttemptsRow::new(row.key, row.account_key));
        }
        Err(Saturated.into())
    }

    /// Gives back an attempt that was reserved and not run.
    pub(crate) async fn release(&self, attempt: &Attempt) -> Result<(), StoreError> {
        if !attempt.is_reserved {
            return Ok(());
        }
        self.store.write(async |tx| self.settle(tx, attempt, Outcome::NotRun).await).await
    }

    /// Settles a reserved attempt that didn't fail.
    pub(crate) async fn settle(
        &self,
        tx: &Tx,
        attempt: &Attempt,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        let settle = |row: &mut AttemptsRow, now| {
            let mut counted = to_attempts(row);
            counted.settle(outcome, now);
            write(counted, row);
        };
        self.change(tx, &attempt.by_client, settle).await
    }

    /// Settles a failed attempt and tells how many are left, if that is worth a warning.
    pub(crate) async fn settle_failed(
        &self,
        tx: &Tx,
        attempt: &Attempt,
    ) -> Result<Option<AttemptsLeft>, StoreError> {
        let reserved = attempt.is_reserved;
        let settle = |row: &mut AttemptsRow, now| {
            let mut counted = to_attempts(row);
            let left = reserved.then(|| counted.settle(Outcome::Failed, now));
            write(counted, row);
            left.and_then(AttemptsLeft::warning)
        };
        let left = self.change(tx, &attempt.by_client, settle).await?;
        for (row, length) in
            [(&attempt.by_account, ACCOUNT_WINDOW), (&attempt.by_source, SOURCE_WINDOW)]
        {
            let count = |row: &mut AttemptsRow, now| {
                let mut window = to_window(row);
                if reserved {
                    window.count(now, length);
                }
                row.failures = window.failures;
                row.window_started_at = window.started_at;
            };
            self.change(tx, row, count).await?;
        }
        Ok(left)
    }

    /// Changes a row as it was last seen or, if somebody has changed it since, as it is now.
    async fn change<T>(
        &self,
        tx: &Tx,
        seen: &AttemptsRow,
        change: impl Fn(&mut AttemptsRow, Timestamp) -> T,
    ) -> Result<T, StoreError> {
        let now = self.clock.now();
        let mut row = seen.clone();
        loop {
            let told = change(&mut row, now);
            if rows::swap(tx, &mut row, now).await? {
                return Ok(told);
            }
            // Locked, so that only a row that two make at once needs a third look.
            let found = rows::lock(tx, &seen.key).await?;
            row = found.unwrap_or_else(|| AttemptsRow::new(seen.key, seen.account_key));
        }
    }
}

fn to_attempts(row: &AttemptsRow) -> Attempts {
    Attempts {
        failures: row.failures,
        pending: row.pending,
        window_started_at: row.window_started_at,
        locked_until: row.locked_until,
        pending_since: row.pending_since,
    }
}

fn write(counted: Attempts, row: &mut AttemptsRow) {
    row.failures = counted.failures;
    row.pending = counted.pending;
    row.window_started_at = counted.window_started_at;
    row.locked_until = counted.locked_until;
    row.pending_since = counted.pending_since;
}

fn to_window(row: &AttemptsRow) -> FailureWindow {
    FailureWindow { failures: row.failures, started_at: row.window_started_at }
}
