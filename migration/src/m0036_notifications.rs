//! What people are told of.
//!
//! A row says what happened (`notice`, a code), who did it and to what, by ids; its text is made when it
//! is read. `group_key` names what it is told apart by: of what happened several times before it was read
//! there is one row with a `count`. `once_key` names what is told once only, whoever tells it again: a
//! row that its reader deletes stays for a while for that (`is_deleted`).
//!
//! A row goes with what it is about, and with the reader's right to see that: `project_id`, and
//! `member_calendar_id` for whatever is in a calendar of which the reader is a member, refer to the membership.
//! Triggers do the rest, as for what is personal about events: a right below viewing (2), an event that moves
//! or becomes private (1) for somebody who neither owns the calendar (6) nor made it. A reminder that is
//! dismissed or snoozed is read with that.
//!
//! `connection_request_id` refers to nothing: were a row to go with the request, cancelling one would take
//! longer where somebody has been told of it. Such a row is shown as long as the request is, and cleared
//! away later.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "
CREATE TABLE notifications (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    notice TEXT NOT NULL,
    actor_id {int} REFERENCES users (id) ON DELETE SET NULL,
    count {int} NOT NULL CHECK (count > 0),
    group_key TEXT NOT NULL,
    once_key TEXT,
    is_deleted {bool} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    read_at {instant},
    address TEXT,
    occurrence TEXT,
    connection_request_id {int},
    connection_id {int} REFERENCES connections (id) ON DELETE CASCADE,
    calendar_id {int} REFERENCES calendars (id) ON DELETE CASCADE,
    member_calendar_id {int},
    event_id {int} REFERENCES events (id) ON DELETE CASCADE,
    project_id {int},
    task_id {int},
    comment_id {int} REFERENCES task_comments (id) ON DELETE CASCADE,
    reminder_id {int} REFERENCES reminders (id) ON DELETE CASCADE,
    todo_id {int} REFERENCES todos (id) ON DELETE CASCADE,
    person_id {int} REFERENCES people (id) ON DELETE CASCADE,
    FOREIGN KEY (member_calendar_id, user_id)
        REFERENCES calendar_members (calendar_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (project_id, user_id)
        REFERENCES project_members (project_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (project_id, task_id) REFERENCES tasks (project_id, id) ON DELETE CASCADE,
    CHECK (NOT is_deleted OR read_at IS NOT NULL),
    CHECK (task_id IS NULL OR project_id IS NOT NULL)
) {strict};;
CREATE INDEX notifications_newest ON notifications (user_id, updated_at, id);;
CREATE INDEX notifications_unread ON notifications (user_id, updated_at, id)
    WHERE read_at IS NULL;;
CREATE UNIQUE INDEX notifications_group ON notifications (user_id, group_key)
    WHERE read_at IS NULL;;
CREATE UNIQUE INDEX notifications_once ON notifications (user_id, once_key)
    WHERE once_key IS NOT NULL;;
CREATE INDEX notifications_age ON notifications (updated_at);;
CREATE INDEX notifications_deleted ON notifications (read_at) WHERE is_deleted;;
CREATE INDEX notifications_actor ON notifications (actor_id) WHERE actor_id IS NOT NULL;;
CREATE INDEX notifications_request ON notifications (connection_request_id)
    WHERE connection_request_id IS NOT NULL;;
CREATE INDEX notifications_connection ON notifications (connection_id)
    WHERE connection_id IS NOT NULL;;
CREATE INDEX notifications_calendar ON notifications (calendar_id)
    WHERE calendar_id IS NOT NULL;;
CREATE INDEX notifications_calendar_member ON notifications (member_calendar_id, user_id)
    WHERE member_calendar_id IS NOT NULL;;
CREATE INDEX notifications_event ON notifications (event_id) WHERE event_id IS NOT NULL;;
CREATE INDEX notifications_project_member ON notifications (project_id, user_id)
    WHERE project_id IS NOT NULL;;
CREATE INDEX notifications_task ON notifications (project_id, task_id)
    WHERE task_id IS NOT NULL;;
CREATE INDEX notifications_comment ON notifications (comment_id) WHERE comment_id IS NOT NULL;;
CREATE INDEX notifications_reminder ON notifications (reminder_id)
    WHERE reminder_id IS NOT NULL;;
CREATE INDEX notifications_todo ON notifications (todo_id) WHERE todo_id IS NOT NULL;;
CREATE INDEX notifications_person ON notifications (person_id) WHERE person_id IS NOT NULL
";

const SQLITE_GUARDS: &str = "
CREATE TRIGGER notifications_blind AFTER UPDATE OF held ON calendar_members
WHEN NEW.held < 2 OR (OLD.held = 6 AND NEW.held < 6)
BEGIN
    DELETE FROM notifications
    WHERE member_calendar_id = NEW.calendar_id AND user_id = NEW.user_id
    AND (NEW.held < 2 OR EXISTS (SELECT 1 FROM events e
        WHERE e.id = notifications.event_id AND e.visibility <> 0
        AND (e.created_by IS NULL OR e.created_by <> NEW.user_id)));
END;;
CREATE TRIGGER notifications_moved AFTER UPDATE OF calendar_id, visibility ON events
WHEN NEW.calendar_id <> OLD.calendar_id OR NEW.visibility > OLD.visibility
BEGIN
    DELETE FROM notifications WHERE event_id = NEW.id AND member_calendar_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM calendar_members m WHERE m.calendar_id = NEW.calendar_id
        AND m.user_id = notifications.user_id AND m.held >= 2
        AND (NEW.visibility = 0 OR m.held = 6 OR m.user_id = NEW.created_by));
    UPDATE notifications SET member_calendar_id = NEW.calendar_id
    WHERE event_id = NEW.id AND member_calendar_id IS NOT NULL;
END;;
CREATE TRIGGER notifications_seen AFTER UPDATE OF is_dismissed, snoozed_until ON reminders
WHEN (NEW.is_dismissed AND NOT OLD.is_dismissed)
    OR (NEW.snoozed_until IS NOT NULL AND OLD.snoozed_until IS NULL)
BEGIN
    UPDATE notifications SET read_at = NEW.updated_at
    WHERE reminder_id = NEW.id AND read_at IS NULL;
END
";

const POSTGRES_GUARDS: &str = "
CREATE FUNCTION notifications_blind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM notifications n
        WHERE n.member_calendar_id = NEW.calendar_id AND n.user_id = NEW.user_id
        AND (NEW.held < 2 OR EXISTS (SELECT 1 FROM events e
            WHERE e.id = n.event_id AND e.visibility <> 0
            AND (e.created_by IS NULL OR e.created_by <> NEW.user_id)));
    RETURN NULL;
END
$$;;
CREATE TRIGGER notifications_blind AFTER UPDATE OF held ON calendar_members
FOR EACH ROW WHEN (NEW.held < 2 OR (OLD.held = 6 AND NEW.held < 6))
EXECUTE FUNCTION notifications_blind();;
CREATE FUNCTION notifications_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM notifications n WHERE n.event_id = NEW.id AND n.member_calendar_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM calendar_members m WHERE m.calendar_id = NEW.calendar_id
            AND m.user_id = n.user_id AND m.held >= 2
            AND (NEW.visibility = 0 OR m.held = 6 OR m.user_id = NEW.created_by));
    UPDATE notifications SET member_calendar_id = NEW.calendar_id
        WHERE event_id = NEW.id AND member_calendar_id IS NOT NULL;
    RETURN NULL;
END
$$;;
CREATE TRIGGER notifications_moved AFTER UPDATE OF calendar_id, visibility ON events
FOR EACH ROW WHEN (NEW.calendar_id <> OLD.calendar_id OR NEW.visibility > OLD.visibility)
EXECUTE FUNCTION notifications_moved();;
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

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLE).await?;
        let guards = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_GUARDS,
            _ => SQLITE_GUARDS,
        };
        dialect::run(manager, guards).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [
            ("notifications_blind", "calendar_members"),
            ("notifications_moved", "events"),
            ("notifications_seen", "reminders"),
        ] {
            let drop = match manager.get_database_backend() {
                DatabaseBackend::Postgres => {
                    format!("DROP TRIGGER {name} ON {table};; DROP FUNCTION {name}")
                }
                _ => format!("DROP TRIGGER {name}"),
            };
            dialect::run(manager, &drop).await?;
        }
        dialect::run(manager, "DROP TABLE notifications").await
    }
}
