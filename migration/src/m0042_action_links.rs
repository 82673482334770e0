//! Links with which a button on a phone does something without a session, by the hash of the token in
//! them; and how many tests somebody may send.
//!
//! A link is for one act on one thing as it was when it was made: `occurrence` is the local time of a
//! reminder's occurrence, and the rank of a todo's or task's due date. It is deleted with its use.

crate::dialect::migration! {
    up: "
ALTER TABLE settings ADD COLUMN ntfy_tests_used_until {instant};;
CREATE TABLE action_links (
    token_hash {bytes} PRIMARY KEY,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    act TEXT NOT NULL CHECK (act IN ('done', 'snooze')),
    reminder_id {int} REFERENCES reminders (id) ON DELETE CASCADE,
    todo_id {int} REFERENCES todos (id) ON DELETE CASCADE,
    task_id {int} REFERENCES tasks (id) ON DELETE CASCADE,
    occurrence TEXT NOT NULL,
    generation {int} NOT NULL,
    expires_at {instant} NOT NULL,
    CHECK ((reminder_id IS NULL AND (todo_id IS NULL) <> (task_id IS NULL))
        OR (reminder_id IS NOT NULL AND todo_id IS NULL AND task_id IS NULL)),
    CHECK (act = 'done' OR reminder_id IS NOT NULL)
) {strict};;
CREATE INDEX action_links_user ON action_links (user_id);;
CREATE INDEX action_links_reminder ON action_links (reminder_id) WHERE reminder_id IS NOT NULL;;
CREATE INDEX action_links_todo ON action_links (todo_id) WHERE todo_id IS NOT NULL;;
CREATE INDEX action_links_task ON action_links (task_id) WHERE task_id IS NOT NULL;;
CREATE INDEX action_links_expiry ON action_links (expires_at)
",
    down: "
DROP TABLE action_links;;
ALTER TABLE settings DROP COLUMN ntfy_tests_used_until
",
}
