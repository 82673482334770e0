//! The queue's tables when everything is copied to the other database.
//!
//! Jobs go with it, and not only those that wait: a done one keeps its fact from becoming a job again, when the
//! relay ended between the two. What a worker had claimed waits again. Workers stay behind, and so does what
//! a job last said.

use umbra_app::{
    Kind,
    copy::{Moved, Side},
};

use super::Queue;

const JOBS: Moved = Moved {
    name: "queue.jobs",
    kinds: &[
        Kind::Text,
        Kind::Text,
        Kind::Bytes,
        Kind::Text,
        Kind::Integer,
        Kind::Integer,
        Kind::Integer,
        Kind::Integer,
        Kind::Integer,
        Kind::Text,
    ],
    sqlite: Side {
        clear: "DELETE FROM Jobs; DELETE FROM Workers",
        read: "SELECT id, job_type, CAST(job AS BLOB), \
            CASE WHEN status IN ('Queued', 'Running') THEN 'Pending' ELSE status END, \
            attempts, max_attempts, CAST(run_at AS INTEGER), CAST(done_at AS INTEGER), priority, \
            idempotency_key FROM Jobs ORDER BY id",
        write: "INSERT INTO Jobs (id, job_type, job, status, attempts, max_attempts, run_at, done_at, \
            priority, idempotency_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    },
    postgres: Side {
        clear: "DELETE FROM apalis.jobs; DELETE FROM apalis.workers",
        read: "SELECT id, job_type, job, \
            CASE WHEN status IN ('Queued', 'Running') THEN 'Pending' ELSE status END, \
            attempts::bigint, max_attempts::bigint, floor(extract(epoch FROM run_at))::bigint, \
            floor(extract(epoch FROM done_at))::bigint, priority::bigint, idempotency_key \
            FROM apalis.jobs ORDER BY id COLLATE \"C\"",
        write: "INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, \
            done_at, priority, idempotency_key) VALUES ($1, $2, $3, $4, $5::int, $6::int, \
            to_timestamp($7::bigint), to_timestamp($8::bigint), $9::int, $10)",
    },
};

impl Queue {
    /// Says how the queue's tables are copied.
    #[must_use]
    pub const fn moved() -> Moved {
        JOBS
    }
}
