//! What the caller keeps: all that is theirs, and what is in what they own.

use serde::Serialize;
use umbra_app::{
    App,
    errors::{ListWithinError, ReadError},
    export::{Own, OwnEvent, Walk},
};
use umbra_domain::{
    UserId,
    comment::Comment,
    event::Shown,
    location::Location,
    page::{Limit, Page},
    person::Person,
    project::Project,
    reminder::{Reminder, Subject},
    rights::{Denied, Right},
    session::Identity,
    stored::Stored,
    task::Task,
    template::Template,
    todo::Todo,
};

use super::completed;
use crate::{
    calendar::CalendarBody,
    event::{EventBody, InvitationBody},
    export::archive::Archive,
    http::{Problem, resource::Exposed},
    project::{MemberBody as ProjectMemberBody, ProjectBody},
    shared_calendar::MemberBody as CalendarMemberBody,
};

/// A calendar of the caller's, and whom they share it with.
#[derive(Serialize)]
struct OwnCalendarBody {
    #[serde(flatten)]
    calendar: CalendarBody,
    members: Vec<CalendarMemberBody>,
}

/// An event in a calendar of the caller's.
#[derive(Serialize)]
struct OwnEventBody {
    #[serde(flatten)]
    event: EventBody,
    overrides: Vec<EventBody>,
    invitations: Vec<InvitationBody>,
}

/// A project of the caller's, and who is in it.
#[derive(Serialize)]
struct OwnProjectBody {
    #[serde(flatten)]
    project: ProjectBody,
    members: Vec<ProjectMemberBody>,
}

pub(super) async fn write(
    app: &App,
    caller: &Identity,
    archive: &mut Archive,
) -> Result<(), Problem> {
    let who = caller.user;
    things::<Todo>(app, who, archive, "todos.json", |_| true).await?;
    completed::todos(app, who, archive).await?;
    calendars(app, who, archive).await?;
    events(app, caller, archive).await?;
    things::<Template>(app, who, archive, "event_templates.json", |_| true).await?;
    // Those on events are with the events.
    let is_own = |one: &Stored<Reminder>| matches!(one.subject, Subject::Own(_));
    things::<Reminder>(app, who, archive, "reminders.json", is_own).await?;
    things::<Person>(app, who, archive, "people.json", |_| true).await?;
    things::<Location>(app, who, archive, "locations.json", |_| true).await?;
    projects(app, who, archive).await?;
    things::<Task>(app, who, archive, "tasks.json", |_| true).await?;
    completed::tasks(app, who, archive).await?;
    things::<Comment>(app, who, archive, "comments.json", |_| true).await
}

/// Writes all things of a kind, as the API shows them.
async fn things<T: Exposed + Own>(
    app: &App,
    who: UserId,
    archive: &mut Archive,
    file: &'static str,
    wanted: impl Fn(&Stored<T>) -> bool,
) -> Result<(), Problem> {
    let (mut walk, mut list) = (Walk::new(who), archive.list(file)?);
    while let Some(things) = app.next_own::<T>(&mut walk).await? {
        list.add(things.into_iter().filter(&wanted).map(T::Body::from)).await?;
    }
    list.end().await
}

/// Reads all pages of a list.
macro_rules! pages {
    ($list:expr, $read:expr, $shown:expr) => {{
        let mut after: Option<Keyset> = None;
        loop {
            let Page { items, next } = ($read)(after).await?;
            $list.add(items.into_iter().map($shown)).await?;
            after = match next {
                Some(next) => Some(next),
                None => break,
            };
        }
    }};
}
pub(super) use pages;

/// The longest page.
pub(super) fn page() -> Limit {
    Limit::parse(i64::from(Limit::MAX)).unwrap_or_default()
}

async fn calendars(app: &App, who: UserId, archive: &mut Archive) -> Result<(), Problem> {
    let mut list = archive.list("calendars.json")?;
    let mut after = None;
    loop {
        let Page { items, next } = app.calendars(who, after.as_ref(), page()).await?;
        for calendar in items.into_iter().filter(|one| one.right == Right::Own) {
            let members = match app.calendar_members(who, calendar.calendar.id).await {
                // It has gone meanwhile.
                Err(ReadError::Denied(_)) => continue,
                members => members?,
            };
            let members = members.into_iter().map(CalendarMemberBody::from).collect();
            list.add([OwnCalendarBody { calendar: calendar.into(), members }]).await?;
        }
        after = match next {
            Some(next) => Some(next),
            None => return list.end().await,
        };
    }
}

async fn events(app: &App, caller: &Identity, archive: &mut Archive) -> Result<(), Problem> {
    let clock = caller.timezone.rules();
    let (mut walk, mut list) = (Walk::new(caller.user), archive.list("events.json")?);
    while let Some(events) = app.next_own_events(&mut walk).await? {
        let shown = |shown: &Shown| EventBody::of(shown, &clock);
        let bodies = events.map(|OwnEvent { whole, overrides, invitations }| OwnEventBody {
            event: shown(&whole),
            overrides: overrides.iter().map(shown).collect(),
            invitations: invitations.iter().map(InvitationBody::from).collect(),
        });
        list.add(bodies).await?;
    }
    list.end().await
}

async fn projects(app: &App, who: UserId, archive: &mut Archive) -> Result<(), Problem> {
    let (mut walk, mut list) = (Walk::new(who), archive.list("projects.json")?);
    while let Some(projects) = app.next_own::<Project>(&mut walk).await? {
        for project in projects {
            let mut members = Vec::new();
            let mut after = None;
            loop {
                let read = app.project_members(who, project.id, after.as_ref(), page()).await;
                let Page { items, next } = match read {
                    // It has gone meanwhile.
                    Err(ListWithinError::Denied(Denied::Missing)) => break,
                    read => read?,
                };
                members.extend(items.into_iter().map(ProjectMemberBody::from));
                after = next;
                if after.is_none() {
                    break;
                }
            }
            list.add([OwnProjectBody { project: project.into(), members }]).await?;
        }
    }
    list.end().await
}
