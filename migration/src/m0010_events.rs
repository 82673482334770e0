//! Events: single ones, series, and the occurrences of series that were changed.
//!
//! `dtstart` and `dtend` are an event's own times, days as their midnight in UTC; an event without
//! a `timezone` is of days. A series keeps its start and its end as local times, too.
//!
//! `starts_at` and `ends_at` enclose everything that an event shows, a series up to its last
//! occurrence, and `span` is the class of the length between them (`Span` in the domain). What a
//! window shows are then a few short stretches of one index, however many events there are; the
//! index has the ends, too, so that rows which ended before the window needn't be read.
//!
//! An override has the columns that differ from its series; empty text clears what the series has.
//! Its `starts_at` and `ends_at` enclose the occurrence where it was and where it is.

crate::dialect::migration! {
    up: "
CREATE TABLE events (
    id {id},
    calendar_id {int} NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    location_text TEXT,
    color TEXT,
    is_starred {bool} NOT NULL,
    reminders TEXT NOT NULL,
    dtstart {instant} NOT NULL,
    dtend {instant} NOT NULL,
    timezone TEXT,
    end_timezone TEXT,
    recurrence_rule TEXT,
    recurrence_start TEXT,
    recurrence_end TEXT,
    exdates TEXT NOT NULL,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    span {small} NOT NULL,
    search_text TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
) {strict};;
CREATE INDEX events_window ON events (calendar_id, span, starts_at, ends_at);;
CREATE TABLE event_overrides (
    event_id {int} NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    recurrence_id TEXT NOT NULL,
    title TEXT,
    description TEXT,
    location_text TEXT,
    color TEXT,
    is_starred {bool},
    reminders TEXT,
    dtstart {instant},
    dtend {instant},
    timezone TEXT,
    end_timezone TEXT,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    PRIMARY KEY (event_id, recurrence_id)
) {strict};;
CREATE INDEX event_overrides_window ON event_overrides (event_id, ends_at)
",
    down: "DROP TABLE event_overrides;; DROP TABLE events",
}
