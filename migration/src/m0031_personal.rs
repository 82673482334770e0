//! What each person has for themselves on an event: a star, and when to be reminded.
//!
//! A row of `event_personal` is what somebody has on an event, or on a series from its beginning on.
//! `event_personal_changes` says what differs on occurrences: on one alone, or on one and all that
//! follow (`is_following`). What doesn't differ is empty. `version` is added to that of the event, and
//! `updated_at` is in microseconds since 1970: both are read as text.
//!
//! Whoever loses the right to see an event loses all of this with it, and their reminders on it: when
//! they hold nothing on its calendar any more, or less than the right to view (2), when the event moves
//! to a calendar on which that is so, and when it becomes private (1) and they are neither the calendar's
//! owner (6) nor who made it, or own the calendar no longer. The database itself sees to that.
//!
//! `events` and `event_overrides` keep the columns in which a version before had what their one
//! owner had. Nothing reads them any more. On PostgreSQL, where processes of that version may run on
//! for a while, what they write there moves to the owner's rows: they see nothing there, so what is empty
//! says nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &str = "
CREATE TABLE event_personal (
    event_id {int} NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id {int} NOT NULL,
    calendar_id {int} NOT NULL,
    version {int} NOT NULL,
    updated_at {int} NOT NULL,
    is_starred {bool} NOT NULL,
    reminders TEXT NOT NULL,
    PRIMARY KEY (event_id, user_id),
    FOREIGN KEY (calendar_id, user_id)
        REFERENCES calendar_members (calendar_id, user_id) ON DELETE CASCADE
) {strict};;
CREATE INDEX event_personal_member ON event_personal (calendar_id, user_id);;
CREATE TABLE event_personal_changes (
    event_id {int} NOT NULL,
    user_id {int} NOT NULL,
    recurrence_id TEXT NOT NULL,
    is_following {bool} NOT NULL,
    is_starred {bool},
    reminders TEXT,
    PRIMARY KEY (event_id, user_id, recurrence_id, is_following),
    FOREIGN KEY (event_id, user_id)
        REFERENCES event_personal (event_id, user_id) ON DELETE CASCADE,
    CHECK (is_starred IS NOT NULL OR reminders IS NOT NULL)
) {strict};;
";

const MOVE: &str = "
INSERT INTO event_personal
    (event_id, user_id, calendar_id, version, updated_at, is_starred, reminders)
    SELECT e.id, m.user_id, e.calendar_id, 0, 0, e.is_starred, e.reminders
    FROM events e JOIN calendar_members m ON m.calendar_id = e.calendar_id AND m.held = 6
    WHERE e.is_starred OR e.reminders <> '' OR EXISTS (SELECT 1 FROM event_overrides o
        WHERE o.event_id = e.id AND (o.is_starred IS NOT NULL OR o.reminders IS NOT NULL));;
INSERT INTO event_personal_changes
    (event_id, user_id, recurrence_id, is_following, is_starred, reminders)
    SELECT o.event_id, p.user_id, o.recurrence_id, {false}, o.is_starred, o.reminders
    FROM event_overrides o JOIN event_personal p ON p.event_id = o.event_id
    WHERE o.is_starred IS NOT NULL OR o.reminders IS NOT NULL;;
DELETE FROM event_overrides
    WHERE (is_starred IS NOT NULL OR reminders IS NOT NULL) AND title IS NULL
    AND description IS NULL AND location_text IS NULL AND color IS NULL AND dtstart IS NULL
    AND status IS NULL AND transparency IS NULL AND NOT has_own_location;;
UPDATE event_overrides SET is_starred = NULL, reminders = NULL
    WHERE is_starred IS NOT NULL OR reminders IS NOT NULL;;
UPDATE events SET is_starred = {false}, reminders = '' WHERE is_starred OR reminders <> ''
";

const SQLITE_GUARDS: &str = "
CREATE TRIGGER event_personal_gone AFTER DELETE ON event_personal
BEGIN DELETE FROM reminders WHERE event_id = OLD.event_id AND user_id = OLD.user_id; END;;
CREATE TRIGGER calendar_members_blind AFTER UPDATE OF held ON calendar_members
WHEN NEW.held < 2 OR (OLD.held = 6 AND NEW.held < 6)
BEGIN
    DELETE FROM event_personal
    WHERE calendar_id = NEW.calendar_id AND user_id = NEW.user_id
    AND (NEW.held < 2 OR EXISTS (SELECT 1 FROM events e WHERE e.id = event_personal.event_id
        AND e.visibility <> 0 AND (e.created_by IS NULL OR e.created_by <> NEW.user_id)));
END;;
CREATE TRIGGER events_moved AFTER UPDATE OF calendar_id, visibility ON events
WHEN NEW.calendar_id <> OLD.calendar_id OR NEW.visibility > OLD.visibility
BEGIN
    DELETE FROM event_personal WHERE event_id = NEW.id AND NOT EXISTS (
        SELECT 1 FROM calendar_members m WHERE m.calendar_id = NEW.calendar_id
        AND m.user_id = event_personal.user_id AND m.held >= 2
        AND (NEW.visibility = 0 OR m.held = 6 OR m.user_id = NEW.created_by));
    UPDATE event_personal SET calendar_id = NEW.calendar_id WHERE event_id = NEW.id;
END
";

const POSTGRES_GUARDS: &str = "
CREATE FUNCTION event_personal_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM reminders WHERE event_id = OLD.event_id AND user_id = OLD.user_id;
    RETURN NULL;
END
$$;;
CREATE TRIGGER event_personal_gone AFTER DELETE ON event_personal
FOR EACH ROW EXECUTE FUNCTION event_personal_gone();;
CREATE FUNCTION calendar_members_blind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM event_personal p
        WHERE p.calendar_id = NEW.calendar_id AND p.user_id = NEW.user_id
        AND (NEW.held < 2 OR EXISTS (SELECT 1 FROM events e WHERE e.id = p.event_id
            AND e.visibility <> 0 AND (e.created_by IS NULL OR e.created_by <> NEW.user_id)));
    RETURN NULL;
END
$$;;
CREATE TRIGGER calendar_members_blind AFTER UPDATE OF held ON calendar_members
FOR EACH ROW WHEN (NEW.held < 2 OR (OLD.held = 6 AND NEW.held < 6))
EXECUTE FUNCTION calendar_members_blind();;
CREATE FUNCTION events_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM calendar_members WHERE calendar_id = NEW.calendar_id
        ORDER BY user_id FOR SHARE;
    DELETE FROM event_personal p WHERE p.event_id = NEW.id AND NOT EXISTS (
        SELECT 1 FROM calendar_members m WHERE m.calendar_id = NEW.calendar_id
        AND m.user_id = p.user_id AND m.held >= 2
        AND (NEW.visibility = 0 OR m.held = 6 OR m.user_id = NEW.created_by));
    UPDATE event_personal SET calendar_id = NEW.calendar_id WHERE event_id = NEW.id;
    RETURN NULL;
END
$$;;
CREATE TRIGGER events_moved AFTER UPDATE OF calendar_id, visibility ON events
FOR EACH ROW WHEN (NEW.calendar_id <> OLD.calendar_id OR NEW.visibility > OLD.visibility)
EXECUTE FUNCTION events_moved();;
CREATE FUNCTION events_personal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event_personal
        (event_id, user_id, calendar_id, version, updated_at, is_starred, reminders)
        SELECT NEW.id, m.user_id, NEW.calendar_id, 0, 0, NEW.is_starred, NEW.reminders
        FROM calendar_members m WHERE m.calendar_id = NEW.calendar_id AND m.held = 6
        ON CONFLICT (event_id, user_id) DO UPDATE SET version = event_personal.version + 1,
        is_starred = event_personal.is_starred OR excluded.is_starred,
        reminders = CASE WHEN excluded.reminders = '' THEN event_personal.reminders
            ELSE excluded.reminders END;
    UPDATE events SET is_starred = FALSE, reminders = '' WHERE id = NEW.id;
    RETURN NULL;
END
$$;;
CREATE TRIGGER events_personal AFTER INSERT OR UPDATE OF is_starred, reminders ON events
FOR EACH ROW WHEN (NEW.is_starred OR NEW.reminders <> '') EXECUTE FUNCTION events_personal();;
CREATE FUNCTION event_overrides_personal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event_personal
        (event_id, user_id, calendar_id, version, updated_at, is_starred, reminders)
        SELECT e.id, m.user_id, e.calendar_id, 0, 0, FALSE, ''
        FROM events e JOIN calendar_members m ON m.calendar_id = e.calendar_id AND m.held = 6
        WHERE e.id = NEW.event_id
        ON CONFLICT (event_id, user_id) DO UPDATE SET version = event_personal.version + 1;
    INSERT INTO event_personal_changes
        (event_id, user_id, recurrence_id, is_following, is_starred, reminders)
        SELECT e.id, m.user_id, NEW.recurrence_id, FALSE, NEW.is_starred, NEW.reminders
        FROM events e JOIN calendar_members m ON m.calendar_id = e.calendar_id AND m.held = 6
        WHERE e.id = NEW.event_id
        ON CONFLICT (event_id, user_id, recurrence_id, is_following)
        DO UPDATE SET is_starred = COALESCE(excluded.is_starred, event_personal_changes.is_starred),
        reminders = COALESCE(excluded.reminders, event_personal_changes.reminders);
    UPDATE event_overrides SET is_starred = NULL, reminders = NULL
        WHERE event_id = NEW.event_id AND recurrence_id = NEW.recurrence_id;
    RETURN NULL;
END
$$;;
CREATE TRIGGER event_overrides_personal AFTER INSERT OR UPDATE OF is_starred, reminders
ON event_overrides FOR EACH ROW WHEN (NEW.is_starred IS NOT NULL OR NEW.reminders IS NOT NULL)
EXECUTE FUNCTION event_overrides_personal()
";

/// The owner's are put back where a version before looks for them. What others have is lost, and what
/// holds for all from an occurrence on: no column can say so. With it go the reminders that nothing wants
/// then.
const BACK: &str = "
UPDATE events SET
    is_starred = (SELECT p.is_starred FROM event_personal p JOIN calendar_members m
        ON m.calendar_id = p.calendar_id AND m.user_id = p.user_id AND m.held = 6
        WHERE p.event_id = events.id),
    reminders = (SELECT p.reminders FROM event_personal p JOIN calendar_members m
        ON m.calendar_id = p.calendar_id AND m.user_id = p.user_id AND m.held = 6
        WHERE p.event_id = events.id)
    WHERE EXISTS (SELECT 1 FROM event_personal p JOIN calendar_members m
        ON m.calendar_id = p.calendar_id AND m.user_id = p.user_id AND m.held = 6
        WHERE p.event_id = events.id);;
INSERT INTO event_overrides (event_id, recurrence_id, starts_at, ends_at)
    SELECT c.event_id, c.recurrence_id, e.starts_at, e.ends_at
    FROM event_personal_changes c JOIN events e ON e.id = c.event_id
    JOIN calendar_members m
        ON m.calendar_id = e.calendar_id AND m.user_id = c.user_id AND m.held = 6
    WHERE NOT c.is_following
    ON CONFLICT (event_id, recurrence_id) DO NOTHING;;
UPDATE event_overrides SET
    is_starred = (SELECT c.is_starred FROM event_personal_changes c JOIN events e ON e.id = c.event_id
        JOIN calendar_members m
        ON m.calendar_id = e.calendar_id AND m.user_id = c.user_id AND m.held = 6
        WHERE c.event_id = event_overrides.event_id
        AND c.recurrence_id = event_overrides.recurrence_id AND NOT c.is_following),
    reminders = (SELECT c.reminders FROM event_personal_changes c JOIN events e ON e.id = c.event_id
        JOIN calendar_members m
        ON m.calendar_id = e.calendar_id AND m.user_id = c.user_id AND m.held = 6
        WHERE c.event_id = event_overrides.event_id
        AND c.recurrence_id = event_overrides.recurrence_id AND NOT c.is_following);;
DELETE FROM reminders WHERE event_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM events e JOIN calendar_members m
        ON m.calendar_id = e.calendar_id AND m.user_id = reminders.user_id AND m.held = 6
    LEFT JOIN event_overrides o ON o.event_id = e.id
    WHERE e.id = reminders.event_id AND (
        (',' || e.reminders || ',') LIKE ('%,' || CAST(reminders.minutes_before AS text) || ',%')
        OR (',' || o.reminders || ',') LIKE ('%,' || CAST(reminders.minutes_before AS text) || ',%')));;
DROP TABLE event_personal_changes;;
DROP TABLE event_personal
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::run(manager, MOVE).await?;
        let guards = match manager.get_database_backend() {
            DatabaseBackend::Postgres => POSTGRES_GUARDS,
            _ => SQLITE_GUARDS,
        };
        dialect::run(manager, guards).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                for (name, table) in [
                    ("event_personal_gone", "event_personal"),
                    ("calendar_members_blind", "calendar_members"),
                    ("events_moved", "events"),
                    ("events_personal", "events"),
                    ("event_overrides_personal", "event_overrides"),
                ] {
                    let drop = format!("DROP TRIGGER {name} ON {table};; DROP FUNCTION {name}");
                    dialect::run(manager, &drop).await?;
                }
            }
            _ => {
                for name in ["event_personal_gone", "calendar_members_blind", "events_moved"] {
                    dialect::run(manager, &format!("DROP TRIGGER {name}")).await?;
                }
            }
        }
        dialect::run(manager, BACK).await
    }
}
