//! Who is connected with whom, who asked whom, and who wants to hear nothing from whom.
//!
//! A connection is one row for two people, whichever of them asked: `lower_id` is the smaller of the
//! two ids. So two requests that cross can't become two connections.
//!
//! A request keeps the name as it was typed, and shows its sender nothing else. `recipient_id` is the
//! account that had this name at that time, if one had; it empties when that account goes.
//! `is_delivered` says whether the recipient sees it. Whoever blocks the sender, or has rejected them
//! lately, doesn't, and the sender's row looks the same in each case.
//!
//! `connection_allowances` says until when a person's allowance of requests is used up (GCRA).

crate::dialect::migration! {
    up: "
CREATE TABLE connections (
    id {id},
    lower_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    higher_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at {instant} NOT NULL,
    CHECK (lower_id < higher_id)
) {strict};;
CREATE UNIQUE INDEX connections_pair ON connections (lower_id, higher_id);;
CREATE INDEX connections_higher ON connections (higher_id);;
CREATE TABLE connection_requests (
    id {id},
    sender_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    recipient_id {int} REFERENCES users (id) ON DELETE SET NULL,
    username TEXT NOT NULL,
    is_delivered {bool} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (sender_id <> recipient_id)
) {strict};;
CREATE INDEX connection_requests_sender ON connection_requests (sender_id, id);;
CREATE INDEX connection_requests_recipient ON connection_requests (recipient_id, id);;
CREATE TABLE connection_rejections (
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    rejected_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    rejected_at {instant} NOT NULL,
    PRIMARY KEY (user_id, rejected_id),
    CHECK (user_id <> rejected_id)
) {strict};;
CREATE INDEX connection_rejections_rejected ON connection_rejections (rejected_id);;
CREATE TABLE connection_blocks (
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at {instant} NOT NULL,
    PRIMARY KEY (user_id, blocked_id),
    CHECK (user_id <> blocked_id)
) {strict};;
CREATE INDEX connection_blocks_blocked ON connection_blocks (blocked_id);;
CREATE TABLE connection_allowances (
    user_id {int} PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    used_until {instant} NOT NULL
) {strict}
",
    down: "
DROP TABLE connection_allowances;;
DROP TABLE connection_blocks;;
DROP TABLE connection_rejections;;
DROP TABLE connection_requests;;
DROP TABLE connections
",
}
