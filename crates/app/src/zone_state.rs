//! Keeping what lies ahead on the clock when zones get other rules.
//!
//! What somebody meant is a time on the clock of a zone; the instant is when that is by the rules
//! that the zone has. Series are expanded by today's rules anyway. Single events, occurrences that
//! were moved and the next moments of reminders are stored as instants, so the first process with a
//! newer zone database finds them anew.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use umbra_domain::{
    event::{Extent, KeptOnClock, When},
    zone::{Release, ZoneDatabase},
};
use umbra_store::{
    StoreError, Tx,
    event::{self, Found},
    reminder,
    zone_state::{self, ScanPhase, ZoneState},
};

use crate::App;

/// How many things are looked at in a transaction.
const BATCH: u64 = 200;

/// When everything is looked through a second time: a process with an older zone database may
/// have run on, and what it wrote is by older rules.
const SECOND_LOOK: SignedDuration = SignedDuration::from_hours(24);

/// How many looks there are after a release.
const LOOKS: u8 = 2;

/// What was found anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptOnClocks {
    /// Events whose times are other instants now.
    pub events: u64,
    /// Reminders whose moments are.
    pub reminders: u64,
}

/// What to do next.
enum Step {
    More,
    Nothing,
    /// Another process had this newer release.
    Older(Release),
}

impl App {
    /// Returns the zone database in use.
    #[must_use]
    pub fn zones(&self) -> &ZoneDatabase {
        self.store.zones()
    }

    /// Finds the instants of all that lies ahead anew, if this process has a newer zone database
    /// than all before it; what is over stays as it was. Otherwise it asks one question.
    ///
    /// It goes in batches, each one transaction under the lock of one row, which says how far it
    /// has come: after a crash it goes on from there, and processes that start together share the
    /// work. Everything is looked through once more a day later. A process with an older zone
    /// database changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_on_clocks(&self) -> Result<KeptOnClocks, StoreError> {
        let mut kept = KeptOnClocks::default();
        let now = self.clock.now();
        let state = zone_state::find(self.store.reader()).await?;
        if state.release.as_ref() == Some(self.zones().release()) && !is_due(&state, now) {
            return Ok(kept);
        }
        loop {
            match self.store.write(async |tx| self.keep_batch(tx, now, &mut kept).await).await? {
                Step::More => {}
                Step::Nothing => break,
                Step::Older(newest) => {
                    tracing::warn!(
                        release = self.zones().release().as_str(),
                        newest = newest.as_str(),
                        "the time zone database is older than one that was used here before; \
                         times may differ"
                    );
                    break;
                }
            }
        }
        if kept != KeptOnClocks::default() {
            let KeptOnClocks { events, reminders } = kept;
            tracing::info!(events, reminders, "kept times on the clock");
        }
        Ok(kept)
    }

    async fn keep_batch(
        &self,
        tx: &Tx,
        now: Timestamp,
        kept: &mut KeptOnClocks,
    ) -> Result<Step, StoreError> {
        let mut state = zone_state::lock(tx).await?;
        let zones = self.zones();
        match &state.release {
            Some(newest) if newest > zones.release() => {
                let newest = newest.clone();
                if state.phase == ScanPhase::Done {
                    // What it writes is looked through once it has gone.
                    (state.looks, state.looked_at) = (LOOKS - 1, Some(now));
                    zone_state::write(tx, &state).await?;
                }
                return Ok(Step::Older(newest));
            }
            Some(same) if same == zones.release() => {}
            _ => state = begun(&state, zones),
        }
        if is_due(&state, now) && state.phase == ScanPhase::Done {
            (state.phase, state.done) = (ScanPhase::Events, 0);
        }
        let last = match state.phase {
            _ if state.changed.is_empty() => None,
            ScanPhase::Events => keep_events(tx, &state, now, kept).await?,
            ScanPhase::Reminders => keep_reminders(tx, &state, now, kept).await?,
            ScanPhase::Done => return Ok(Step::Nothing),
        };
        match (state.phase, last) {
            (_, Some(last)) => state.done = last,
            (ScanPhase::Events, None) => (state.phase, state.done) = (ScanPhase::Reminders, 0),
            (ScanPhase::Reminders | ScanPhase::Done, None) => {
                (state.phase, state.done) = (ScanPhase::Done, 0);
                (state.looks, state.looked_at) = ((state.looks + 1).min(LOOKS), Some(now));
            }
        }
        zone_state::write(tx, &state).await?;
        Ok(if state.phase == ScanPhase::Done { Step::Nothing } else { Step::More })
    }
}

/// Tells whether there is something to look through.
fn is_due(state: &ZoneState, now: Timestamp) -> bool {
    let waited = state.looked_at.is_none_or(|at| SECOND_LOOK <= at.duration_until(now));
    state.phase != ScanPhase::Done || (state.looks < LOOKS && waited)
}

/// Begins with a newer release: finds the zones whose clocks show something else by it.
fn begun(state: &ZoneState, zones: &ZoneDatabase) -> ZoneState {
    let ahead = zones.ahead().map(|(name, text)| (name.to_owned(), text));
    let clocks: Vec<_> = ahead.collect();
    let before: HashMap<_, _> = state.clocks.iter().map(|(name, text)| (name, text)).collect();
    let differs = |(name, text): &&(String, String)| before.get(name) != Some(&text);
    let mut changed: Vec<_> = clocks.iter().filter(differs).map(|(name, _)| name.clone()).collect();
    if state.phase != ScanPhase::Done {
        // The release before wasn't through with these.
        changed.extend(
            state
                .changed
                .iter()
                .filter(|name| !changed.contains(name))
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    let release = zones.release();
    tracing::info!(release = release.as_str(), changed = changed.len(), "a new time zone database");
    ZoneState {
        // By the first one everything was found; what is looked for is local times that are missing.
        looks: if state.release.is_none() { LOOKS - 1 } else { 0 },
        release: Some(release.clone()),
        clocks,
        changed,
        phase: ScanPhase::Events,
        done: 0,
        looked_at: None,
    }
}

async fn keep_events(
    tx: &Tx,
    state: &ZoneState,
    now: Timestamp,
    all: &mut KeptOnClocks,
) -> Result<Option<i64>, StoreError> {
    let (found, last) = event::lock_in_zones(tx, &state.changed, state.done, now, BATCH).await?;
    for found in &found {
        let kept = KeptOnClock::of(&found.event, &found.overrides, now);
        let differs =
            kept.differs || (state.looks == 0 && goes_otherwise(found, &state.changed, now));
        event::write_kept(tx, found, &kept, differs, now).await?;
        all.events += u64::from(differs);
    }
    Ok(last)
}

/// Tells whether a series that goes on has other instants now, though its row says the same.
fn goes_otherwise(found: &Found, changed: &[String], now: Timestamp) -> bool {
    let body = &found.event.body;
    let When::Timed { zone, .. } = &body.when else { return false };
    body.repeat.is_some()
        && changed.iter().any(|name| name == zone.as_str())
        && now <= Extent::of(body, &found.overrides).ends_at
}

async fn keep_reminders(
    tx: &Tx,
    state: &ZoneState,
    now: Timestamp,
    all: &mut KeptOnClocks,
) -> Result<Option<i64>, StoreError> {
    let (found, last) = reminder::lock_in_zones(tx, &state.changed, state.done, now, BATCH).await?;
    for mut reminder in found.into_iter().map(|claimed| claimed.reminder) {
        if let Some(kept) = reminder.body.kept_on_clock(now) {
            reminder.body = kept;
            reminder::write_kept(tx, &reminder).await?;
            all.reminders += 1;
        }
    }
    Ok(last)
}
