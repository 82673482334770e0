//! Events together with their overrides, in one statement.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, Iterable, QueryResult};
use umbra_domain::{
    Stored, UserId,
    event::{Event, Override, PersonalEventState},
    page::Keyset,
    zone::ZoneDatabase,
};

use super::{
    personal,
    row::{self, OverrideRow},
    viewer_access::{self, ViewerAccessRow},
};
use crate::{
    Granted, Needed, Read, StoreError,
    entity::{event, event_override},
    instant, rights, sql,
};

/// An event with the overrides that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The event.
    pub event: Arc<Stored<Event>>,
    /// Overrides, of a window those of occurrences that were in it, or are now.
    pub overrides: Vec<Override>,
    /// What the person who asked has on it; nothing where nobody in particular asks.
    pub personal_state: Arc<PersonalEventState>,
}

/// One row of a statement that joins both.
pub(super) struct Row {
    event: row::Row,
    changed: Option<OverrideRow>,
    personal_state: Option<String>,
    is_seen: bool,
    is_part: bool,
    access: ViewerAccessRow,
}

impl Row {
    /// Names the event.
    pub(super) const fn id(&self) -> i64 {
        self.event.event.id
    }

    /// Tells whether the person is shown no more of it than single occurrences.
    pub(super) const fn is_part(&self) -> bool {
        self.is_part
    }

    /// Gives the place of the event among those that are ordered by when they end.
    pub(super) fn keyset(&self) -> Result<Keyset, StoreError> {
        let key = instant::from_column(self.event.event.ends_at)?.as_microsecond().to_string();
        Ok(Keyset { key, id: self.id() })
    }
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, sea_orm::DbErr> {
        let event = row::Row::from_query_result(row, "e_")?;
        let is_changed: Option<i64> = row.try_get("o_", "event_id")?;
        let changed = is_changed.map(|_| OverrideRow::from_query_result(row, "o_"));
        let (changed, personal_state) = (changed.transpose()?, row.try_get("", "personal_state")?);
        let (is_seen, access) =
            (row.try_get("", "is_seen")?, ViewerAccessRow::from_query_result(row, "")?);
        // Only a search tells.
        let is_part = row.try_get("", "is_part").unwrap_or(false);
        Ok(Self { event, changed, personal_state, is_seen, is_part, access })
    }
}

/// Reads an event that was found with all of its overrides and what the person has on it, as they
/// are together; `None` if it has gone meanwhile.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn whole<R: Needed>(
    db: &impl Read,
    granted: &Granted<Stored<Event>, R>,
    who: UserId,
) -> Result<Option<Found>, StoreError> {
    let id = granted.row().id.0;
    Ok(find(db, &[id], Some(who)).await?.remove(&id))
}

/// Finds events with all of their overrides, whosever they are. The caller has found something
/// that belongs to them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(crate) async fn with_overrides(
    db: &impl Read,
    ids: &[i64],
) -> Result<HashMap<i64, Found>, StoreError> {
    find(db, ids, None).await
}

/// Finds events with all of their overrides and what a person has on them. The caller has found that they may
/// see them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(crate) async fn seen_by(
    db: &impl Read,
    ids: &[i64],
    who: UserId,
) -> Result<HashMap<i64, Found>, StoreError> {
    find(db, ids, Some(who)).await
}

pub(super) async fn find(
    db: &impl Read,
    ids: &[i64],
    who: Option<UserId>,
) -> Result<HashMap<i64, Found>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let events = match who {
        Some(_) => format!(
            "(SELECT e.*, {} AS held, 1 AS listed FROM events e)",
            rights::by_calendar("e", "$2")
        ),
        None => "events".to_owned(),
    };
    let text = format!(
        "SELECT {} FROM {events} e LEFT JOIN event_overrides o ON o.event_id = e.id {PLACES} \
         WHERE e.id {} ORDER BY e.id, o.recurrence_id",
        columns(who.map(|_| "$2"), "TRUE"),
        sql::one_of(db.db(), 1),
    );
    let person = who.map(|who| who.0.into());
    let values: Vec<_> = std::iter::once(sql::ids(ids)).chain(person).collect();
    let backend = sea_orm::ConnectionTrait::get_database_backend(db.db());
    let statement = sea_orm::Statement::from_sql_and_values(backend, text, values);
    let found = grouped(Row::find_by_statement(statement).all(db.db()).await?, db.zones(), who);
    Ok(found.into_iter().map(|(found, _)| (found.event.id.0, found)).collect())
}

/// Joins the places of both, whose columns [`columns`] lists, too.
pub(super) const PLACES: &str = "LEFT JOIN locations pe ON pe.id = e.location_id \
    LEFT JOIN locations po ON po.id = o.location_id";

/// Lists the columns of both tables, `e` and `o`, as [`Row`] reads them, in the order of `e.id` and
/// `o.recurrence_id`. What may be long comes with the first row of an event only: a series may have
/// a thousand overrides. So does what a person has on it, whose id `person` is an expression for. `seen`
/// is one for whether they see the event, or only that it keeps somebody busy: who is invited to single
/// occurrences may have both, each with rows of its own, which this column comes after `e.id` to order.
pub(super) fn columns(person: Option<&str>, seen: &str) -> String {
    let first =
        format!("ROW_NUMBER() OVER (PARTITION BY e.id, {seen} ORDER BY o.recurrence_id) = 1");
    let of_event = event::Column::iter().map(|column| {
        let name = sea_orm::IdenStatic::as_str(&column);
        match column {
            event::Column::SearchText => "'' AS e_search_text".to_owned(),
            event::Column::Description => {
                format!("CASE WHEN {first} AND {seen} THEN e.{name} ELSE '' END AS e_{name}")
            }
            event::Column::Exdates => {
                format!("CASE WHEN {first} THEN e.{name} ELSE '' END AS e_{name}")
            }
            _ => format!("e.{name} AS e_{name}"),
        }
    });
    let of_override = event_override::Column::iter().map(|column| {
        let name = sea_orm::IdenStatic::as_str(&column);
        match column {
            event_override::Column::SearchText => "'' AS o_search_text".to_owned(),
            _ => format!("o.{name} AS o_{name}"),
        }
    });
    let of_places = [("pe", "e"), ("po", "o")].map(|(place, of)| {
        let address = match place {
            "pe" => format!("CASE WHEN {first} THEN pe.address END"),
            _ => format!("{place}.address"),
        };
        format!(
            "{place}.name AS {of}_place_name, {address} AS {of}_place_address, \
             {place}.label AS {of}_place_label"
        )
    });
    let personal_state = match person {
        Some(person) => {
            let personal_state = personal::text("e.id", person);
            format!("CASE WHEN {first} THEN {personal_state} END AS personal_state")
        }
        None => "CAST(NULL AS text) AS personal_state".to_owned(),
    };
    let seen = format!("{seen} AS is_seen");
    let access = match person {
        Some(person) => {
            let text = viewer_access::visible_invitations("e.id", person, "e.held");
            format!(
                "CAST(e.held AS smallint) AS held, CAST(e.listed AS smallint) AS listed, \
                 CASE WHEN {first} THEN {text} END AS visible_invitations"
            )
        }
        None => viewer_access::NOBODY.to_owned(),
    };
    let all = of_event.chain(of_override).chain(of_places).chain([personal_state, seen, access]);
    all.collect::<Vec<_>>().join(", ")
}

/// Puts the rows of one event, which follow each other, together. An event that can't be read is
/// left out and told in the log: one row of a newer version mustn't hide a whole calendar.
/// Each comes with whether the person sees it.
pub(super) fn grouped(
    rows: Vec<Row>,
    zones: &ZoneDatabase,
    who: Option<UserId>,
) -> Vec<(Found, bool)> {
    let mut all: Vec<(Found, bool)> = Vec::new();
    let mut unreadable = None;
    for Row { event, changed, personal_state, is_seen, access, .. } in rows {
        let id = event.event.id;
        if unreadable == Some(id) {
            continue;
        }
        let read =
            changed.map(|row| row::to_override(row, zones)).transpose().and_then(|changed| {
                match all.last_mut() {
                    Some((last, seen)) if last.event.id.0 == id && *seen == is_seen => {
                        last.overrides.extend(changed);
                    }
                    _ => {
                        let found = Found {
                            event: Arc::new(row::to_event(event, zones)?),
                            overrides: changed.into_iter().collect(),
                            personal_state: Arc::new(personal::read_with(
                                personal_state.as_deref(),
                                &access,
                                who,
                            )?),
                        };
                        all.push((found, is_seen));
                    }
                }
                Ok(())
            });
        if let Err(error) = read {
            tracing::error!(event = id, %error, "an event can't be read; left out");
            unreadable = Some(id);
            all.retain(|(found, _)| found.event.id.0 != id);
        }
    }
    all
}
