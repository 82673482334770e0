//! What clients send about todos.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use umbra_domain::{
    Patch,
    civil::{parse_date, parse_time},
    recurrence::Rule,
    todo::{
        Basis, Category, Description, Due, DueRange, IN_SHORT_MONTHS, Priority, Recurrence, Title,
        Todo, TodoFilter, TodoOrder, TodoPatch, Unsound,
    },
};
use utoipa::{IntoParams, ToSchema};

use super::errors::place;
use crate::{
    http::{
        Problem,
        fields::{Fields, optional},
        patch,
        query::search,
        range::{Ends, Range},
    },
    recurrence::{ShortMonthsName, new_rule},
};

/// The priority of a todo or task.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Priority)]
pub(crate) enum PriorityName {
    None,
    Low,
    Medium,
    High,
}

impl From<PriorityName> for Priority {
    fn from(name: PriorityName) -> Self {
        match name {
            PriorityName::None => Self::None,
            PriorityName::Low => Self::Low,
            PriorityName::Medium => Self::Medium,
            PriorityName::High => Self::High,
        }
    }
}

impl From<Priority> for PriorityName {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::None => Self::None,
            Priority::Low => Self::Low,
            Priority::Medium => Self::Medium,
            Priority::High => Self::High,
        }
    }
}

/// From where the next due date is counted.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RecurrenceBasis)]
pub(crate) enum BasisName {
    /// From the due dates, whenever they are completed.
    Due,
    /// From the day on which it is completed.
    Completion,
}

impl From<BasisName> for Basis {
    fn from(name: BasisName) -> Self {
        match name {
            BasisName::Due => Self::Due,
            BasisName::Completion => Self::Completion,
        }
    }
}

impl From<Basis> for BasisName {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Due => Self::Due,
            Basis::Completion => Self::Completion,
        }
    }
}

/// A new todo.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateTodo {
    /// The title.
    #[schema(min_length = 1, max_length = 500, example = "Buy milk")]
    title: String,
    /// A description.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// Its priority. Default: `none`.
    #[serde(default)]
    #[schema(value_type = Option<PriorityName>)]
    priority: Option<PriorityName>,
    /// A category to group todos by.
    #[serde(default)]
    #[schema(max_length = 100, example = "groceries")]
    category: Option<String>,
    /// The day on which it is due, in the owner's time zone.
    #[serde(default)]
    #[schema(format = Date, example = "2026-12-31")]
    due_date: Option<String>,
    /// The time on that day, `HH:MM` or `HH:MM:SS`. Default: the whole day.
    #[serde(default)]
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", example = "09:30")]
    due_time: Option<String>,
    /// How it recurs: an `RRULE` of RFC 5545 without times of day. Needs a `due_date`, at which the
    /// series begins, also if the rule wouldn't make it a due date.
    #[serde(default)]
    #[schema(max_length = 500, example = "FREQ=MONTHLY")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, for a rule by months or years: the 31st of
    /// June, 29 February in other years. Default: `last_day`, the last day of the month. Needs a `recurrence_rule`, which
    /// then says the same in the words of RFC 7529 (`SKIP`).
    #[serde(default)]
    #[schema(value_type = Option<ShortMonthsName>)]
    short_months: Option<ShortMonthsName>,
    /// From where the next due date is counted. Default: `due`. Needs a `recurrence_rule`.
    #[serde(default)]
    #[schema(value_type = Option<BasisName>)]
    recurrence_basis: Option<BasisName>,
    /// Whether it is completed already, for good even if it recurs. Default: `false`.
    #[serde(default)]
    completed: Option<bool>,
}

impl CreateTodo {
    /// Parses the todo, and whether it is done already.
    pub(super) fn parse(&self) -> Result<(Todo, bool), Problem> {
        let mut fields = Fields::default();
        let title = fields.take("/title", Title::parse(&self.title));
        let description = optional(self.description.as_ref(), Description::parse);
        let description = fields.take("/description", description);
        let category = fields.take("/category", optional(self.category.as_ref(), Category::parse));
        let date = fields.take("/due_date", optional(self.due_date.as_ref(), parse_date));
        let time = fields.take("/due_time", optional(self.due_time.as_ref(), parse_time));
        let due = match (date, time) {
            (Some(date), Some(time)) => fields.take("/due_time", Due::parse(date, time)),
            _ => None,
        };
        let rule = new_rule(
            &mut fields,
            self.recurrence_rule.as_ref(),
            self.short_months,
            IN_SHORT_MONTHS,
        );
        let basis = self.recurrence_basis.map(Basis::from);
        let recurrence = match (rule, due) {
            (Some(rule), Some(due)) => Recurrence::begin(rule, basis, due)
                .map_err(|unsound| refuse(&mut fields, unsound))
                .ok(),
            _ => None,
        };
        fields.build(|| {
            let todo = Todo {
                title: title?,
                description: description?,
                priority: self.priority.map(Priority::from).unwrap_or_default(),
                category: category?,
                due: due?,
                recurrence: recurrence?,
                last_completed_at: None,
                completed_at: None,
            };
            Some((todo, self.completed.unwrap_or_default()))
        })
    }
}

/// Notes which field doesn't go with the others.
fn refuse(fields: &mut Fields, unsound: Unsound) {
    let (pointer, invalid) = place(unsound);
    fields.refuse(pointer, invalid);
}

/// A change of a todo: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateTodo {
    /// The title; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 500)]
    title: Patch<String>,
    /// A description.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// Its priority; `null` sets `none`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<PriorityName>)]
    priority: Patch<PriorityName>,
    /// A category to group todos by.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    category: Patch<String>,
    /// The day on which it is due; clearing it clears `due_time` too.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, format = Date)]
    due_date: Patch<String>,
    /// The time on that day.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(
        value_type = Option<String>,
        pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
    )]
    due_time: Patch<String>,
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
    /// Whether it is completed; `null` sets `false`. `true` moves an open todo that recurs to its
    /// next due date, every time; `false` leaves an open one as it is.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    completed: Patch<bool>,
}

impl UpdateTodo {
    pub(super) fn parse(self) -> Result<TodoPatch, Problem> {
        let mut fields = Fields::default();
        let patch = TodoPatch {
            title: fields.replace("/title", self.title, |text| Title::parse(&text)),
            description: fields
                .patch("/description", self.description, |text| Description::parse(&text)),
            priority: self.priority.map(Priority::from).or(Priority::None),
            category: fields.patch("/category", self.category, |text| Category::parse(&text)),
            due_date: fields.patch("/due_date", self.due_date, |text| parse_date(&text)),
            due_time: fields.patch("/due_time", self.due_time, |text| parse_time(&text)),
            recurrence_rule: fields
                .patch("/recurrence_rule", self.recurrence_rule, |text| Rule::parse(&text)),
            short_months: self.short_months.map(Into::into),
            recurrence_basis: self.recurrence_basis.map(Basis::from),
            completed: self.completed.or(false),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// Reads between which moments things are due: `start` and `end`, or the days that were called
/// `due_from` and `due_to` before.
pub(crate) fn due(
    fields: &mut Fields,
    ends: Ends<'_>,
    [first, last]: [&Option<String>; 2],
    zone: &TimeZone,
) -> Option<DueRange> {
    let date = |text: &Option<String>| text.as_deref().map(parse_date).transpose();
    let ends = ends.alone(fields, [("due_from", first), ("due_to", last)]);
    let days = (fields.take("/due_from", date(first)), fields.take("/due_to", date(last)));
    let Range { start, end } = ends.locals(fields, zone)?;
    let (first, last) = (days.0?, days.1?);
    Some(match (start, end) {
        (None, None) => DueRange::days(first, last),
        _ => DueRange::between(start, end),
    })
}

/// Which todos a list shows, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TodoParameters {
    /// Only completed (`true`) or only open (`false`) todos.
    completed: Option<bool>,
    /// Only todos with this priority.
    #[param(inline)]
    priority: Option<PriorityName>,
    /// Only todos of exactly this category.
    #[param(max_length = 100)]
    category: Option<String>,
    /// Only todos due at this time or later: a date, or an instant or local time in the caller's
    /// `timezone`. What is due on a day without a time is due at its end.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// Only todos due before this time, in the same forms.
    #[param(example = "2027-01-01")]
    end: Option<String>,
    /// Only todos due on this day or later. Use `start`.
    #[deprecated]
    #[param(format = Date)]
    due_from: Option<String>,
    /// Only todos due on this day or earlier. Use `end`, which is exclusive.
    #[deprecated]
    #[param(format = Date)]
    due_to: Option<String>,
    /// Only open todos that are past their due date or time (`true`), or only the others (`false`).
    overdue: Option<bool>,
    /// Only todos with this text in title, description or category, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
    /// The order: `created_at`, `updated_at`, `due_date`, `priority` or `title`, with a leading `-`
    /// for descending. Ties are broken by id. Default: `-created_at`.
    #[param(pattern = "^-?(created_at|updated_at|due_date|priority|title)$")]
    sort: Option<String>,
}

impl TodoParameters {
    #[expect(deprecated, reason = "the former names are still read")]
    pub(super) fn parse(&self, zone: &TimeZone) -> Result<(TodoFilter, TodoOrder), Problem> {
        let mut fields = Fields::default();
        let category = self.category.as_deref().map(Category::parse).transpose();
        let search = self.search.as_deref().map(search).transpose();
        let order = self.sort.as_deref().map_or(Ok(TodoOrder::default()), TodoOrder::parse);
        let category = fields.take("/category", category);
        let due = due(
            &mut fields,
            Ends::new(self.start.as_ref(), self.end.as_ref()),
            [&self.due_from, &self.due_to],
            zone,
        );
        let search = fields.take("/search", search);
        let order = fields.take("/sort", order);
        fields.build(|| {
            let filter = TodoFilter {
                completed: self.completed,
                priority: self.priority.map(Priority::from),
                category: category?,
                due: due?,
                overdue: self.overdue,
                search: search?,
            };
            Some((filter, order?))
        })
    }
}
