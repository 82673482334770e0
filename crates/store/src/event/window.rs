//! What a window may show: one statement, whatever the number of events.

use std::fmt::Write as _;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, FromQueryResult, QueryFilter, QueryTrait, Value, sea_query::PostgresQueryBuilder,
};
use umbra_domain::{
    CalendarId, UserId,
    calendar::Calendar,
    event::{MAX_SHOWN, Span, Status, Transparency, Unseen},
    rights::Right,
    text::fold,
};

use super::joined::{self, Found, Row};
use crate::{
    Read, StoreError,
    entity::{calendar, calendar_member},
    instant, rights, sql,
};

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowQuery {
    /// The bounds of the window, which hold its days as their midnight in UTC, too.
    pub bounds: (Timestamp, Timestamp),
    /// Only events of this calendar; without one, those of all calendars that aren't hidden.
    pub calendar: Option<CalendarId>,
    /// Only events that may contain this, whatever its case: series are found all the same, for an
    /// occurrence may say something else.
    pub search: Option<String>,
}

/// What a window may show somebody.
#[derive(Debug, Clone, Default)]
pub struct InWindow {
    /// What they may see.
    pub events: Vec<Found>,
    /// What is left of events of which they may only know when they keep somebody busy.
    pub unseen: Vec<Unseen>,
}

/// Selects the calendars in which a person holds a right and that they want to see, with what they hold, and
/// returns the statement with its parameters, which come first: the one they name, or all that aren't
/// hidden from them.
pub(super) fn calendars(
    who: UserId,
    right: Right,
    named: Option<CalendarId>,
) -> (String, Vec<Value>) {
    let calendars = rights::numbers::<Calendar>(who, right);
    let calendars = rights::with_right::<Calendar>(calendars);
    let calendars = match named {
        Some(id) => calendars.filter(calendar::Column::Id.eq(id.0)),
        None => calendars.filter(calendar_member::Column::IsVisible.eq(true)),
    };
    let (text, values) = calendars.into_query().build(PostgresQueryBuilder);
    (text, values.0)
}

/// Is true of events that may keep somebody busy: of a series, single occurrences may.
fn may_keep_busy() -> String {
    format!(
        "((e.transparency = {} AND e.status <> {}) OR e.recurrence_rule IS NOT NULL)",
        Transparency::Busy.rank(),
        Status::Cancelled.rank(),
    )
}

/// Finds the events that a window may show a person, in no order, and of those that they may not see when
/// they keep somebody busy. A search finds nothing of the latter.
///
/// Events are looked up by the class of the length of their extent: one of 16 days can't reach the
/// window unless it began at most 16 days before. So each class is one short stretch of the index,
/// and a branch of the statement: PostgreSQL guesses well how much a branch finds, but takes the
/// classes in one condition, or joined, for so many events that it reads the whole table.
///
/// # Errors
/// [`StoreError`] when the database fails. Returns `None` when there are so many that the window
/// can't show them all.
pub async fn in_window(
    db: &impl Read,
    who: UserId,
    query: &WindowQuery,
) -> Result<Option<InWindow>, StoreError> {
    let (from, to) = query.bounds;
    let at = |at| Value::from(instant::to_column(at));
    let right = if query.search.is_some() { Right::View } else { Right::Busy };
    let (calendars, mut values) = calendars(who, right, query.calendar);
    values.extend([at(from), at(to), who.0.into()]);
    let (since, until, person) = (values.len() - 2, values.len() - 1, values.len());
    let mut classes = Vec::new();
    for (span, began) in Span::reaching(from) {
        values.push(at(began));
        classes.push((span.get(), values.len()));
    }
    let seen = rights::is_seen("e", "c.held", who);
    // Who is invited to all of it doesn't only see when somebody is busy.
    let shown = match query.search {
        Some(_) => seen.clone(),
        None => format!(
            "({seen} OR ({} AND NOT {}))",
            may_keep_busy(),
            rights::is_listed_by_invitation("e.id", who)
        ),
    };
    let mut conditions = String::new();
    if let Some(text) = &query.search {
        values.push(sql::contains_pattern(&fold(text)).into());
        let _ = write!(
            conditions,
            " AND (e.recurrence_rule IS NOT NULL OR e.search_text LIKE ${0} ESCAPE '\\' \
             OR EXISTS (SELECT 1 FROM locations p WHERE p.id = e.location_id \
             AND p.label_text LIKE ${0} ESCAPE '\\'))",
            values.len()
        );
    }
    // The order of the joins is the one written: SQLite takes CROSS JOIN by its word.
    let branches = classes.into_iter().map(|(span, began)| {
        format!(
            "SELECT e.*, {seen} AS is_seen, c.held, 1 AS listed FROM shown c CROSS JOIN events e \
             WHERE e.calendar_id = c.id AND e.span = {span} AND e.starts_at > ${began} \
             AND e.starts_at < ${until} AND e.ends_at >= ${since} AND {shown}{conditions}"
        )
    });
    let person = format!("${person}");
    // What somebody is invited to is found by that, for their invitations are few.
    let invited = format!(
        "{} AND e.starts_at < ${until} AND e.ends_at >= ${since}{conditions}",
        rights::by_invitation(
            "e.*, TRUE AS is_seen",
            &person,
            rights::InvitedTo::Any,
            query.calendar
        )
    );
    let branches = branches.chain([invited]);
    let most = 2 * MAX_SHOWN;
    let text = format!(
        "WITH shown AS MATERIALIZED ({calendars}) \
         SELECT {} FROM ({}) e LEFT JOIN event_overrides o \
         ON o.event_id = e.id AND o.ends_at >= ${since} AND o.starts_at < ${until} {} \
         ORDER BY e.id, e.is_seen, o.recurrence_id LIMIT {}",
        joined::columns(Some(&person), "e.is_seen"),
        branches.collect::<Vec<_>>().join(" UNION ALL "),
        joined::PLACES,
        most + 1,
    );
    let statement = sea_orm::Statement::from_sql_and_values(
        sea_orm::ConnectionTrait::get_database_backend(db.db()),
        text,
        values,
    );
    let rows = Row::find_by_statement(statement).all(db.db()).await?;
    if rows.len() > most {
        return Ok(None);
    }
    let mut window = InWindow::default();
    for (found, is_seen) in joined::grouped(rows, db.zones(), Some(who)) {
        if is_seen {
            window.events.push(found);
        } else {
            // The occurrences that they are shown by an invitation are no busy times besides.
            let shown = found.personal_state.access.invited_to();
            window.unseen.push(Unseen::of(&found.event, &found.overrides, &shown));
        }
    }
    Ok(Some(window))
}
