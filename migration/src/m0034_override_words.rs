//! What a search looks in of occurrences that were changed.
//!
//! `event_overrides.search_text` has the texts that an override changes, folded as those of events
//! are. `text_keys.stale` has the program derive it for what is there.
//!
//! The trigger that has events and occurrences keep where they are when a place goes is replaced by one
//! that keeps these texts, too: where the label of the place becomes the text of an occurrence, it is
//! found by that from then on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};

use crate::{dialect, m0030_event_columns};

/// One change of the schema.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What the trigger of before does, and `search_text`. An occurrence that says of where it is what its
/// series says has no text of its own, and gains none.
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

/// Has the trigger do something else.
async fn replace(manager: &SchemaManager<'_>, body: &str) -> Result<(), DbErr> {
    let text = match manager.get_database_backend() {
        DatabaseBackend::Postgres => format!(
            "CREATE OR REPLACE FUNCTION locations_leave() RETURNS trigger LANGUAGE plpgsql AS $$\n\
             BEGIN {body} RETURN OLD; END\n$$"
        ),
        _ => format!(
            "DROP TRIGGER locations_leave;; \
             CREATE TRIGGER locations_leave BEFORE DELETE ON locations BEGIN {body} END"
        ),
    };
    dialect::run(manager, &text).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = "ALTER TABLE event_overrides ADD COLUMN search_text TEXT NOT NULL DEFAULT '';;
            UPDATE text_keys SET stale = {true}";
        dialect::run(manager, column).await?;
        replace(manager, LEAVE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, m0030_event_columns::LEAVE).await?;
        dialect::run(manager, "ALTER TABLE event_overrides DROP COLUMN search_text").await
    }
}
