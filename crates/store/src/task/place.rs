//! Where tasks stand. The project is locked, so two orders come one after the other, and no two tasks
//! get the same place.

use std::collections::HashSet;

use jiff::Timestamp;
use sea_orm::{DatabaseBackend, FromQueryResult, Value};
use umbra_domain::{
    ProjectId, TaskId,
    task::{
        SortOrder,
        order::{self, GAP, Insertion, Placed},
    },
};

use crate::{Edit, Granted, StoreError, Tx, instant, sql, tx::handle::Handle as _};

/// How many of the tasks that follow are looked at first.
const FOLLOWING: u64 = 16;

/// Where a task is to be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// After all others.
    Last,
    /// At this place; before the task that is there already.
    At(SortOrder),
}

/// How putting tasks into another order went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordered {
    /// They are in that order now.
    Done,
    /// One of them isn't in the project.
    UnknownTask,
    /// The one after which they are to stand isn't, or is one of them.
    UnknownAnchor,
}

#[derive(FromQueryResult)]
struct Place {
    id: i64,
    sort_order: i64,
}

async fn places<const N: usize>(
    tx: &Tx,
    text: String,
    values: [Value; N],
) -> Result<Vec<Placed>, StoreError> {
    let text = format!("SELECT id, sort_order FROM tasks WHERE project_id = $1 AND {text}");
    let rows = Place::find_by_statement(sql::statement(tx.db(), text, values));
    let rows = rows.all(tx.db()).await?.into_iter();
    Ok(rows.map(|row| (TaskId(row.id), row.sort_order)).collect())
}

/// Finds a place in a project, which is locked, for a task that isn't in the database yet, or that
/// stands somewhere and is about to be written. Others may move on to make room, and have a new
/// version then.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn make_place(
    tx: &Tx,
    id: ProjectId,
    present: Option<(TaskId, SortOrder)>,
    position: Position,
    now: Timestamp,
) -> Result<SortOrder, StoreError> {
    let task = present.map(|(task, _)| task);
    let number = || task.map(|task| task.0).into();
    let before = match position {
        Position::Last => {
            let last = "id IS DISTINCT FROM $2 ORDER BY sort_order DESC LIMIT 1";
            places(tx, last.to_owned(), [id.0.into(), number()]).await?
        }
        Position::At(place) => {
            let values = || [id.0.into(), number(), place.get().into()];
            let taken = "id IS DISTINCT FROM $2 AND sort_order = $3";
            if places(tx, taken.to_owned(), values()).await?.is_empty() {
                return Ok(place);
            }
            let before =
                "id IS DISTINCT FROM $2 AND sort_order < $3 ORDER BY sort_order DESC LIMIT 1";
            places(tx, before.to_owned(), values()).await?
        }
    };
    let anchor = before.first().map(|(anchor, _)| *anchor);
    let mut changes = insert(tx, id, &[task], anchor, now).await?;
    let at = changes.iter().position(|(id, _)| *id == task);
    let own = at.map(|at| changes.remove(at).1);
    write(tx, id, &of_tasks(changes), now).await?;
    // Without a change it is there already.
    let own = own.map(SortOrder::from_stored).unwrap_or(present.map(|(_, place)| place));
    own.ok_or(StoreError::Corrupt("place"))
}

/// Lets tasks take their own places in another order.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn reorder(
    tx: &Tx,
    project: &Granted<ProjectId, Edit>,
    wanted: &[TaskId],
    now: Timestamp,
) -> Result<Ordered, StoreError> {
    let id = *project.row();
    let Some(present) = all_of(tx, id, wanted).await? else { return Ok(Ordered::UnknownTask) };
    let Some((_, first)) = present.first().copied() else { return Ok(Ordered::Done) };
    // What follows the first of them: they themselves, if nobody stands between them.
    let count = i64::try_from(present.len()).unwrap_or(i64::MAX);
    let span = "sort_order >= $2 ORDER BY sort_order LIMIT $3".to_owned();
    let span = places(tx, span, [id.0.into(), first.into(), (count + 1).into()]).await?;
    let neighbours = if span.starts_with(&present) {
        let before = "sort_order < $2 ORDER BY sort_order DESC LIMIT 1".to_owned();
        let before = places(tx, before, [id.0.into(), first.into()]).await?;
        let number = |placed: Option<&Placed>| placed.map(|(_, place)| *place);
        Some((number(before.first()), number(span.get(present.len()))))
    } else {
        None
    };
    write(tx, id, &order::rearrange(&present, wanted, neighbours), now).await?;
    Ok(Ordered::Done)
}

/// Puts tasks after another one, or before all others.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn put_after(
    tx: &Tx,
    project: &Granted<ProjectId, Edit>,
    moved: &[TaskId],
    anchor: Option<TaskId>,
    now: Timestamp,
) -> Result<Ordered, StoreError> {
    let id = *project.row();
    if all_of(tx, id, moved).await?.is_none() {
        return Ok(Ordered::UnknownTask);
    }
    if let Some(anchor) = anchor
        && (moved.contains(&anchor) || all_of(tx, id, &[anchor]).await?.is_none())
    {
        return Ok(Ordered::UnknownAnchor);
    }
    let moved: Vec<_> = moved.iter().copied().map(Some).collect();
    let changes = insert(tx, id, &moved, anchor, now).await?;
    write(tx, id, &of_tasks(changes), now).await?;
    Ok(Ordered::Done)
}

/// Finds tasks by their place; `None` when one of them isn't in the project.
async fn all_of(
    tx: &Tx,
    project: ProjectId,
    tasks: &[TaskId],
) -> Result<Option<Vec<Placed>>, StoreError> {
    let ids: Vec<_> = tasks.iter().map(|id| id.0).collect();
    let text = format!("id {} ORDER BY sort_order", sql::one_of(tx.db(), 2));
    let found = places(tx, text, [project.0.into(), sql::ids(&ids)]).await?;
    Ok(Some(found).filter(|found| found.len() == tasks.len()))
}

/// Leaves out the task that isn't in the database yet.
fn of_tasks(changes: Vec<(Option<TaskId>, i64)>) -> Vec<Placed> {
    changes.into_iter().filter_map(|(id, place)| Some((id?, place))).collect()
}

/// Finds numbers for tasks after another one; `None` is a task that isn't in the database yet.
async fn insert(
    tx: &Tx,
    project: ProjectId,
    moved: &[Option<TaskId>],
    anchor: Option<TaskId>,
    now: Timestamp,
) -> Result<Vec<(Option<TaskId>, i64)>, StoreError> {
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let count = u64::try_from(moved.len()).unwrap_or(u64::MAX);
    let mut limit = count.saturating_add(FOLLOWING);
    loop {
        let below = match anchor {
            Some(anchor) => {
                let found = all_of(tx, project, &[anchor]).await?.unwrap_or_default();
                found.first().map(|(_, place)| *place)
            }
            None => None,
        };
        let rows = i64::try_from(limit).unwrap_or(i64::MAX);
        let text = "sort_order > $2 ORDER BY sort_order LIMIT $3".to_owned();
        let from = below.unwrap_or(i64::MIN);
        let found = places(tx, text, [project.0.into(), from.into(), rows.into()]).await?;
        let found: Vec<_> = found.into_iter().map(|(id, place)| (Some(id), place)).collect();
        if found.len() >= moved.len() && found.iter().zip(moved).all(|((id, _), to)| id == to) {
            return Ok(Vec::new());
        }
        let all = u64::try_from(found.len()).unwrap_or(u64::MAX) < limit;
        let going: HashSet<_> = moved.iter().collect();
        let others = found.into_iter().filter(|(id, _)| !going.contains(id));
        match order::insert(moved, below, &others.collect::<Vec<_>>(), all) {
            Insertion::Placed(changes) => return Ok(changes),
            Insertion::More => limit = limit.saturating_mul(4),
            Insertion::Full => number_anew(tx, project, now).await?,
        }
    }
}

/// Writes places, each with a new version, in one statement.
async fn write(
    tx: &Tx,
    project: ProjectId,
    changes: &[Placed],
    now: Timestamp,
) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let pairs = changes.iter().map(|(id, place)| format!("[{},{place}]", id.0));
    let pairs = format!("[{}]", pairs.collect::<Vec<_>>().join(","));
    let each = match sea_orm::ConnectionTrait::get_database_backend(tx.db()) {
        DatabaseBackend::Postgres => "jsonb_array_elements($1::jsonb) AS pair (value)",
        _ => "json_each($1) AS pair",
    };
    let text = format!(
        "UPDATE tasks SET sort_order = fresh.place, version = tasks.version + 1, updated_at = $2 \
         FROM (SELECT CAST(pair.value ->> 0 AS bigint) AS id, \
         CAST(pair.value ->> 1 AS bigint) AS place FROM {each}) AS fresh \
         WHERE tasks.id = fresh.id AND tasks.project_id = $3"
    );
    let values = [pairs.into(), instant::to_column(now).into(), project.0.into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Numbers all tasks of a project anew, in their order: only when the numbers have come to their end.
async fn number_anew(tx: &Tx, project: ProjectId, now: Timestamp) -> Result<(), StoreError> {
    let text = format!(
        "UPDATE tasks SET sort_order = fresh.number * {GAP}, version = tasks.version + 1, \
         updated_at = $2 FROM (SELECT id, row_number() OVER (ORDER BY sort_order, id) AS number \
         FROM tasks WHERE project_id = $1) AS fresh WHERE tasks.id = fresh.id"
    );
    sql::execute(tx.db(), text, [project.0.into(), instant::to_column(now).into()]).await?;
    Ok(())
}
