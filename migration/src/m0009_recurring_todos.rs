//! Recurring todos and the completions that moved them on.
//!
//! What a list shows stands in the row of the todo; `todo_completions` is read only to take a
//! completion back.

crate::dialect::migration! {
    up: "
ALTER TABLE todos ADD COLUMN recurrence_rule TEXT;;
ALTER TABLE todos ADD COLUMN recurrence_basis TEXT
    CHECK (recurrence_basis IN ('due', 'completion'));;
ALTER TABLE todos ADD COLUMN recurrence_anchor TEXT;;
ALTER TABLE todos ADD COLUMN recurrence_done {int} NOT NULL DEFAULT 0;;
ALTER TABLE todos ADD COLUMN last_completed_at {instant};;
CREATE TABLE todo_completions (
    id {id},
    todo_id {int} NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    due_date TEXT NOT NULL,
    completed_at {instant} NOT NULL,
    previous_completed_at {instant}
) {strict};;
CREATE INDEX todo_completions_todo ON todo_completions (todo_id, id)
",
    down: "
DROP TABLE todo_completions;;
ALTER TABLE todos DROP COLUMN last_completed_at;;
ALTER TABLE todos DROP COLUMN recurrence_done;;
ALTER TABLE todos DROP COLUMN recurrence_anchor;;
ALTER TABLE todos DROP COLUMN recurrence_basis;;
ALTER TABLE todos DROP COLUMN recurrence_rule
",
}
