//! Who is invited to which event, and what they answered.
//!
//! An invitation is for an event, of a series for all of it (`recurrence_id` is empty), or for one
//! occurrence. It gives the right to see that and nothing else, whatever the person holds on the calendar.
//! `status` is 0 for pending, 1 accepted, 2 tentative, 3 declined. It goes with the event and with the
//! account of either of the two.
//!
//! What somebody has for themselves on an event (`event_personal`) no longer belongs to a member of the
//! calendar, for the invited are none. The database goes on to take it away with the last right to see
//! the event: when a membership ends, when the event moves or is hidden, and when an invitation ends or
//! is declined. Of who is left with single occurrences only what they have on these stays.
//!
//! What they were told of an occurrence goes with the right to see that one. Of what doesn't take place and
//! is gone, a notification refers to nothing: `gone_name` is what it was called when it went, and
//! `gone_start` when it would have begun, an instant or a day.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "
CREATE TABLE event_invitations (
    id {id},
    event_id {int} NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    invited_by {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    recurrence_id TEXT NOT NULL,
    status {small} NOT NULL CHECK (status BETWEEN 0 AND 3),
    responded_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE UNIQUE INDEX event_invitations_once ON event_invitations (event_id, user_id, recurrence_id);;
CREATE INDEX event_invitations_user ON event_invitations (user_id, id);;
CREATE INDEX event_invitations_seen ON event_invitations (user_id, event_id, status);;
CREATE INDEX event_invitations_inviter ON event_invitations (invited_by);;
ALTER TABLE notifications ADD COLUMN gone_name TEXT;;
ALTER TABLE notifications ADD COLUMN gone_start TEXT
";

const WITHOUT_TABLE: &str = "
DELETE FROM notifications WHERE gone_name IS NOT NULL;;
ALTER TABLE notifications DROP COLUMN gone_start;;
ALTER TABLE notifications DROP COLUMN gone_name;;
DROP TABLE event_invitations;;
DROP INDEX event_personal_user
";

/// The words are those of the migration that made these tables, for the way back.
const SQLITE_TABLES: &str = "
DROP TRIGGER calendar_members_blind;;
DROP TRIGGER events_moved;;
DROP TRIGGER event_personal_gone;;
CREATE TABLE kept_personal AS SELECT * FROM event_personal;;
CREATE TABLE kept_changes AS SELECT * FROM event_personal_changes;;
DROP TABLE event_personal_changes;;
DROP TABLE event_personal;;
CREATE TABLE event_personal (
    event_id {int} NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    user_id {int} NOT NULL{account},
    calendar_id {int} NOT NULL,
    version {int} NOT NULL,
    updated_at {int} NOT NULL,
    is_starred {bool} NOT NULL,
    reminders TEXT NOT NULL,
    PRIMARY KEY (event_id, user_id){member}
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
INSERT INTO event_personal SELECT event_id, user_id, calendar_id, version, updated_at, is_starred,
    reminders FROM kept_personal;;
INSERT INTO event_personal_changes SELECT event_id, user_id, recurrence_id, is_following, is_starred,
    reminders FROM kept_changes;;
DROP TABLE kept_changes;;
DROP TABLE kept_personal;;
CREATE TRIGGER event_personal_gone AFTER DELETE ON event_personal
BEGIN DELETE FROM reminders WHERE event_id = OLD.event_id AND user_id = OLD.user_id; END
";

const ACCOUNT: &str = " REFERENCES users (id) ON DELETE CASCADE";

const MEMBER: &str = ",
    FOREIGN KEY (calendar_id, user_id)
        REFERENCES calendar_members (calendar_id, user_id) ON DELETE CASCADE";

const POSTGRES_TABLES: &str = "
ALTER TABLE event_personal DROP CONSTRAINT event_personal_calendar_id_user_id_fkey;;
ALTER TABLE event_personal ADD CONSTRAINT event_personal_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
";

const OWNERS: &str = "CREATE INDEX event_personal_user ON event_personal (user_id)";

/// Is true of rows of `event_personal` whose person sees the event, however it is now, by the calendar.
const MEMBER_SEES: &str = "EXISTS (SELECT 1 FROM events e JOIN calendar_members m \
    ON m.calendar_id = e.calendar_id WHERE e.id = event_personal.event_id \
    AND m.user_id = event_personal.user_id AND m.held >= 2 \
    AND (e.visibility = 0 OR m.held = 6 OR m.user_id = e.created_by))";

/// Is true of those whose person is invited to all of it, and hasn't declined.
const INVITED: &str = "EXISTS (SELECT 1 FROM event_invitations i \
    WHERE i.event_id = event_personal.event_id AND i.user_id = event_personal.user_id \
    AND i.status <> 3 AND i.recurrence_id = '')";

/// Is true of those whose person is invited to all or some of it, and hasn't declined.
const INVITED_TO_SOME: &str = "EXISTS (SELECT 1 FROM event_invitations i \
    WHERE i.event_id = event_personal.event_id AND i.user_id = event_personal.user_id \
    AND i.status <> 3)";

/// Is true of notifications whose reader sees the event, however it is now, by the calendar, or is invited
/// to all of it or to the occurrence that they name. Both are expressions for an id.
fn told_rightly(event: &str, who: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM events e JOIN calendar_members m ON m.calendar_id = e.calendar_id \
         WHERE e.id = {event} AND m.user_id = {who} AND m.held >= 2 \
         AND (e.visibility = 0 OR m.held = 6 OR m.user_id = e.created_by)) \
         OR EXISTS (SELECT 1 FROM event_invitations i WHERE i.event_id = {event} \
         AND i.user_id = {who} AND (i.recurrence_id = '' \
         OR i.recurrence_id = notifications.occurrence)))"
    )
}

/// Deletes what somebody was told of an event, by itself or by a reminder, which they don't see any more.
fn forgotten() -> String {
    let unseen = format!("NOT {}", told_rightly("OLD.event_id", "OLD.user_id"));
    format!(
        "DELETE FROM notifications WHERE user_id = OLD.user_id AND (event_id = OLD.event_id \
         OR reminder_id IN (SELECT r.id FROM reminders r WHERE r.event_id = OLD.event_id \
         AND r.user_id = OLD.user_id)) AND {unseen}"
    )
}

/// A guard: what it is called, on which table, when, and what it does.
struct Guard {
    name: &'static str,
    table: &'static str,
    event: &'static str,
    when: Option<&'static str>,
    does: String,
}

fn guards() -> [Guard; 7] {
    let lost = format!(
        "DELETE FROM event_personal WHERE calendar_id = OLD.calendar_id AND user_id = OLD.user_id \
         AND NOT {MEMBER_SEES} AND NOT {INVITED}"
    );
    let ended = format!(
        "DELETE FROM event_personal WHERE event_id = OLD.event_id AND user_id = OLD.user_id \
         AND NOT {MEMBER_SEES} AND NOT {INVITED} \
         AND (OLD.recurrence_id = '' OR NOT {INVITED_TO_SOME})"
    );
    let left = "FROM event_personal WHERE event_personal.event_id = OLD.event_id \
                AND event_personal.user_id = OLD.user_id";
    let ended = format!(
        "{ended}; UPDATE event_personal SET version = version + 1 \
         WHERE event_id = OLD.event_id AND user_id = OLD.user_id; \
         DELETE FROM event_personal_changes WHERE event_id = OLD.event_id \
         AND user_id = OLD.user_id AND recurrence_id = OLD.recurrence_id \
         AND EXISTS (SELECT 1 {left} AND NOT {MEMBER_SEES} AND NOT {INVITED}); \
         DELETE FROM reminders WHERE event_id = OLD.event_id AND user_id = OLD.user_id \
         AND (next_occurrence = OLD.recurrence_id OR fired_occurrence = OLD.recurrence_id) \
         AND EXISTS (SELECT 1 {left} AND NOT {MEMBER_SEES} AND NOT {INVITED})"
    );
    let gone = format!("{ended}; {}", forgotten());
    // Who was told by an invitation, and became a member since.
    let lost = format!(
        "{lost}; DELETE FROM notifications WHERE user_id = OLD.user_id AND EXISTS \
         (SELECT 1 FROM events x WHERE x.id = notifications.event_id \
         AND x.calendar_id = OLD.calendar_id) AND NOT {}",
        told_rightly("notifications.event_id", "notifications.user_id")
    );
    let guard = |name, table, event, when, does: &String| {
        let does = does.clone();
        Guard { name, table, event, when, does }
    };
    [
        guard("calendar_members_left", "calendar_members", "DELETE", Some("OLD.held >= 2"), &lost),
        guard(
            "calendar_members_blind",
            "calendar_members",
            "UPDATE OF held",
            Some("OLD.held >= 2 AND (NEW.held < 2 OR (OLD.held = 6 AND NEW.held < 6))"),
            &lost,
        ),
        guard(
            "events_moved",
            "events",
            "UPDATE OF calendar_id, visibility",
            Some("NEW.calendar_id <> OLD.calendar_id OR NEW.visibility > OLD.visibility"),
            // Who saw all of it, and now only some of it, loses what they had.
            &format!(
                "DELETE FROM event_personal WHERE event_id = NEW.id \
                 AND NOT {MEMBER_SEES} AND NOT {INVITED} \
                 AND (NOT {INVITED_TO_SOME} OR EXISTS (SELECT 1 FROM calendar_members m \
                 WHERE m.calendar_id = OLD.calendar_id AND m.user_id = event_personal.user_id \
                 AND m.held >= 2 AND (OLD.visibility = 0 OR m.held = 6 \
                 OR m.user_id = OLD.created_by))); \
                 UPDATE event_personal SET calendar_id = NEW.calendar_id WHERE event_id = NEW.id"
            ),
        ),
        guard("event_invitations_ended", "event_invitations", "DELETE", None, &gone),
        guard(
            "event_invitations_declined",
            "event_invitations",
            "UPDATE OF status",
            Some("NEW.status = 3 AND OLD.status <> 3"),
            &ended,
        ),
        // It went along with a part of the series, and what the person has there, too.
        guard(
            "event_invitations_divided",
            "event_invitations",
            "UPDATE OF event_id",
            Some("NEW.event_id <> OLD.event_id"),
            &format!(
                "DELETE FROM event_personal WHERE event_id = OLD.event_id \
                 AND user_id = OLD.user_id AND NOT {MEMBER_SEES} AND NOT {INVITED_TO_SOME}; \
                 UPDATE notifications SET event_id = NEW.event_id, group_key = REPLACE(group_key, \
                 ':' || CAST(OLD.event_id AS text) || ':', ':' || CAST(NEW.event_id AS text) || ':'), \
                 occurrence = CASE NEW.recurrence_id WHEN '' THEN NULL ELSE NEW.recurrence_id END \
                 WHERE user_id = OLD.user_id AND event_id = OLD.event_id \
                 AND occurrence = OLD.recurrence_id"
            ),
        ),
        // What has another name now is at another time, which is told anew.
        guard(
            "event_invitations_renamed",
            "event_invitations",
            "UPDATE OF recurrence_id",
            Some("NEW.event_id = OLD.event_id AND NEW.recurrence_id <> OLD.recurrence_id"),
            &forgotten(),
        ),
    ]
}

async fn guard_all(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for Guard { name, table, event, when, does } in guards() {
        let when = when.map_or(String::new(), |when| format!("WHEN ({when})"));
        let text = match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                // Who may see the other calendar stays so until it has moved there.
                let keep = if name == "events_moved" {
                    "PERFORM 1 FROM calendar_members WHERE calendar_id = NEW.calendar_id \
                     ORDER BY user_id FOR SHARE; "
                } else {
                    ""
                };
                format!(
                    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ \
                     BEGIN {keep}{does}; RETURN NULL; END $$;; \
                     CREATE TRIGGER {name} AFTER {event} ON {table} \
                     FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
                )
            }
            _ => format!("CREATE TRIGGER {name} AFTER {event} ON {table} {when} BEGIN {does}; END"),
        };
        dialect::run(manager, &text).await?;
    }
    Ok(())
}

async fn drop_guard(manager: &SchemaManager<'_>, name: &str, table: &str) -> Result<(), DbErr> {
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
        dialect::run(manager, TABLE).await?;
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                for (name, table) in
                    [("calendar_members_blind", "calendar_members"), ("events_moved", "events")]
                {
                    drop_guard(manager, name, table).await?;
                }
                dialect::run(manager, POSTGRES_TABLES).await?;
            }
            _ => {
                let tables = SQLITE_TABLES.replace("{account}", ACCOUNT).replace("{member}", "");
                dialect::run(manager, &tables).await?;
            }
        }
        dialect::run(manager, OWNERS).await?;
        guard_all(manager).await
    }

    /// Invitations are lost, and with them what the invited have for themselves.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for Guard { name, table, .. } in guards() {
            drop_guard(manager, name, table).await?;
        }
        let lost = format!("DELETE FROM event_personal WHERE NOT {MEMBER_SEES}");
        dialect::run(manager, &lost).await?;
        dialect::run(manager, WITHOUT_TABLE).await?;
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                let text = "ALTER TABLE event_personal DROP CONSTRAINT event_personal_user_id_fkey;; \
                            ALTER TABLE event_personal ADD CONSTRAINT \
                            event_personal_calendar_id_user_id_fkey FOREIGN KEY (calendar_id, user_id) \
                            REFERENCES calendar_members (calendar_id, user_id) ON DELETE CASCADE";
                dialect::run(manager, text).await?;
                dialect::run(manager, POSTGRES_BEFORE).await
            }
            _ => {
                // What is dropped below is dropped once more here.
                dialect::run(manager, SQLITE_BEFORE).await?;
                let tables = SQLITE_TABLES.replace("{account}", "").replace("{member}", MEMBER);
                dialect::run(manager, &tables).await?;
                dialect::run(manager, SQLITE_BEFORE).await
            }
        }
    }
}

const SQLITE_BEFORE: &str = "
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

const POSTGRES_BEFORE: &str = "
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
EXECUTE FUNCTION events_moved()
";
