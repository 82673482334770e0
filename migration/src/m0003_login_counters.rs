//! Failure counters. Keys are HMACs, so the table never lists the names that were tried;
//! `account_key` is common to all counters of one name, so that an admin can clear them.

crate::dialect::migration! {
    up: "
CREATE TABLE login_counters (
    key {bytes} PRIMARY KEY,
    account_key {bytes},
    version {int} NOT NULL,
    failures {int} NOT NULL,
    pending {int} NOT NULL,
    pending_since {instant},
    window_started_at {instant},
    locked_until {instant},
    updated_at {instant} NOT NULL
) {strict};;
CREATE INDEX login_counters_account ON login_counters (account_key);;
CREATE INDEX login_counters_updated ON login_counters (updated_at)
",
    down: "DROP TABLE login_counters",
}
