//! The three counters that watch attempts to prove who one is, all keyed by HMACs so that an
//! unknown name costs, answers and locks exactly as a real one does:
//!
//! - the *attempt* counter of the name and the source, or of the name and a device that has
//!   signed in as it before: ten failures lock it for thirty minutes;
//! - the *account* counter of the name over all sources, which only slows strangers down;
//! - the *source* counter over all names, which stops one password being tried on many names.
//!
//! An attempt is reserved before its hash runs and settled afterwards, both by compare-and-swap
//! on the row, so parallel guesses never get more hashes than the policy allows. When nothing at all
//! is counted against it, [`sign_in::begin`](umbra_store::sign_in::begin) has reserved it already.

use std::time::Duration;

use umbra_auth::{
    Saturated,
    lockout::{
        self, ACCOUNT_WINDOW, Counter, FailureWindow, Outcome, Reservation, SOURCE_WINDOW, Source,
    },
};
use umbra_store::{
    StoreError, Tx,
    counter::{self, CounterRow},
};

use super::{ProofError, Requester, Warning};
use crate::App;

/// How often a reservation is tried again while as many attempts run as may still fail.
const BUSY_TRIES: u32 = 60;
/// How long it waits in between, longer by as much each time up to ten times.
const BUSY_PAUSE: Duration = Duration::from_millis(15);

/// The counters of one attempt.
#[derive(Clone, Copy)]
pub(crate) struct CounterKeys {
    attempt: [u8; 32],
    account: [u8; 32],
    source: [u8; 32],
    knows_device: bool,
}

/// What the counters of an attempt say before it.
pub(crate) struct Look {
    keys: CounterKeys,
    /// How long to wait before the attempt.
    pub(crate) delay: Duration,
    /// The attempt counter's row, if there is one; a reservation finds out whether it is still so.
    attempt: Option<CounterRow>,
}

impl CounterKeys {
    /// Returns the keys of all three counters: of the attempt, the account and the source.
    pub(crate) const fn all(&self) -> [[u8; 32]; 3] {
        [self.attempt, self.account, self.source]
    }

    /// Returns the key of the attempt counter.
    pub(crate) const fn attempt(&self) -> &[u8; 32] {
        &self.attempt
    }
}

impl App {
    /// Returns the key common to all counters of a name.
    pub(crate) fn account_key(&self, username_key: &str) -> [u8; 32] {
        self.keys.counter_key("account", &[username_key.as_bytes()])
    }

    /// Names the counters of an attempt.
    pub(crate) fn counter_keys(&self, username_key: &str, requester: &Requester) -> CounterKeys {
        let name = username_key.as_bytes();
        let source = Source::of(requester.origin.address);
        let device = requester.device.known(&self.keys, username_key);
        CounterKeys {
            attempt: match device {
                Some(nonce) => self.keys.counter_key("device", &[name, &nonce]),
                None => self.keys.counter_key("source", &[name, source.as_bytes()]),
            },
            account: self.account_key(username_key),
            source: self.keys.counter_key("address", &[source.as_bytes()]),
            knows_device: device.is_some(),
        }
    }

    /// Reads the counters of an attempt, and judges it.
    pub(crate) async fn look(&self, keys: CounterKeys) -> Result<Look, ProofError> {
        let rows = counter::find(self.store.reader(), &keys.all()).await?;
        self.judge(keys, rows)
    }

    /// Refuses sources that failed too often; returns what to reserve an attempt with.
    pub(crate) fn judge(
        &self,
        keys: CounterKeys,
        rows: Vec<CounterRow>,
    ) -> Result<Look, ProofError> {
        let now = self.clock.now();
        let window = |key| rows.iter().find(|row| row.key == key).map(to_window);
        if let Some(source) = window(keys.source)
            && let Some(retry_after) = lockout::source_throttle(&source, now)
        {
            return Err(ProofError::Throttled { retry_after });
        }
        let failures = window(keys.account).map_or(0, |w| w.failures_at(now, ACCOUNT_WINDOW));
        // A device that has signed in before doesn't wait for what strangers do.
        let delay =
            if keys.knows_device { Duration::ZERO } else { lockout::account_delay(failures) };
        let attempt = rows.into_iter().find(|row| row.key == keys.attempt);
        Ok(Look { keys, delay, attempt })
    }

    /// Reserves an attempt; `false` when the counter is locked.
    pub(crate) async fn reserve(&self, look: Look) -> Result<bool, ProofError> {
        let Look { keys, mut attempt, .. } = look;
        for busy in 1..=BUSY_TRIES {
            let now = self.clock.now();
            if busy > 1 {
                let found = counter::find(self.store.reader(), &[keys.attempt]).await?;
                attempt = found.into_iter().next();
            }
            let missing = || CounterRow::new(keys.attempt, Some(keys.account));
            let mut row = attempt.take().unwrap_or_else(missing);
            let mut counter = to_counter(&row);
            match counter.reserve(now) {
                Reservation::Locked { .. } => return Ok(false),
                Reservation::Allowed => {
                    from_counter(&mut row, counter);
                    if counter::swap(self.store.autocommit(), &row, now).await? {
                        return Ok(true);
                    }
                    // Somebody else was faster: look again at once.
                }
                Reservation::Busy => tokio::time::sleep(BUSY_PAUSE * busy.min(10)).await,
            }
        }
        Err(Saturated.into())
    }

    /// Returns an attempt that was not run.
    pub(crate) async fn give_back(&self, keys: CounterKeys) -> Result<(), StoreError> {
        self.store.write(async |tx| self.settle(tx, keys, Outcome::NotRun).await).await
    }

    /// Settles a reserved attempt that didn't fail.
    pub(crate) async fn settle(
        &self,
        tx: &Tx,
        keys: CounterKeys,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        let row = counter::lock(tx, &keys.attempt).await?;
        self.settle_locked(tx, row, outcome).await
    }

    /// Settles a reserved attempt that didn't fail, and whose counter this transaction has locked.
    /// A counter that was cleared meanwhile has forgotten the attempt.
    pub(crate) async fn settle_locked(
        &self,
        tx: &Tx,
        row: Option<CounterRow>,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        if let Some(mut row) = row {
            let now = self.clock.now();
            let mut counter = to_counter(&row);
            counter.settle(outcome, now);
            from_counter(&mut row, counter);
            counter::put(tx, &row, now).await?;
        }
        Ok(())
    }

    /// Settles a failed attempt and tells how many are left, if that is worth a warning. One that
    /// was not `allowed`, because the counter is locked, takes the same steps and counts nothing.
    pub(crate) async fn settle_failed(
        &self,
        tx: &Tx,
        keys: CounterKeys,
        allowed: bool,
    ) -> Result<Option<Warning>, StoreError> {
        let mut standing = None;
        self.change(tx, CounterRow::new(keys.attempt, Some(keys.account)), |counter, now| {
            if allowed {
                standing = Some(counter.settle(Outcome::Failed, now));
            }
        })
        .await?;
        let by_account = CounterRow::new(keys.account, Some(keys.account));
        let by_source = CounterRow::new(keys.source, None);
        for (row, window) in [(by_account, ACCOUNT_WINDOW), (by_source, SOURCE_WINDOW)] {
            self.change_window(tx, row, |counted, now| {
                if allowed {
                    counted.count(now, window);
                }
            })
            .await?;
        }
        Ok(standing.and_then(lockout::Standing::warning).map(Warning))
    }

    async fn change(
        &self,
        tx: &Tx,
        missing: CounterRow,
        mut change: impl FnMut(&mut Counter, jiff::Timestamp),
    ) -> Result<(), StoreError> {
        self.change_row(tx, missing, |row, now| {
            let mut counter = to_counter(row);
            change(&mut counter, now);
            from_counter(row, counter);
        })
        .await
    }

    async fn change_window(
        &self,
        tx: &Tx,
        missing: CounterRow,
        mut change: impl FnMut(&mut FailureWindow, jiff::Timestamp),
    ) -> Result<(), StoreError> {
        self.change_row(tx, missing, |row, now| {
            let mut window = to_window(row);
            change(&mut window, now);
            row.failures = window.failures;
            row.window_started_at = window.started_at;
        })
        .await
    }

    /// Changes one row under its lock. Only a row that two make at once needs a second look.
    async fn change_row(
        &self,
        tx: &Tx,
        missing: CounterRow,
        mut change: impl FnMut(&mut CounterRow, jiff::Timestamp),
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        loop {
            let found = counter::lock(tx, &missing.key).await?;
            let mut row = found.unwrap_or_else(|| missing.clone());
            change(&mut row, now);
            if counter::swap(tx, &row, now).await? {
                return Ok(());
            }
        }
    }
}

fn to_counter(row: &CounterRow) -> Counter {
    Counter {
        failures: row.failures,
        pending: row.pending,
        window_started_at: row.window_started_at,
        locked_until: row.locked_until,
        pending_since: row.pending_since,
    }
}

fn from_counter(row: &mut CounterRow, counter: Counter) {
    row.failures = counter.failures;
    row.pending = counter.pending;
    row.window_started_at = counter.window_started_at;
    row.locked_until = counter.locked_until;
    row.pending_since = counter.pending_since;
}

fn to_window(row: &CounterRow) -> FailureWindow {
    FailureWindow { failures: row.failures, started_at: row.window_started_at }
}
