//! Which todos, tasks and reminders may be in a range of days.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use umbra_domain::{
    UserId,
    person::Birthdays,
    reminder::Reminder,
    todo::{Basis, Due, Todo},
};

use super::parts::tasks_in_use;
use crate::{
    entity::{project, reminder, task, task_completion, todo, todo_completion},
    instant, rights,
    union_query::Named,
};

/// Which range.
#[derive(Debug, Clone, Copy)]
pub struct DatedIn {
    /// The first day that the range touches.
    pub first: Date,
    /// The last one.
    pub last: Date,
    /// Where the range begins.
    pub from: Timestamp,
    /// Where it ends; outside.
    pub to: Timestamp,
    /// The days of the birthdays.
    pub birthdays: Birthdays,
    /// How many of each kind there are to be at most: one more is read, which tells that there are.
    pub most: u64,
}

/// The due dates in the range that were completed.
pub(super) const COMPLETED: Named = ("completed_dates", "text");

/// What a task shows of its project.
pub(super) const OF_PROJECT: [Named; 2] = [("project_name", "text"), ("project_color", "text")];

/// Selects what is due in the range, and what recurs and may be due in it again or was.
pub(super) fn todos(who: UserId, range: &DatedIn) -> [Select<todo::Entity>; 2] {
    use todo::Column;
    let select = || {
        let select = rights::visible::<Todo>(who);
        let select = select.expr_as(dates(todo_completions(range)), COMPLETED.0);
        select.order_by_asc(Column::DueRank).order_by_asc(Column::Id).limit(range.most + 1)
    };
    [
        select().filter(due_in(Column::DueRank, range)),
        select().filter(Column::RecurrenceRule.is_not_null()).filter(
            may_be_again(Column::DueRank, Column::CompletedAt, Column::RecurrenceBasis, range)
                .or(any(todo_completions(range))),
        ),
    ]
}

/// Selects what is due in the range, what begins in it or lasts over it, and what recurs and may be in
/// it again or was.
pub(super) fn tasks(who: UserId, range: &DatedIn) -> [Select<task::Entity>; 3] {
    use task::Column;
    let select = || {
        let mut select = tasks_in_use(who);
        let of_project = project::Column::Id.into_expr().eq(Column::ProjectId.into_expr());
        QueryTrait::query(&mut select).inner_join(project::Entity, of_project);
        select
            .column_as(project::Column::Name, OF_PROJECT[0].0)
            .column_as(project::Column::Color, OF_PROJECT[1].0)
            .expr_as(dates(task_completions(range)), COMPLETED.0)
            .order_by_asc(Column::DueRank)
            .order_by_asc(Column::Id)
            .limit(range.most + 1)
    };
    // One without a due date is shown where it begins.
    let ends = Column::DueRank.lt(Due::NEVER_RANK);
    let begins_in = Column::StartDate.gte(range.first.to_string());
    [
        select().filter(due_in(Column::DueRank, range)),
        select()
            .filter(Column::StartDate.is_not_null())
            .filter(Column::DueRank.gt(Due::last_rank_of(range.last)))
            .filter(Column::StartDate.lte(range.last.to_string()))
            .filter(ends.or(begins_in)),
        select().filter(Column::RecurrenceRule.is_not_null()).filter(
            may_be_again(Column::DueRank, Column::CompletedAt, Column::RecurrenceBasis, range)
                .or(any(task_completions(range))),
        ),
    ]
}

/// Is true of what is due on the days of a range.
fn due_in(due_rank: impl ColumnTrait, range: &DatedIn) -> Expr {
    due_rank.between(range.first.to_string(), Due::last_rank_of(range.last))
}

/// Is true of what is due before a range and, as far as is known, in it again when that is done.
fn may_be_again<C: ColumnTrait>(due_rank: C, completed_at: C, basis: C, range: &DatedIn) -> Expr {
    let open = completed_at.is_null().and(basis.eq(Basis::Due.as_str()));
    open.and(due_rank.lt(range.first.to_string()))
}

/// Selects the due dates in the range of which a todo was completed, of its present series.
fn todo_completions(range: &DatedIn) -> SelectStatement {
    use todo_completion::Column;
    let of_todo = Column::TodoId.into_expr().eq(todo::Column::Id.into_expr());
    let rows = Query::select().from(todo_completion::Entity).and_where(of_todo).take();
    let series = {
        use todo::Column;
        [Column::RecurrenceAnchor, Column::RecurrenceBasis, Column::DueRank]
    };
    in_range(rows, Column::DueDate, series, range)
}

/// Selects the due dates in the range of which a task was completed, of its present series.
fn task_completions(range: &DatedIn) -> SelectStatement {
    use task_completion::Column;
    let of_task = Column::TaskId.into_expr().eq(task::Column::Id.into_expr());
    let rows = Query::select().from(task_completion::Entity).and_where(of_task).take();
    let series = {
        use task::Column;
        [Column::RecurrenceAnchor, Column::RecurrenceBasis, Column::DueRank]
    };
    in_range(rows, Column::DueDate, series, range)
}

/// Keeps those in the range which are of the present series, as far as dates tell: those of earlier ones
/// stay when a due date is set back or a rule is cleared. Where due dates follow from due dates, none
/// that was completed lies after the present one.
fn in_range<C: ColumnTrait>(
    mut rows: SelectStatement,
    due: impl ColumnTrait,
    [anchor, basis, due_rank]: [C; 3],
    range: &DatedIn,
) -> SelectStatement {
    let counts_on = basis.ne(Basis::Due.as_str());
    rows.and_where(due.between(range.first.to_string(), range.last.to_string()))
        .and_where(due.into_expr().gte(anchor.into_expr()))
        .and_where(counts_on.or(due.into_expr().lt(due_rank.into_expr())))
        .take()
}

/// Is true where any of these is.
fn any(mut completions: SelectStatement) -> Expr {
    Expr::exists(completions.expr(Expr::cust("1")).take())
}

/// Gives the due dates of these, with commas between them.
fn dates(mut completions: SelectStatement) -> Expr {
    Expr::from(completions.expr(Expr::cust("string_agg(due_date, ',')")).take())
}

/// Selects active reminders that ring once in the range, that recur and haven't ended before it, and
/// those whose snooze ends in it. One may be there twice.
pub(super) fn reminders(who: UserId, range: &DatedIn) -> [Select<reminder::Entity>; 3] {
    use reminder::Column;
    let (from, to) = (instant::to_column(range.from), instant::to_column(range.to));
    let select = || {
        rights::visible::<Reminder>(who)
            .filter(Column::EventId.is_null())
            .filter(Column::IsActive.eq(true))
            .limit(range.most + 1)
    };
    // The end is a local time, which is never two days away from the same one in UTC.
    let before = range.from.saturating_sub(SignedDuration::from_hours(48));
    let ended = TimeZone::UTC.to_datetime(before.unwrap_or(range.from)).to_string();
    [
        select()
            .filter(Column::RecurrenceRule.is_null())
            .filter(Column::RemindAt.gte(from))
            .filter(Column::RemindAt.lt(to)),
        select()
            .filter(Column::RecurrenceRule.is_not_null())
            .filter(Column::RemindAt.lt(to))
            .filter(Column::RecurrenceEnd.is_null().or(Column::RecurrenceEnd.gte(ended))),
        select().filter(Column::DueAt.gte(from)).filter(Column::DueAt.lt(to)),
    ]
}
