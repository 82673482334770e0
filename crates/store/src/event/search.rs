//! What a search over all time finds: one statement.
//!
//! It reads the texts of all events in the person's calendars, as many as there are, and nobody
//! else's. Of those that it finds it takes the first by when they end, and then their overrides.

use std::{collections::HashMap, fmt::Write as _};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use umbra_domain::{
    CalendarId, UserId,
    event::MAX_SHOWN,
    page::{Keyset, Limit},
    rights::Right,
    text::fold,
};

use super::{
    joined::{self, Found, Row},
    window::calendars,
};
use crate::{
    Read, StoreError, instant,
    rights::{self, InvitedTo},
    sql,
};

/// How far the bounds that a row has may be from what somebody sees: days have those of UTC.
const MARGIN: SignedDuration = SignedDuration::from_hours(26);

/// How many rows are read at most: a page ends sooner where its events have more overrides.
const MAX_ROWS: usize = 2 * MAX_SHOWN;

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// Only events that contain this, whatever its case, or an occurrence of which does.
    pub text: String,
    /// Only events of this calendar; without one, those of all calendars that aren't hidden.
    pub calendar: Option<CalendarId>,
    /// Only what may be there after this instant.
    pub from: Option<Timestamp>,
    /// Only what may be there before this instant.
    pub to: Option<Timestamp>,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

/// What a search finds.
#[derive(Debug, Clone)]
pub struct Hits {
    /// Events that the person sees as a whole, in order, each with its place.
    pub events: Vec<(Found, Keyset)>,
    /// Where the next page of these begins; `None` on the last one.
    pub next: Option<Keyset>,
    /// Events to single occurrences of which they are invited, in no order: more than fit, and
    /// whatever the page. What there is of them in it has to be told by those occurrences alone.
    pub parts: Vec<Found>,
}

/// Finds single events and series with all overrides, whichever they may see, by when the last of it
/// ends and then by id, both descending: series without an end, what lies ahead, what is over.
///
/// The place, the length and the other texts of a series tell nothing to who is invited to an occurrence of
/// it. These few come whole, and the caller finds out what they say.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn search(db: &impl Read, who: UserId, query: &SearchQuery) -> Result<Hits, StoreError> {
    let (calendars, mut values) = calendars(who, Right::View, query.calendar);
    values.push(sql::contains_pattern(&fold(&query.text)).into());
    let mut conditions = format!(
        " AND (e.search_text LIKE ${0} ESCAPE '\\' \
         OR EXISTS (SELECT 1 FROM locations p WHERE p.id = e.location_id \
         AND p.label_text LIKE ${0} ESCAPE '\\') \
         OR (e.recurrence_rule IS NOT NULL AND EXISTS (SELECT 1 FROM event_overrides w \
         LEFT JOIN locations p ON p.id = w.location_id WHERE w.event_id = e.id \
         AND (w.search_text LIKE ${0} ESCAPE '\\' OR p.label_text LIKE ${0} ESCAPE '\\'))))",
        values.len(),
    );
    let says = conditions.clone();
    let mut bound = |condition: &str, at: Option<Timestamp>| {
        if let Some(at) = at {
            values.push(Value::from(instant::to_column(at)));
            let _ = write!(conditions, " AND {condition} ${}", values.len());
        }
    };
    bound("e.ends_at >=", query.from.map(|from| from.saturating_sub(MARGIN).unwrap_or(from)));
    bound("e.starts_at <", query.to.map(|to| to.saturating_add(MARGIN).unwrap_or(to)));
    if let Some(Keyset { key, id }) = &query.after {
        values.push(instant::to_column(instant::from_cursor(key)?).into());
        values.push((*id).into());
        let (key, id) = (values.len() - 1, values.len());
        let _ = write!(conditions, " AND (e.ends_at, e.id) < (${key}, ${id})");
    }
    values.push(who.0.into());
    let person = format!("${}", values.len());
    let wanted = query.limit.get() + 1;
    let invited = |to| rights::by_invitation("e.id, e.ends_at", &person, to, query.calendar);
    // The order of the joins is the one written: SQLite takes CROSS JOIN by its word.
    let text = format!(
        "WITH shown AS MATERIALIZED ({calendars}), \
         hits AS MATERIALIZED (SELECT id, ends_at, held, listed FROM (\
         SELECT e.id, e.ends_at, c.held, 1 AS listed FROM shown c CROSS JOIN events e \
         WHERE e.calendar_id = c.id AND {}{conditions} UNION ALL {}{conditions}) f \
         ORDER BY ends_at DESC, id DESC LIMIT {wanted}), \
         found AS MATERIALIZED (SELECT id, ends_at, held, listed, FALSE AS is_part FROM hits \
         UNION ALL SELECT id, ends_at, held, listed, TRUE FROM ({}{says}) p) \
         SELECT {}, h.is_part FROM found h JOIN (SELECT e.*, h.held, h.listed FROM found h \
         JOIN events e ON e.id = h.id) e ON e.id = h.id \
         LEFT JOIN event_overrides o ON o.event_id = e.id AND (NOT h.is_part OR {}) {} \
         ORDER BY h.is_part DESC, h.ends_at DESC, h.id DESC, o.recurrence_id LIMIT {}",
        rights::is_seen("e", "c.held", who),
        invited(InvitedTo::All),
        invited(InvitedTo::Some),
        joined::columns(Some(&person), "TRUE"),
        rights::is_invited_to_occurrence("e.id", "o.recurrence_id", &person),
        joined::PLACES,
        MAX_ROWS + 1,
    );
    let backend = db.db().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, text, values);
    let mut rows = Row::find_by_statement(statement).all(db.db()).await?;
    let cut = rows.len() > MAX_ROWS;
    let incomplete = rows.last().filter(|_| cut).map(Row::id);
    rows.retain(|row| Some(row.id()) != incomplete);
    let (parts, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(Row::is_part);
    let (rows, next) = page_of(rows, query.limit, cut)?;
    let places = rows.iter().map(|row| Ok((row.id(), row.keyset()?)));
    let mut places: HashMap<_, _> = places.collect::<Result<_, StoreError>>()?;
    let found =
        |rows| joined::grouped(rows, db.zones(), Some(who)).into_iter().map(|(found, _)| found);
    let parts = found(parts).collect();
    let events = found(rows).filter_map(|found| {
        let place = places.remove(&found.event.id.0)?;
        Some((found, place))
    });
    Ok(Hits { events: events.collect(), next, parts })
}

/// Leaves out the events beyond the page; `cut` tells whether there are more than were read.
fn page_of(
    mut rows: Vec<Row>,
    limit: Limit,
    cut: bool,
) -> Result<(Vec<Row>, Option<Keyset>), StoreError> {
    let (mut events, mut last, mut end) = (0, None, rows.len());
    for (place, row) in rows.iter().enumerate() {
        if last != Some(row.id()) {
            if events == limit.get() {
                end = place;
                break;
            }
            events += 1;
            last = Some(row.id());
        }
    }
    let more = cut || end < rows.len();
    rows.truncate(end);
    let next = rows.last().filter(|_| more).map(Row::keyset).transpose()?;
    Ok((rows, next))
}
