//! Sessions: one row a signed-in browser or program.

crate::dialect::migration! {
    up: "
CREATE TABLE sessions (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash {bytes} NOT NULL CONSTRAINT sessions_token_hash UNIQUE,
    address TEXT NOT NULL,
    user_agent TEXT,
    locked_at {instant},
    authenticated_at {instant} NOT NULL,
    created_at {instant} NOT NULL,
    last_seen_at {instant} NOT NULL,
    expires_at {instant} NOT NULL
) {strict};;
CREATE INDEX sessions_user ON sessions (user_id, last_seen_at);;
CREATE INDEX sessions_expires ON sessions (expires_at);;
CREATE INDEX sessions_last_seen ON sessions (last_seen_at)
",
    down: "DROP TABLE sessions",
}
