//! The list of todos: one statement, by keyset.

use jiff::{Timestamp, civil::DateTime};
use sea_orm::{
    ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select, Value,
    sea_query::{Expr, ExprTrait, LikeExpr},
};
use umbra_domain::{
    UserId,
    page::{Keyset, Limit, Page},
    text::fold,
    todo::{Category, Due, Todo, TodoFilter, TodoOrder, TodoSort},
};

use super::row;
use crate::{
    Read, StoreError,
    entity::todo::{self, Column},
    instant, sql,
};

/// No todo is older. PostgreSQL refuses instants before 4714 BC, which a forged cursor may name.
const YEAR_1: Timestamp = Timestamp::constant(-62_135_596_800, 0);

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
/// [`StoreError`] when the database fails, [`StoreError::Corrupt`] for a cursor whose key does not
/// fit the order.
pub async fn list(
    db: &impl Read,
    who: UserId,
    query: &TodoQuery,
) -> Result<Page<Todo>, StoreError> {
    let mut select = todo::Entity::find().filter(Column::UserId.eq(who.0));
    select = filtered(select, &query.filter, query.local_now);
    let key = key_column(query.order.by);
    if let Some(after) = &query.after {
        let here = Expr::tuple([Expr::col(key), Expr::col(Column::Id)]);
        let there = Expr::tuple([
            Expr::value(key_value(query.order.by, &after.key)?),
            Expr::value(after.id),
        ]);
        let beyond = if query.order.descending { here.lt(there) } else { here.gt(there) };
        select = select.filter(beyond);
    }
    let direction = if query.order.descending { Order::Desc } else { Order::Asc };
    let rows = select
        .order_by(key, direction.clone())
        .order_by(Column::Id, direction)
        .limit(query.limit.get() + 1)
        .all(db.db())
        .await?;
    let items = rows.into_iter().map(row::to_todo).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfetched(items, query.limit, |todo| Keyset {
        key: key_text(query.order.by, todo),
        id: todo.id.0,
    }))
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
    if let Some(from) = filter.due_from {
        select = select
            .filter(Column::DueRank.gte(from.to_string()))
            .filter(Column::DueRank.lt(Due::NEVER_RANK));
    }
    if let Some(to) = filter.due_to {
        // A whole day ranks last among the moments of its day.
        let last = Due::rank(Some(Due { date: to, time: None }));
        select = select.filter(Column::DueRank.lte(last));
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
        let pattern = LikeExpr::new(sql::contains_pattern(&fold(text))).escape('\\');
        select = select.filter(Expr::col(Column::SearchText).like(pattern));
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

fn key_text(by: TodoSort, todo: &Todo) -> String {
    match by {
        TodoSort::Created => todo.created_at.as_microsecond().to_string(),
        TodoSort::Updated => todo.updated_at.as_microsecond().to_string(),
        TodoSort::Due => Due::rank(todo.due),
        TodoSort::Priority => todo.priority.rank().to_string(),
        TodoSort::Title => fold(todo.title.as_str()),
    }
}

fn key_value(by: TodoSort, text: &str) -> Result<Value, StoreError> {
    const BAD: StoreError = StoreError::Corrupt("cursor");
    Ok(match by {
        TodoSort::Created | TodoSort::Updated => {
            let micros = text.parse().map_err(|_| BAD)?;
            let at = Timestamp::from_microsecond(micros).map_err(|_| BAD)?;
            if at < YEAR_1 {
                return Err(BAD);
            }
            instant::to_column(at).into()
        }
        TodoSort::Priority => text.parse::<i16>().map_err(|_| BAD)?.into(),
        TodoSort::Due | TodoSort::Title if text.contains('\0') => return Err(BAD),
        TodoSort::Due | TodoSort::Title => text.into(),
    })
}
