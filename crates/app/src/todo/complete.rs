//! Completing and reopening, of todos that recur and of those that don't.

use jiff::{Timestamp, tz::TimeZone};
use umbra_domain::{Stored, todo::Todo};
use umbra_store::{Edit, Granted, StoreError, Tx, todo};

/// Completes an open todo in memory, and writes down what taking that back needs.
pub(super) async fn complete(
    tx: &Tx,
    granted: &mut Granted<Stored<Todo>, Edit>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    match granted.row_mut().body.complete(now, zone) {
        Some(completion) => todo::record_completion(tx, granted, completion).await,
        None => Ok(()),
    }
}

/// Reopens a todo that is done for good: after its last due date by taking that back.
pub(super) async fn reopen(
    tx: &Tx,
    granted: &mut Granted<Stored<Todo>, Edit>,
) -> Result<(), StoreError> {
    if !take_back(tx, granted).await? {
        granted.row_mut().body.completed_at = None;
    }
    Ok(())
}

/// Takes the latest completion of the present series back; tells whether there was one.
pub(super) async fn take_back(
    tx: &Tx,
    granted: &mut Granted<Stored<Todo>, Edit>,
) -> Result<bool, StoreError> {
    if !granted.row().has_completions() {
        return Ok(false);
    }
    let latest = todo::take_latest_completion(tx, granted).await?;
    let latest = latest.ok_or(StoreError::Corrupt("count of completions"))?;
    granted.row_mut().body.take_back(latest);
    Ok(true)
}
