//! Todos between the domain and their columns.

use sea_orm::ActiveValue::Set;
use umbra_domain::{
    TodoId,
    recurrence::Rule,
    text::fold,
    todo::{Basis, Category, Description, Due, Priority, Recurrence, Title, Todo},
};

use crate::{StoreError, entity::todo, instant};

/// Reads a row.
pub(crate) fn to_todo(row: todo::Model) -> Result<Todo, StoreError> {
    let recurrence = to_recurrence(&row)?;
    Ok(Todo {
        id: TodoId(row.id),
        version: row.version,
        title: Title::from_stored(row.title),
        description: row.description.map(Description::from_stored),
        priority: Priority::from_rank(row.priority),
        category: row.category.map(Category::from_stored),
        due: Due::from_rank(&row.due_rank).ok_or(StoreError::Corrupt("due moment"))?,
        recurrence,
        last_completed_at: instant::from_nullable(row.last_completed_at)?,
        completed_at: instant::from_nullable(row.completed_at)?,
        created_at: instant::from_column(row.created_at)?,
        updated_at: instant::from_column(row.updated_at)?,
    })
}

fn to_recurrence(row: &todo::Model) -> Result<Option<Recurrence>, StoreError> {
    const BAD: StoreError = StoreError::Corrupt("recurrence");
    let Some(rule) = &row.recurrence_rule else { return Ok(None) };
    let rule = Rule::from_stored(rule).map_err(|_| BAD)?;
    let basis = row.recurrence_basis.as_deref().and_then(Basis::from_stored).ok_or(BAD)?;
    let anchor = row.recurrence_anchor.as_deref().and_then(|day| day.parse().ok()).ok_or(BAD)?;
    let done = row.recurrence_done.try_into().map_err(|_| BAD)?;
    Ok(Some(Recurrence::from_stored(rule, basis, anchor, done)))
}

/// Fills every column but the id and the owner.
pub(crate) fn to_model(todo: &Todo) -> todo::ActiveModel {
    let description = todo.description.as_ref().map(Description::as_str);
    let category = todo.category.as_ref().map(Category::as_str);
    // A line break between the fields keeps a search from matching across two of them.
    let searched = [Some(todo.title.as_str()), description, category];
    let search_text = searched.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let series = todo.recurrence.as_ref();
    todo::ActiveModel {
        version: Set(todo.version),
        title: Set(todo.title.as_str().to_owned()),
        title_key: Set(fold(todo.title.as_str())),
        description: Set(description.map(str::to_owned)),
        priority: Set(todo.priority.rank()),
        category: Set(category.map(str::to_owned)),
        due_rank: Set(Due::rank(todo.due)),
        completed_at: Set(todo.completed_at.map(instant::to_column)),
        search_text: Set(fold(&search_text)),
        created_at: Set(instant::to_column(todo.created_at)),
        updated_at: Set(instant::to_column(todo.updated_at)),
        recurrence_rule: Set(series.map(|series| series.rule().to_string())),
        recurrence_basis: Set(series.map(|series| series.basis().as_str().to_owned())),
        recurrence_anchor: Set(series.map(|series| series.anchor().to_string())),
        recurrence_done: Set(series.map_or(0, |series| series.done().into())),
        last_completed_at: Set(todo.last_completed_at.map(instant::to_column)),
        ..todo::ActiveModel::default()
    }
}
