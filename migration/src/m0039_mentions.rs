//! Who is mentioned in a comment, and how: the part of its text that names them, with its at sign. It
//! stays as it was written when they come to have another name.

crate::dialect::migration! {
    up: "
CREATE TABLE task_comment_mentions (
    comment_id {int} NOT NULL REFERENCES task_comments (id) ON DELETE CASCADE,
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    PRIMARY KEY (comment_id, user_id)
) {strict};;
CREATE INDEX task_comment_mentions_user ON task_comment_mentions (user_id)
",
    down: "DROP TABLE task_comment_mentions",
}
