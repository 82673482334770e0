//! Event templates. `duration_minutes` of one of whole days are a multiple of 1440; only timed
//! ones have a `start_time`, `HH:MM:SS`.
//!
//! `name_key` is lower case, so that both databases sort alike.

crate::dialect::migration! {
    up: "
CREATE TABLE event_templates (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    calendar_id {int} REFERENCES calendars (id) ON DELETE SET NULL,
    version {int} NOT NULL,
    name TEXT NOT NULL,
    name_key {ordered} NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    location_text TEXT,
    color TEXT,
    is_starred {bool} NOT NULL,
    reminders TEXT NOT NULL,
    all_day {bool} NOT NULL,
    start_time TEXT,
    duration_minutes {int} NOT NULL,
    recurrence_rule TEXT,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE INDEX event_templates_order ON event_templates (user_id, name_key, id);;
CREATE INDEX event_templates_calendar ON event_templates (calendar_id)
",
    down: "DROP TABLE event_templates",
}
