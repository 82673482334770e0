//! The check value of the secret key that the database belongs to: a start with another key is
//! refused instead of failing later, row by row.

crate::dialect::migration! {
    up: "
CREATE TABLE key_check (
    id {int} PRIMARY KEY CHECK (id = 1),
    key_id TEXT NOT NULL,
    value {bytes} NOT NULL
) {strict}
",
    down: "DROP TABLE key_check",
}
