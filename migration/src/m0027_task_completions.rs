//! Completions of tasks that recur, and the parts of a task that were open again after one: what
//! taking a completion back needs.

crate::dialect::migration! {
    up: "
CREATE TABLE task_completions (
    id {id},
    task_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    due_date TEXT NOT NULL,
    completed_at {instant} NOT NULL,
    previous_completed_at {instant},
    status {small} NOT NULL CHECK (status BETWEEN 0 AND 3)
) {strict};;
CREATE INDEX task_completions_task ON task_completions (task_id, id);;
CREATE TABLE task_reopenings (
    completion_id {int} NOT NULL REFERENCES task_completions (id) ON DELETE CASCADE,
    task_id {int} NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    completed_at {instant} NOT NULL,
    PRIMARY KEY (completion_id, task_id)
) {strict};;
CREATE INDEX task_reopenings_task ON task_reopenings (task_id)
",
    down: "DROP TABLE task_reopenings;; DROP TABLE task_completions",
}
