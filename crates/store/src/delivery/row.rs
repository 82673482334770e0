//! Rows, and what they say.

use umbra_domain::{
    DeliveryId, NotificationId, ReminderId, UserId,
    delivery::{Channel, Claimed, Delivery, DeliveryState, Ended, Reason},
    event::parse_local,
    notification::Notice,
    push::SequenceId,
};

use crate::{StoreError, entity::delivery::Model, instant};

const BAD: StoreError = StoreError::Corrupt("delivery");

fn notice(row: &Model) -> Option<Notice> {
    let notice = Notice::from_code(&row.notice);
    if notice.is_none() {
        tracing::warn!(delivery = row.id, notice = row.notice, "unknown; left alone");
    }
    notice
}

fn reason(row: &Model) -> Option<Reason> {
    let status = row.status.and_then(|status| status.try_into().ok());
    Reason::from_stored(row.reason.as_deref()?, status)
}

fn state(row: &Model) -> Result<DeliveryState, StoreError> {
    DeliveryState::from_number(row.state).ok_or(BAD)
}

/// Reads what somebody claimed; `None` if a newer version made it.
pub(super) fn to_claimed(row: Model) -> Result<Option<Claimed>, StoreError> {
    let Some(notice) = notice(&row) else { return Ok(None) };
    let sequence = SequenceId::parse(row.sequence_id.as_deref().ok_or(BAD)?).map_err(|_| BAD)?;
    let occurrence = row.occurrence.as_deref();
    Ok(Some(Claimed {
        id: DeliveryId(row.id),
        to: UserId(row.user_id),
        notification: NotificationId(row.notification_id),
        notice,
        reminder: row.subject_id.filter(|_| is_of_reminder(&row)).map(ReminderId),
        generation: generation(&row),
        occurrence: occurrence.map(|local| parse_local(local).ok_or(BAD)).transpose()?,
        state: state(&row)?,
        ended: row.ended.as_deref().map(Ended::from_stored),
        reason: reason(&row),
        attempts: row.attempts.try_into().map_err(|_| BAD)?,
        sequence,
        due_at: instant::from_column(row.due_at)?,
        created_at: instant::from_column(row.created_at)?,
        sent_at: instant::from_nullable(row.sent_at)?,
    }))
}

fn is_of_reminder(row: &Model) -> bool {
    row.subject_type.as_deref() == Some("reminder")
}

/// Reads from the key of a reminder's firing how often it had been snoozed.
fn generation(row: &Model) -> u32 {
    let last = row.item_key.rsplit(':').next();
    last.filter(|_| is_of_reminder(row)).and_then(|last| last.parse().ok()).unwrap_or_default()
}

/// Reads what is shown, without what it tells of; `None` if a newer version made it.
pub(super) fn to_delivery(row: Model) -> Result<Option<Delivery>, StoreError> {
    let channel = Channel::from_stored(&row.channel);
    let (Some(notice), Some(channel)) = (notice(&row), channel) else { return Ok(None) };
    let occurrence = row.occurrence.as_deref();
    Ok(Some(Delivery {
        id: DeliveryId(row.id),
        to: UserId(row.user_id),
        channel,
        notification: NotificationId(row.notification_id),
        notice,
        occurrence: occurrence.map(|local| parse_local(local).ok_or(BAD)).transpose()?,
        state: state(&row)?,
        reason: reason(&row),
        subject: row.subject_type.zip(row.subject_id),
        due_at: instant::from_column(row.due_at)?,
        next_at: instant::from_nullable(row.next_at)?,
        sent_at: instant::from_nullable(row.sent_at)?,
        attempts: row.attempts.try_into().map_err(|_| BAD)?,
        created_at: instant::from_column(row.created_at)?,
        updated_at: instant::from_column(row.updated_at)?,
        told: None,
    }))
}
