//! Notifications to be written: who did what, and who is to know.

use jiff::{Timestamp, civil::DateTime};

use crate::{
    CalendarId, CommentId, ConnectionId, ConnectionRequestId, EventId, ProjectId, TaskId, UserId,
    civil::format_local, fact::ReminderFired,
};

use super::{Answer, Gone, Notice, Subject, Topic};

/// How many a person keeps: the oldest go when there are more.
pub const MAX_NOTIFICATIONS: u64 = 1000;

/// A notification to be written for some people. Each constructor is something that can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationDraft {
    pub(super) notice: Notice,
    subject: Subject,
    actor: Option<UserId>,
    to: Vec<UserId>,
    topic: Topic,
    once: Option<String>,
    address: Option<String>,
    occurrence: Option<DateTime>,
    at: Option<Timestamp>,
    due_at: Option<Timestamp>,
    is_gathered: bool,
    gone: Option<Gone>,
}

impl NotificationDraft {
    fn new(notice: Notice, subject: Subject, to: impl IntoIterator<Item = UserId>) -> Self {
        let mut to: Vec<_> = to.into_iter().collect();
        to.sort_unstable();
        to.dedup();
        let kind = notice.kind().as_str();
        // Calendars that are offered and handed over are two things, an event that changes is one.
        let topic = match subject {
            Subject::Account => notice.code().to_owned(),
            Subject::ConnectionRequest(id) => format!("{kind}:{id}"),
            Subject::Connection(id) => format!("{}:{id}", notice.code()),
            Subject::Calendar(id) => format!("{}:{id}", notice.code()),
            Subject::Event(id, None) => format!("{kind}:{id}"),
            Subject::Event(id, Some(name)) => format!("{kind}:{id}:{}", format_local(name)),
            Subject::Project(id) => format!("{}:{id}", notice.code()),
            Subject::Task(_, id) | Subject::Comment(_, id, _) => format!("{kind}:{id}"),
            Subject::Reminder(id) => format!("{kind}:{id}"),
            Subject::Todo(id) => format!("{kind}:{id}"),
            Subject::Person(id) => format!("{kind}:{id}"),
            Subject::Gone => format!("{kind}:gone"),
        };
        let topic = Topic(topic);
        let (actor, once, address, occurrence, at) = (None, None, None, None, None);
        Self {
            notice,
            subject,
            actor,
            to,
            topic,
            once,
            address,
            occurrence,
            at,
            due_at: None,
            is_gathered: false,
            gone: None,
        }
    }

    /// Says who did it. They aren't told of what they did themselves.
    fn by(mut self, actor: UserId) -> Self {
        self.to.retain(|&who| who != actor);
        self.actor = Some(actor);
        self
    }

    /// Tells somebody of a request to be connected; `to` is empty where nobody is to see it.
    #[must_use]
    pub fn connection_requested(
        actor: UserId,
        request: ConnectionRequestId,
        to: Option<UserId>,
    ) -> Self {
        let subject = Subject::ConnectionRequest(request);
        Self::new(Notice::ConnectionRequested, subject, to).by(actor)
    }

    /// Tells somebody that whom they had asked is connected with them.
    #[must_use]
    pub fn connection_accepted(actor: UserId, connection: ConnectionId, to: UserId) -> Self {
        let subject = Subject::Connection(connection);
        Self::new(Notice::ConnectionAccepted, subject, [to]).by(actor)
    }

    /// Tells somebody that they are offered to share a calendar.
    #[must_use]
    pub fn calendar_offered(actor: UserId, calendar: CalendarId, to: UserId) -> Self {
        Self::new(Notice::CalendarOffered, Subject::Calendar(calendar), [to]).by(actor)
    }

    /// Tells the owner of a calendar that somebody takes part in it.
    #[must_use]
    pub fn calendar_accepted(actor: UserId, calendar: CalendarId, owner: UserId) -> Self {
        Self::new(Notice::CalendarAccepted, Subject::Calendar(calendar), [owner]).by(actor)
    }

    /// Tells somebody that a calendar is theirs now.
    #[must_use]
    pub fn calendar_handed_over(actor: UserId, calendar: CalendarId, to: UserId) -> Self {
        Self::new(Notice::CalendarHandedOver, Subject::Calendar(calendar), [to]).by(actor)
    }

    /// Tells somebody that they are a member of a project.
    #[must_use]
    pub fn project_joined(actor: UserId, project: ProjectId, to: UserId) -> Self {
        Self::new(Notice::ProjectJoined, Subject::Project(project), [to]).by(actor)
    }

    /// Tells somebody that a project is theirs now.
    #[must_use]
    pub fn project_handed_over(actor: UserId, project: ProjectId, to: UserId) -> Self {
        Self::new(Notice::ProjectHandedOver, Subject::Project(project), [to]).by(actor)
    }

    /// Tells people that they are invited to an event, or to one occurrence.
    #[must_use]
    pub fn event_invited(
        actor: UserId,
        (event, occurrence): (EventId, Option<DateTime>),
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        Self::new(Notice::EventInvited, Subject::Event(event, occurrence), to).by(actor)
    }

    /// Tells people that what they are invited to has changed. Who hasn't read of the invitation yet
    /// reads of it as it is now.
    #[must_use]
    pub fn event_changed(
        actor: UserId,
        (event, occurrence): (EventId, Option<DateTime>),
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        Self::new(Notice::EventChanged, Subject::Event(event, occurrence), to).by(actor)
    }

    /// Tells people that what they are invited to doesn't take place. They still have to see it; of what is
    /// deleted [`event_gone`](Self::event_gone) tells.
    #[must_use]
    pub fn event_cancelled(
        actor: UserId,
        (event, occurrence): (EventId, Option<DateTime>),
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        Self::new(Notice::EventCancelled, Subject::Event(event, occurrence), to).by(actor)
    }

    /// Tells people that what they were invited to doesn't take place and isn't there any more. Nobody looks
    /// whether they may see it: the caller has found that they could.
    #[must_use]
    pub fn event_gone(
        actor: UserId,
        (event, occurrence): (EventId, Option<DateTime>),
        gone: Gone,
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        let told = Self::new(Notice::EventCancelled, Subject::Gone, to).by(actor);
        let kind = Notice::EventCancelled.kind().as_str();
        let name = occurrence.map(format_local).unwrap_or_default();
        let topic = Topic(format!("{kind}:gone:{event}:{name}"));
        Self { topic, gone: Some(gone), ..told }
    }

    /// Tells who invites that somebody answered.
    #[must_use]
    pub fn invitation_answered(
        actor: UserId,
        (event, occurrence): (EventId, Option<DateTime>),
        answer: Answer,
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        let notice = match answer {
            Answer::Accepted => Notice::InvitationAccepted,
            Answer::Tentative => Notice::InvitationTentative,
            Answer::Declined => Notice::InvitationDeclined,
        };
        Self::new(notice, Subject::Event(event, occurrence), to).by(actor)
    }

    /// Tells people that a task is theirs. Tasks that one person assigns in a project are told together.
    #[must_use]
    pub fn task_assigned(
        actor: UserId,
        (project, task): (ProjectId, TaskId),
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        let told = Self::new(Notice::TaskAssigned, Subject::Task(project, task), to).by(actor);
        let kind = Notice::TaskAssigned.kind().as_str();
        Self { topic: Topic(format!("{kind}:{project}:{actor}")), ..told }
    }

    /// Tells people that somebody commented on a task. Comments on one task are told together.
    #[must_use]
    pub fn commented(
        actor: UserId,
        (project, task, comment): (ProjectId, TaskId, CommentId),
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        Self::new(Notice::Commented, Subject::Comment(project, task, comment), to).by(actor)
    }

    /// Tells people that a comment names them.
    #[must_use]
    pub fn mentioned(
        actor: UserId,
        (project, task, comment): (ProjectId, TaskId, CommentId),
        to: impl IntoIterator<Item = UserId>,
    ) -> Self {
        Self::new(Notice::Mentioned, Subject::Comment(project, task, comment), to).by(actor)
    }

    /// Tells somebody that a reminder of theirs rang at a moment: once for each firing, whoever tells it again.
    /// An occurrence that moves after it rang keeps its name, and rings once more.
    #[must_use]
    pub fn reminded(fired: &ReminderFired, at: Timestamp) -> Self {
        let ReminderFired { reminder, owner, occurrence, generation } = *fired;
        let told = Self::new(Notice::Reminded, Subject::Reminder(reminder), [owner]);
        // Who sends it reads how often it had been snoozed at the end.
        let (name, at) = (format_local(occurrence), at.as_second());
        let once = format!("{reminder}:{name}:{at}:{generation}");
        Self { once: Some(once), occurrence: Some(occurrence), ..told }
    }

    /// Says when it came, and whether the phone is told of it together with other things
    /// ([`missed`](Self::missed)).
    #[must_use]
    pub fn due(self, at: Timestamp, is_gathered: bool) -> Self {
        Self { due_at: Some(at), is_gathered, ..self }
    }

    /// Tells somebody that this came while nobody could be told. What comes before that was read is counted,
    /// and alerts again.
    #[must_use]
    pub fn missed(&self, who: UserId, now: Timestamp) -> Self {
        let (topic, at) = (self.topic.as_str(), now.as_nanosecond());
        let once = format!("missed:{topic}:{at}");
        Self { once: Some(once), ..Self::new(Notice::Missed, Subject::Account, [who]) }
    }

    /// Tells somebody of something about their account: from where it was done, and when, for it is told
    /// later.
    #[must_use]
    pub fn of_account(notice: Notice, who: UserId, address: Option<String>, at: Timestamp) -> Self {
        Self { address, at: Some(at), ..Self::new(notice, Subject::Account, [who]) }
    }

    /// Returns what happened.
    #[must_use]
    pub const fn notice(&self) -> Notice {
        self.notice
    }

    /// Returns what it is about.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// Returns who did it.
    #[must_use]
    pub const fn actor(&self) -> Option<UserId> {
        self.actor
    }

    /// Returns who is to be told, in order, each once.
    #[must_use]
    pub fn to(&self) -> &[UserId] {
        &self.to
    }

    /// Returns what it is told apart by.
    #[must_use]
    pub const fn topic(&self) -> &Topic {
        &self.topic
    }

    /// Returns by what it is told once only, if it is.
    #[must_use]
    pub fn once(&self) -> Option<&str> {
        self.once.as_deref()
    }

    /// Returns when it happened, if that was before it is told.
    #[must_use]
    pub const fn at(&self) -> Option<Timestamp> {
        self.at
    }

    /// Returns when it came, of what comes by the clock.
    #[must_use]
    pub const fn due_at(&self) -> Option<Timestamp> {
        self.due_at
    }

    /// Tells whether the phone is told of it together with other things.
    #[must_use]
    pub const fn is_gathered(&self) -> bool {
        self.is_gathered
    }

    /// Returns what is kept of an event that is gone.
    #[must_use]
    pub const fn gone(&self) -> Option<&Gone> {
        self.gone.as_ref()
    }

    /// Returns from where it was done.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// Returns the occurrence that it is about, by its name.
    #[must_use]
    pub const fn occurrence(&self) -> Option<DateTime> {
        match self.subject {
            Subject::Event(_, name) => name,
            _ => self.occurrence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, NotificationDraft};
    use crate::{CommentId, EventId, ProjectId, TaskId, UserId};

    const ANA: UserId = UserId(1);
    const BEN: UserId = UserId(2);
    const CLEO: UserId = UserId(3);

    #[test]
    fn nobody_is_told_of_what_they_did_or_twice() {
        let at = (ProjectId(1), TaskId(2), CommentId(3));
        let told = NotificationDraft::commented(ANA, at, [CLEO, ANA, BEN, CLEO]);
        assert_eq!(told.to(), [BEN, CLEO]);
    }

    #[test]
    fn what_belongs_together_has_one_topic() {
        let task = |id| (ProjectId(1), TaskId(id));
        let assigned = |who, id| NotificationDraft::task_assigned(who, task(id), [CLEO]);
        assert_eq!(assigned(ANA, 2).topic(), assigned(ANA, 3).topic());
        assert_ne!(assigned(ANA, 2).topic(), assigned(BEN, 2).topic());
        let comment = |id| (ProjectId(1), TaskId(2), CommentId(id));
        let said = |id| NotificationDraft::commented(ANA, comment(id), [CLEO]);
        assert_eq!(said(7).topic(), said(8).topic());
        assert_ne!(said(7).topic(), NotificationDraft::mentioned(ANA, comment(7), [CLEO]).topic());
        let at = (EventId(5), None);
        let invited = NotificationDraft::event_invited(ANA, at, [BEN]);
        assert_eq!(invited.topic(), NotificationDraft::event_changed(ANA, at, [BEN]).topic());
        let answered = NotificationDraft::invitation_answered(BEN, at, Answer::Declined, [ANA]);
        assert_ne!(invited.topic(), answered.topic());
        let once = (EventId(5), Some("2026-03-02T19:00:00".parse().unwrap()));
        assert_ne!(invited.topic(), NotificationDraft::event_invited(ANA, once, [BEN]).topic());
    }
}
