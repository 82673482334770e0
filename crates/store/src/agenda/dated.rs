//! What a range of days holds, apart from events.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use sea_orm::{
    ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use umbra_domain::{
    Stored, UserId,
    calendar::Calendar,
    person::{BirthdayOf, Birthdays, Person},
    project::{Name, Project},
    reminder::Reminder,
    settings::Color,
    stored::Identified,
    task::Task,
    todo::{Basis, Due, Todo},
};

use super::parts::{OF_TASK, end_of, tasks_in_use};
use crate::{
    Read, StoreError,
    entity::{calendar, project, reminder, task, task_completion, todo, todo_completion},
    instant, person,
    reminder::OF_REMINDER,
    rights,
    table::Table,
    task::row as task_row,
    todo::row as todo_row,
    together::{Named, Rows, Together},
};

const CALENDAR: i16 = 0;
const TODO: i16 = 1;
const TASK: i16 = 2;
const REMINDER: i16 = 3;
const PERSON: i16 = 4;
const PROJECT: i16 = 5;

/// The due dates in the range that were completed.
const COMPLETED: Named = ("completed_dates", "text");

/// What a task shows of its project.
const OF_PROJECT: [Named; 2] = [("project_name", "text"), ("project_color", "text")];

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

/// What a range holds. What recurs is there as soon as it may be in the range: which days it is on is
/// for the domain to say.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The calendars whose events are shown.
    pub calendars: Vec<Stored<Calendar>>,
    /// Todos by when they are due, those that are done, too.
    pub todos: Vec<DatedTodo>,
    /// Tasks by when they are due, those that are done, too; of projects that aren't put away.
    pub tasks: Vec<DatedTask>,
    /// The person's own active reminders.
    pub reminders: Vec<Stored<Reminder>>,
    /// Birthdays, by day.
    pub birthdays: Vec<BirthdayOf>,
    /// Projects that aren't put away, by the day on which they are to be done.
    pub projects: Vec<Stored<Project>>,
}

/// A todo that is due in a range, was, or may be.
#[derive(Debug, Clone)]
pub struct DatedTodo {
    /// The todo.
    pub todo: Stored<Todo>,
    /// Its due dates in the range that were completed before the present one, in order.
    pub completed: Vec<Date>,
}

/// A task that is in a range, was, or may be.
#[derive(Debug, Clone)]
pub struct DatedTask {
    /// The task.
    pub task: Stored<Task>,
    /// Its due dates in the range that were completed before the present one, in order.
    pub completed: Vec<Date>,
    /// What its project is called.
    pub project_name: Name,
    /// The colour of its project.
    pub project_color: Color,
}

#[derive(FromQueryResult)]
struct TodoRow {
    #[sea_orm(nested)]
    todo: todo::Model,
    completed_dates: Option<String>,
}

#[derive(FromQueryResult)]
struct TaskRow {
    #[sea_orm(nested)]
    task: task_row::Row,
    project_name: String,
    project_color: String,
    completed_dates: Option<String>,
}

impl Dated {
    /// Reads what a range holds, in one statement.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn read(db: &impl Read, who: UserId, range: &DatedIn) -> Result<Self, StoreError> {
        let calendars =
            rights::visible::<Calendar>(who).filter(calendar::Column::IsVisible.eq(true));
        let projects = rights::visible::<Project>(who)
            .filter(project::Column::IsArchived.eq(false))
            .filter(
                project::Column::DueDate.between(range.first.to_string(), range.last.to_string()),
            )
            .limit(range.most + 1);
        let born = person::born(who, range.birthdays, range.most + 1);
        let mut all = Together::default()
            .things::<Calendar>(CALENDAR, calendars, &[])
            .things::<Project>(PROJECT, projects, &[])
            .things::<Person>(PERSON, born, &[]);
        for todos in todos(who, range) {
            all = all.things::<Todo>(TODO, todos, &[COMPLETED]);
        }
        let [assignees, depends_on, is_blocked] = OF_TASK;
        let [name, color] = OF_PROJECT;
        for tasks in tasks(who, range) {
            let more = [assignees, depends_on, is_blocked, name, color, COMPLETED];
            all = all.things::<Task>(TASK, tasks, &more);
        }
        for reminders in reminders(who, range) {
            all = all.things::<Reminder>(REMINDER, reminders, &OF_REMINDER);
        }
        let mut rows = all.read(db).await?;
        let mut projects = Project::read(db, rows.take(PROJECT)?).await?;
        projects.sort_by_key(|project| (project.due, project.id));
        Ok(Self {
            calendars: Calendar::read(db, rows.take(CALENDAR)?).await?,
            todos: read_todos(&mut rows)?,
            tasks: read_tasks(&mut rows)?,
            reminders: once(Reminder::read(db, rows.take(REMINDER)?).await?, |one| one),
            birthdays: range.birthdays.in_order(Person::read(db, rows.take(PERSON)?).await?),
            projects,
        })
    }
}

/// Selects what is due in the range, and what recurs and may be due in it again or was.
fn todos(who: UserId, range: &DatedIn) -> [Select<todo::Entity>; 2] {
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
fn tasks(who: UserId, range: &DatedIn) -> [Select<task::Entity>; 3] {
    use task::Column;
    let select = || {
        tasks_in_use(who)
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
            .filter(Column::DueRank.gt(end_of(range.last)))
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
    due_rank.between(range.first.to_string(), end_of(range.last))
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
fn reminders(who: UserId, range: &DatedIn) -> [Select<reminder::Entity>; 3] {
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

fn read_todos(rows: &mut Rows) -> Result<Vec<DatedTodo>, StoreError> {
    let read = rows.take::<TodoRow>(TODO)?.into_iter().map(|row| {
        let todo = todo_row::to_todo(row.todo)?;
        let completed = days(row.completed_dates, todo.due)?;
        Ok::<_, StoreError>(DatedTodo { todo, completed })
    });
    let mut todos = once(read.collect::<Result<_, _>>()?, |one: &DatedTodo| &one.todo);
    todos.sort_by_key(|DatedTodo { todo, .. }| (Due::rank(todo.due), todo.id));
    Ok(todos)
}

fn read_tasks(rows: &mut Rows) -> Result<Vec<DatedTask>, StoreError> {
    let read = rows.take::<TaskRow>(TASK)?.into_iter().map(|row| {
        let task = task_row::to_task(row.task)?;
        Ok::<_, StoreError>(DatedTask {
            completed: days(row.completed_dates, task.due)?,
            task,
            project_name: Name::from_stored(row.project_name),
            project_color: Color::from_stored(row.project_color),
        })
    });
    let mut tasks = once(read.collect::<Result<_, _>>()?, |one: &DatedTask| &one.task);
    tasks.sort_by_key(|DatedTask { task, .. }| (Due::rank(task.due), task.id));
    Ok(tasks)
}

/// Keeps each thing once.
fn once<One, T: Identified>(mut all: Vec<One>, thing: impl Fn(&One) -> &Stored<T>) -> Vec<One>
where
    T::Id: std::hash::Hash + Eq + Copy,
{
    let mut known = HashSet::new();
    all.retain(|one| known.insert(thing(one).id));
    all
}

/// Reads days with commas between them, in order, without that of the present due date.
fn days(text: Option<String>, due: Option<Due>) -> Result<Vec<Date>, StoreError> {
    let text = text.unwrap_or_default();
    let parts = text.split(',').filter(|part| !part.is_empty());
    let days: Result<Vec<Date>, _> = parts.map(str::parse).collect();
    let mut days = days.map_err(|_| StoreError::Corrupt("due date"))?;
    days.retain(|&day| due.is_none_or(|due| due.date != day));
    days.sort_unstable();
    days.dedup();
    Ok(days)
}
