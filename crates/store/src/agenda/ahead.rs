//! What lies ahead of somebody, apart from events.

use jiff::{Timestamp, civil::Date};
use sea_orm::QuerySelect as _;
use umbra_domain::{
    Stored, UserId,
    page::Limit,
    person::{BirthdayOf, Birthdays, Person},
    reminder::{Reminder, ReminderFilter},
    task::Task,
    todo::{Due, Todo},
};

use super::parts::{COUNTED, OF_TASK, due_tasks, due_todos, project_counts, read_counts};
use crate::{
    Read, StoreError, notification, person,
    reminder::{self, OF_REMINDER},
    table::Table,
    union_query::{Named, UnionQuery},
    weather::{self, AtPlace},
};

const TODO: i16 = 0;
const TASK: i16 = 1;
const REMINDER: i16 = 2;
const PERSON: i16 = 3;
const PROJECTS: i16 = 4;
const DUE_REMINDER: i16 = 5;
const WEATHER: i16 = 6;
const NOTIFICATIONS: i16 = 7;

const ALONE: &[Named] = &[];

/// What to read.
#[derive(Debug, Clone)]
pub struct AheadOf<'a> {
    /// The last day on which todos and tasks are due.
    pub last: Date,
    /// Before when reminders ring next.
    pub rings_before: Option<Timestamp>,
    /// The days of the birthdays.
    pub birthdays: Birthdays,
    /// How many of each there are at most.
    pub limit: Limit,
    /// What to read besides, which is about this moment.
    pub today: Option<AskedToday<'a>>,
}

/// What to read of this moment.
#[derive(Debug, Clone, Copy)]
pub struct AskedToday<'a> {
    /// The moment.
    pub now: Timestamp,
    /// Begins the keys of the weather that is kept, if there is weather.
    pub weather: Option<&'a str>,
}

/// What lies ahead.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    /// Open todos that are due by the last day, by when they are: the first ones.
    pub todos: Vec<Stored<Todo>>,
    /// Open tasks that are due by the last day, by when they are: those that are the person's or
    /// nobody's, of projects that they may see and that aren't put away; the first ones.
    pub tasks: Vec<Stored<Task>>,
    /// The person's own active reminders, by when they ring next: the first ones.
    pub reminders: Vec<Stored<Reminder>>,
    /// Birthdays, by day: the first ones.
    pub birthdays: Vec<BirthdayOf>,
    /// What was read of this moment; empty if nothing was.
    pub today: Today,
}

/// What there is at this moment.
#[derive(Debug, Clone, Default)]
pub struct Today {
    /// How many projects that aren't put away there are of each status, in the order of
    /// [`umbra_domain::project::Status::ALL`].
    pub projects: [u64; 5],
    /// What [`reminder::due`] lists.
    pub due_reminders: Vec<Stored<Reminder>>,
    /// The place for which the person wants the weather, and what is kept of it.
    pub weather: Option<AtPlace>,
    /// How much the person was told and hasn't read.
    pub unread: u64,
}

impl Ahead {
    /// Reads what lies ahead in one statement, and another one for the events on which reminders are
    /// that are due.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn read(
        db: &impl Read,
        who: UserId,
        asked: &AheadOf<'_>,
    ) -> Result<Self, StoreError> {
        let AheadOf { last, rings_before, birthdays, limit, today } = *asked;
        let filter =
            ReminderFilter { active: Some(true), to: rings_before, ..ReminderFilter::default() };
        let ringing = reminder::ringing(who, &filter).limit(limit.get());
        let mut all = UnionQuery::default()
            .things::<Todo>(TODO, due_todos(who, last, limit), ALONE)
            .things::<Task>(TASK, due_tasks(who, last, limit), &OF_TASK)
            .things::<Reminder>(REMINDER, ringing, &OF_REMINDER)
            .things::<Person>(PERSON, person::born(who, birthdays, limit.get()), ALONE);
        if let Some(AskedToday { now, weather: kept }) = today {
            all = all.rows(PROJECTS, project_counts(who), &COUNTED).rows(
                NOTIFICATIONS,
                notification::unread_of(who),
                &notification::UNREAD,
            );
            for due in reminder::may_be_due(who, now, None, limit) {
                all = all.things::<Reminder>(DUE_REMINDER, due, &OF_REMINDER);
            }
            if let Some(prefix) = kept {
                all = all.rows(WEATHER, weather::at_place_of(who, prefix), &weather::AT_PLACE);
            }
        }
        let mut rows = all.read(db).await?;
        let mut todos = Todo::read(db, rows.take(TODO)?).await?;
        todos.sort_by_key(|todo| (Due::rank(todo.due), todo.id));
        let mut tasks = Task::read(db, rows.take(TASK)?).await?;
        tasks.sort_by_key(|task| (Due::rank(task.due), task.id));
        let mut reminders = Reminder::read(db, rows.take(REMINDER)?).await?;
        reminders.sort_by_key(|reminder| (reminder.state.due_at(), reminder.id));
        let people = Person::read(db, rows.take(PERSON)?).await?;
        let birthdays = birthdays.in_order(people);
        let today = Today {
            projects: read_counts(&mut rows, PROJECTS)?,
            due_reminders: Reminder::read(db, rows.take(DUE_REMINDER)?).await?,
            weather: weather::read_at_place(&mut rows, WEATHER)?,
            unread: notification::read_unread(&mut rows, NOTIFICATIONS)?,
        };
        Ok(Self { todos, tasks, reminders, birthdays, today })
    }
}
