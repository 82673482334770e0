//! What people are told by the clock: what is due on a day, and what came while no worker ran.
//!
//! `settings.due_look_at` says when somebody's things are looked at next: at the time of day at which they want
//! to be told (`daily_notice_time`), or when something is due at a time of its own before that. It begins in
//! 1970: at once. `due_from` is the day of the first look; what was due before is told to nobody.
//!
//! `due_changes` names people whose things have to be looked at before that, because something changed: triggers
//! append to it, so that nobody who changes a todo waits for whoever looks. It refers to nobody, for then each
//! change would lock its owner.
//!
//! `notifications.due_at` is when what a row tells of came, and `is_gathered` says that the phone is told of it
//! in one message with other things. What is done or moved is read with that.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::{dialect, m0043_deliveries as deliveries};

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = "
ALTER TABLE settings ADD COLUMN daily_notice_time TEXT NOT NULL DEFAULT '08:00';;
ALTER TABLE settings ADD COLUMN due_look_at {instant} NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';;
ALTER TABLE settings ADD COLUMN due_from TEXT;;
CREATE INDEX settings_due_look ON settings (due_look_at);;
CREATE TABLE due_changes (
    id {id},
    user_id {int} NOT NULL
) {strict};;
CREATE INDEX due_changes_user ON due_changes (user_id);;
ALTER TABLE notifications ADD COLUMN due_at {instant};;
ALTER TABLE notifications ADD COLUMN is_gathered {bool} NOT NULL DEFAULT {false}
";

const BACK: &str = "
ALTER TABLE notifications DROP COLUMN is_gathered;;
ALTER TABLE notifications DROP COLUMN due_at;;
DROP TABLE due_changes;;
DROP INDEX settings_due_look;;
ALTER TABLE settings DROP COLUMN due_from;;
ALTER TABLE settings DROP COLUMN due_look_at;;
ALTER TABLE settings DROP COLUMN daily_notice_time
";

/// Is true of an open todo that is due at a time: what is due on a day, as tasks are, is told at the time of day
/// that is known anyway.
const TIMED: &str = "NEW.completed_at IS NULL AND SUBSTR(NEW.due_rank, 12, 2) < '24'";

const CHANGED: &str = "(NEW.due_rank <> OLD.due_rank OR OLD.completed_at IS NOT NULL)";

/// When something is done, or its due date moves.
const PAST: &str = "NEW.due_rank <> OLD.due_rank
    OR (OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL)";

/// Reads what was told of something that is past, and says why for the phone; `which` is a condition on
/// notifications with the alias `n`. Whoever reads a notification locks it before its delivery.
pub(crate) fn past(backend: DatabaseBackend, which: &str, ended: &str, read_at: &str) -> String {
    let lock = match backend {
        DatabaseBackend::Postgres => {
            format!("PERFORM 1 FROM notifications n WHERE {which} ORDER BY n.id FOR NO KEY UPDATE;")
        }
        _ => String::new(),
    };
    format!(
        "{lock}
        UPDATE deliveries SET ended = {ended},
            next_at = CASE WHEN claim IS NULL THEN {{at_once}} ELSE next_at END
        WHERE ended IS NULL AND state IN (0, 1)
            AND notification_id IN (SELECT n.id FROM notifications n WHERE {which});
        UPDATE notifications SET read_at = {read_at}
        WHERE id IN (SELECT n.id FROM notifications n WHERE {which});"
    )
}

const LOOK_AT_OWNER: &str = "INSERT INTO due_changes (user_id) SELECT NEW.user_id;";

/// When it changes when somebody is told of what.
const SETTINGS_CHANGE: &str = "NEW.timezone <> OLD.timezone
    OR NEW.daily_notice_time <> OLD.daily_notice_time
    OR NEW.ntfy_todo_lead_days <> OLD.ntfy_todo_lead_days
    OR NEW.ntfy_project_lead_days <> OLD.ntfy_project_lead_days";

/// When something was read that was told of what is past: what is done before it was told by another clock is read
/// when it was told.
pub(crate) const READ_AT: &str =
    "CASE WHEN NEW.updated_at > updated_at THEN NEW.updated_at ELSE updated_at END";

/// Why the phone isn't told of it.
pub(crate) const ENDED: &str = "CASE WHEN NEW.completed_at IS NOT NULL \
    OR NEW.recurrence_done > OLD.recurrence_done THEN 'done' ELSE 'replaced' END";

pub(crate) fn guards(backend: DatabaseBackend) -> Vec<deliveries::Guard> {
    let guard = |name, table, event: &str, when: &str, body: &str| deliveries::Guard {
        name,
        table,
        event: event.to_owned(),
        when: when.to_owned(),
        body: body.to_owned(),
    };
    let again = format!("{TIMED} AND {CHANGED}");
    let read = |column, notice| {
        let which = format!("n.{column} = NEW.id AND n.notice = '{notice}' AND n.read_at IS NULL");
        past(backend, &which, ENDED, READ_AT)
    };
    let change = "UPDATE OF due_rank, completed_at";
    vec![
        guard("due_todos_made", "todos", "INSERT", TIMED, LOOK_AT_OWNER),
        guard("due_todos_changed", "todos", change, &again, LOOK_AT_OWNER),
        guard("due_todos_past", "todos", change, PAST, &read("todo_id", "todo-due")),
        guard("due_tasks_past", "tasks", change, PAST, &read("task_id", "task-due")),
        guard("due_settings", "settings", "UPDATE", SETTINGS_CHANGE, LOOK_AT_OWNER),
    ]
}

/// The triggers that make deliveries, which take over when something was due.
fn enqueuing() -> Vec<deliveries::Guard> {
    let before = "COALESCE((SELECT r.fired_at FROM reminders r WHERE r.id = NEW.reminder_id), \
                  NEW.updated_at)";
    let now = "COALESCE(NEW.due_at, (SELECT r.fired_at FROM reminders r WHERE r.id = NEW.reminder_id), \
               NEW.updated_at)";
    let all =
        deliveries::guards().into_iter().filter(|one| one.name.starts_with("deliveries_told"));
    all.map(|one| deliveries::Guard { body: one.body.replace(before, now), ..one }).collect()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        for guard in guards(manager.get_database_backend()) {
            deliveries::create(manager, &guard).await?;
        }
        for guard in enqueuing() {
            deliveries::drop(manager, &guard).await?;
            deliveries::create(manager, &guard).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for guard in deliveries::guards() {
            if guard.name.starts_with("deliveries_told") {
                deliveries::drop(manager, &guard).await?;
                deliveries::create(manager, &guard).await?;
            }
        }
        for guard in guards(manager.get_database_backend()) {
            deliveries::drop(manager, &guard).await?;
        }
        // What this version alone reads goes with it.
        let unknown = "DELETE FROM notifications WHERE notice = 'missed'";
        dialect::run(manager, unknown).await?;
        dialect::run(manager, BACK).await
    }
}
