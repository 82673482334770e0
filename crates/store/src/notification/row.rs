//! Rows, and what they show of what they are about.

use jiff::civil::DateTime;
use sea_orm::{FromQueryResult, QuerySelect, Select, prelude::DateTimeUtc, sea_query::Expr};
use umbra_domain::{
    CalendarId, CommentId, ConnectionId, ConnectionRequestId, EventId, NotificationId, PersonId,
    ProjectId, ReminderId, TaskId, TodoId, UserId,
    civil::parse_local,
    connection::Peer,
    due::DueItem,
    notification::{Moment, Notice, Notification, Subject},
    settings::Locale,
    user::PreferredName,
    zone::ZoneDatabase,
};

use crate::{
    StoreError,
    entity::notification::{Column, Entity},
    instant, zone,
};

const BAD: StoreError = StoreError::Corrupt("notification");

/// What is shown of a row.
#[derive(Debug, FromQueryResult)]
struct Told {
    id: i64,
    notice: String,
    actor_id: Option<i64>,
    count: i64,
    once_key: Option<String>,
    created_at: DateTimeUtc,
    updated_at: DateTimeUtc,
    read_at: Option<DateTimeUtc>,
    address: Option<String>,
    occurrence: Option<String>,
    connection_request_id: Option<i64>,
    connection_id: Option<i64>,
    calendar_id: Option<i64>,
    event_id: Option<i64>,
    project_id: Option<i64>,
    task_id: Option<i64>,
    comment_id: Option<i64>,
    reminder_id: Option<i64>,
    todo_id: Option<i64>,
    person_id: Option<i64>,
    gone_name: Option<String>,
    gone_start: Option<String>,
    due_at: Option<DateTimeUtc>,
    is_gathered: bool,
    snoozed_until: Option<DateTimeUtc>,
}

/// The columns of [`Told`].
const SHOWN: [Column; 25] = [
    Column::Id,
    Column::Notice,
    Column::ActorId,
    Column::Count,
    Column::OnceKey,
    Column::CreatedAt,
    Column::UpdatedAt,
    Column::ReadAt,
    Column::Address,
    Column::Occurrence,
    Column::ConnectionRequestId,
    Column::ConnectionId,
    Column::CalendarId,
    Column::EventId,
    Column::ProjectId,
    Column::TaskId,
    Column::CommentId,
    Column::ReminderId,
    Column::TodoId,
    Column::PersonId,
    Column::GoneName,
    Column::GoneStart,
    Column::DueAt,
    Column::IsGathered,
    Column::SnoozedUntil,
];

/// A row, and what it shows of other rows.
#[derive(Debug, FromQueryResult)]
pub(super) struct Row {
    #[sea_orm(nested)]
    told: Told,
    actor_username: Option<String>,
    actor_name: Option<String>,
    name: Option<String>,
    place: Option<String>,
    excerpt: Option<String>,
    starts_at: Option<DateTimeUtc>,
    zone: Option<String>,
    birth_year: Option<i16>,
    locale: String,
}

impl Row {
    /// Names the row.
    pub(super) const fn id(&self) -> i64 {
        self.told.id
    }

    /// Gives its place in the list.
    pub(super) fn updated_at(&self) -> DateTimeUtc {
        self.told.updated_at
    }
}

/// How much of a comment is shown, in characters.
const EXCERPT: u32 = 200;

/// Selects of rows that somebody may see what is shown of them, and of other rows.
pub(super) fn with_texts(select: Select<Entity>) -> Select<Entity> {
    let excerpt = format!(
        "(SELECT SUBSTR(k.content, 1, {EXCERPT}) FROM task_comments k \
         WHERE k.id = notifications.comment_id)"
    );
    let starts_at = format!(
        "(SELECT CASE WHEN notifications.occurrence IS NULL THEN e.dtstart ELSE o.dtstart END {EVENT})"
    );
    let zone = format!(
        "COALESCE((SELECT CASE WHEN o.dtstart IS NULL THEN e.timezone ELSE o.timezone END {EVENT}), \
         (SELECT r.timezone FROM reminders r WHERE r.id = notifications.reminder_id \
         AND r.event_id IS NULL))"
    );
    let texts = [
        (ACTOR_USERNAME.to_owned(), "actor_username"),
        (ACTOR_NAME.to_owned(), "actor_name"),
        (name(), "name"),
        (PLACE.to_owned(), "place"),
        (excerpt, "excerpt"),
        (starts_at, "starts_at"),
        (zone, "zone"),
        (BIRTH_YEAR.to_owned(), "birth_year"),
        (LOCALE.to_owned(), "locale"),
    ];
    let select = select.select_only().columns(SHOWN);
    texts.into_iter().fold(select, |select, (text, name)| select.expr_as(Expr::cust(text), name))
}

/// Selects what something is called. An occurrence may have a title and times of its own.
pub(super) fn name() -> String {
    format!(
        "COALESCE(notifications.gone_name, (SELECT COALESCE(o.title, e.title) {EVENT}), {NAMES})"
    )
}

const ACTOR_USERNAME: &str = "(SELECT u.username FROM users u WHERE u.id = notifications.actor_id)";

const ACTOR_NAME: &str =
    "(SELECT p.preferred_name FROM settings p WHERE p.user_id = notifications.actor_id)";

const LOCALE: &str = "(SELECT p.locale FROM settings p WHERE p.user_id = notifications.user_id)";

const BIRTH_YEAR: &str = "(SELECT p.birth_year FROM people p WHERE p.id = notifications.person_id)";

const PLACE: &str = "(SELECT p.name FROM projects p WHERE p.id = notifications.project_id)";

/// Joins the event that a row is about, itself or by a reminder, with the occurrence if that differs.
const EVENT: &str = "FROM events e LEFT JOIN event_overrides o ON o.event_id = e.id \
    AND o.recurrence_id = notifications.occurrence WHERE e.id = COALESCE(notifications.event_id, \
    (SELECT r.event_id FROM reminders r WHERE r.id = notifications.reminder_id))";

/// What other things are called.
const NAMES: &str = "\
    (SELECT r.title FROM reminders r WHERE r.id = notifications.reminder_id), \
    (SELECT c.name FROM calendars c WHERE c.id = notifications.calendar_id), \
    (SELECT t.title FROM tasks t WHERE t.id = notifications.task_id), \
    (SELECT t.title FROM todos t WHERE t.id = notifications.todo_id), \
    (SELECT COALESCE(p.nickname, p.first_name, p.last_name, p.company) FROM people p \
     WHERE p.id = notifications.person_id), \
    (SELECT p.name FROM projects p WHERE p.id = notifications.project_id)";

/// Reads a row; `None` if a newer version wrote it.
pub(super) fn to_notification(
    row: Row,
    zones: &ZoneDatabase,
) -> Result<Option<Notification>, StoreError> {
    let Row {
        told,
        actor_username,
        actor_name,
        name,
        place,
        excerpt,
        starts_at,
        zone,
        birth_year,
        locale,
    } = row;
    let Some(notice) = Notice::from_code(&told.notice) else {
        tracing::warn!(notification = told.id, notice = told.notice, "unknown; left out");
        return Ok(None);
    };
    let occurrence = told.occurrence.as_deref();
    let occurrence = occurrence.map(|local| parse_local(local).ok_or(BAD)).transpose()?;
    let actor = told.actor_id.zip(actor_username).map(|(id, username)| Peer {
        id: UserId(id),
        username,
        preferred_name: actor_name.map(PreferredName::from_stored),
    });
    Ok(Some(Notification {
        id: NotificationId(told.id),
        notice,
        count: told.count.try_into().map_err(|_| BAD)?,
        created_at: instant::from_column(told.created_at)?,
        updated_at: instant::from_column(told.updated_at)?,
        read_at: instant::from_nullable(told.read_at)?,
        actor,
        subject: subject(&told, occurrence),
        name,
        place,
        excerpt,
        when: match told.gone_start.as_deref() {
            Some(start) => Some(Moment::from_stored(start).ok_or(BAD)?),
            None => moment(occurrence, starts_at, zone, zones)?,
        },
        due: told.once_key.as_deref().and_then(DueItem::due_of),
        age: occurrence.zip(birth_year).map(|(day, year)| day.year() - year).filter(|&age| age > 0),
        came_at: instant::from_nullable(told.due_at)?,
        is_gathered: told.is_gathered,
        snoozes: told.once_key.as_deref().map(DueItem::snoozes_of).unwrap_or_default(),
        snoozed_until: instant::from_nullable(told.snoozed_until)?,
        gathered: Vec::new(),
        address: told.address,
        locale: Locale::from_stored(locale),
    }))
}

fn subject(told: &Told, occurrence: Option<DateTime>) -> Subject {
    if told.gone_name.is_some() {
        return Subject::Gone;
    }
    let project = told.project_id.map(ProjectId);
    let task = project.zip(told.task_id.map(TaskId));
    let comment = task.zip(told.comment_id.map(CommentId));
    let request = told.connection_request_id.map(ConnectionRequestId);
    None.or(request.map(Subject::ConnectionRequest))
        .or(told.connection_id.map(|id| Subject::Connection(ConnectionId(id))))
        .or(told.reminder_id.map(|id| Subject::Reminder(ReminderId(id))))
        .or(told.event_id.map(|id| Subject::Event(EventId(id), occurrence)))
        .or(told.calendar_id.map(|id| Subject::Calendar(CalendarId(id))))
        .or(comment.map(|((project, task), id)| Subject::Comment(project, task, id)))
        .or(task.map(|(project, id)| Subject::Task(project, id)))
        .or(project.map(Subject::Project))
        .or(told.todo_id.map(|id| Subject::Todo(TodoId(id))))
        .or(told.person_id.map(|id| Subject::Person(PersonId(id))))
        .unwrap_or(Subject::Account)
}

/// Finds out when an event, an occurrence or a reminder is.
fn moment(
    occurrence: Option<DateTime>,
    starts_at: Option<DateTimeUtc>,
    zone: Option<String>,
    zones: &ZoneDatabase,
) -> Result<Option<Moment>, StoreError> {
    let zone = zone.map(|name| zone::read(zones, &name, None).rules());
    let starts_at = instant::from_nullable(starts_at)?;
    Ok(match (starts_at, zone, occurrence) {
        (Some(at), Some(_), _) => Some(Moment::At(at)),
        // Days are at midnight in UTC.
        (Some(at), None, _) => Some(Moment::Day(at.to_zoned(jiff::tz::TimeZone::UTC).date())),
        (None, Some(zone), Some(local)) => {
            let at = zone.to_ambiguous_timestamp(local).compatible();
            Some(Moment::At(at.map_err(|_| BAD)?))
        }
        (None, None, Some(local)) => Some(Moment::Day(local.date())),
        (None, _, None) => None,
    })
}
