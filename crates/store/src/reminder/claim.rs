//! What workers do with reminders: claim those that are due, and write down what became of them.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    Value,
    sea_query::{LockBehavior, LockType},
};
use umbra_domain::{ReminderId, Stored, UserId, reminder::Reminder};

use super::row;
use crate::{
    Read, StoreError, Tx,
    entity::reminder::{Column, Entity, Model},
    instant,
    table::Table,
    tx::handle::Handle,
};

/// How long a row that can't be read is left alone, so that it doesn't hold up the others.
const POSTPONED: Duration = Duration::from_secs(60 * 60);

/// A reminder and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Whose it is.
    pub owner: UserId,
    /// The reminder.
    pub reminder: Stored<Reminder>,
}

/// Tells whether there is anything to claim.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn any_due(db: &impl Read, now: Timestamp) -> Result<bool, StoreError> {
    let first: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::DueAt.lte(instant::to_column(now)))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(1)
        .into_tuple()
        .one(db.db())
        .await?;
    Ok(first.is_some())
}

/// Claims the reminders that have waited longest, at most `limit`, for as long as the transaction
/// lasts. What others have claimed is passed over. What fires of them has to be written by
/// [`write_states`] in the same transaction, or they are claimed again.
///
/// A row that no version as old as this one can read is postponed by an hour and told in the log.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claim_due(tx: &Tx, now: Timestamp, limit: u64) -> Result<Vec<Claimed>, StoreError> {
    let rows = Entity::find()
        .filter(Column::DueAt.lte(instant::to_column(now)))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.db())
        .await?;
    let mut claimed = Vec::with_capacity(rows.len());
    let mut unreadable = Vec::new();
    for (id, read) in to_claimed(tx, rows).await? {
        match read {
            Ok(row) => claimed.push(row),
            Err(error) => {
                tracing::error!(reminder = id.0, %error, "a reminder can't be read; postponed");
                unreadable.push(id.0);
            }
        }
    }
    if !unreadable.is_empty() {
        let later = instant::to_column(now.checked_add(POSTPONED).unwrap_or(now));
        Entity::update_many()
            .col_expr(Column::DueAt, later.into())
            .filter(Column::Id.is_in(unreadable))
            .exec(tx.db())
            .await?;
    }
    Ok(claimed)
}

/// Tells whether any rang at an instant after `at`, by a clock that was ahead.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn any_fired_after(db: &impl Read, at: Timestamp) -> Result<bool, StoreError> {
    let first: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::FiredAt.gt(instant::to_column(at)))
        .limit(1)
        .into_tuple()
        .one(db.db())
        .await?;
    Ok(first.is_some())
}

/// Claims reminders that rang at an instant after `at`, by a clock that was ahead, as [`claim_due`] does: at most
/// `limit`, by id from the one after `after`. Returns them and the last id if there may be more. What can't be read is
/// left out.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claim_fired_after(
    tx: &Tx,
    at: Timestamp,
    after: i64,
    limit: u64,
) -> Result<(Vec<Claimed>, Option<i64>), StoreError> {
    let rows = Entity::find()
        .filter(Column::FiredAt.gt(instant::to_column(at)))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.db())
        .await?;
    let last = rows.last().map(|row| row.id).filter(|_| rows.len() as u64 == limit);
    let read = to_claimed(tx, rows).await?.into_iter();
    Ok((read.filter_map(|(_, read)| read.ok()).collect(), last))
}

/// Reads rows with their owners, each by itself. What somebody has on an event may be long: it is read
/// once, however many reminders they have on it.
pub(super) async fn to_claimed(
    tx: &Tx,
    rows: Vec<Model>,
) -> Result<Vec<(ReminderId, Result<Claimed, StoreError>)>, StoreError> {
    let events = row::events(tx, &rows).await?;
    let personal_state = row::personal_state(tx, &rows).await?;
    let read = rows.into_iter().map(|row| {
        let (id, owner) = (ReminderId(row.id), UserId(row.user_id));
        let of_event = row.event_id.and_then(|event| personal_state.get(&(event, owner.0)));
        let of_event = of_event.cloned().unwrap_or_else(|| Some(Arc::default()));
        let of_event = of_event.ok_or(StoreError::Corrupt("event"));
        let read = of_event
            .and_then(|personal_state| row::to_reminder(row, personal_state, &events, tx.zones()));
        (id, read.map(|reminder| Claimed { owner, reminder }))
    });
    Ok(read.collect())
}

/// The columns of a state, in the order in which [`write_states`] sends them.
const COLUMNS: [Column; 9] = [
    Column::IsActive,
    Column::NextAt,
    Column::NextOccurrence,
    Column::FiredAt,
    Column::FiredOccurrence,
    Column::IsDismissed,
    Column::SnoozedUntil,
    Column::SnoozeGeneration,
    Column::DueAt,
];

/// Writes where reminders stand now, all in one statement, with a new version each. They must be
/// locked, and at most some hundreds.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn write_states(tx: &Tx, reminders: &[&Stored<Reminder>]) -> Result<(), StoreError> {
    if reminders.is_empty() {
        return Ok(());
    }
    let names = COLUMNS.map(|column| sea_orm::IdenStatic::as_str(&column).to_owned());
    let mut values: Vec<Value> = Vec::with_capacity(reminders.len() * (1 + names.len()));
    let mut tuples = Vec::with_capacity(reminders.len());
    for reminder in reminders {
        let first = values.len() + 1;
        values.push(reminder.id.0.into());
        let mut model = reminder.body.to_row();
        for column in COLUMNS {
            let value = sea_orm::ActiveModelTrait::take(&mut model, column).into_value();
            values.push(value.ok_or(StoreError::Corrupt("reminder"))?);
        }
        let places: Vec<_> = (first..=values.len()).map(|place| format!("${place}")).collect();
        tuples.push(format!("({})", places.join(", ")));
    }
    let sets = names.iter().map(|name| format!("{name} = fresh.{name}")).collect::<Vec<_>>();
    let text = format!(
        "WITH fresh (id, {}) AS (VALUES {}) UPDATE reminders SET {}, \
         version = reminders.version + 1 FROM fresh WHERE reminders.id = fresh.id",
        names.join(", "),
        tuples.join(", "),
        sets.join(", "),
    );
    let db = tx.db();
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), text, values)).await?;
    Ok(())
}
