//! Takes away indexes that only the purge used, once in a while, and that every sign-in had to
//! keep. Without the last one PostgreSQL can also change a counter in place, twice a sign-in.

crate::dialect::migration! {
    up: "
DROP INDEX sessions_expires;;
DROP INDEX sessions_last_seen;;
DROP INDEX login_counters_updated
",
    down: "
CREATE INDEX sessions_expires ON sessions (expires_at);;
CREATE INDEX sessions_last_seen ON sessions (last_seen_at);;
CREATE INDEX login_counters_updated ON login_counters (updated_at)
",
}
