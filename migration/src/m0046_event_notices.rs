//! Events are told some minutes before they begin, to who has set no reminder on them.
//!
//! Whoever wants that on their phone is looked at again when an event changes that is theirs, of a calendar
//! of their own or accepted, or what they have on it. Nobody else's events cost more than asking for that.
//! What was told of an event that moves, or doesn't take place, is read with that.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::{
    m0043_deliveries::{Guard, create, drop},
    m0045_due::past,
};

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const WANTS: &str = "s.ntfy_enabled AND s.ntfy_events_enabled";

/// Has everybody looked at whose an event is.
fn look(event: &str) -> String {
    format!(
        "INSERT INTO due_changes (user_id)
        SELECT m.user_id FROM events e JOIN calendar_members m ON m.calendar_id = e.calendar_id
            JOIN settings s ON s.user_id = m.user_id WHERE e.id = {event} AND m.held = 6 AND {WANTS}
        UNION SELECT i.user_id FROM event_invitations i JOIN settings s ON s.user_id = i.user_id
            WHERE i.event_id = {event} AND i.status = 1 AND {WANTS};"
    )
}

/// Has one person looked at.
pub(crate) fn look_at(row: &str) -> String {
    format!(
        "INSERT INTO due_changes (user_id)
        SELECT s.user_id FROM settings s WHERE s.user_id = {row}.user_id AND {WANTS};"
    )
}

/// Reads what was told, for it is moved.
fn read(backend: DatabaseBackend, which: &str) -> String {
    past(
        backend,
        &format!("n.notice = 'event-starts' AND n.read_at IS NULL AND {which}"),
        "'replaced'",
        "updated_at",
    )
}

const MOVED: &str = "NEW.dtstart <> OLD.dtstart OR NEW.exdates <> OLD.exdates
    OR NEW.recurrence_rule IS DISTINCT FROM OLD.recurrence_rule
    OR (NEW.status = 2 AND OLD.status <> 2)";

const CHANGED: &str = "NEW.dtstart <> OLD.dtstart OR NEW.exdates <> OLD.exdates
    OR NEW.timezone IS DISTINCT FROM OLD.timezone OR NEW.status <> OLD.status
    OR NEW.recurrence_rule IS DISTINCT FROM OLD.recurrence_rule
    OR NEW.calendar_id <> OLD.calendar_id";

const SETTINGS_CHANGE: &str = "NEW.ntfy_enabled <> OLD.ntfy_enabled
    OR NEW.ntfy_events_enabled <> OLD.ntfy_events_enabled
    OR NEW.ntfy_event_lead_minutes <> OLD.ntfy_event_lead_minutes";

pub(crate) fn guards(backend: DatabaseBackend) -> Vec<Guard> {
    let guard = |name, table, event: &str, when: &str, body: &str| Guard {
        name,
        table,
        event: event.to_owned(),
        when: when.to_owned(),
        body: body.to_owned(),
    };
    let of_occurrence =
        read(backend, "n.event_id = NEW.event_id AND n.occurrence = NEW.recurrence_id");
    let is_moved = "NEW.dtstart IS NOT NULL OR NEW.status = 2";
    let (of_new, of_old) = (look("NEW.event_id"), look("OLD.event_id"));
    let (new, old) = (look_at("NEW"), look_at("OLD"));
    vec![
        guard("due_events_made", "events", "INSERT", "", &look("NEW.id")),
        guard("due_events_changed", "events", "UPDATE", CHANGED, &look("NEW.id")),
        guard("due_events_moved", "events", "UPDATE", MOVED, &read(backend, "n.event_id = NEW.id")),
        guard("due_overrides_made", "event_overrides", "INSERT", "", &of_new),
        guard("due_overrides_changed", "event_overrides", "UPDATE", "", &of_new),
        guard("due_overrides_gone", "event_overrides", "DELETE", "", &of_old),
        guard("due_overrides_moved", "event_overrides", "INSERT", is_moved, &of_occurrence),
        guard("due_overrides_moved_again", "event_overrides", "UPDATE", is_moved, &of_occurrence),
        guard("due_personal_changed", "event_personal", "UPDATE", "", &new),
        guard("due_personal_gone", "event_personal", "DELETE", "", &old),
        guard("due_personal_apart", "event_personal_changes", "INSERT", "", &new),
        guard("due_personal_together", "event_personal_changes", "DELETE", "", &old),
        guard("due_invited", "event_invitations", "INSERT", "", &new),
        guard("due_answered", "event_invitations", "UPDATE OF status", "", &new),
        guard(
            "due_event_settings",
            "settings",
            "UPDATE",
            SETTINGS_CHANGE,
            "INSERT INTO due_changes (user_id) SELECT NEW.user_id;",
        ),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for guard in guards(manager.get_database_backend()) {
            create(manager, &guard).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for guard in guards(manager.get_database_backend()) {
            drop(manager, &guard).await?;
        }
        crate::dialect::run(manager, "DELETE FROM notifications WHERE notice = 'event-starts'")
            .await
    }
}
