//! Whose things are looked at.

use chrono::{DateTime, SecondsFormat, Utc};
use jiff::{SignedDuration, Timestamp, civil::Date};
use sea_orm::{ConnectionTrait as _, DatabaseBackend, FromQueryResult};
use serde_json::{Value, json};
use umbra_domain::{
    UserId,
    due::DueClock,
    settings::{DailyTime, LeadDays, LeadMinutes},
};

use crate::{Autocommit, Read, StoreError, Tx, instant, sql, tx::handle::Handle as _, zone};

/// Which work by the clock is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct DueWork {
    /// Whether there are reminders to be fired.
    pub reminders: bool,
    /// Whether there are people whose things have to be scanned.
    pub scans: bool,
}

/// Tells which work is due, in one statement that takes no lock.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn due_work(db: &impl Read, now: Timestamp) -> Result<DueWork, StoreError> {
    let text = "SELECT EXISTS (SELECT 1 FROM reminders WHERE due_at <= $1) AS reminders, \
                (EXISTS (SELECT 1 FROM settings WHERE due_look_at <= $1) \
                OR EXISTS (SELECT 1 FROM due_changes)) AS scans";
    let work = sql::one::<DueWork, 1>(db.db(), text, [instant::to_column(now).into()]).await?;
    work.ok_or(StoreError::Corrupt("clock"))
}

/// A person whose things are scanned for what is due, and the settings that it takes.
#[derive(Debug, Clone)]
pub struct ScanTarget {
    /// Who.
    pub who: UserId,
    /// Their clock.
    pub clock: DueClock,
    /// How many days before they are told of todos.
    pub todo_lead: LeadDays,
    /// How many days before they are told of tasks.
    pub project_lead: LeadDays,
    /// How long before they are told of events; `None` if they don't want to be.
    pub event_lead: Option<LeadMinutes>,
    /// The day on which their things were looked at first; `None` before.
    pub from: Option<Date>,
    /// When they were to be looked at. They may be looked at before that, because something changed.
    pub planned: Timestamp,
    /// When their settings changed last.
    pub changed_at: Timestamp,
    /// Whether they may sign in. Who may not is told nothing.
    pub is_active: bool,
}

/// When somebody's things are scanned next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextScan {
    /// Whose.
    pub who: UserId,
    /// When.
    pub next: Timestamp,
    /// The day on which they were looked at first.
    pub from: Option<Date>,
}

#[derive(FromQueryResult)]
struct Row {
    user_id: i64,
    timezone: String,
    daily_notice_time: String,
    ntfy_todo_lead_days: i16,
    ntfy_project_lead_days: i16,
    ntfy_event_lead_minutes: i16,
    wants_events: bool,
    due_from: Option<String>,
    due_look_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    is_active: bool,
}

/// Claims people whose things have to be looked at, those who have waited longest first, for as long as the
/// transaction lasts. Whom others have claimed is passed over. [`move_on`] has to say in the same transaction
/// when it is their turn next.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claim(tx: &Tx, now: Timestamp, limit: u64) -> Result<Vec<ScanTarget>, StoreError> {
    let lock = match tx.db().get_database_backend() {
        // An account that is being deleted waits for its settings, which are held here.
        DatabaseBackend::Postgres => "FOR UPDATE OF s SKIP LOCKED FOR KEY SHARE OF u SKIP LOCKED",
        _ => "",
    };
    let text = format!(
        "SELECT s.user_id, s.timezone, s.daily_notice_time, s.ntfy_todo_lead_days, \
         s.ntfy_project_lead_days, s.ntfy_event_lead_minutes, s.ntfy_enabled AND s.ntfy_events_enabled \
         AS wants_events, s.due_from, s.due_look_at, s.updated_at, u.is_active \
         FROM settings s JOIN users u ON u.id = s.user_id WHERE s.user_id IN (\
         SELECT user_id FROM (SELECT user_id FROM settings WHERE due_look_at <= $1 \
         ORDER BY due_look_at LIMIT $2) due UNION ALL \
         SELECT user_id FROM (SELECT user_id FROM due_changes ORDER BY id LIMIT $2) changed) \
         ORDER BY s.user_id {lock}"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [instant::to_column(now).into(), limit.into()];
    let rows = Row::find_by_statement(sql::statement(tx.db(), text, values)).all(tx.db()).await?;
    // What changes from now on is looked at again: it is read after this.
    let text = format!(
        "DELETE FROM due_changes WHERE user_id {} \
         OR NOT EXISTS (SELECT 1 FROM users u WHERE u.id = due_changes.user_id)",
        sql::one_of(tx.db(), 1)
    );
    let ids: Vec<_> = rows.iter().map(|row| row.user_id).collect();
    sql::execute(tx.db(), text, [sql::ids(&ids)]).await?;
    Ok(rows.into_iter().map(|row| to_target(tx, row)).collect())
}

/// Reads a row. What can't be read is as if it weren't set: nobody waits for somebody else's settings.
fn to_target(tx: &Tx, row: Row) -> ScanTarget {
    let zone = zone::read(tx.zones(), &row.timezone, None).rules();
    let daily = DailyTime::parse(&row.daily_notice_time).unwrap_or_default();
    let lead = |days: i16, default| LeadDays::parse(days.into()).unwrap_or(default);
    let at = |at| instant::from_column(at).unwrap_or(Timestamp::MIN);
    ScanTarget {
        who: UserId(row.user_id),
        clock: DueClock::new(zone, daily),
        todo_lead: lead(row.ntfy_todo_lead_days, LeadDays::TODOS),
        project_lead: lead(row.ntfy_project_lead_days, LeadDays::PROJECTS),
        event_lead: row
            .wants_events
            .then(|| LeadMinutes::parse(row.ntfy_event_lead_minutes.into()).unwrap_or_default()),
        from: row.due_from.and_then(|day| day.parse().ok()),
        planned: at(row.due_look_at),
        changed_at: at(row.updated_at),
        is_active: row.is_active,
    }
}

/// Says when it is the turn of people who were claimed next, in one statement.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn move_on(tx: &Tx, all: &[NextScan]) -> Result<(), StoreError> {
    let row = |one: &NextScan| {
        let next: DateTime<Utc> = instant::to_column(one.next);
        json!({
            "id": one.who.0,
            "next": next.to_rfc3339_opts(SecondsFormat::AutoSi, false),
            "day": one.from.map(|day| day.to_string()),
        })
    };
    let rows = Value::Array(all.iter().map(row).collect());
    let from = match tx.db().get_database_backend() {
        DatabaseBackend::Postgres => {
            "jsonb_to_recordset($1::jsonb) AS f (id bigint, next timestamptz, day text)"
        }
        _ => {
            "(SELECT value ->> 'id' AS id, value ->> 'next' AS next, value ->> 'day' AS day \
             FROM json_each($1)) AS f"
        }
    };
    let text = format!(
        "UPDATE settings SET due_look_at = f.next, due_from = COALESCE(settings.due_from, f.day) \
         FROM {from} WHERE settings.user_id = f.id"
    );
    sql::execute(tx.db(), text, [rows.to_string().into()]).await?;
    Ok(())
}

/// The longest time between two looks: a day, and what a change of the clock adds.
const MAX_SCAN_INTERVAL: SignedDuration = SignedDuration::from_hours(26);

/// Has the things of everybody looked at now who waits for a later instant: the clock was set back, and by the one
/// before what comes until then was over. Looking once more than necessary tells nobody anything twice.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn scan_all(db: &Autocommit, now: Timestamp) -> Result<u64, StoreError> {
    let text = "UPDATE settings SET due_look_at = $1 WHERE due_look_at > $1";
    sql::execute(db.db(), text, [instant::to_column(now).into()]).await
}

/// Has the things of people looked at now that would wait for longer than anybody's do, because the clock was
/// set back while nobody saw it; returns how many people that are.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn recover_from_clock_rollback(
    db: &Autocommit,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let longest = now.checked_add(MAX_SCAN_INTERVAL).unwrap_or(Timestamp::MAX);
    let text = "UPDATE settings SET due_look_at = $1 WHERE due_look_at > $2";
    let values = [instant::to_column(now).into(), instant::to_column(longest).into()];
    sql::execute(db.db(), text, values).await
}
