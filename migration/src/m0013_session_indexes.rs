//! Takes away two indexes of sessions. Only the purge, once in a while, looked sessions up in them,
//! and every sign-in had to keep them.

crate::dialect::migration! {
    up: "
DROP INDEX sessions_expires;;
DROP INDEX sessions_last_seen
",
    down: "
CREATE INDEX sessions_expires ON sessions (expires_at);;
CREATE INDEX sessions_last_seen ON sessions (last_seen_at)
",
}
