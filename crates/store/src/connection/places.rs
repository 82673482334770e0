//! Places of one that events in a calendar of the other are in, and follow.

use sea_orm::{ConnectionTrait as _, DatabaseBackend, FromQueryResult};

use umbra_domain::{CalendarId, UserId};

use crate::{StoreError, Tx, rights::OWNER, sql, tx::handle::Handle as _};

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

/// Has events and occurrences in the calendars of either of two people, or in one of these, that are in
/// places of the other one, keep where they are in words, as when the place goes, and gives the events a
/// new version.
///
/// The events are locked in the order of their ids, as by whoever renames a place, and places aren't.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(crate) async fn leave(
    tx: &Tx,
    [who, other]: [UserId; 2],
    calendar: Option<CalendarId>,
) -> Result<(), StoreError> {
    let (who, other) = (who.0, other.0);
    let only = calendar.map_or(String::new(), |id| format!(" AND e.calendar_id = {}", id.0));
    let others = format!(
        "{} AND m.user_id <> p.user_id WHERE p.user_id IN ($1, $2) AND m.user_id IN ($1, $2){only}",
        owner("e")
    );
    let mut text = format!(
        "SELECT id FROM events WHERE id IN (\
         SELECT e.id FROM locations p JOIN events e ON e.location_id = p.id {others} \
         UNION SELECT e.id FROM locations p JOIN event_overrides o ON o.location_id = p.id \
         JOIN events e ON e.id = o.event_id {others}) ORDER BY id"
    );
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        text.push_str(" FOR NO KEY UPDATE");
    }
    let statement = sql::statement(tx.db(), text, [who.into(), other.into()]);
    let events = Number::find_by_statement(statement).all(tx.db()).await?;
    if events.is_empty() {
        return Ok(());
    }
    let events: Vec<_> = events.into_iter().map(|row| row.id).collect();
    let these = sql::one_of(tx.db(), 1);
    for text in [occurrences(&these), series(&these)] {
        let values = [sql::ids(&events), who.into(), other.into()];
        sql::execute(tx.db(), text, values).await?;
    }
    Ok(())
}

/// Joins the place that has this id, if it is one that is left.
fn left(alias: &str, id: &str) -> String {
    format!(
        "LEFT JOIN locations {alias} ON {alias}.id = {id} AND {alias}.user_id IN ($2, $3) \
         AND {alias}.user_id <> m.user_id"
    )
}

/// Joins whose calendar an event is in.
fn owner(event: &str) -> String {
    format!("JOIN calendar_members m ON m.calendar_id = {event}.calendar_id AND m.held = {OWNER}")
}

/// Changes occurrences, while their series is still where it was: all that differ, for one that is
/// elsewhere mustn't get its series' new text.
fn occurrences(these: &str) -> String {
    format!(
        "UPDATE event_overrides SET \
         location_id = CASE WHEN n.place IS DISTINCT FROM n.series_place THEN n.place END, \
         has_own_location = n.place IS DISTINCT FROM n.series_place, \
         location_text = CASE WHEN n.words IS DISTINCT FROM n.series_words \
         THEN COALESCE(n.words, '') END, \
         search_text = CASE WHEN n.gained IS NULL OR n.words IS NOT DISTINCT FROM n.series_words \
         THEN search_text WHEN search_text = '' THEN n.gained \
         ELSE search_text || '\n' || n.gained END \
         FROM (SELECT w.event_id, w.recurrence_id, \
         CASE WHEN po.id IS NULL THEN w.place END AS place, \
         CASE WHEN pe.id IS NULL THEN w.series_place END AS series_place, \
         COALESCE(w.words, NULLIF(po.label, ''), po.name) AS words, \
         COALESCE(w.series_words, NULLIF(pe.label, ''), pe.name) AS series_words, \
         CASE WHEN w.words IS NULL THEN po.label_text END AS gained \
         FROM (SELECT o.event_id, o.recurrence_id, e.calendar_id, \
         CASE WHEN o.has_own_location THEN o.location_id ELSE e.location_id END AS place, \
         CASE WHEN o.location_text IS NULL THEN e.location_text \
         ELSE NULLIF(o.location_text, '') END AS words, \
         e.location_id AS series_place, e.location_text AS series_words \
         FROM event_overrides o JOIN events e ON e.id = o.event_id WHERE o.event_id {these}) w \
         {} {} {}) n \
         WHERE event_overrides.event_id = n.event_id \
         AND event_overrides.recurrence_id = n.recurrence_id",
        owner("w"),
        left("pe", "w.series_place"),
        left("po", "w.place"),
    )
}

/// Changes the events, also those of which only occurrences were there.
fn series(these: &str) -> String {
    format!(
        "UPDATE events SET version = version + 1, \
         location_id = CASE WHEN n.place IS NULL THEN events.location_id END, \
         search_text = CASE WHEN n.place IS NULL OR location_text IS NOT NULL \
         THEN search_text ELSE search_text || '\n' || n.label_text END, \
         location_text = COALESCE(location_text, n.label) \
         FROM (SELECT e.id AS event_id, pe.id AS place, pe.label_text, \
         COALESCE(NULLIF(pe.label, ''), pe.name) AS label \
         FROM events e {} {} WHERE e.id {these}) n WHERE events.id = n.event_id",
        owner("e"),
        left("pe", "e.location_id"),
    )
}
