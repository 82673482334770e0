//! What clients send about tasks.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use umbra_app::task::Destination;
use umbra_domain::{
    Invalid, Patch, ProjectId, TaskId, UserId,
    civil::parse_date,
    id::Id,
    recurrence::Rule,
    task::{MAX_ASSIGNEES, MAX_DEPENDENCIES, MAX_REORDERED, SortOrder, Status, Task, TaskPatch},
    todo::{Basis, Description, Due, IN_SHORT_MONTHS, Priority, Recurrence, Title},
};
use utoipa::ToSchema;

use super::errors::place;
use crate::{
    http::{
        Problem,
        fields::{Fields, optional},
        patch,
    },
    recurrence::{ShortMonthsName, new_rule},
    todo::{BasisName, PriorityName},
};

/// The status of a task; also the columns of a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TaskStatus)]
pub(crate) enum TaskStatusName {
    Todo,
    InProgress,
    Blocked,
    Review,
    Done,
}

impl TaskStatusName {
    /// Returns the name on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::InProgress => "in_progress",
            Self::Blocked => "blocked",
            Self::Review => "review",
            Self::Done => "done",
        }
    }
}

impl From<TaskStatusName> for Status {
    fn from(name: TaskStatusName) -> Self {
        match name {
            TaskStatusName::Todo => Self::Todo,
            TaskStatusName::InProgress => Self::InProgress,
            TaskStatusName::Blocked => Self::Blocked,
            TaskStatusName::Review => Self::Review,
            TaskStatusName::Done => Self::Done,
        }
    }
}

impl From<Status> for TaskStatusName {
    fn from(status: Status) -> Self {
        match status {
            Status::Todo => Self::Todo,
            Status::InProgress => Self::InProgress,
            Status::Blocked => Self::Blocked,
            Status::Review => Self::Review,
            Status::Done => Self::Done,
        }
    }
}

/// Parses ids, each of which may be there once. They are put in order, for their order says nothing.
fn ids<T: Id + Ord>(raw: &[i64], most: usize) -> Result<Vec<T>, Invalid> {
    let mut ids = listed(raw, most)?;
    ids.sort_unstable();
    Ok(ids)
}

/// Parses ids, each of which may be there once, in their order.
fn listed<T: Id>(raw: &[i64], most: usize) -> Result<Vec<T>, Invalid> {
    if raw.len() > most {
        return Err(Invalid::new("too_many", format!("there may be at most {most} of them")));
    }
    let mut seen = HashSet::new();
    raw.iter()
        .map(|id| {
            if !seen.insert(*id) {
                return Err(Invalid::new("duplicate", format!("{id} is there twice")));
            }
            known(*id)
        })
        .collect()
}

pub(super) fn known<T: Id>(raw: i64) -> Result<T, Invalid> {
    T::from_positive(raw).ok_or_else(|| Invalid::new("out_of_range", "an id is positive"))
}

/// A new task.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateTask {
    /// The title.
    #[schema(min_length = 1, max_length = 500, example = "Measure the walls")]
    title: String,
    /// A description.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// The status. Default: `todo`. With `done` it is done for good, even if it recurs.
    #[serde(default)]
    #[schema(value_type = Option<TaskStatusName>)]
    status: Option<TaskStatusName>,
    /// Its priority. Default: `none`.
    #[serde(default)]
    #[schema(value_type = Option<PriorityName>)]
    priority: Option<PriorityName>,
    /// The day on which it begins, not after `due_date`.
    #[serde(default)]
    #[schema(format = Date, example = "2026-12-24")]
    start_date: Option<String>,
    /// The day on which it is due.
    #[serde(default)]
    #[schema(format = Date, example = "2026-12-31")]
    due_date: Option<String>,
    /// How it recurs: an `RRULE` of RFC 5545 without times of day. Needs a `due_date`, at which the
    /// series begins.
    #[serde(default)]
    #[schema(max_length = 500, example = "FREQ=MONTHLY")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, for a rule by months or years: the 31st of
    /// June, 29 February in other years. Default: `last_day`, the last day of the month. Needs a
    /// `recurrence_rule`, which then says the same in the words of RFC 7529 (`SKIP`).
    #[serde(default)]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Option<ShortMonthsName>,
    /// From where the next due date is counted. Default: `due`. Needs a `recurrence_rule`.
    #[serde(default)]
    #[schema(value_type = Option<BasisName>)]
    recurrence_basis: Option<BasisName>,
    /// The task of which it is a part, in the same project. There are at most 5 levels.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1)]
    parent_task_id: Option<i64>,
    /// The ids of the accounts that it is assigned to: members of the project, at most 100.
    #[serde(default)]
    #[schema(value_type = Option<Vec<i64>>, max_items = 100)]
    assignee_ids: Option<Vec<i64>>,
    /// Tasks of the same project that have to be done before, at most 100.
    #[serde(default)]
    #[schema(value_type = Option<Vec<i64>>, max_items = 100)]
    depends_on: Option<Vec<i64>>,
    /// Its place in the project: lower numbers come first. If another task has this place, the new one
    /// goes before it and gets another number. Default: after all others.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    sort_order: Option<i64>,
}

impl CreateTask {
    /// Parses the task, and where it is to stand.
    pub(super) fn parse(&self, project: ProjectId) -> Result<(Task, Option<SortOrder>), Problem> {
        let mut fields = Fields::default();
        let title = fields.take("/title", Title::parse(&self.title));
        let description = optional(self.description.as_ref(), Description::parse);
        let description = fields.take("/description", description);
        let start = fields.take("/start_date", optional(self.start_date.as_ref(), parse_date));
        let due = fields.take("/due_date", optional(self.due_date.as_ref(), parse_date));
        let due = due.map(|day| day.map(|date| Due { date, time: None }));
        let rule = new_rule(
            &mut fields,
            self.recurrence_rule.as_ref(),
            self.short_months,
            IN_SHORT_MONTHS,
        );
        let parent = fields.take("/parent_task_id", self.parent_task_id.map(known).transpose());
        let assignees = self.assignee_ids.as_deref().unwrap_or_default();
        let assignees = fields.take("/assignee_ids", ids::<UserId>(assignees, MAX_ASSIGNEES));
        let depends_on = self.depends_on.as_deref().unwrap_or_default();
        let depends_on = fields.take("/depends_on", ids::<TaskId>(depends_on, MAX_DEPENDENCIES));
        let at = fields.take("/sort_order", self.sort_order.map(SortOrder::parse).transpose());
        let basis = self.recurrence_basis.map(Basis::from);
        let fitting = match (rule, start, due) {
            (Some(rule), Some(start), Some(due)) => Task::check_start(start, due)
                .and_then(|()| Ok(Recurrence::begin(rule, basis, due)?))
                .map_err(|unsound| {
                    let (pointer, invalid) = place(unsound);
                    fields.refuse(pointer, invalid);
                })
                .ok(),
            _ => None,
        };
        fields.build(|| {
            let task = Task {
                description: description?,
                status: self.status.map(Status::from).unwrap_or_default(),
                priority: self.priority.map(Priority::from).unwrap_or_default(),
                start: start?,
                due: due?,
                recurrence: fitting?,
                parent: parent?,
                assignees: assignees?,
                depends_on: depends_on?,
                ..Task::titled(project, title?)
            };
            Some((task, at?))
        })
    }
}

/// A change of a task: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateTask {
    /// The title; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 500)]
    title: Patch<String>,
    /// A description.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// How far it has come; `null` sets `todo`. `done` completes it: one that recurs moves to its next
    /// due date and is `todo` again, and so are its parts. Another status opens what is done.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<TaskStatusName>)]
    status: Patch<TaskStatusName>,
    /// Its priority; `null` sets `none`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<PriorityName>)]
    priority: Patch<PriorityName>,
    /// The day on which it begins, not after `due_date`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, format = Date)]
    start_date: Patch<String>,
    /// The day on which it is due.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, format = Date)]
    due_date: Patch<String>,
    /// How it recurs; clearing it ends the series at its present due date. Another rule begins a
    /// new series.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    recurrence_rule: Patch<String>,
    /// What becomes of a day that a month doesn't have; `null` sets `last_day`. A new rule that
    /// doesn't say keeps it.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Patch<ShortMonthsName>,
    /// From where the next due date is counted; `null` sets `due`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<BasisName>)]
    recurrence_basis: Patch<BasisName>,
    /// The task of which it is a part, in the same project.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    parent_task_id: Patch<i64>,
    /// The ids of all accounts that it is assigned to: members of the project; `null` leaves nobody.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<i64>>, max_items = 100)]
    assignee_ids: Patch<Vec<i64>>,
    /// Tasks of the same project that have to be done before: all of them; `null` leaves none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<i64>>, max_items = 100)]
    depends_on: Patch<Vec<i64>>,
    /// Its place in the project; can't be cleared. If another task has this place, this one goes before
    /// it and gets another number.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = i64, required = false)]
    sort_order: Patch<i64>,
}

impl UpdateTask {
    pub(super) fn parse(self) -> Result<TaskPatch, Problem> {
        let mut fields = Fields::default();
        let assignees = fields
            .patch("/assignee_ids", self.assignee_ids, |raw| ids::<UserId>(&raw, MAX_ASSIGNEES));
        let depends_on = fields
            .patch("/depends_on", self.depends_on, |raw| ids::<TaskId>(&raw, MAX_DEPENDENCIES));
        let patch = TaskPatch {
            title: fields.replace("/title", self.title, |text| Title::parse(&text)),
            description: fields
                .patch("/description", self.description, |text| Description::parse(&text)),
            status: self.status.map(Status::from).or(Status::default()),
            priority: self.priority.map(Priority::from).or(Priority::None),
            start: fields.patch("/start_date", self.start_date, |text| parse_date(&text)),
            due: fields.patch("/due_date", self.due_date, |text| parse_date(&text)),
            recurrence_rule: fields
                .patch("/recurrence_rule", self.recurrence_rule, |text| Rule::parse(&text)),
            short_months: self.short_months.map(Into::into),
            recurrence_basis: self.recurrence_basis.map(Basis::from),
            parent: fields.patch("/parent_task_id", self.parent_task_id, known),
            assignees: assignees.or(Vec::new()),
            depends_on: depends_on.or(Vec::new()),
            sort_order: fields.replace("/sort_order", self.sort_order, SortOrder::parse),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// A new order of tasks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReorderTasks {
    /// Tasks of the project in their new order, at most 10,000.
    #[schema(max_items = 10000)]
    task_ids: Vec<i64>,
    /// Where they go: right after this task, or before all others if it is `null`. When it is left
    /// out, they take the places that they have.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    after_task_id: Patch<i64>,
}

impl ReorderTasks {
    pub(super) fn parse(self) -> Result<(Vec<TaskId>, Destination), Problem> {
        let mut fields = Fields::default();
        let tasks = fields.take("/task_ids", listed(&self.task_ids, MAX_REORDERED));
        let to = match self.after_task_id {
            Patch::Keep => Some(Destination::OwnPlaces),
            Patch::Clear => Some(Destination::After(None)),
            Patch::Set(id) => {
                let after = fields.take("/after_task_id", known(id));
                after.map(|id| Destination::After(Some(id)))
            }
        };
        fields.build(|| Some((tasks?, to?)))
    }
}
