//! What is counted of an attempt to prove who one is, all under HMACs, so that an unknown name
//! costs, answers and locks exactly as a real one does:
//!
//! - *by client*: of the name and the source, or of the name and a device that has signed in as it
//!   before: ten failures lock it for thirty minutes;
//! - *by strangers*: of the name over all devices that never signed in as it, which share a hundred
//!   guesses, of which ten come back in an hour, and are slowed down;
//! - *by source*: over all names, which stops one password being tried on many names.
//!
//! What the numbers mean is [`umbra_auth::attempts`]'s to say. An attempt is reserved before anything
//! is compared and settled afterwards, both by compare-and-swap on the rows, so parallel guesses
//! never get more than the policy allows.

use std::time::Duration;

use jiff::Timestamp;
use umbra_auth::{
    Saturated, Ticket,
    attempts::{
        self, ACCOUNT_WINDOW, Attempts, AttemptsLeft, FailureWindow, GuessBucket, Outcome,
        Reservation, SOURCE_WINDOW, Source,
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

/// The keys of what counts an attempt.
pub(crate) struct AttemptKeys {
    client: [u8; 32],
    account: [u8; 32],
    source: [u8; 32],
    is_known_device: bool,
}

impl AttemptKeys {
    /// All keys, of which there may be rows.
    pub(crate) const fn all(&self) -> [[u8; 32]; 3] {
        [self.client, self.account, self.source]
    }
}

/// An attempt, with the rows that count it as they were last seen.
pub(crate) struct Attempt {
    /// How long to wait before it is reserved.
    pub(crate) delay: Duration,
    counters: Vec<Counter>,
}

impl Attempt {
    /// Whether it was reserved. One that was refused takes the same steps and counts nothing.
    pub(crate) fn is_reserved(&self) -> bool {
        self.counters.iter().all(|counter| counter.is_reserved || counter.by == By::Source)
    }
}

/// A row that counts an attempt.
#[derive(Clone)]
struct Counter {
    by: By,
    row: AttemptsRow,
    /// Whether the attempt was reserved here.
    is_reserved: bool,
}

/// What a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Client,
    Strangers,
    Source,
}

impl Counter {
    const fn new(by: By, row: AttemptsRow) -> Self {
        Self { by, row, is_reserved: false }
    }

    /// Reserves the attempt in the row, which is then to be written.
    fn reserve(&mut self, now: Timestamp) -> Reserved {
        if self.by == By::Strangers {
            let mut bucket = GuessBucket { full_at: self.row.full_at };
            let taken = bucket.take(now);
            self.row.full_at = bucket.full_at;
            return if taken { Reserved::Yes } else { Reserved::Refused };
        }
        let mut counted = to_attempts(&self.row);
        match counted.reserve(now) {
            Reservation::Allowed => {
                write(counted, &mut self.row);
                Reserved::Yes
            }
            Reservation::Locked { .. } => Reserved::Refused,
            Reservation::Busy => Reserved::Busy,
        }
    }

    /// Settles the attempt in the row, which is then to be written, and tells how many are left.
    fn settle(&mut self, outcome: Outcome, counts: bool, now: Timestamp) -> Option<AttemptsLeft> {
        let failed = outcome == Outcome::Failed;
        match self.by {
            By::Client => {
                let mut counted = to_attempts(&self.row);
                counted.advance_to(now);
                let left = self.is_reserved.then(|| counted.settle(outcome, now));
                write(counted, &mut self.row);
                left
            }
            By::Strangers => {
                let mut bucket = GuessBucket { full_at: self.row.full_at };
                bucket.advance_to(now);
                if self.is_reserved && !failed {
                    bucket.put_back(now);
                }
                self.row.full_at = bucket.full_at;
                if counts && failed {
                    count(&mut self.row, now, ACCOUNT_WINDOW);
                }
                None
            }
            By::Source => {
                if counts && failed {
                    count(&mut self.row, now, SOURCE_WINDOW);
                }
                None
            }
        }
    }
}

/// What comes of a reservation in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reserved {
    Yes,
    Refused,
    Busy,
}

impl App {
    /// Returns the key under which all rows of a name can be found.
    pub(crate) fn account_key(&self, username_key: &str) -> [u8; 32] {
        self.keys.blind_index("account", &[username_key.as_bytes()])
    }

    /// Works out under which keys an attempt is counted.
    pub(crate) fn attempt_keys(&self, username_key: &str, requester: &Requester) -> AttemptKeys {
        let name = username_key.as_bytes();
        let source = Source::of(requester.origin.address);
        let device = requester.device.known(&self.keys, username_key);
        AttemptKeys {
            client: match &device {
                Some(nonce) => self.keys.blind_index("device", &[name, nonce]),
                None => self.keys.blind_index("source", &[name, source.as_bytes()]),
            },
            account: self.account_key(username_key),
            source: self.keys.blind_index("address", &[source.as_bytes()]),
            is_known_device: device.is_some(),
        }
    }

    /// Begins an attempt by the rows that exist. Refuses sources that failed too often.
    pub(crate) fn begin_attempt(
        &self,
        keys: &AttemptKeys,
        found: Vec<AttemptsRow>,
    ) -> Result<Attempt, ProofError> {
        let row = |key, account| {
            let found = found.iter().find(|row| row.key == key).cloned();
            found.unwrap_or_else(|| AttemptsRow::new(key, account))
        };
        let account = Some(keys.account);
        let by_source = row(keys.source, None);
        let now = self.clock.now();
        if let Some(retry_after) = attempts::source_throttle(&to_window(&by_source), now) {
            return Err(ProofError::Throttled { retry_after });
        }
        let mut delay = Duration::ZERO;
        let mut counters = vec![Counter::new(By::Client, row(keys.client, account))];
        if !keys.is_known_device {
            let by_strangers = row(keys.account, account);
            delay = attempts::account_delay(&to_window(&by_strangers), now);
            counters.push(Counter::new(By::Strangers, by_strangers));
        }
        counters.push(Counter::new(By::Source, by_source));
        Ok(Attempt { delay, counters })
    }

    /// Waits as long as the failures before ask for. Who waits gives the place among the hashes back
    /// meanwhile: somebody else may need it to sign in.
    pub(crate) async fn wait(
        &self,
        attempt: &Attempt,
        ticket: Ticket,
    ) -> Result<Ticket, Saturated> {
        if attempt.delay.is_zero() {
            return Ok(ticket);
        }
        drop(ticket);
        tokio::time::sleep(attempt.delay).await;
        self.hashes.admit()
    }

    /// Reserves an attempt, unless its client is locked or strangers have no guess left.
    pub(crate) async fn reserve(&self, attempt: &mut Attempt) -> Result<(), ProofError> {
        for tries in 1..=BUSY_TRIES {
            let now = self.clock.now();
            let mut asked = attempt.counters.clone();
            asked.retain(|counter| !counter.is_reserved && counter.by != By::Source);
            let answers: Vec<_> = asked.iter_mut().map(|counter| counter.reserve(now)).collect();
            if answers.contains(&Reserved::Refused) {
                return Ok(self.give_up(attempt).await?);
            }
            if answers.contains(&Reserved::Busy) {
                tokio::time::sleep(BUSY_PAUSE * tries.min(10)).await;
            } else {
                let rows: Vec<_> = asked.iter().map(|counter| &counter.row).collect();
                let written = rows::swap(self.store.autocommit(), &rows, now).await?;
                for (counter, written) in asked.iter_mut().zip(written) {
                    counter.is_reserved = written;
                    counter.row.version += i64::from(written);
                }
                for counter in asked.iter().filter(|counter| counter.is_reserved) {
                    attempt.replace(counter.clone());
                }
                if attempt.is_reserved() {
                    return Ok(());
                }
                // Somebody else was faster: look again at once.
            }
            asked.retain(|counter| !counter.is_reserved);
            let keys: Vec<_> = asked.iter().map(|counter| counter.row.key).collect();
            let found = rows::find(self.store.reader(), &keys).await?;
            for Counter { by, row, .. } in asked {
                let found = found.iter().find(|found| found.key == row.key).cloned();
                let seen = found.unwrap_or_else(|| AttemptsRow::new(row.key, row.account_key));
                attempt.replace(Counter::new(by, seen));
            }
        }
        self.give_up(attempt).await?;
        Err(Saturated.into())
    }

    /// Leaves an attempt unreserved.
    async fn give_up(&self, attempt: &mut Attempt) -> Result<(), StoreError> {
        self.release(attempt).await?;
        for counter in &mut attempt.counters {
            counter.is_reserved = false;
        }
        Ok(())
    }

    /// Gives back what was reserved of an attempt that wasn't run.
    pub(crate) async fn release(&self, attempt: &Attempt) -> Result<(), StoreError> {
        if attempt.counters.iter().any(|counter| counter.is_reserved) {
            self.store.write(async |tx| self.settle(tx, attempt, Outcome::NotRun).await).await?;
        }
        Ok(())
    }

    /// Settles an attempt and tells how many are left after a failure, if that is worth a warning.
    pub(crate) async fn settle(
        &self,
        tx: &Tx,
        attempt: &Attempt,
        outcome: Outcome,
    ) -> Result<Option<AttemptsLeft>, StoreError> {
        let now = self.clock.now();
        let counts = attempt.is_reserved();
        let failed = outcome == Outcome::Failed;
        let mut left = None;
        let mut seen = attempt.counters.clone();
        // A refused attempt writes the same rows as a failed one, and nothing new into them.
        seen.retain(|counter| failed || counter.is_reserved);
        while !seen.is_empty() {
            let mut settled = seen.clone();
            for counter in &mut settled {
                left = counter.settle(outcome, counts, now).or(left);
            }
            let rows: Vec<_> = settled.iter().map(|counter| &counter.row).collect();
            let written = rows::swap(tx, &rows, now).await?;
            let mut again = Vec::new();
            for (mut counter, _) in seen.into_iter().zip(written).filter(|(_, written)| !written) {
                let found = rows::lock(tx, &counter.row.key).await?;
                let (key, account) = (counter.row.key, counter.row.account_key);
                counter.row = found.unwrap_or_else(|| AttemptsRow::new(key, account));
                again.push(counter);
            }
            seen = again;
        }
        Ok(left.filter(|_| failed).and_then(AttemptsLeft::warning))
    }
}

impl Attempt {
    fn replace(&mut self, counter: Counter) {
        for old in &mut self.counters {
            if old.by == counter.by {
                *old = counter;
                return;
            }
        }
    }
}

fn count(row: &mut AttemptsRow, now: Timestamp, length: jiff::SignedDuration) {
    let mut window = to_window(row);
    window.count(now, length);
    row.failures = window.failures;
    row.window_started_at = window.started_at;
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
