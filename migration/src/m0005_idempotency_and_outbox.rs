//! First answers kept for retries, and facts that workers still have to act on.

crate::dialect::migration! {
    up: "
CREATE TABLE idempotency_keys (
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    fingerprint {bytes} NOT NULL,
    status {small} NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT idempotency_keys_key PRIMARY KEY (user_id, key)
) {strict};;
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);;
CREATE TABLE outbox (
    id {id},
    kind TEXT NOT NULL,
    subject_id {int} NOT NULL,
    created_at {instant} NOT NULL
) {strict}
",
    down: "DROP TABLE outbox;; DROP TABLE idempotency_keys",
}
