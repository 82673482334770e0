//! What a range of days holds, apart from events.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use umbra_domain::{
    CalendarId, Stored, UserId,
    calendar::Calendar,
    person::{BirthdayOf, Person},
    project::{Name, Project},
    reminder::Reminder,
    rights::Right,
    settings::Color,
    stored::Identified,
    task::Task,
    todo::{Due, Todo},
};

use super::{
    parts::{OF_TASK, in_use},
    selections::{COMPLETED, DatedIn, OF_PROJECT, reminders, tasks, todos},
};
use crate::{
    Read, StoreError,
    entity::{calendar_member, project, todo},
    person,
    project::row::OF_MEMBERS,
    reminder::OF_REMINDER,
    rights,
    table::Table,
    task::row as task_row,
    todo::row as todo_row,
    union_query::{Named, Rows, UnionQuery},
};

const CALENDAR: i16 = 0;
const TODO: i16 = 1;
const TASK: i16 = 2;
const REMINDER: i16 = 3;
const PERSON: i16 = 4;
const PROJECT: i16 = 5;

/// What a range holds. What recurs is there as soon as it may be in the range: which days it is on is
/// for the domain to say.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The calendars that aren't hidden from the person, and the colour each is shown to them in.
    pub calendars: HashMap<CalendarId, Color>,
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
        let calendars = colors(who);
        let projects = rights::visible::<Project>(who)
            .filter(in_use())
            .filter(
                project::Column::DueDate.between(range.first.to_string(), range.last.to_string()),
            )
            .limit(range.most + 1);
        let born = person::born(who, range.birthdays, range.most + 1);
        let mut all = UnionQuery::default()
            .rows(CALENDAR, calendars, &COLOR)
            .things::<Project>(PROJECT, projects, &OF_MEMBERS)
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
            calendars: read_colors(&mut rows)?,
            todos: read_todos(&mut rows)?,
            tasks: read_tasks(&mut rows)?,
            reminders: once(Reminder::read(db, rows.take(REMINDER)?).await?, |one| one),
            birthdays: range.birthdays.in_order(Person::read(db, rows.take(PERSON)?).await?),
            projects,
        })
    }
}

/// The columns of [`colors`].
const COLOR: [Named; 2] = [("id", "bigint"), ("color", "text")];

/// Selects the calendars that aren't hidden from a person, also those of which they only see when
/// somebody is busy, and the colour they see each in.
fn colors(who: UserId) -> SelectStatement {
    let own = Expr::cust("COALESCE(calendar_members.color, calendars.color)");
    rights::numbers::<Calendar>(who, Right::Busy)
        .expr_as(own, "color")
        .filter(calendar_member::Column::IsVisible.eq(true))
        .into_query()
}

fn read_colors(rows: &mut Rows) -> Result<HashMap<CalendarId, Color>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        color: String,
    }
    let rows = rows.take::<Row>(CALENDAR)?.into_iter();
    Ok(rows.map(|row| (CalendarId(row.id), Color::from_stored(row.color))).collect())
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
