//! Events between the domain and their columns.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, FromQueryResult, QuerySelect, Select, sea_query::Expr};
use umbra_domain::{
    CalendarId, EventId, LocationId, Patch, Stored, UserId,
    civil::{format_local, parse_local},
    event::{
        Content, ContentPatch, Description, Event, EventDraft, Extent, LocationText, Override,
        Place, Repeat, Status, Title, Transparency, Visibility, When, one_line,
    },
    recurrence::{Ends, Rule},
    settings::Color,
    zone::ZoneDatabase,
};

use crate::{
    Edit, Granted, Read, StoreError,
    entity::{
        event::{self, Column},
        event_override,
    },
    instant,
    table::{Columns, Container, Private, Table, stored},
    zone,
};

const BAD: StoreError = StoreError::Corrupt("event");

/// A row, and what it shows of the place it is in.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub(crate) event: event::Model,
    pub(crate) place_name: Option<String>,
    pub(crate) place_address: Option<String>,
    pub(crate) place_label: Option<String>,
}

/// The row of an occurrence that differs, and what it shows of a place of its own.
#[derive(Debug, FromQueryResult)]
pub(crate) struct OverrideRow {
    #[sea_orm(nested)]
    pub(crate) changed: event_override::Model,
    pub(crate) place_name: Option<String>,
    pub(crate) place_address: Option<String>,
    pub(crate) place_label: Option<String>,
}

/// Gives what is shown of a place. One that has come meanwhile has no name yet, and is kept all the
/// same.
fn place(id: Option<i64>, shown: [Option<String>; 3]) -> Option<Place> {
    let [name, address, label] = shown;
    let (name, label) = (name.unwrap_or_default(), label.unwrap_or_default());
    let address = address.as_deref().and_then(one_line);
    id.map(|id| Place { id: LocationId(id), name, address, label })
}

impl Table for Event {
    type Entity = event::Entity;
    type Row = Row;
    type NewRow = event::ActiveModel;
    type Place = Granted<CalendarId, Edit>;

    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        version: Column::Version,
        created_at: Column::CreatedAt,
        updated_at: Column::UpdatedAt,
        place: Column::CalendarId,
        container: Container::Calendar,
        write_only: &[Column::SearchText],
    };

    const PRIVATE: Option<Private<Column>> =
        Some(Private { visibility: Column::Visibility, made_by: Column::CreatedBy });

    const INVITES: bool = true;

    async fn read(db: &impl Read, rows: Vec<Row>) -> Result<Vec<Stored<Event>>, StoreError> {
        rows.into_iter().map(|row| to_event(row, db.zones())).collect()
    }

    /// Not joined, for the statement that waits for the lock on a row would see the place that the row
    /// had before.
    fn with_more(select: Select<event::Entity>) -> Select<event::Entity> {
        let of_place = |column| {
            Expr::cust(format!(
                "(SELECT p.{column} FROM locations p WHERE p.id = events.location_id)"
            ))
        };
        select
            .expr_as(of_place("name"), "place_name")
            .expr_as(of_place("address"), "place_address")
            .expr_as(of_place("label"), "place_label")
    }

    /// Fills the columns of an event without overrides; see [`to_row`].
    fn to_row(&self) -> event::ActiveModel {
        to_row(self, &[])
    }
}

/// Reads a row.
pub(crate) fn to_event(
    Row { event: row, place_name, place_address, place_label }: Row,
    zones: &ZoneDatabase,
) -> Result<Stored<Event>, StoreError> {
    let bounds = (instant::from_column(row.dtstart)?, instant::from_column(row.dtend)?);
    let when =
        to_when(bounds, [row.local_start, row.local_end], [row.timezone, row.end_timezone], zones)?;
    let repeat = match (row.recurrence_rule, row.recurrence_start) {
        (Some(rule), Some(start)) => {
            let ends = match row.recurrence_end {
                Some(end) => Ends::At(parse_local(&end).ok_or(BAD)?),
                None => Ends::Never,
            };
            Some(Repeat {
                start: parse_local(&start).ok_or(BAD)?,
                rule: Rule::from_stored(&rule).map_err(|_| BAD)?,
                excluded: locals(&row.exdates)?,
                ends,
            })
        }
        _ => None,
    };
    let content = Content {
        title: Title::from_stored(row.title),
        description: row.description.map(Description::from_stored),
        location_text: row.location_text.map(LocationText::from_stored),
        place: place(row.location_id, [place_name, place_address, place_label]),
        status: Status::from_rank(row.status).ok_or(BAD)?,
        transparency: Transparency::from_rank(row.transparency).ok_or(BAD)?,
        color: row.color.map(Color::from_stored),
    };
    let body = Event {
        calendar: CalendarId(row.calendar_id),
        created_by: row.created_by.map(UserId),
        visibility: Visibility::from_rank(row.visibility).ok_or(BAD)?,
        content,
        when,
        repeat,
    };
    stored(EventId(row.id), row.version, row.created_at, row.updated_at, body)
}

/// Reads the columns of a [`When`].
fn to_when(
    bounds: (Timestamp, Timestamp),
    locals: [Option<String>; 2],
    names: [Option<String>; 2],
    zones: &ZoneDatabase,
) -> Result<When, StoreError> {
    let read = |local: &String| parse_local(local).ok_or(BAD);
    let [local, end_local] = locals;
    let local = local.as_ref().map(read).transpose()?;
    let end_local = end_local.as_ref().map(read).transpose()?;
    let [name, end_name] = names;
    let zone = name.map(|name| zone::read(zones, &name, local.map(|local| (local, bounds.0))));
    let zones = zone.map(|zone| {
        let end_zone = end_name.map_or_else(
            || zone.clone(),
            |name| zone::read(zones, &name, end_local.map(|local| (local, bounds.1))),
        );
        (zone, end_zone)
    });
    Ok(When::from_stored(bounds, local.zip(end_local), zones))
}

fn locals(text: &str) -> Result<Vec<jiff::civil::DateTime>, StoreError> {
    let all = text.split(',').filter(|local| !local.is_empty());
    all.map(|local| parse_local(local).ok_or(BAD)).collect()
}

/// The columns of a [`When`]: its bounds, its local times and its zones, that of the end only if
/// it differs.
struct WhenColumns {
    bounds: [chrono::DateTime<chrono::Utc>; 2],
    locals: [Option<String>; 2],
    zones: [Option<String>; 2],
}

impl WhenColumns {
    fn of(when: &When) -> Self {
        let (start, end) = when.bounds();
        let locals = when.locals().map(|(start, end)| (format_local(start), format_local(end)));
        let zones = match when {
            When::Timed { zone, end_zone, .. } => {
                let other = (zone != end_zone).then(|| end_zone.as_str().to_owned());
                [Some(zone.as_str().to_owned()), other]
            }
            When::Days { .. } => [None, None],
        };
        Self {
            bounds: [instant::to_column(start), instant::to_column(end)],
            locals: locals.map_or([None, None], |(start, end)| [Some(start), Some(end)]),
            zones,
        }
    }
}

/// Fills the columns of an event with all of its overrides, which say how far it extends, too.
pub(crate) fn to_row(event: &Event, overrides: &[Override]) -> event::ActiveModel {
    let Event { calendar, created_by, visibility, content, when, repeat } = event;
    let extent = Extent::of(event, overrides);
    let row = to_fields(*visibility, content, when, repeat.as_ref(), extent);
    event::ActiveModel {
        calendar_id: Set(calendar.0),
        created_by: Set(created_by.map(|id| id.0)),
        ..row
    }
}

/// Writes an event that isn't in a calendar yet.
pub(super) fn to_draft_row(draft: &EventDraft, maker: UserId) -> event::ActiveModel {
    let EventDraft { visibility, content, when, repeat } = draft;
    let extent = Extent::of_unchanged(when, repeat.as_ref());
    let row = to_fields(*visibility, content, when, repeat.as_ref(), extent);
    event::ActiveModel { created_by: Set(Some(maker.0)), ..row }
}

fn to_fields(
    visibility: Visibility,
    content: &Content,
    when: &When,
    repeat: Option<&Repeat>,
    extent: Extent,
) -> event::ActiveModel {
    let WhenColumns {
        bounds: [dtstart, dtend],
        locals: [local_start, local_end],
        zones: [timezone, end_timezone],
    } = WhenColumns::of(when);
    let exdates = repeat.map(|repeat| {
        repeat.excluded.iter().map(|&local| format_local(local)).collect::<Vec<_>>().join(",")
    });
    event::ActiveModel {
        visibility: Set(visibility.rank()),
        title: Set(content.title.as_str().to_owned()),
        description: Set(content.description.as_ref().map(|text| text.as_str().to_owned())),
        location_text: Set(content.location_text.as_ref().map(|text| text.as_str().to_owned())),
        location_id: Set(content.place.as_ref().map(|place| place.id.0)),
        status: Set(content.status.rank()),
        transparency: Set(content.transparency.rank()),
        color: Set(content.color.as_ref().map(|color| color.as_str().to_owned())),
        // A version before had here what one person has; see `event_personal`.
        is_starred: Set(false),
        reminders: Set(String::new()),
        dtstart: Set(dtstart),
        dtend: Set(dtend),
        timezone: Set(timezone),
        end_timezone: Set(end_timezone),
        local_start: Set(local_start),
        local_end: Set(local_end),
        recurrence_rule: Set(repeat.map(|repeat| repeat.rule.to_string())),
        recurrence_start: Set(repeat.map(|repeat| format_local(repeat.start))),
        recurrence_end: Set(repeat.and_then(|repeat| match repeat.ends {
            Ends::Never => None,
            Ends::At(end) => Some(format_local(end)),
        })),
        exdates: Set(exdates.unwrap_or_default()),
        starts_at: Set(instant::to_column(extent.starts_at)),
        ends_at: Set(instant::to_column(extent.ends_at)),
        span: Set(extent.span().get()),
        search_text: Set(content.searched()),
        ..event::ActiveModel::default()
    }
}

/// Reads a row.
pub(crate) fn to_override(
    OverrideRow { changed: row, place_name, place_address, place_label }: OverrideRow,
    zones: &ZoneDatabase,
) -> Result<Override, StoreError> {
    fn patch<T>(text: Option<String>, read: impl FnOnce(String) -> T) -> Patch<T> {
        match text {
            None => Patch::Keep,
            Some(text) if text.is_empty() => Patch::Clear,
            Some(text) => Patch::Set(read(text)),
        }
    }
    let when = match (row.dtstart, row.dtend) {
        (Some(start), Some(end)) => {
            let bounds = (instant::from_column(start)?, instant::from_column(end)?);
            let locals = [row.local_start, row.local_end];
            Some(to_when(bounds, locals, [row.timezone, row.end_timezone], zones)?)
        }
        _ => None,
    };
    let place = match place(row.location_id, [place_name, place_address, place_label]) {
        Some(place) => Patch::Set(place),
        None if row.has_own_location => Patch::Clear,
        None => Patch::Keep,
    };
    let status = row.status.map(|rank| Status::from_rank(rank).ok_or(BAD)).transpose()?;
    let transparency = row.transparency.map(|rank| Transparency::from_rank(rank).ok_or(BAD));
    Ok(Override {
        recurrence_id: parse_local(&row.recurrence_id).ok_or(BAD)?,
        content: ContentPatch {
            title: row.title.map(Title::from_stored),
            description: patch(row.description, Description::from_stored),
            location_text: patch(row.location_text, LocationText::from_stored),
            place,
            status,
            transparency: transparency.transpose()?,
            color: patch(row.color, Color::from_stored),
        },
        when,
    })
}

/// Fills every column.
pub(crate) fn to_override_model(
    event: &Stored<Event>,
    changed: &Override,
) -> event_override::ActiveModel {
    fn text<T>(patch: &Patch<T>, write: impl FnOnce(&T) -> &str) -> Option<String> {
        match patch {
            Patch::Keep => None,
            Patch::Clear => Some(String::new()),
            Patch::Set(value) => Some(write(value).to_owned()),
        }
    }
    let extent = Extent::of_override(&event.body, changed);
    let when = changed.when.as_ref().map(WhenColumns::of);
    let [dtstart, dtend] = when.as_ref().map_or([None, None], |when| when.bounds.map(Some));
    let (locals, zones) = when.map(|when| (when.locals, when.zones)).unwrap_or_default();
    let ([local_start, local_end], [timezone, end_timezone]) = (locals, zones);
    let content = &changed.content;
    event_override::ActiveModel {
        event_id: Set(event.id.0),
        recurrence_id: Set(format_local(changed.recurrence_id)),
        title: Set(content.title.as_ref().map(|title| title.as_str().to_owned())),
        description: Set(text(&content.description, Description::as_str)),
        location_text: Set(text(&content.location_text, LocationText::as_str)),
        location_id: Set(match &content.place {
            Patch::Set(place) => Some(place.id.0),
            Patch::Keep | Patch::Clear => None,
        }),
        has_own_location: Set(!content.place.is_keep()),
        status: Set(content.status.map(Status::rank)),
        transparency: Set(content.transparency.map(Transparency::rank)),
        color: Set(text(&content.color, Color::as_str)),
        is_starred: Set(None),
        reminders: Set(None),
        dtstart: Set(dtstart),
        dtend: Set(dtend),
        timezone: Set(timezone),
        end_timezone: Set(end_timezone),
        local_start: Set(local_start),
        local_end: Set(local_end),
        starts_at: Set(instant::to_column(extent.starts_at)),
        ends_at: Set(instant::to_column(extent.ends_at)),
        search_text: Set(content.searched()),
    }
}
