//! Rows, and what they say.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use umbra_domain::{
    DeliveryId, NotificationId, ReminderId, UserId,
    civil::parse_local,
    delivery::{Channel, Claimed, Delivery, DeliveryState, Ended, Reason},
    notification::Notice,
    push::SequenceId,
};

use crate::{
    StoreError,
    entity::delivery::{Column, Model},
    instant,
};

const BAD: StoreError = StoreError::Corrupt("delivery");

fn notice(id: i64, code: &str) -> Option<Notice> {
    let notice = Notice::from_code(code);
    if notice.is_none() {
        tracing::warn!(delivery = id, notice = code, "unknown; left alone");
    }
    notice
}

fn reason(stored: Option<&str>, status: Option<i16>) -> Option<Reason> {
    Reason::from_stored(stored?, status.and_then(|status| status.try_into().ok()))
}

fn state(number: i16) -> Result<DeliveryState, StoreError> {
    DeliveryState::from_number(number).ok_or(BAD)
}

/// Reads what somebody claimed; `None` if a newer version made it.
pub(super) fn to_claimed(row: Model) -> Result<Option<Claimed>, StoreError> {
    let Some(notice) = notice(row.id, &row.notice) else { return Ok(None) };
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
        state: state(row.state)?,
        ended: row.ended.as_deref().map(Ended::from_stored),
        reason: reason(row.reason.as_deref(), row.status),
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

/// What is shown of a row.
#[derive(FromQueryResult)]
pub(super) struct Shown {
    pub(super) id: i64,
    user_id: i64,
    channel: String,
    notification_id: i64,
    notice: String,
    subject_type: Option<String>,
    subject_id: Option<i64>,
    occurrence: Option<String>,
    state: i16,
    reason: Option<String>,
    status: Option<i16>,
    due_at: DateTime<Utc>,
    next_at: Option<DateTime<Utc>>,
    attempts: i64,
    sent_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// The columns of [`Shown`].
pub(super) const SHOWN: [Column; 17] = [
    Column::Id,
    Column::UserId,
    Column::Channel,
    Column::NotificationId,
    Column::Notice,
    Column::SubjectType,
    Column::SubjectId,
    Column::Occurrence,
    Column::State,
    Column::Reason,
    Column::Status,
    Column::DueAt,
    Column::NextAt,
    Column::Attempts,
    Column::SentAt,
    Column::CreatedAt,
    Column::UpdatedAt,
];

/// Reads what is shown, without what it tells of; `None` if a newer version made it.
pub(super) fn to_delivery(row: Shown) -> Result<Option<Delivery>, StoreError> {
    let channel = Channel::from_stored(&row.channel);
    let (Some(notice), Some(channel)) = (notice(row.id, &row.notice), channel) else {
        return Ok(None);
    };
    let occurrence = row.occurrence.as_deref();
    Ok(Some(Delivery {
        id: DeliveryId(row.id),
        to: UserId(row.user_id),
        channel,
        notification: NotificationId(row.notification_id),
        notice,
        occurrence: occurrence.map(|local| parse_local(local).ok_or(BAD)).transpose()?,
        state: state(row.state)?,
        reason: reason(row.reason.as_deref(), row.status),
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
