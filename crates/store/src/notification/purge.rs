//! Clearing away what nobody needs any more.

use jiff::{SignedDuration, Timestamp};
use sea_orm::DatabaseBackend;
use umbra_domain::notification::MAX_NOTIFICATIONS;

use crate::{
    Autocommit, StoreError, instant,
    rights::{self, Who},
    sql,
    tx::handle::Handle as _,
};

/// How long what was read is kept.
const READ_RETENTION: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long anything is kept.
const UNREAD_RETENTION: SignedDuration = SignedDuration::from_hours(365 * 24);

/// How long it is remembered of what its reader deleted that it was told.
const DELETED_RETENTION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long that is remembered of what is due: up to 30 days before that somebody is told of it, and 30 days
/// after it is made up for what they weren't told.
const DUE_RETENTION: SignedDuration = SignedDuration::from_hours(65 * 24);

/// Deletes what was read 90 days ago, what is a year old, what its reader deleted a week ago, what was
/// about requests that are gone, and the oldest of who has more than [`MAX_NOTIFICATIONS`]; returns how many.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn purge(db: &Autocommit, now: Timestamp) -> Result<u64, StoreError> {
    let before = |kept| instant::to_column(now.checked_sub(kept).unwrap_or(Timestamp::MIN));
    let of_age = "updated_at < $1 AND (updated_at < $2 OR read_at < $1)";
    let mut purged =
        delete(db, of_age, [before(READ_RETENTION).into(), before(UNREAD_RETENTION).into()])
            .await?;
    let deleted = "is_deleted AND read_at < $1 AND (read_at < $2 OR notice NOT IN \
        ('todo-due', 'task-due', 'birthday', 'event-starts'))";
    purged += delete(db, deleted, [before(DELETED_RETENTION).into(), before(DUE_RETENTION).into()])
        .await?;
    let gone = format!(
        "connection_request_id IS NOT NULL AND NOT {}",
        rights::is_requested("notifications.connection_request_id", Who::Recipient)
    );
    purged += delete(db, &gone, []).await?;
    let too_many = format!(
        "id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY user_id \
         ORDER BY updated_at DESC, id DESC) AS place FROM notifications WHERE user_id IN \
         (SELECT user_id FROM notifications GROUP BY user_id HAVING COUNT(*) > {MAX_NOTIFICATIONS})) o \
         WHERE place > {MAX_NOTIFICATIONS})"
    );
    Ok(purged + delete(db, &too_many, []).await?)
}

/// Deletes rows, but for those that somebody is changing: they go the next time. What somebody snoozed is told again.
async fn delete<const N: usize>(
    db: &Autocommit,
    which: &str,
    values: [sea_orm::Value; N],
) -> Result<u64, StoreError> {
    let skip = match db.db().get_database_backend() {
        DatabaseBackend::Postgres => " FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let text = format!(
        "DELETE FROM notifications WHERE id IN \
         (SELECT id FROM notifications WHERE ({which}) AND snoozed_until IS NULL{skip})"
    );
    sql::execute(db.db(), text, values).await
}
