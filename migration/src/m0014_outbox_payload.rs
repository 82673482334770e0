//! Room for what a fact says beside its kind and its subject.
//!
//! Without it such facts can't be read, so they go with the column.

crate::dialect::migration! {
    up: "ALTER TABLE outbox ADD COLUMN payload TEXT",
    down: "
DELETE FROM outbox WHERE payload IS NOT NULL;;
ALTER TABLE outbox DROP COLUMN payload
",
}
