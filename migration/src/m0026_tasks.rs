//! Tasks, who is to do them, and what has to be done before.
//!
//! What belongs to a task is of the same project, which the keys see to: they have both columns. Who
//! is assigned is a member of the project, and no longer assigned when they are no longer one.
//!
//! `status` is the rank of the status in the domain, 4 for done; `due_rank` and the columns of the
//! recurrence are as those of todos. `sort_order` has gaps, see the domain's `task::order`.

crate::dialect::migration! {
    up: "
CREATE TABLE tasks (
    id {id},
    project_id {int} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    created_by {int} REFERENCES users (id) ON DELETE SET NULL,
    version {int} NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    status {small} NOT NULL CHECK (status BETWEEN 0 AND 4),
    priority {small} NOT NULL CHECK (priority BETWEEN 0 AND 3),
    start_date TEXT,
    due_rank {ordered} NOT NULL,
    recurrence_rule TEXT,
    recurrence_basis TEXT CHECK (recurrence_basis IN ('due', 'completion')),
    recurrence_anchor TEXT,
    recurrence_done {int} NOT NULL,
    last_completed_at {instant},
    completed_at {instant},
    parent_id {int} CHECK (parent_id <> id),
    sort_order {int} NOT NULL,
    search_text TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    UNIQUE (project_id, id),
    FOREIGN KEY (project_id, parent_id) REFERENCES tasks (project_id, id) ON DELETE CASCADE,
    CHECK ((status = 4) = (completed_at IS NOT NULL))
) {strict};;
CREATE INDEX tasks_order ON tasks (project_id, sort_order, id);;
CREATE INDEX tasks_status ON tasks (project_id, status, sort_order, id);;
CREATE INDEX tasks_priority ON tasks (project_id, priority, id);;
CREATE INDEX tasks_due ON tasks (project_id, due_rank, id);;
CREATE INDEX tasks_open_due ON tasks (project_id, due_rank, id) WHERE completed_at IS NULL;;
CREATE INDEX tasks_created ON tasks (project_id, created_at, id);;
CREATE INDEX tasks_parent ON tasks (project_id, parent_id);;
CREATE INDEX tasks_created_by ON tasks (created_by);;
CREATE TABLE task_assignees (
    project_id {int} NOT NULL,
    task_id {int} NOT NULL,
    user_id {int} NOT NULL,
    PRIMARY KEY (task_id, user_id),
    FOREIGN KEY (project_id, task_id) REFERENCES tasks (project_id, id) ON DELETE CASCADE,
    FOREIGN KEY (project_id, user_id)
        REFERENCES project_members (project_id, user_id) ON DELETE CASCADE
) {strict};;
CREATE INDEX task_assignees_task ON task_assignees (project_id, task_id);;
CREATE INDEX task_assignees_user ON task_assignees (project_id, user_id, task_id);;
CREATE TABLE task_dependencies (
    project_id {int} NOT NULL,
    task_id {int} NOT NULL,
    depends_on_id {int} NOT NULL CHECK (depends_on_id <> task_id),
    PRIMARY KEY (task_id, depends_on_id),
    FOREIGN KEY (project_id, task_id) REFERENCES tasks (project_id, id) ON DELETE CASCADE,
    FOREIGN KEY (project_id, depends_on_id) REFERENCES tasks (project_id, id) ON DELETE CASCADE
) {strict};;
CREATE INDEX task_dependencies_task ON task_dependencies (project_id, task_id);;
CREATE INDEX task_dependencies_on ON task_dependencies (project_id, depends_on_id);;
CREATE INDEX task_dependencies_before ON task_dependencies (depends_on_id, task_id)
",
    down: "DROP TABLE task_dependencies;; DROP TABLE task_assignees;; DROP TABLE tasks",
}
