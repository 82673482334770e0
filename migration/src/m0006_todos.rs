//! Todos, with an index for every order and filter of their list.
//!
//! `due_rank` is the due moment as text that sorts (see `Due::rank`), `title_key` and
//! `search_text` are lower case, so that both databases sort and search alike.

crate::dialect::migration! {
    up: "
CREATE TABLE todos (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    title TEXT NOT NULL,
    title_key {ordered} NOT NULL,
    description TEXT,
    priority {small} NOT NULL CHECK (priority BETWEEN 0 AND 3),
    category TEXT,
    due_rank {ordered} NOT NULL,
    completed_at {instant},
    search_text TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE INDEX todos_created ON todos (user_id, created_at, id);;
CREATE INDEX todos_updated ON todos (user_id, updated_at, id);;
CREATE INDEX todos_due ON todos (user_id, due_rank, id);;
CREATE INDEX todos_priority ON todos (user_id, priority, id);;
CREATE INDEX todos_title ON todos (user_id, title_key, id);;
CREATE INDEX todos_category ON todos (user_id, category, created_at, id);;
CREATE INDEX todos_open_created ON todos (user_id, created_at, id) WHERE completed_at IS NULL;;
CREATE INDEX todos_open_due ON todos (user_id, due_rank, id) WHERE completed_at IS NULL
",
    down: "DROP TABLE todos",
}
