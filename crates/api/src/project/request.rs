//! What clients send about projects.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    Patch, UserId,
    calendar::{SortOrder, default_color},
    civil::parse_date,
    project::{Description, Membership, Name, Project, ProjectFilter, ProjectPatch, Status},
    settings::Color,
};
use utoipa::{IntoParams, ToSchema};

use crate::http::{
    Problem,
    fields::{Fields, optional},
    patch,
    query::search,
};

/// The status of a project.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProjectStatus)]
pub(crate) enum ProjectStatusName {
    Planned,
    Active,
    OnHold,
    Completed,
    Cancelled,
}

impl From<ProjectStatusName> for Status {
    fn from(name: ProjectStatusName) -> Self {
        match name {
            ProjectStatusName::Planned => Self::Planned,
            ProjectStatusName::Active => Self::Active,
            ProjectStatusName::OnHold => Self::OnHold,
            ProjectStatusName::Completed => Self::Completed,
            ProjectStatusName::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Status> for ProjectStatusName {
    fn from(status: Status) -> Self {
        match status {
            Status::Planned => Self::Planned,
            Status::Active => Self::Active,
            Status::OnHold => Self::OnHold,
            Status::Completed => Self::Completed,
            Status::Cancelled => Self::Cancelled,
        }
    }
}

/// A new project.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateProject {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, example = "New kitchen")]
    name: String,
    /// A description.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// The status. Default: `active`.
    #[serde(default)]
    #[schema(value_type = Option<ProjectStatusName>)]
    status: Option<ProjectStatusName>,
    /// The colour it is shown in. Default: `#3366cc`.
    #[serde(default)]
    #[schema(pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", example = "#1a2b3c")]
    color: Option<String>,
    /// The day on which it is due.
    #[serde(default)]
    #[schema(format = Date, example = "2026-12-31")]
    due_date: Option<String>,
    /// Whether the caller has archived it: its due date and tasks aren't shown in their agenda.
    /// Default: `false`.
    #[serde(default)]
    is_archived: Option<bool>,
    /// Its position in the caller's list: lower numbers come first. Default: 0.
    #[serde(default)]
    #[schema(value_type = Option<i32>)]
    sort_order: Option<i64>,
}

impl CreateProject {
    pub(super) fn parse(&self, owner: UserId) -> Result<Project, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("/name", Name::parse(&self.name));
        let description = optional(self.description.as_ref(), Description::parse);
        let description = fields.take("/description", description);
        let color = self.color.as_deref().map_or_else(|| Ok(default_color()), Color::parse);
        let color = fields.take("/color", color);
        let due = fields.take("/due_date", optional(self.due_date.as_ref(), parse_date));
        let sort_order = self.sort_order.map_or(Ok(SortOrder::default()), SortOrder::parse);
        let sort_order = fields.take("/sort_order", sort_order);
        fields.build(|| {
            Some(Project {
                name: name?,
                description: description?,
                status: self.status.map(Status::from).unwrap_or_default(),
                color: color?,
                due: due?,
                is_archived: self.is_archived.unwrap_or_default(),
                sort_order: sort_order?,
                membership: Membership::sole_owner(owner),
            })
        })
    }
}

/// A change of a project: an omitted field stays, `null` clears it or sets its default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateProject {
    /// Its name; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    name: Patch<String>,
    /// A description.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// How far it has come; `null` sets `active`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<ProjectStatusName>)]
    status: Patch<ProjectStatusName>,
    /// The colour it is shown in; `null` sets `#3366cc`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    color: Patch<String>,
    /// The day on which it is due.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, format = Date)]
    due_date: Patch<String>,
    /// Whether the caller has archived it; `null` sets `false`. Each member has their own.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_archived: Patch<bool>,
    /// Its position in the caller's list: lower numbers come first; `null` sets 0. Each member has
    /// their own.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i32>)]
    sort_order: Patch<i64>,
}

impl UpdateProject {
    pub(super) fn parse(self) -> Result<ProjectPatch, Problem> {
        let mut fields = Fields::default();
        let color = fields.patch("/color", self.color, |text| Color::parse(&text));
        let sort_order = fields.patch("/sort_order", self.sort_order, SortOrder::parse);
        let patch = ProjectPatch {
            name: fields.replace("/name", self.name, |text| Name::parse(&text)),
            description: fields
                .patch("/description", self.description, |text| Description::parse(&text)),
            status: self.status.map(Status::from).or(Status::default()),
            color: color.or(default_color()),
            due: fields.patch("/due_date", self.due_date, |text| parse_date(&text)),
            is_archived: self.is_archived.or(false),
            sort_order: sort_order.or(SortOrder::default()),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// Which projects a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProjectParameters {
    /// Only projects with this status.
    #[param(inline)]
    status: Option<ProjectStatusName>,
    /// Only projects that the caller has archived (`true`), or only the others (`false`).
    is_archived: Option<bool>,
    /// Only projects with this text in name or description, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
}

impl ProjectParameters {
    pub(super) fn parse(&self) -> Result<ProjectFilter, Problem> {
        let mut fields = Fields::default();
        let search = fields.take("/search", self.search.as_deref().map(search).transpose());
        fields.build(|| {
            Some(ProjectFilter {
                status: self.status.map(Status::from),
                is_archived: self.is_archived,
                search: search?,
            })
        })
    }
}
