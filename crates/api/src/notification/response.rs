//! What clients get to see of notifications.

use jiff::tz::TimeZone;
use serde::Serialize;
use umbra_domain::{
    civil::format_local,
    connection::Peer,
    notification::{Kind, Notification, Subject, Text},
    user::PreferredName,
};
use utoipa::ToSchema;

/// What a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationKind)]
pub(crate) enum KindName {
    /// Somebody wants to be connected with the caller, or is now.
    ConnectionRequest,
    /// A calendar is shared, or handed over.
    CalendarShare,
    /// A project is shared, or handed over.
    ProjectShare,
    /// The caller is invited to an event, or it changed.
    EventInvitation,
    /// Somebody answered an invitation of the caller's.
    InvitationResponse,
    /// Tasks were assigned to the caller.
    TaskAssigned,
    /// Somebody commented on a task of the caller's.
    Comment,
    /// A comment mentions the caller.
    Mention,
    /// A reminder rang.
    Reminder,
    /// A todo is due.
    TodoDue,
    /// A task is due.
    TaskDue,
    /// Somebody has a birthday.
    Birthday,
    /// Several things came while no worker ran, and the phone is told of them in one message.
    Digest,
    /// Something was done to the caller's account.
    Security,
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::ConnectionRequest => Self::ConnectionRequest,
            Kind::CalendarShare => Self::CalendarShare,
            Kind::ProjectShare => Self::ProjectShare,
            Kind::EventInvitation => Self::EventInvitation,
            Kind::InvitationResponse => Self::InvitationResponse,
            Kind::TaskAssigned => Self::TaskAssigned,
            Kind::Comment => Self::Comment,
            Kind::Mention => Self::Mention,
            Kind::Reminder => Self::Reminder,
            Kind::TodoDue => Self::TodoDue,
            Kind::TaskDue => Self::TaskDue,
            Kind::Birthday => Self::Birthday,
            Kind::Digest => Self::Digest,
            Kind::Security => Self::Security,
        }
    }
}

/// What kind of thing a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationSubjectType)]
pub(crate) enum SubjectType {
    ConnectionRequest,
    Connection,
    Calendar,
    Event,
    Project,
    Task,
    Comment,
    Reminder,
    Todo,
    Person,
}

/// The thing that a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationSubject)]
struct SubjectBody {
    /// Its type.
    #[serde(rename = "type")]
    subject_type: SubjectType,
    /// Its id.
    #[schema(minimum = 1)]
    id: i64,
    /// Of an event, the occurrence that it is about.
    #[schema(example = "2026-12-01T19:00:00")]
    recurrence_id: Option<String>,
}

/// The person whose action a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationActor)]
struct ActorBody {
    /// The id of their account.
    #[schema(minimum = 1)]
    id: i64,
    /// Their username.
    #[schema(example = "ben")]
    username: String,
    /// The name to address them by; `null` for none.
    #[schema(example = "Ben")]
    preferred_name: Option<String>,
}

/// A notification.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub(crate) struct NotificationBody {
    /// The id of the notification.
    #[schema(minimum = 1)]
    id: i64,
    /// What it is about.
    kind: KindName,
    /// What happened, in a line of text in the caller's `locale`.
    #[schema(example = "Ben commented on “Paint the fence”")]
    title: String,
    /// Details, in the same language, with times in the caller's `timezone`.
    #[schema(example = "Which colour?")]
    body: Option<String>,
    /// How often it happened since the caller last read a notification of it.
    #[schema(minimum = 1)]
    count: u64,
    /// Who did it; `null` for what nobody or what several people did, and once their account is gone.
    actor: Option<ActorBody>,
    /// What it is about; `null` if that is the caller's account, or an event that was deleted.
    subject: Option<SubjectBody>,
    /// The path of what it is about in this API.
    #[schema(example = "/api/projects/3/tasks/14")]
    path: String,
    /// Whether it came late because no worker was running; `body` then says when it was due.
    is_late: bool,
    /// When it happened; if it happened several times, when it first did.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last happened.
    #[schema(format = DateTime)]
    updated_at: String,
    /// When the caller read it.
    #[schema(format = DateTime)]
    read_at: Option<String>,
    /// When the caller is notified again, if they snoozed it.
    #[schema(format = DateTime)]
    snoozed_until: Option<String>,
}

impl NotificationBody {
    /// Shows it to somebody by their clock.
    pub(crate) fn of(notification: Notification, clock: &TimeZone) -> Self {
        let Text { title, body } = notification.text(clock);
        let (path, is_late) = (notification.path(), notification.is_late());
        let Notification { id, notice, count, created_at, updated_at, read_at, .. } = notification;
        Self {
            id: id.0,
            kind: notice.kind().into(),
            title,
            body,
            count,
            actor: notification.actor.map(ActorBody::from),
            subject: subject(notification.subject),
            path,
            is_late,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
            read_at: read_at.map(|at| at.to_string()),
            snoozed_until: notification.snoozed_until.map(|at| at.to_string()),
        }
    }
}

impl From<Peer> for ActorBody {
    fn from(peer: Peer) -> Self {
        let preferred_name = peer.preferred_name.map(PreferredName::into_string);
        Self { id: peer.id.0, username: peer.username, preferred_name }
    }
}

fn subject(subject: Subject) -> Option<SubjectBody> {
    let (subject_type, id, occurrence) = match subject {
        Subject::Account | Subject::Gone => return None,
        Subject::ConnectionRequest(id) => (SubjectType::ConnectionRequest, id.0, None),
        Subject::Connection(id) => (SubjectType::Connection, id.0, None),
        Subject::Calendar(id) => (SubjectType::Calendar, id.0, None),
        Subject::Event(id, occurrence) => (SubjectType::Event, id.0, occurrence),
        Subject::Project(id) => (SubjectType::Project, id.0, None),
        Subject::Task(_, id) => (SubjectType::Task, id.0, None),
        Subject::Comment(_, _, id) => (SubjectType::Comment, id.0, None),
        Subject::Reminder(id) => (SubjectType::Reminder, id.0, None),
        Subject::Todo(id) => (SubjectType::Todo, id.0, None),
        Subject::Person(id) => (SubjectType::Person, id.0, None),
    };
    Some(SubjectBody { subject_type, id, recurrence_id: occurrence.map(format_local) })
}

/// How many notifications are unread.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnreadNotifications)]
pub(super) struct UnreadBody {
    /// How many.
    pub(super) unread: u64,
}

/// How many notifications were marked as read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReadNotifications)]
pub(super) struct ReadBody {
    /// How many.
    pub(super) read: u64,
}
