//! What was told of an event stays so while it begins when it did, and what was taken back can be told again.
//!
//! Of a series only that is read with a change which it leaves out, or which comes after its end; all of it where
//! its first occurrence moves or its rule means other days, which the database can't count. An occurrence that differs
//! is read when it moves itself. What is read with that is forgotten: should it take place after all when it was
//! to, it is told again, and the phone too.
//!
//! Whose account is switched on again is looked at, and so is who gets a calendar, or shows it again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::{
    m0043_deliveries::{Guard, create, drop},
    m0046_event_notices as before,
};

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Those that are made anew.
const REPLACED: [&str; 3] =
    ["due_events_moved", "due_overrides_moved", "due_overrides_moved_again"];

/// Reads what was told and isn't so any more, and forgets that it was told; `which` is a condition on notifications
/// with the alias `n`. Whoever reads a notification locks it before its delivery.
fn take_back(backend: DatabaseBackend, which: &str) -> String {
    let which = format!("n.notice = 'event-starts' AND n.read_at IS NULL AND {which}");
    let lock = match backend {
        DatabaseBackend::Postgres => {
            format!("PERFORM 1 FROM notifications n WHERE {which} ORDER BY n.id FOR NO KEY UPDATE;")
        }
        _ => String::new(),
    };
    format!(
        "{lock}
        UPDATE deliveries SET item_key = 'delivery:' || id,
            ended = CASE WHEN ended IS NULL AND state IN (0, 1) THEN 'replaced' ELSE ended END,
            next_at = CASE WHEN ended IS NULL AND state IN (0, 1) AND claim IS NULL THEN {{at_once}}
                ELSE next_at END
        WHERE notification_id IN (SELECT n.id FROM notifications n WHERE {which});
        UPDATE notifications SET read_at = updated_at, once_key = NULL
        WHERE id IN (SELECT n.id FROM notifications n WHERE {which});"
    )
}

/// The days of a rule: all of it but for how long it goes on, of which `recurrence_end` tells.
fn days(backend: DatabaseBackend, row: &str) -> String {
    let rule = format!("{row}.recurrence_rule");
    if backend == DatabaseBackend::Postgres {
        return format!("regexp_replace({rule}, ';(COUNT|UNTIL)=[^;]*', '')");
    }
    // It has one of them or none.
    let begin = format!("(instr({rule}, ';COUNT=') + instr({rule}, ';UNTIL='))");
    let rest = format!("substr({rule}, {begin} + 1)");
    format!(
        "CASE WHEN {begin} = 0 THEN {rule} ELSE substr({rule}, 1, {begin} - 1)
        || CASE WHEN instr({rest}, ';') = 0 THEN '' ELSE substr({rest}, instr({rest}, ';')) END END"
    )
}

const LEFT_OUT: &str =
    "NEW.exdates <> OLD.exdates OR NEW.recurrence_end IS DISTINCT FROM OLD.recurrence_end";

const OVERRIDE_MOVED: &str = "NEW.dtstart IS DISTINCT FROM OLD.dtstart
    OR (NEW.status = 2 AND OLD.status IS DISTINCT FROM 2)";

const CALENDAR_GOT: &str =
    "(NEW.held = 6 AND OLD.held <> 6) OR (NEW.is_visible AND NOT OLD.is_visible)";

fn guards(backend: DatabaseBackend) -> Vec<Guard> {
    let guard = |name, table, event: &str, when: &str, body: &str| Guard {
        name,
        table,
        event: event.to_owned(),
        when: when.to_owned(),
        body: body.to_owned(),
    };
    let moved = format!(
        "NEW.dtstart <> OLD.dtstart OR (NEW.status = 2 AND OLD.status <> 2)
        OR {} IS DISTINCT FROM {}",
        days(backend, "NEW"),
        days(backend, "OLD")
    );
    let all = take_back(backend, "n.event_id = NEW.id");
    let left_out = take_back(
        backend,
        "n.event_id = NEW.id AND (n.occurrence > NEW.recurrence_end
            OR ',' || NEW.exdates || ',' LIKE '%,' || n.occurrence || ',%')",
    );
    let of = |row: &str| {
        let which = format!("n.event_id = {row}.event_id AND n.occurrence = {row}.recurrence_id");
        take_back(backend, &which)
    };
    let (of_new, of_old) = (of("NEW"), of("OLD"));
    let is_moved = "NEW.dtstart IS NOT NULL OR NEW.status = 2";
    let look = "INSERT INTO due_changes (user_id) SELECT NEW.id;";
    vec![
        guard("due_events_moved", "events", "UPDATE", &moved, &all),
        guard("due_events_left_out", "events", "UPDATE", LEFT_OUT, &left_out),
        guard("due_overrides_moved", "event_overrides", "INSERT", is_moved, &of_new),
        guard("due_overrides_moved_again", "event_overrides", "UPDATE", OVERRIDE_MOVED, &of_new),
        guard(
            "due_overrides_moved_back",
            "event_overrides",
            "DELETE",
            "OLD.dtstart IS NOT NULL",
            &of_old,
        ),
        guard(
            "due_calendar_got",
            "calendar_members",
            "UPDATE OF held, is_visible",
            CALENDAR_GOT,
            &before::look_at("NEW"),
        ),
        guard(
            "due_switched_on",
            "users",
            "UPDATE OF is_active",
            "NEW.is_active AND NOT OLD.is_active",
            look,
        ),
    ]
}

fn replaced(backend: DatabaseBackend) -> impl Iterator<Item = Guard> {
    before::guards(backend).into_iter().filter(|one| REPLACED.contains(&one.name))
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for guard in replaced(backend) {
            drop(manager, &guard).await?;
        }
        for guard in guards(backend) {
            create(manager, &guard).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for guard in guards(backend) {
            drop(manager, &guard).await?;
        }
        for guard in replaced(backend) {
            create(manager, &guard).await?;
        }
        Ok(())
    }
}
