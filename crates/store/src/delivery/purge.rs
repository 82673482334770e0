//! Clearing away, and setting right what a clock that was set did.

use jiff::{SignedDuration, Timestamp};

use crate::{Autocommit, StoreError, instant, sql, tx::handle::Handle as _};

/// How long it is kept what became of something.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The longest that anything waits: quiet hours end within a day, and a server may ask for one.
const MAX_WAIT: SignedDuration = SignedDuration::from_hours(26);

/// Deletes what was over 30 days ago; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, now: Timestamp) -> Result<u64, StoreError> {
    let before = instant::to_column(now.checked_sub(RETENTION).unwrap_or(Timestamp::MIN));
    let text = "DELETE FROM deliveries WHERE next_at IS NULL AND updated_at < $1";
    sql::execute(db.db(), text, [before.into()]).await
}

/// Has looked at now what waits for a clock that was set back since, and forgets until when servers were to be left
/// alone by that clock; returns how many. It shows by when that was written, or by waiting for longer than anything
/// does; what is claimed waits for no longer than `lease`. Clocks may differ by `apart`.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn recover_from_clock_rollback(
    db: &Autocommit,
    now: Timestamp,
    lease: SignedDuration,
    apart: SignedDuration,
) -> Result<u64, StoreError> {
    let after = |wait| instant::to_column(now.checked_add(wait).unwrap_or(Timestamp::MAX));
    let lease = lease.saturating_add(apart);
    let text = "UPDATE deliveries SET next_at = $1, updated_at = $1 WHERE next_at > $1 AND (\
                next_at > $2 OR (claim IS NOT NULL AND next_at > $3) \
                OR (claim IS NULL AND updated_at > $4))";
    let values = [
        instant::to_column(now).into(),
        after(MAX_WAIT).into(),
        after(lease).into(),
        after(apart).into(),
    ];
    let set = sql::execute(db.db(), text, values).await?;
    let text = "DELETE FROM delivery_pauses WHERE until > $1 OR updated_at > $2";
    sql::execute(db.db(), text, [after(MAX_WAIT).into(), after(apart).into()]).await?;
    Ok(set)
}
