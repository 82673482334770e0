//! Comments on tasks. Who said what stays when their account goes.

crate::dialect::migration! {
    up: "
CREATE TABLE task_comments (
    id {id},
    project_id {int} NOT NULL,
    task_id {int} NOT NULL,
    created_by {int} REFERENCES users (id) ON DELETE SET NULL,
    version {int} NOT NULL,
    content TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    FOREIGN KEY (project_id, task_id) REFERENCES tasks (project_id, id) ON DELETE CASCADE
) {strict};;
CREATE INDEX task_comments_order ON task_comments (task_id, id);;
CREATE INDEX task_comments_task ON task_comments (project_id, task_id);;
CREATE INDEX task_comments_created_by ON task_comments (created_by)
",
    down: "DROP TABLE task_comments",
}
