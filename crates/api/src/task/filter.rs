//! Which tasks clients ask for.

use jiff::tz::TimeZone;
use serde::Deserialize;
use umbra_domain::{
    task::{Status, TaskFilter, TaskOrder},
    todo::Priority,
};
use utoipa::IntoParams;

use super::request::{TaskStatusName, known};
use crate::{
    http::{Problem, fields::Fields, query::search, range::Ends},
    todo::{PriorityName, due},
};

/// Which tasks a list shows, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TaskParameters {
    /// Only tasks with this status.
    #[param(inline)]
    status: Option<TaskStatusName>,
    /// Only done (`true`) or only open (`false`) tasks.
    completed: Option<bool>,
    /// Only tasks with this priority.
    #[param(inline)]
    priority: Option<PriorityName>,
    /// Only tasks that this person is assigned to.
    #[param(minimum = 1)]
    assignee_id: Option<i64>,
    /// Only tasks that nobody is assigned to (`true`), or only the others (`false`).
    unassigned: Option<bool>,
    /// Only the parts of this task.
    #[param(minimum = 1)]
    parent_task_id: Option<i64>,
    /// Only tasks with an open dependency (`true`), or only the others (`false`).
    is_blocked: Option<bool>,
    /// Only tasks due at this time or later: a date, or an instant or local time in the caller's
    /// `timezone`. What is due on a day without a time is due at its end.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// Only tasks due before this time, in the same forms.
    #[param(example = "2027-01-01")]
    end: Option<String>,
    /// Only tasks due on this day or later. Use `start`.
    #[deprecated]
    #[param(format = Date)]
    due_from: Option<String>,
    /// Only tasks due on this day or earlier. Use `end`, which is exclusive.
    #[deprecated]
    #[param(format = Date)]
    due_to: Option<String>,
    /// Only open tasks that are past their due date (`true`), or only the others (`false`).
    overdue: Option<bool>,
    /// Only tasks with this text in title or description, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
    /// The order: `sort_order`, `created_at`, `due_date` or `priority`, with a leading `-` for
    /// descending. Ties are broken by id. Default: `sort_order`.
    #[param(pattern = "^-?(sort_order|created_at|due_date|priority)$")]
    sort: Option<String>,
}

impl TaskParameters {
    #[expect(deprecated, reason = "the former names are still read")]
    pub(super) fn parse(&self, zone: &TimeZone) -> Result<(TaskFilter, TaskOrder), Problem> {
        let mut fields = Fields::default();
        let assignee = fields.take("/assignee_id", self.assignee_id.map(known).transpose());
        let parent = fields.take("/parent_task_id", self.parent_task_id.map(known).transpose());
        let due = due(
            &mut fields,
            Ends::new(self.start.as_ref(), self.end.as_ref()),
            [&self.due_from, &self.due_to],
            zone,
        );
        let search = fields.take("/search", self.search.as_deref().map(search).transpose());
        let order = self.sort.as_deref().map_or(Ok(TaskOrder::default()), TaskOrder::parse);
        let order = fields.take("/sort", order);
        fields.build(|| {
            let filter = TaskFilter {
                status: self.status.map(Status::from),
                completed: self.completed,
                priority: self.priority.map(Priority::from),
                assignee: assignee?,
                unassigned: self.unassigned,
                parent: parent?,
                blocked: self.is_blocked,
                due: due?,
                overdue: self.overdue,
                search: search?,
            };
            Some((filter, order?))
        })
    }
}
