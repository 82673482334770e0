//! Reminders: a person's own ones, and those on events, whose title and times the event has.
//!
//! `next_*` is the first moment that hasn't fired, `fired_*` the latest that has, an occurrence
//! being named by its local time. `due_at` is when a worker has to look at the row: the lesser of
//! `next_at` and `snoozed_until`, nothing while it is switched off.
//!
//! `remind_local` is what `remind_at` is on the clock of `timezone`, kept because a clock that is
//! put forward may have left it out. `recurrence_end` is the last local time of a rule that ends.

crate::dialect::migration! {
    up: "
CREATE TABLE reminders (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    event_id {int} REFERENCES events (id) ON DELETE CASCADE,
    minutes_before {int},
    title TEXT,
    description TEXT,
    timezone TEXT,
    remind_at {instant},
    remind_local TEXT,
    recurrence_rule TEXT,
    recurrence_end TEXT,
    is_active {bool} NOT NULL,
    next_at {instant},
    next_occurrence TEXT,
    fired_at {instant},
    fired_occurrence TEXT,
    is_dismissed {bool} NOT NULL,
    snoozed_until {instant},
    snooze_generation {int} NOT NULL,
    due_at {instant},
    search_text TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK ((event_id IS NULL) = (minutes_before IS NULL)),
    CHECK ((event_id IS NULL) = (title IS NOT NULL AND timezone IS NOT NULL
        AND remind_at IS NOT NULL AND remind_local IS NOT NULL)),
    CHECK ((next_at IS NULL) = (next_occurrence IS NULL))
) {strict};;
CREATE INDEX reminders_due ON reminders (due_at, id) WHERE due_at IS NOT NULL;;
CREATE INDEX reminders_order ON reminders (user_id, due_at, id);;
CREATE INDEX reminders_fired ON reminders (user_id, fired_at, id)
    WHERE NOT is_dismissed AND snoozed_until IS NULL;;
CREATE UNIQUE INDEX reminders_event ON reminders (event_id, user_id, minutes_before)
    WHERE event_id IS NOT NULL
",
    down: "DROP TABLE reminders",
}
