//! The list of todos: one statement, by keyset.

use jiff::civil::DateTime;
use sea_orm::{
    ColumnTrait, QueryFilter, Select, Value,
    sea_query::{ExprTrait, Order},
};
use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    text::sort_key,
    todo::{Category, Due, DueRange, Todo, TodoFilter, TodoOrder, TodoSort},
};

use crate::{
    Read, StoreError,
    entity::todo::{self, Column},
    instant,
    resource::{self, Paging},
    rights, sql,
};

/// What to list.
#[derive(Debug, Clone)]
pub struct TodoQuery {
    /// Which todos.
    pub filter: TodoFilter,
    /// In which order.
    pub order: TodoOrder,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
    /// The owner's wall-clock time, which decides what is overdue.
    pub local_now: DateTime,
}

/// Lists a person's todos.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key
/// doesn't fit the order.
pub async fn list(
    db: &impl Read,
    who: UserId,
    query: &TodoQuery,
) -> Result<Page<Stored<Todo>>, StoreError> {
    let by = query.order.by;
    let select = filtered(rights::visible::<Todo>(who), &query.filter, query.local_now);
    let after = query.after.as_ref();
    let after =
        after.map(|after| Ok::<_, StoreError>((vec![key_value(by, &after.key)?], after.id)));
    let paging = Paging {
        keys: &[key_column(by)],
        order: if query.order.descending { Order::Desc } else { Order::Asc },
        after: after.transpose()?,
        limit: query.limit,
    };
    resource::page::<Todo>(db, select, paging, |todo| key_text(by, todo)).await
}

fn filtered(
    mut select: Select<todo::Entity>,
    filter: &TodoFilter,
    local_now: DateTime,
) -> Select<todo::Entity> {
    if let Some(completed) = filter.completed {
        select = select.filter(if completed {
            Column::CompletedAt.is_not_null()
        } else {
            Column::CompletedAt.is_null()
        });
    }
    if let Some(priority) = filter.priority {
        select = select.filter(Column::Priority.eq(priority.rank()));
    }
    if let Some(category) = filter.category.as_ref().map(Category::as_str) {
        select = select.filter(Column::Category.eq(category));
    }
    if let Some(from) = filter.due.from() {
        select = select.filter(Column::DueRank.gte(from));
    }
    if let Some(before) = filter.due.before() {
        select = select.filter(Column::DueRank.lt(before));
    }
    if filter.due != DueRange::default() {
        select = select.filter(Column::DueRank.lt(Due::NEVER_RANK));
    }
    if let Some(overdue) = filter.overdue {
        let limit = Due::overdue_before(local_now);
        select = select.filter(if overdue {
            Column::CompletedAt.is_null().and(Column::DueRank.lt(limit))
        } else {
            Column::CompletedAt.is_not_null().or(Column::DueRank.gte(limit))
        });
    }
    if let Some(text) = &filter.search {
        select = select.filter(sql::contains(Column::SearchText, text));
    }
    select
}

const fn key_column(by: TodoSort) -> Column {
    match by {
        TodoSort::Created => Column::CreatedAt,
        TodoSort::Updated => Column::UpdatedAt,
        TodoSort::Due => Column::DueRank,
        TodoSort::Priority => Column::Priority,
        TodoSort::Title => Column::TitleKey,
    }
}

fn key_text(by: TodoSort, todo: &Stored<Todo>) -> String {
    match by {
        TodoSort::Created => todo.created_at.as_microsecond().to_string(),
        TodoSort::Updated => todo.updated_at.as_microsecond().to_string(),
        TodoSort::Due => Due::rank(todo.due),
        TodoSort::Priority => todo.priority.rank().to_string(),
        TodoSort::Title => sort_key(todo.title.as_str()),
    }
}

fn key_value(by: TodoSort, text: &str) -> Result<Value, StoreError> {
    Ok(match by {
        TodoSort::Created | TodoSort::Updated => {
            instant::to_column(instant::from_cursor(text)?).into()
        }
        TodoSort::Priority => text.parse::<i16>().map_err(|_| StoreError::BadCursor)?.into(),
        TodoSort::Due | TodoSort::Title => sql::cursor_text(text)?,
    })
}
