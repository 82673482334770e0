//! Calendars. Everybody has one default calendar: who has an account already gets theirs here, as
//! old as the account; it is what `NewCalendar::personal` makes for new ones.
//!
//! `name_key` is lower case, so that both databases sort alike.

crate::dialect::migration! {
    up: "
CREATE TABLE calendars (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    name TEXT NOT NULL,
    name_key {ordered} NOT NULL,
    color TEXT NOT NULL,
    description TEXT,
    is_default {bool} NOT NULL,
    is_visible {bool} NOT NULL,
    sort_order {int} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE UNIQUE INDEX calendars_default ON calendars (user_id) WHERE is_default;;
CREATE INDEX calendars_order ON calendars (user_id, sort_order, name_key, id);;
INSERT INTO calendars (user_id, version, name, name_key, color, is_default, is_visible,
    sort_order, created_at, updated_at)
SELECT id, 1, 'Personal', 'personal', '#3366cc', {true}, {true}, 0, created_at, created_at
FROM users ORDER BY id
",
    down: "DROP TABLE calendars",
}
