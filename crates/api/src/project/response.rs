//! What clients get to see of projects.

use serde::Serialize;
use umbra_domain::{
    Stored,
    project::{Description, Project, ProjectStats},
};
use utoipa::ToSchema;

use super::{member::RoleName, request::ProjectStatusName};
use crate::http::resource::Exposed;

/// A project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Project)]
pub(crate) struct ProjectBody {
    /// The id of the project.
    #[schema(minimum = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "New kitchen")]
    name: String,
    /// A description.
    description: Option<String>,
    /// The status.
    status: ProjectStatusName,
    /// The colour it is shown in.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: String,
    /// The day on which it is due.
    #[schema(format = Date, example = "2026-12-31")]
    due_date: Option<String>,
    /// Whether the caller has archived it: its due date and tasks aren't shown in their agenda.
    is_archived: bool,
    /// Its position in the caller's list: lower numbers come first.
    sort_order: i32,
    /// The caller's role.
    role: RoleName,
    /// Its owner.
    #[schema(minimum = 1)]
    owner_id: i64,
    /// The number of members, including the owner and the caller.
    #[schema(minimum = 1)]
    member_count: u64,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed, not counting its tasks.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Project>> for ProjectBody {
    fn from(project: Stored<Project>) -> Self {
        let Stored { id, body, version, created_at, updated_at, .. } = project;
        Self {
            id: id.0,
            name: body.name.into_string(),
            description: body.description.map(Description::into_string),
            status: body.status.into(),
            color: body.color.as_str().to_owned(),
            due_date: body.due.map(|day| day.to_string()),
            is_archived: body.is_archived,
            sort_order: body.sort_order.get(),
            role: body.membership.role.into(),
            owner_id: body.membership.owner.0,
            member_count: body.membership.members,
            version,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Project {
    const PATH: &'static str = "/api/projects";
    type Body = ProjectBody;
}

/// How many tasks of a project there are of each status.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TasksByStatus)]
pub(super) struct ByStatusBody {
    todo: u64,
    in_progress: u64,
    blocked: u64,
    review: u64,
    done: u64,
}

/// Statistics of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectStats)]
pub(super) struct StatsBody {
    /// How many tasks there are.
    total: u64,
    /// The number of tasks that aren't done.
    open: u64,
    /// The number of tasks that are done.
    done: u64,
    /// The percentage of tasks that are done, rounded down; `null` without tasks.
    #[schema(minimum = 0, maximum = 100)]
    progress: Option<u64>,
    /// How many there are of each status.
    by_status: ByStatusBody,
    /// The number of open tasks that are past their due date.
    overdue: u64,
    /// The number of open tasks that are due today or within the next seven days.
    due_soon: u64,
    /// The number of open tasks that depend on an open task, whatever their status.
    blocked: u64,
    /// The number of open tasks that nobody is assigned to.
    unassigned: u64,
    /// How many completions there were in the last seven days; each due date of a recurring task counts
    /// by itself.
    completed_recently: u64,
}

impl From<ProjectStats> for StatsBody {
    fn from(stats: ProjectStats) -> Self {
        let [todo, in_progress, blocked, review, done] = stats.by_status;
        let total = todo + in_progress + blocked + review + done;
        Self {
            total,
            open: total - done,
            done,
            progress: (done * 100).checked_div(total),
            by_status: ByStatusBody { todo, in_progress, blocked, review, done },
            overdue: stats.overdue,
            due_soon: stats.due_soon,
            blocked: stats.blocked,
            unassigned: stats.unassigned,
            completed_recently: stats.completed_recently,
        }
    }
}
