//! Local times of what is at an instant, and which zone database the instants were found by.
//!
//! What somebody means is a time on the clock of a zone. `dtstart` and `dtend` are when that is by
//! the rules that the zone had then; `local_start` and `local_end` are what was meant. Rows that are
//! older have none until the first look finds them; days have none.
//!
//! `zone_state` is one row: the newest release that any process had, what the clock of each zone
//! shows by it (`clocks`, a line each), the zones whose clocks show something else since
//! (`changed`), and how far the things in those zones were looked through: `stage` 0 for events, 1
//! for reminders, 2 for none, up to the id `done`. `looks` counts the looks that came to an end.

crate::dialect::migration! {
    up: "
ALTER TABLE events ADD COLUMN local_start TEXT;;
ALTER TABLE events ADD COLUMN local_end TEXT;;
ALTER TABLE event_overrides ADD COLUMN local_start TEXT;;
ALTER TABLE event_overrides ADD COLUMN local_end TEXT;;
CREATE TABLE zone_state (
    id {int} NOT NULL PRIMARY KEY CHECK (id = 1),
    release TEXT,
    clocks TEXT NOT NULL,
    changed TEXT NOT NULL,
    stage {small} NOT NULL,
    done {int} NOT NULL,
    looks {small} NOT NULL,
    looked_at {instant}
) {strict};;
INSERT INTO zone_state (id, clocks, changed, stage, done, looks) VALUES (1, '', '', 2, 0, 2)
",
    down: "
DROP TABLE zone_state;;
ALTER TABLE event_overrides DROP COLUMN local_end;;
ALTER TABLE event_overrides DROP COLUMN local_start;;
ALTER TABLE events DROP COLUMN local_end;;
ALTER TABLE events DROP COLUMN local_start
",
}
