//! Writing notifications.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, Value};
use umbra_domain::{
    civil::format_local,
    notification::{Kind, Notice, NotificationDraft, Subject},
};

use crate::{StoreError, Tx, instant, rights, sql, tx::handle::Handle as _};

/// Tells people what happened, in the transaction in which it did: call it once, as the last step but for
/// the audit log. Whoever blocks who did it isn't told, and neither is who can't see what it is about.
///
/// What is told again before it was read is counted, and comes first again.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn notify(tx: &Tx, all: &[NotificationDraft], now: Timestamp) -> Result<(), StoreError> {
    // Always in one order, so that of two who tell the same people one waits for the other.
    let mut all: Vec<_> = all.iter().collect();
    all.sort_by_key(|draft| (draft.topic().as_str(), draft.to()));
    for draft in all {
        // A request runs the same statements whether anybody is to see it.
        let is_request = matches!(draft.subject(), Subject::ConnectionRequest(_));
        if is_request || !draft.to().is_empty() {
            notify_one(tx, draft, now).await?;
        }
    }
    Ok(())
}

async fn notify_one(tx: &Tx, draft: &NotificationDraft, now: Timestamp) -> Result<(), StoreError> {
    let about = About::of(draft.subject());
    let to: Vec<_> = draft.to().iter().map(|who| who.0).collect();
    let is_postgres = tx.db().get_database_backend() == DatabaseBackend::Postgres;
    if is_postgres && about.in_calendar() {
        // Whoever takes such a right away waits, or came first: then there is nothing to refer to.
        let text = format!(
            "SELECT 1 AS one FROM calendar_members m WHERE m.calendar_id = COALESCE($2, \
             (SELECT e.calendar_id FROM events e WHERE e.id = $3)) AND {} \
             ORDER BY m.user_id FOR SHARE",
            rights::own_of("m", &sql::one_of(tx.db(), 1))
        );
        let values = [sql::ids(&to), about.calendar.into(), about.event.into()];
        sql::execute(tx.db(), text, values).await?;
    }
    let calendar = "COALESCE($11, (SELECT e.calendar_id FROM events e WHERE e.id = $12))";
    let member = format!(
        "(SELECT m.calendar_id FROM calendar_members m WHERE {})",
        rights::member_of_calendar("m", calendar, "u.id")
    );
    let (join, lock) = match about.project {
        Some(_) => (
            format!("JOIN project_members m ON {}", rights::member_of_project("m", "$13", "u.id")),
            "FOR KEY SHARE OF u, m",
        ),
        None => (String::new(), "FOR KEY SHARE OF u"),
    };
    let lock = if is_postgres { lock } else { "" };
    let may_see = may_see(draft);
    // Who gets to see a request has been decided, and looking again would show in what it takes.
    let unless_blocked = match about.request {
        Some(_) => String::new(),
        None => format!("AND NOT {}", rights::blocks("u.id", "$3")),
    };
    let text = format!(
        "INSERT INTO notifications (user_id, notice, actor_id, count, group_key, once_key, \
         is_deleted, created_at, updated_at, address, occurrence, connection_request_id, \
         connection_id, calendar_id, event_id, project_id, task_id, comment_id, reminder_id, \
         gone_name, gone_start, due_at, is_gathered, member_calendar_id) \
         SELECT u.id, $2, $3, 1, $4, $5, FALSE, $6, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         $16, $17, $18, $19, $20, {member} FROM users u {join} WHERE u.id {one_of} \
         {may_see} {unless_blocked} AND NOT EXISTS (SELECT 1 FROM notifications o \
         WHERE {told} AND o.once_key = $5) ORDER BY u.id {lock} \
         ON CONFLICT (user_id, group_key) WHERE read_at IS NULL DO UPDATE SET {again} \
         WHERE notifications.once_key IS NULL OR notifications.once_key <> excluded.once_key",
        one_of = sql::one_of(tx.db(), 1),
        told = rights::own("o", "u.id"),
        again = again(draft.notice()),
    );
    let gone = draft.gone();
    let values: [Value; 20] = [
        sql::ids(&to),
        draft.notice().code().into(),
        draft.actor().map(|actor| actor.0).into(),
        draft.topic().as_str().into(),
        draft.once().map(str::to_owned).into(),
        instant::to_column(draft.at().unwrap_or(now)).into(),
        draft.address().map(str::to_owned).into(),
        draft.occurrence().map(format_local).into(),
        about.request.into(),
        about.connection.into(),
        about.calendar.into(),
        about.event.into(),
        about.project.into(),
        about.task.into(),
        about.comment.into(),
        about.reminder.into(),
        gone.map(|gone| gone.name.clone()).into(),
        gone.map(|gone| gone.start.stored()).into(),
        draft.due_at().map(instant::to_column).into(),
        draft.is_gathered().into(),
    ];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Asks for the right to see what it is about: a row that somebody got without it would come alive with
/// the right.
fn may_see(draft: &NotificationDraft) -> String {
    match (draft.subject(), draft.notice()) {
        // An offer is told to who holds nothing yet, and read for as long as it waits.
        (Subject::Calendar(_), Notice::CalendarOffered) => {
            format!("AND {}", rights::is_offered("$11", "u.id"))
        }
        (Subject::Calendar(_), _) => format!("AND {}", rights::sees_calendar("$11", "u.id")),
        // Answers are for who may invite.
        (Subject::Event(..), notice) if notice.kind() == Kind::InvitationResponse => {
            format!("AND {}", rights::manages_event("$12", "u.id"))
        }
        (Subject::Event(..), _) => format!("AND {}", rights::sees_event("$12", "$8", "u.id")),
        _ => String::new(),
    }
}

/// Says what becomes of a row that its reader hasn't read when the same thing happens again.
fn again(notice: Notice) -> String {
    let kind = notice.kind();
    // Whether what happened is something else than the row tells already.
    let another = match kind {
        Kind::TaskAssigned => {
            "(notifications.task_id IS NULL OR notifications.task_id <> excluded.task_id)"
        }
        Kind::InvitationResponse => {
            "(notifications.count > 1 OR notifications.actor_id IS NULL \
             OR notifications.actor_id <> excluded.actor_id)"
        }
        _ if notice.adds_up() => "TRUE",
        _ => "FALSE",
    };
    // Of several things none stands for all: the row mustn't go with the last one.
    let one = |column: &str| format!("CASE WHEN {another} THEN NULL ELSE excluded.{column} END");
    let task = match kind {
        Kind::TaskAssigned => one("task_id"),
        _ => "excluded.task_id".to_owned(),
    };
    // Who hasn't read of an invitation reads of it as it is now, and of who invites them.
    let is_invitation = format!(
        "notifications.notice = '{}' AND excluded.notice = '{}'",
        Notice::EventInvited.code(),
        Notice::EventChanged.code(),
    );
    let notice =
        format!("CASE WHEN {is_invitation} THEN notifications.notice ELSE excluded.notice END");
    // What several did is nobody's alone: it mustn't go with one whom the reader blocks.
    let actor = format!(
        "CASE WHEN {is_invitation} THEN notifications.actor_id \
         WHEN {another} AND notifications.actor_id IS DISTINCT FROM excluded.actor_id THEN NULL \
         ELSE excluded.actor_id END"
    );
    // Clocks differ, and what comes again comes first.
    let updated_at = "CASE WHEN excluded.updated_at > notifications.updated_at \
                      THEN excluded.updated_at ELSE notifications.updated_at END";
    format!(
        "count = notifications.count + CASE WHEN {another} THEN 1 ELSE 0 END, notice = {notice}, \
         actor_id = {actor}, updated_at = {updated_at}, \
         once_key = excluded.once_key, address = excluded.address, \
         occurrence = excluded.occurrence, gone_name = excluded.gone_name, \
         gone_start = excluded.gone_start, due_at = excluded.due_at, \
         is_gathered = excluded.is_gathered, task_id = {task}, comment_id = {}",
        one("comment_id")
    )
}

/// What a row refers to.
#[derive(Default)]
struct About {
    request: Option<i64>,
    connection: Option<i64>,
    calendar: Option<i64>,
    event: Option<i64>,
    project: Option<i64>,
    task: Option<i64>,
    comment: Option<i64>,
    reminder: Option<i64>,
}

impl About {
    fn of(subject: Subject) -> Self {
        let mut about = Self::default();
        match subject {
            // What is due, and birthdays, is told in another way: see `due::tell`.
            Subject::Account | Subject::Todo(_) | Subject::Person(_) => {}
            // It is told to who was invited, and there is nothing to refer to.
            Subject::Gone => {}
            Subject::ConnectionRequest(id) => about.request = Some(id.0),
            Subject::Connection(id) => about.connection = Some(id.0),
            Subject::Calendar(id) => about.calendar = Some(id.0),
            Subject::Event(id, _) => about.event = Some(id.0),
            Subject::Project(id) => about.project = Some(id.0),
            Subject::Task(project, id) => {
                (about.project, about.task) = (Some(project.0), Some(id.0));
            }
            Subject::Comment(project, task, id) => {
                (about.project, about.task) = (Some(project.0), Some(task.0));
                about.comment = Some(id.0);
            }
            Subject::Reminder(id) => about.reminder = Some(id.0),
        }
        about
    }

    const fn in_calendar(&self) -> bool {
        self.calendar.is_some() || self.event.is_some()
    }
}
