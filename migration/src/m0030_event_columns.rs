//! What sharing and calendars elsewhere need to know of events: whether they take place (`status`: 0
//! confirmed, 1 tentative, 2 cancelled), whether they keep people busy (`transparency`: 0 busy, 1 free),
//! who sees them (`visibility`: 0 whoever sees the calendar, 1 its owner and who made the event), who
//! made them, and in which of somebody's places they are.
//!
//! Events of before were made by their calendar's owner. Whole days among them are free, which is what
//! a new event of whole days is by default.
//!
//! An occurrence has a `location_id` of its own only where `has_own_location` says so: without one it is
//! in no place then, and otherwise where its series is.
//!
//! When a place goes, whoever deletes it, events and occurrences that were there keep where they are: the
//! place's `label` becomes the text of those without one, and each gets a new version. A trigger does
//! that, so no program can forget it, and it also happens when an account goes with its places. `label`
//! is name and address on one line, and `label_text` the same, folded; both are derived by the program.
//!
//! `event_overrides.search_text` has the texts that an override changes, folded as those of events are.
//!
//! On the way down events keep where they are as well. That some are cancelled, free or private is
//! lost.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::dialect;

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: &str = "
ALTER TABLE events ADD COLUMN status {small} NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2);;
ALTER TABLE events ADD COLUMN transparency {small} NOT NULL DEFAULT 0
    CHECK (transparency BETWEEN 0 AND 1);;
ALTER TABLE events ADD COLUMN visibility {small} NOT NULL DEFAULT 0
    CHECK (visibility BETWEEN 0 AND 1);;
ALTER TABLE events ADD COLUMN created_by {int} REFERENCES users (id) ON DELETE SET NULL;;
ALTER TABLE events ADD COLUMN location_id {int} REFERENCES locations (id) ON DELETE SET NULL;;
UPDATE events SET transparency = CASE WHEN timezone IS NULL THEN 1 ELSE 0 END,
    created_by = (SELECT c.user_id FROM calendars c WHERE c.id = events.calendar_id);;
CREATE INDEX events_created_by ON events (created_by);;
CREATE INDEX events_location ON events (location_id) WHERE location_id IS NOT NULL;;
ALTER TABLE event_overrides ADD COLUMN status {small} CHECK (status BETWEEN 0 AND 2);;
ALTER TABLE event_overrides ADD COLUMN transparency {small}
    CHECK (transparency BETWEEN 0 AND 1);;
ALTER TABLE event_overrides ADD COLUMN location_id {int}
    REFERENCES locations (id) ON DELETE SET NULL;;
ALTER TABLE event_overrides ADD COLUMN has_own_location {bool} NOT NULL DEFAULT {false}
    CHECK (has_own_location OR location_id IS NULL);;
CREATE INDEX event_overrides_location ON event_overrides (location_id)
    WHERE location_id IS NOT NULL;;
ALTER TABLE event_overrides ADD COLUMN search_text TEXT NOT NULL DEFAULT '';;
ALTER TABLE locations ADD COLUMN label TEXT NOT NULL DEFAULT '';;
ALTER TABLE locations ADD COLUMN label_text TEXT NOT NULL DEFAULT '';;
UPDATE text_keys SET stale = {true};;
";

/// What becomes of events and occurrences that are in a place which is about to go. All occurrences of
/// these events that differ are looked at: one that is elsewhere mustn't get its series' new text. Who
/// made an event may be going just now, with several places, and PostgreSQL checks rows anew that a
/// transaction changes twice: the first change of a row already forgets who has gone. An occurrence that
/// says of where it is what its series says has no text of its own, and gains none.
const LEAVE: &str = "
    UPDATE events SET version = version + 1,
        created_by = (SELECT u.id FROM users u WHERE u.id = events.created_by)
    WHERE id IN (
        SELECT id FROM events WHERE location_id = OLD.id
        UNION SELECT event_id FROM event_overrides WHERE location_id = OLD.id);
    UPDATE event_overrides SET
        location_id = CASE WHEN n.place IS DISTINCT FROM n.series_place THEN n.place END,
        has_own_location = n.place IS DISTINCT FROM n.series_place,
        location_text = CASE WHEN n.words IS DISTINCT FROM n.series_words
            THEN COALESCE(n.words, '') END,
        search_text = CASE WHEN NOT n.gains OR n.words IS NOT DISTINCT FROM n.series_words
            THEN search_text
            WHEN search_text = '' THEN OLD.label_text
            ELSE search_text || '
' || OLD.label_text END
    FROM (
        SELECT w.event_id, w.recurrence_id,
            NULLIF(w.place, OLD.id) AS place,
            NULLIF(w.series_place, OLD.id) AS series_place,
            CASE WHEN w.place = OLD.id
                THEN COALESCE(w.words, NULLIF(OLD.label, ''), OLD.name)
                ELSE w.words END AS words,
            CASE WHEN w.series_place = OLD.id
                THEN COALESCE(w.series_words, NULLIF(OLD.label, ''), OLD.name)
                ELSE w.series_words END AS series_words,
            COALESCE(w.place = OLD.id, {false}) AND w.words IS NULL AS gains
        FROM (
            SELECT o.event_id, o.recurrence_id,
                CASE WHEN o.has_own_location THEN o.location_id ELSE e.location_id END AS place,
                CASE WHEN o.location_text IS NULL THEN e.location_text
                    ELSE NULLIF(o.location_text, '') END AS words,
                e.location_id AS series_place, e.location_text AS series_words
            FROM event_overrides o JOIN events e ON e.id = o.event_id
            WHERE o.event_id IN (
                SELECT id FROM events WHERE location_id = OLD.id
                UNION SELECT event_id FROM event_overrides WHERE location_id = OLD.id)
        ) w
    ) n
    WHERE event_overrides.event_id = n.event_id
        AND event_overrides.recurrence_id = n.recurrence_id;
    UPDATE events SET location_id = NULL,
        search_text = CASE WHEN location_text IS NULL
            THEN search_text || '
' || OLD.label_text ELSE search_text END,
        location_text = COALESCE(location_text, NULLIF(OLD.label, ''), OLD.name)
    WHERE location_id = OLD.id;
";

const DOWN: &str = "
UPDATE event_overrides SET location_text = (SELECT COALESCE(NULLIF(l.label, ''), l.name)
        FROM locations l WHERE l.id = event_overrides.location_id)
    WHERE location_id IS NOT NULL AND (location_text = '' OR location_text IS NULL AND EXISTS (
        SELECT 1 FROM events e WHERE e.id = event_overrides.event_id AND e.location_text IS NULL));;
UPDATE event_overrides SET location_text = ''
    WHERE has_own_location AND location_text IS NULL AND EXISTS (
        SELECT 1 FROM events e WHERE e.id = event_overrides.event_id
            AND e.location_id IS NOT NULL AND e.location_text IS NULL);;
UPDATE events SET search_text = search_text || '
' || (SELECT l.label_text FROM locations l WHERE l.id = events.location_id),
    location_text = (SELECT COALESCE(NULLIF(l.label, ''), l.name)
        FROM locations l WHERE l.id = events.location_id)
    WHERE location_id IS NOT NULL AND location_text IS NULL;;
DROP INDEX event_overrides_location;;
DROP INDEX events_location;;
DROP INDEX events_created_by;;
ALTER TABLE locations DROP COLUMN label_text;;
ALTER TABLE locations DROP COLUMN label;;
ALTER TABLE event_overrides DROP COLUMN search_text;;
ALTER TABLE event_overrides DROP COLUMN has_own_location;;
ALTER TABLE event_overrides DROP COLUMN location_id;;
ALTER TABLE event_overrides DROP COLUMN transparency;;
ALTER TABLE event_overrides DROP COLUMN status;;
ALTER TABLE events DROP COLUMN location_id;;
ALTER TABLE events DROP COLUMN created_by;;
ALTER TABLE events DROP COLUMN visibility;;
ALTER TABLE events DROP COLUMN transparency;;
ALTER TABLE events DROP COLUMN status
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, COLUMNS).await?;
        let trigger = match manager.get_database_backend() {
            DatabaseBackend::Postgres => format!(
                "CREATE FUNCTION locations_leave() RETURNS trigger LANGUAGE plpgsql AS $$\n\
                 BEGIN {LEAVE} RETURN OLD; END\n$$;;\n\
                 CREATE TRIGGER locations_leave BEFORE DELETE ON locations \
                 FOR EACH ROW EXECUTE FUNCTION locations_leave()"
            ),
            _ => format!(
                "CREATE TRIGGER locations_leave BEFORE DELETE ON locations BEGIN {LEAVE} END"
            ),
        };
        dialect::run(manager, &trigger).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => {
                dialect::run(manager, "DROP TRIGGER locations_leave ON locations").await?;
                dialect::run(manager, "DROP FUNCTION locations_leave").await?;
            }
            _ => dialect::run(manager, "DROP TRIGGER locations_leave").await?,
        }
        dialect::run(manager, DOWN).await
    }
}
