//! Storing what came of claimed deliveries.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use umbra_domain::UserId;
use umbra_store::{
    StoreError,
    delivery::{self, End, Pause},
};

use super::{Dispatcher, LEASE, Outcome, SendResult};
use crate::App;

impl App {
    /// Writes down what came of deliveries, in one statement, and leaves servers alone that failed. What
    /// is written is taken out of `all`, and so is what somebody else looks after by now; what is left is
    /// locked for the moment.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; then all are left, to be written down again.
    pub async fn finish_deliveries(
        &self,
        dispatcher: &Dispatcher,
        all: &mut Vec<SendResult>,
    ) -> Result<(), StoreError> {
        let db = self.store.autocommit();
        let (pauses, well) = servers(all);
        if !pauses.is_empty() {
            delivery::pause(db, &pauses).await?;
        }
        if !well.is_empty() {
            delivery::resume(db, &well).await?;
        }
        let ends: Vec<End> = all.iter().map(|one| one.end).collect();
        let now = self.clock.now();
        let written = delivery::end(db, &dispatcher.token, &ends, now).await?;
        let written: HashSet<_> = written.into_iter().collect();
        all.retain(|one| !written.contains(&one.end.id) && is_held(one, now));
        Ok(())
    }
}

/// Tells whether nobody else may have claimed it yet; where the clock was set back meanwhile, somebody may.
fn is_held(one: &SendResult, now: Timestamp) -> bool {
    let left = one.until.duration_since(now);
    left.is_positive() && left <= LEASE
}

/// Finds out whose servers are to be left alone, and whose work again.
fn servers(all: &[SendResult]) -> (Vec<Pause>, Vec<UserId>) {
    let works: BTreeSet<_> = all
        .iter()
        .filter(|one| matches!(one.outcome, Outcome::Sent | Outcome::Cleared) || one.is_well_again)
        .map(|one| one.to)
        .collect();
    let mut pauses = BTreeMap::<UserId, Pause>::new();
    for pause in all.iter().filter_map(|one| one.pause) {
        // A server that did something meanwhile has only begun to fail.
        let failures = if works.contains(&pause.of) { 1 } else { pause.failures };
        let longest = pauses.entry(pause.of).or_insert(Pause { failures, ..pause });
        longest.until = longest.until.max(pause.until);
        longest.at = longest.at.max(pause.at);
    }
    let well = all.iter().filter(|one| one.is_well_again && !pauses.contains_key(&one.to));
    let well: BTreeSet<_> = well.map(|one| one.to).collect();
    (pauses.into_values().collect(), well.into_iter().collect())
}
