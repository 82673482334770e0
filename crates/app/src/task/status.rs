//! How far a task has come: completing it and taking that back.

use jiff::{Timestamp, tz::TimeZone};
use umbra_domain::{
    Stored,
    task::{Status, Task},
};
use umbra_store::{Edit, Granted, StoreError, Tx, task};

/// Gives a task another status: `done` completes it, another one opens what is done. One that recurs
/// and is completed moves to its next due date instead, and is to be done again.
pub(super) async fn set_status(
    tx: &Tx,
    granted: &mut Granted<Stored<Task>, Edit>,
    wanted: Status,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    match (granted.row().completed_at, wanted) {
        (Some(_), Status::Done) => {}
        (None, Status::Done) => {
            if let Some(done) = granted.row_mut().body.complete(now, zone) {
                task::record_completion(tx, granted, done, now).await?;
            }
        }
        (Some(_), other) => {
            if !take_back(tx, granted, now).await? {
                granted.row_mut().body.reopen();
            }
            granted.row_mut().body.status = other;
        }
        (None, other) => granted.row_mut().body.status = other,
    }
    Ok(())
}

/// Takes the latest completion of the present series back; tells whether there was one.
pub(super) async fn take_back(
    tx: &Tx,
    granted: &mut Granted<Stored<Task>, Edit>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !granted.row().has_completions() {
        return Ok(false);
    }
    let latest = task::take_latest_completion(tx, granted, now).await?;
    let latest = latest.ok_or(StoreError::Corrupt("count of completions"))?;
    granted.row_mut().body.take_back(latest);
    Ok(true)
}
