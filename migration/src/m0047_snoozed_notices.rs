//! What is due can be snoozed: todos and tasks are told again later, by buttons on phones too.
//!
//! `notifications.snoozed_until` is when what a row tells of is told again, by another row, whose `once_key` counts
//! how often it was snoozed. Who snoozes is looked at, so that it is known when that is; what is done or moved isn't
//! told again. Only what was read is snoozed.
//!
//! The links behind buttons learn two more acts, which are for todos and tasks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::{dialect, m0043_deliveries as deliveries, m0045_due as due};

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMN: &str = "
ALTER TABLE notifications ADD COLUMN snoozed_until {instant}
    CHECK (snoozed_until IS NULL OR read_at IS NOT NULL);;
CREATE INDEX notifications_snoozed ON notifications (user_id) WHERE snoozed_until IS NOT NULL
";

/// What would have come again is unread again, unless something later is told of the same.
const BACK: &str = "
UPDATE notifications SET read_at = NULL, snoozed_until = NULL WHERE snoozed_until IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM notifications o WHERE o.user_id = notifications.user_id
        AND o.group_key = notifications.group_key AND o.read_at IS NULL);;
DROP INDEX notifications_snoozed;;
ALTER TABLE notifications DROP COLUMN snoozed_until;;
DELETE FROM action_links WHERE act IN ('hour', 'tomorrow')
";

/// SQLite can't change what a column may hold: the table is made anew, with its rows.
const LINKS: &str = "
CREATE TABLE action_links_kept AS SELECT * FROM action_links;;
DROP TABLE action_links;;
CREATE TABLE action_links (
    token_hash {bytes} PRIMARY KEY,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    act TEXT NOT NULL CHECK (act IN ({acts})),
    reminder_id {int} REFERENCES reminders (id) ON DELETE CASCADE,
    todo_id {int} REFERENCES todos (id) ON DELETE CASCADE,
    task_id {int} REFERENCES tasks (id) ON DELETE CASCADE,
    occurrence TEXT NOT NULL,
    generation {int} NOT NULL,
    expires_at {instant} NOT NULL,
    CHECK ((reminder_id IS NULL AND (todo_id IS NULL) <> (task_id IS NULL))
        OR (reminder_id IS NOT NULL AND todo_id IS NULL AND task_id IS NULL)),
    CHECK ({for})
) {strict};;
INSERT INTO action_links (token_hash, user_id, act, reminder_id, todo_id, task_id, occurrence, generation, expires_at)
    SELECT token_hash, user_id, act, reminder_id, todo_id, task_id, occurrence, generation, expires_at
    FROM action_links_kept;;
DROP TABLE action_links_kept;;
CREATE INDEX action_links_user ON action_links (user_id);;
CREATE INDEX action_links_reminder ON action_links (reminder_id) WHERE reminder_id IS NOT NULL;;
CREATE INDEX action_links_todo ON action_links (todo_id) WHERE todo_id IS NOT NULL;;
CREATE INDEX action_links_task ON action_links (task_id) WHERE task_id IS NOT NULL;;
CREATE INDEX action_links_expiry ON action_links (expires_at)
";

fn links(acts: &str, is_for: &str) -> String {
    LINKS.replace("{acts}", acts).replace("{for}", is_for)
}

const SNOOZED: &str =
    "NEW.snoozed_until IS NOT NULL AND NEW.snoozed_until IS DISTINCT FROM OLD.snoozed_until";

const LOOK: &str = "INSERT INTO due_changes (user_id) SELECT NEW.user_id;";

fn snoozed() -> deliveries::Guard {
    deliveries::Guard {
        name: "due_snoozed",
        table: "notifications",
        event: "UPDATE OF snoozed_until".to_owned(),
        when: SNOOZED.to_owned(),
        body: LOOK.to_owned(),
    }
}

/// The trigger that ends a delivery with what is read, which says so when that is because it was snoozed.
fn reading() -> Option<deliveries::Guard> {
    let why = "ended = CASE WHEN NEW.snoozed_until IS NULL THEN 'read' ELSE 'snoozed' END";
    let read = deliveries::guards().into_iter().find(|one| one.name == READ);
    read.map(|one| deliveries::Guard { body: one.body.replace("ended = 'read'", why), ..one })
}

const READ: &str = "deliveries_read";

fn is_past(guard: &deliveries::Guard) -> bool {
    matches!(guard.name, "due_todos_past" | "due_tasks_past")
}

/// The triggers that read what was told of something that is past, which end what was snoozed of it, too.
fn past(backend: DatabaseBackend) -> Vec<deliveries::Guard> {
    let read = |which: &str| {
        let which = format!("{which} AND (n.read_at IS NULL OR n.snoozed_until IS NOT NULL)");
        let at = format!("COALESCE(read_at, {}), snoozed_until = NULL", due::READ_AT);
        due::past(backend, &which, due::ENDED, &at)
    };
    let of_todo = read("n.todo_id = NEW.id AND n.notice = 'todo-due'");
    let of_task =
        read("n.project_id = NEW.project_id AND n.task_id = NEW.id AND n.notice = 'task-due'");
    let all = due::guards(backend).into_iter().filter(is_past);
    all.map(|one| {
        let body = if one.table == "todos" { of_todo.clone() } else { of_task.clone() };
        deliveries::Guard { body, ..one }
    })
    .collect()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMN).await?;
        let acts = "'done', 'snooze', 'hour', 'tomorrow'";
        let is_for = "act = 'done' OR (act = 'snooze') = (reminder_id IS NOT NULL)";
        dialect::run(manager, &links(acts, is_for)).await?;
        for guard in reading().into_iter().chain(past(manager.get_database_backend())) {
            deliveries::drop(manager, &guard).await?;
            deliveries::create(manager, &guard).await?;
        }
        deliveries::create(manager, &snoozed()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        deliveries::drop(manager, &snoozed()).await?;
        let before = deliveries::guards().into_iter().filter(|one| one.name == READ);
        let past = due::guards(manager.get_database_backend()).into_iter().filter(is_past);
        for guard in before.chain(past) {
            deliveries::drop(manager, &guard).await?;
            deliveries::create(manager, &guard).await?;
        }
        dialect::run(manager, BACK).await?;
        let is_for = "act = 'done' OR reminder_id IS NOT NULL";
        dialect::run(manager, &links("'done', 'snooze'", is_for)).await
    }
}
