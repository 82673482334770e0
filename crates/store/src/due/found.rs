//! What is due, and wasn't told yet.

use std::collections::HashSet;

use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use umbra_domain::{
    CalendarId, Stored, UserId,
    calendar::Calendar,
    due::DueItem,
    person::{BirthdayOf, Birthdays, Person},
    rights::Right,
    task::Task,
    todo::{Due, Todo},
};

use crate::{
    Read, StoreError,
    agenda::OF_TASK,
    entity::{notification, project_member, task, todo},
    person,
    rights::{self, Unassigned},
    table::Table,
    union_query::UnionQuery,
};

const TODO: i16 = 0;
const TASK: i16 = 1;
const PERSON: i16 = 2;

/// The days that are scanned, with both ends.
#[derive(Debug, Clone, Copy)]
pub struct ScanRange {
    /// The days on which todos are due.
    pub todos: (Date, Date),
    /// The days on which tasks are due.
    pub tasks: (Date, Date),
    /// The days of birthdays.
    pub birthdays: Birthdays,
    /// How many of each are read at most.
    pub most: u64,
}

/// What is due on those days and wasn't told, in no order.
#[derive(Debug, Clone, Default)]
pub struct FoundDue {
    /// Open todos of the person's.
    pub todos: Vec<Stored<Todo>>,
    /// Open tasks that are the person's to do, of projects that they may see and haven't put away: those that
    /// they are assigned to and, in projects of their own, those that nobody is.
    pub tasks: Vec<Stored<Task>>,
    /// Birthdays.
    pub birthdays: Vec<BirthdayOf>,
}

/// Finds what is due for somebody and wasn't told, the latest first if there is more than is read, in one
/// statement, or two when there are birthdays.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read, who: UserId, range: &ScanRange) -> Result<FoundDue, StoreError> {
    let ScanRange { birthdays, most, .. } = *range;
    let mut rows = UnionQuery::default()
        .things::<Todo>(TODO, todos(who, range), &[])
        .things::<Task>(TASK, tasks(who, range), &OF_TASK)
        .things::<Person>(PERSON, person::born(who, birthdays, most), &[])
        .read(db)
        .await?;
    let people = Person::read(db, rows.take(PERSON)?).await?;
    let birthdays = birthdays.in_order(people);
    Ok(FoundDue {
        todos: Todo::read(db, rows.take(TODO)?).await?,
        tasks: Task::read(db, rows.take(TASK)?).await?,
        birthdays: untold(db, who, birthdays).await?,
    })
}

/// Leaves out the birthdays of which somebody was told; without any birthday it asks nothing.
async fn untold(
    db: &impl Read,
    who: UserId,
    mut all: Vec<BirthdayOf>,
) -> Result<Vec<BirthdayOf>, StoreError> {
    if all.is_empty() {
        return Ok(all);
    }
    let once = |one: &BirthdayOf| DueItem::Birthday(one.person.id, one.date).once();
    let known = known(db, who, all.iter().map(once)).await?;
    all.retain(|one| !known.contains(&once(one)));
    Ok(all)
}

/// Finds out under which of these names somebody was told.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn known(
    db: &impl Read,
    who: UserId,
    names: impl IntoIterator<Item = String>,
) -> Result<HashSet<String>, StoreError> {
    use notification::Column;
    let known: Vec<Option<String>> = notification::Entity::find()
        .select_only()
        .column(Column::OnceKey)
        .filter(rights::is_recipient(who.into()))
        .filter(Column::OnceKey.is_in(names))
        .into_tuple()
        .all(db.db())
        .await?;
    Ok(known.into_iter().flatten().collect())
}

/// Lists the calendars that are somebody's own.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn owned_calendars(
    db: &impl Read,
    who: UserId,
) -> Result<HashSet<CalendarId>, StoreError> {
    let own = rights::numbers::<Calendar>(who, Right::Own);
    let ids: Vec<i64> = own.into_tuple().all(db.db()).await?;
    Ok(ids.into_iter().map(CalendarId).collect())
}

fn todos(who: UserId, range: &ScanRange) -> Select<todo::Entity> {
    use todo::Column;
    let (first, last) = range.todos;
    rights::visible::<Todo>(who)
        .filter(Column::CompletedAt.is_null())
        .filter(Column::DueRank.between(first.to_string(), Due::last_rank_of(last)))
        .filter(Expr::not_exists(told(who, "'todo:' || todos.id || ':' || todos.due_rank")))
        .order_by_desc(Column::DueRank)
        .order_by_desc(Column::Id)
        .limit(range.most)
}

fn tasks(who: UserId, range: &ScanRange) -> Select<task::Entity> {
    use task::Column;
    let (first, last) = range.tasks;
    rights::visible::<Task>(who)
        .filter(project_member::Column::IsArchived.eq(false))
        .filter(Column::CompletedAt.is_null())
        .filter(Column::DueRank.between(first.to_string(), Due::last_rank_of(last)))
        .filter(rights::tasks_of(who, Unassigned::Owners))
        .filter(Expr::not_exists(told(who, "'task:' || tasks.id || ':' || tasks.due_rank")))
        .order_by_desc(Column::DueRank)
        .order_by_desc(Column::Id)
        .limit(range.most)
}

/// Selects what a person was told under a name, which is an expression.
fn told(who: UserId, once: &str) -> SelectStatement {
    notification::Entity::find()
        .select_only()
        .expr(Expr::cust("1"))
        .filter(rights::is_recipient(who.into()))
        .filter(Expr::cust(format!("notifications.once_key = {once}")))
        .into_query()
}
