//! What the caller has for themselves on what others share with them. What it is called is its owner's.

use serde::Serialize;
use umbra_app::{
    App,
    export::{Preferences, Walk},
};
use umbra_domain::{
    Stored, UserId,
    calendar::{Shared, SharedCalendar},
    civil::format_local,
    event::{PersonalChange, Reach},
    page::{Keyset, Page},
    project::{Project, ProjectFilter, Role},
};

use super::lists::{page, pages};
use crate::{
    calendar::PermissionName, export::archive::Archive, http::Problem, project::RoleName,
    shared_calendar::StatusName,
};

/// A calendar of somebody else's that the caller is offered or holds a permission on.
#[derive(Serialize)]
struct SharedCalendarBody {
    calendar_id: i64,
    owner_id: i64,
    permission: PermissionName,
    status: StatusName,
    color: Option<String>,
    is_visible: bool,
    sort_order: i32,
    since: Option<String>,
}

impl From<SharedCalendar> for SharedCalendarBody {
    fn from(shared: SharedCalendar) -> Self {
        let preferences = shared.preferences();
        let (status, since) = match shared.shared {
            Shared::Offered(at) => (StatusName::Pending, Some(at)),
            Shared::Accepted { since, .. } => (StatusName::Accepted, since),
        };
        Self {
            calendar_id: shared.id.0,
            owner_id: shared.owner.id.0,
            permission: shared.right.into(),
            status,
            color: preferences.color.map(|color| color.as_str().to_owned()),
            is_visible: preferences.is_visible,
            sort_order: preferences.sort_order.get(),
            since: since.map(|at| at.to_string()),
        }
    }
}

/// A project of somebody else's that the caller is in.
#[derive(Serialize)]
struct SharedProjectBody {
    project_id: i64,
    owner_id: i64,
    role: RoleName,
    is_archived: bool,
    sort_order: i32,
}

impl From<Stored<Project>> for SharedProjectBody {
    fn from(project: Stored<Project>) -> Self {
        Self {
            project_id: project.id.0,
            owner_id: project.membership.owner.0,
            role: project.membership.role.into(),
            is_archived: project.is_archived,
            sort_order: project.sort_order.get(),
        }
    }
}

/// What the caller has on an event, whoever's it is.
#[derive(Serialize)]
struct PreferencesBody {
    event_id: i64,
    is_starred: bool,
    reminders: Vec<u16>,
    changes: Vec<ChangeBody>,
}

/// What they have otherwise on an occurrence, or on that and all that follow.
#[derive(Serialize)]
struct ChangeBody {
    recurrence_id: String,
    scope: &'static str,
    is_starred: Option<bool>,
    reminders: Option<Vec<u16>>,
}

impl From<Preferences> for PreferencesBody {
    fn from(Preferences { event, is_all_day, personal_state }: Preferences) -> Self {
        let change = |PersonalChange { recurrence_id, reach, patch }| ChangeBody {
            recurrence_id: match is_all_day {
                true => recurrence_id.date().to_string(),
                false => format_local(recurrence_id),
            },
            scope: match reach {
                Reach::This => "this",
                Reach::Following => "following",
            },
            is_starred: patch.is_starred,
            reminders: patch.reminders.map(|reminders| reminders.minutes().to_vec()),
        };
        Self {
            event_id: event.0,
            is_starred: personal_state.whole.is_starred,
            reminders: personal_state.whole.reminders.minutes().to_vec(),
            changes: personal_state.changes.into_iter().map(change).collect(),
        }
    }
}

pub(super) async fn write(app: &App, who: UserId, archive: &mut Archive) -> Result<(), Problem> {
    let mut list = archive.list("shared_calendars.json")?;
    let calendars =
        async |after: Option<Keyset>| app.shared_calendars(who, after.as_ref(), page()).await;
    pages!(list, calendars, SharedCalendarBody::from);
    list.end().await?;

    let mut list = archive.list("shared_projects.json")?;
    let filter = ProjectFilter::default();
    let mut after: Option<Keyset> = None;
    loop {
        let Page { items, next } = app.projects(who, &filter, after.as_ref(), page()).await?;
        let others = items.into_iter().filter(|one| one.membership.role != Role::Owner);
        list.add(others.map(SharedProjectBody::from)).await?;
        after = next;
        if after.is_none() {
            break;
        }
    }
    list.end().await?;

    let (mut walk, mut list) = (Walk::new(who), archive.list("event_preferences.json")?);
    while let Some(preferences) = app.next_event_preferences(&mut walk).await? {
        list.add(preferences.into_iter().map(PreferencesBody::from)).await?;
    }
    list.end().await
}
