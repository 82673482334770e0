//! Indexes for what a range of days holds: what recurs and so may be there again, tasks that last over
//! it, reminders, and which due dates were completed.

crate::dialect::migration! {
    up: "
CREATE INDEX todos_recurring ON todos (user_id, due_rank) WHERE recurrence_rule IS NOT NULL;;
CREATE INDEX todo_completions_due ON todo_completions (todo_id, due_date);;
CREATE INDEX tasks_recurring ON tasks (project_id, due_rank) WHERE recurrence_rule IS NOT NULL;;
CREATE INDEX tasks_begun ON tasks (project_id, due_rank) WHERE start_date IS NOT NULL;;
CREATE INDEX task_completions_due ON task_completions (task_id, due_date);;
CREATE INDEX reminders_once ON reminders (user_id, remind_at)
    WHERE remind_at IS NOT NULL AND recurrence_rule IS NULL;;
CREATE INDEX reminders_recurring ON reminders (user_id, remind_at) WHERE recurrence_rule IS NOT NULL
",
    down: "
DROP INDEX todos_recurring;;
DROP INDEX todo_completions_due;;
DROP INDEX tasks_recurring;;
DROP INDEX tasks_begun;;
DROP INDEX task_completions_due;;
DROP INDEX reminders_once;;
DROP INDEX reminders_recurring
",
}
