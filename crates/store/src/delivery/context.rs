//! What sending a delivery depends on, beside its notification and its person's settings.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use umbra_domain::{
    DeliveryId,
    civil::parse_local,
    delivery::Claimed,
    reminder::{FiringStatus, State},
};

use crate::{Read, StoreError, sql};

/// What sending a delivery depends on, beside its notification and its person's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryContext {
    /// Whether the person may sign in.
    pub is_active: bool,
    /// Where the firing stands, of what is about a reminder.
    pub firing: Option<FiringStatus>,
    /// Whether it is about a reminder on an event.
    pub on_event: bool,
    /// How often in a row the person's server failed.
    pub failures: u32,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    user_is_active: bool,
    subject_type: Option<String>,
    reminder_id: Option<i64>,
    event_id: Option<i64>,
    is_active: Option<bool>,
    is_dismissed: Option<bool>,
    fired_occurrence: Option<String>,
    snooze_generation: Option<i64>,
    failures: Option<i64>,
}

/// Reads the contexts of some deliveries, in one statement. What is gone is missing.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn contexts(
    db: &impl Read,
    claimed: &[Claimed],
) -> Result<HashMap<DeliveryId, DeliveryContext>, StoreError> {
    let text = format!(
        "SELECT d.id, u.is_active AS user_is_active, d.subject_type, r.id AS reminder_id, \
         r.event_id, r.is_active, r.is_dismissed, r.fired_occurrence, r.snooze_generation, p.failures \
         FROM deliveries d JOIN users u ON u.id = d.user_id \
         LEFT JOIN reminders r ON d.subject_type = 'reminder' AND r.id = d.subject_id \
         LEFT JOIN delivery_pauses p ON p.user_id = d.user_id AND p.channel = d.channel \
         WHERE d.id {}",
        sql::one_of(db.db(), 1)
    );
    let ids: Vec<_> = claimed.iter().map(|one| one.id.0).collect();
    let statement = sql::statement(db.db(), text, [sql::ids(&ids)]);
    let rows = Row::find_by_statement(statement).all(db.db()).await?;
    let claimed: HashMap<_, _> = claimed.iter().map(|one| (one.id, one)).collect();
    let read = |row: Row| {
        let id = DeliveryId(row.id);
        Some((id, to_context(&row, claimed.get(&id)?)))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

fn to_context(row: &Row, claimed: &Claimed) -> DeliveryContext {
    let is_reminder = row.subject_type.as_deref() == Some("reminder");
    let firing = match (is_reminder, row.reminder_id, claimed.occurrence) {
        (false, ..) | (true, Some(_), None) => None,
        (true, None, _) => Some(FiringStatus::Deleted),
        (true, Some(_), Some(occurrence)) => {
            let state = State {
                is_active: row.is_active.unwrap_or_default(),
                occurrence: row.fired_occurrence.as_deref().and_then(parse_local),
                is_dismissed: row.is_dismissed.unwrap_or_default(),
                snooze_generation: of_column(row.snooze_generation),
                ..State::default()
            };
            Some(state.status_of(occurrence, claimed.generation))
        }
    };
    DeliveryContext {
        is_active: row.user_is_active,
        firing,
        on_event: row.event_id.is_some(),
        failures: of_column(row.failures),
    }
}

fn of_column(number: Option<i64>) -> u32 {
    number.and_then(|number| number.try_into().ok()).unwrap_or_default()
}
