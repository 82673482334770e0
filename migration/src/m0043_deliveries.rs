//! What goes out of the house, and what became of it.
//!
//! A row is one message to one person over one channel, told apart by what it is about (`item_key`): of what
//! is told once, the `once_key` of its notification, which names item, occurrence, reminder and snooze
//! generation; of anything else the notification itself, so that what is counted in one row alerts once. It
//! holds ids and codes, no text, and outlives its notification, to which it doesn't refer for that.
//!
//! A trigger makes it in the transaction in which somebody is told, for who has switched the channel on;
//! nobody else's notifications cost more than a look at their settings.
//!
//! `next_at` says when a row is looked at next, the beginning of 1970 for at once, and is null when there is
//! nothing left to do. Whoever takes a row up writes a `claim` and moves `next_at` to when that runs out.
//! `ended` says why nobody needs to be told any more; triggers write it whatever the state of the row, so
//! that who is just sending it learns of it from the row when they write down that they did.
//!
//! `delivery_pauses` says until when a person's server is left alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = "
CREATE TABLE deliveries (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    notification_id {int} NOT NULL,
    notice TEXT NOT NULL,
    item_key TEXT NOT NULL,
    subject_type TEXT,
    subject_id {int},
    occurrence TEXT,
    state {small} NOT NULL CHECK (state BETWEEN 0 AND 4),
    ended TEXT,
    reason TEXT,
    status {small},
    due_at {instant} NOT NULL,
    next_at {instant},
    claim TEXT,
    attempts {int} NOT NULL CHECK (attempts >= 0),
    sequence_id TEXT,
    sent_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT deliveries_item UNIQUE (user_id, channel, item_key),
    CHECK ((subject_type IS NULL) = (subject_id IS NULL)),
    CHECK (claim IS NULL OR next_at IS NOT NULL),
    CHECK (state <> 0 OR next_at IS NOT NULL)
) {strict};;
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE next_at IS NOT NULL;;
CREATE INDEX deliveries_due_of ON deliveries (user_id, next_at, id) WHERE next_at IS NOT NULL;;
CREATE INDEX deliveries_notification ON deliveries (notification_id);;
CREATE INDEX deliveries_newest ON deliveries (user_id, id);;
CREATE INDEX deliveries_subject ON deliveries (user_id, subject_type, subject_id, id);;
CREATE INDEX deliveries_failed ON deliveries (id) WHERE state = 4;;
CREATE INDEX deliveries_age ON deliveries (updated_at) WHERE next_at IS NULL;;
CREATE TABLE delivery_pauses (
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    until {instant} NOT NULL,
    failures {int} NOT NULL CHECK (failures > 0),
    updated_at {instant} NOT NULL,
    PRIMARY KEY (user_id, channel)
) {strict}
";

/// At once, whatever the clock shows.
const AT_ONCE: &str = "CAST('1970-01-01T00:00:00+00:00' AS {instant})";

/// Makes the row of a notification that is new, or tells of another firing. A reminder is due at its moment,
/// anything else when it happened.
const ENQUEUE: &str = "
INSERT INTO deliveries (user_id, channel, notification_id, notice, item_key, subject_type, subject_id,
    occurrence, state, due_at, next_at, attempts, created_at, updated_at)
SELECT NEW.user_id, 'ntfy', NEW.id, NEW.notice, COALESCE(NEW.once_key, 'notification:' || NEW.id),
    CASE WHEN NEW.connection_request_id IS NOT NULL THEN 'connection_request'
        WHEN NEW.connection_id IS NOT NULL THEN 'connection'
        WHEN NEW.reminder_id IS NOT NULL THEN 'reminder'
        WHEN NEW.event_id IS NOT NULL THEN 'event'
        WHEN NEW.calendar_id IS NOT NULL THEN 'calendar'
        WHEN NEW.comment_id IS NOT NULL THEN 'comment'
        WHEN NEW.task_id IS NOT NULL THEN 'task'
        WHEN NEW.project_id IS NOT NULL THEN 'project'
        WHEN NEW.todo_id IS NOT NULL THEN 'todo'
        WHEN NEW.person_id IS NOT NULL THEN 'person' END,
    COALESCE(NEW.connection_request_id, NEW.connection_id, NEW.reminder_id, NEW.event_id,
        NEW.calendar_id, NEW.comment_id, NEW.task_id, NEW.project_id, NEW.todo_id, NEW.person_id),
    NEW.occurrence, 0,
    COALESCE((SELECT r.fired_at FROM reminders r WHERE r.id = NEW.reminder_id), NEW.updated_at),
    {at_once}, 0, NEW.updated_at, NEW.updated_at
FROM settings s WHERE s.user_id = NEW.user_id AND s.ntfy_enabled
ON CONFLICT (user_id, channel, item_key) DO NOTHING";

/// Ends what was or is to be sent of a notification; `{why}` and `{which}` differ.
const END: &str = "
UPDATE deliveries SET ended = '{why}', updated_at = {when},
    next_at = CASE WHEN claim IS NULL THEN {at_once} ELSE next_at END
WHERE notification_id = {id_of} AND ended IS NULL AND state IN (0, 1) {which}";

/// Has what waits looked at anew, by the new settings.
const RECONSIDER: &str = "
UPDATE deliveries SET next_at = {at_once}
WHERE user_id = NEW.user_id AND state = 0 AND next_at IS NOT NULL AND claim IS NULL;
DELETE FROM delivery_pauses WHERE user_id = NEW.user_id;";

/// When settings change by which something is sent or not.
const SETTINGS_CHANGE: &str = "NEW.ntfy_enabled IS DISTINCT FROM OLD.ntfy_enabled
    OR NEW.ntfy_server_url IS DISTINCT FROM OLD.ntfy_server_url
    OR NEW.ntfy_topic IS DISTINCT FROM OLD.ntfy_topic
    OR NEW.ntfy_auth_token IS DISTINCT FROM OLD.ntfy_auth_token
    OR NEW.ntfy_events_enabled IS DISTINCT FROM OLD.ntfy_events_enabled
    OR NEW.ntfy_reminders_enabled IS DISTINCT FROM OLD.ntfy_reminders_enabled
    OR NEW.ntfy_todos_enabled IS DISTINCT FROM OLD.ntfy_todos_enabled
    OR NEW.ntfy_projects_enabled IS DISTINCT FROM OLD.ntfy_projects_enabled
    OR NEW.quiet_hours_start IS DISTINCT FROM OLD.quiet_hours_start
    OR NEW.quiet_hours_end IS DISTINCT FROM OLD.quiet_hours_end
    OR NEW.timezone IS DISTINCT FROM OLD.timezone";

/// When what rang of a reminder is read with a change of it: it is dismissed or snoozed, as before, or moved, so
/// that it isn't due any more, or switched off.
const SEEN: &str = "(NEW.is_dismissed AND NOT OLD.is_dismissed)
    OR (NEW.snoozed_until IS NOT NULL AND OLD.snoozed_until IS NULL)
    OR (NEW.fired_at IS NULL AND OLD.fired_at IS NOT NULL)
    OR (OLD.is_active AND NOT NEW.is_active)";

/// Reads what rang of a reminder, at the time of the change but not before it was told.
const READ: &str = "
UPDATE notifications SET read_at = CASE WHEN NEW.updated_at > updated_at THEN NEW.updated_at
    ELSE updated_at END
WHERE reminder_id = NEW.id AND read_at IS NULL";

/// As before, to the letter: a way back leaves nothing of what it takes back.
const SEEN_BEFORE_ON_SQLITE: &str = "
CREATE TRIGGER notifications_seen AFTER UPDATE OF is_dismissed, snoozed_until ON reminders
WHEN (NEW.is_dismissed AND NOT OLD.is_dismissed)
    OR (NEW.snoozed_until IS NOT NULL AND OLD.snoozed_until IS NULL)
BEGIN
    UPDATE notifications SET read_at = NEW.updated_at
    WHERE reminder_id = NEW.id AND read_at IS NULL;
END
";

const SEEN_BEFORE_ON_POSTGRES: &str = "
CREATE FUNCTION notifications_seen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notifications SET read_at = NEW.updated_at
        WHERE reminder_id = NEW.id AND read_at IS NULL;
    RETURN NULL;
END
$$;;
CREATE TRIGGER notifications_seen AFTER UPDATE OF is_dismissed, snoozed_until ON reminders
FOR EACH ROW WHEN ((NEW.is_dismissed AND NOT OLD.is_dismissed)
    OR (NEW.snoozed_until IS NOT NULL AND OLD.snoozed_until IS NULL))
EXECUTE FUNCTION notifications_seen()
";

fn end(why: &str, id: &str, when: &str, which: &str) -> String {
    let text = END.replace("{why}", why).replace("{id_of}", id);
    text.replace("{when}", when).replace("{which}", which)
}

/// A trigger: its name, its event, its condition, and what it does.
pub(crate) struct Guard {
    pub(crate) name: &'static str,
    pub(crate) table: &'static str,
    pub(crate) event: String,
    pub(crate) when: String,
    pub(crate) body: String,
}

pub(crate) fn guards() -> Vec<Guard> {
    let other = "AND item_key <> COALESCE(NEW.once_key, 'notification:' || NEW.id)";
    let guard = |name, table, event: &str, when: &str, body: String| Guard {
        name,
        table,
        event: event.to_owned(),
        when: when.to_owned(),
        body,
    };
    vec![
        guard("deliveries_told", "notifications", "INSERT", "", format!("{ENQUEUE};")),
        guard(
            "deliveries_told_again",
            "notifications",
            "UPDATE OF once_key",
            "NEW.read_at IS NULL AND NEW.once_key IS DISTINCT FROM OLD.once_key",
            format!("{};{ENQUEUE};", end("replaced", "NEW.id", "NEW.updated_at", other)),
        ),
        guard(
            "deliveries_read",
            "notifications",
            "UPDATE OF read_at",
            "OLD.read_at IS NULL AND NEW.read_at IS NOT NULL",
            format!("{};", end("read", "NEW.id", "NEW.read_at", "")),
        ),
        guard(
            "deliveries_gone",
            "notifications",
            "DELETE",
            "OLD.read_at IS NULL",
            format!("{};", end("gone", "OLD.id", "OLD.updated_at", "")),
        ),
        guard("deliveries_settings", "settings", "UPDATE", SETTINGS_CHANGE, RECONSIDER.to_owned()),
    ]
}

fn seen() -> Guard {
    Guard {
        name: "notifications_seen",
        table: "reminders",
        event: "UPDATE OF is_dismissed, snoozed_until, fired_at, is_active".to_owned(),
        when: SEEN.to_owned(),
        body: format!("{READ};"),
    }
}

pub(crate) async fn create(manager: &SchemaManager<'_>, guard: &Guard) -> Result<(), DbErr> {
    let Guard { name, table, event, when, body } = guard;
    let when = if when.is_empty() { String::new() } else { format!("WHEN ({when})") };
    let text = match manager.get_database_backend() {
        DatabaseBackend::Postgres => format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN {body} RETURN NULL; END $$;;
             CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when}
             EXECUTE FUNCTION {name}()"
        ),
        _ => format!("CREATE TRIGGER {name} AFTER {event} ON {table} {when} BEGIN {body} END"),
    };
    dialect::run(manager, &text.replace("{at_once}", AT_ONCE)).await
}

pub(crate) async fn drop(manager: &SchemaManager<'_>, guard: &Guard) -> Result<(), DbErr> {
    let Guard { name, table, .. } = guard;
    let text = match manager.get_database_backend() {
        DatabaseBackend::Postgres => {
            format!("DROP TRIGGER {name} ON {table};; DROP FUNCTION {name}")
        }
        _ => format!("DROP TRIGGER {name}"),
    };
    dialect::run(manager, &text).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        for guard in guards() {
            create(manager, &guard).await?;
        }
        drop(manager, &seen()).await?;
        create(manager, &seen()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &seen()).await?;
        let before = match manager.get_database_backend() {
            DatabaseBackend::Postgres => SEEN_BEFORE_ON_POSTGRES,
            _ => SEEN_BEFORE_ON_SQLITE,
        };
        dialect::run(manager, before).await?;
        for guard in guards() {
            drop(manager, &guard).await?;
        }
        dialect::run(manager, "DROP TABLE delivery_pauses;; DROP TABLE deliveries").await
    }
}
