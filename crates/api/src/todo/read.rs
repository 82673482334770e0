//! Reading todos.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::{App, todo::ListTodos};
use umbra_domain::TodoId;

use super::{request::TodoParameters, response::TodoBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, Paging},
        path::Id,
        resource::found,
    },
};

/// List todos
///
/// The caller's todos, ordered by `sort`, then by id. Whether a todo is overdue depends on the time
/// in the caller's `timezone`.
#[utoipa::path(
    tag = "todos",
    params(TodoParameters, Paging),
    responses((status = 200, description = "A page of todos.", body = [TodoBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_todos(
    app: web::Data<App>,
    caller: Caller,
    list: List<TodoParameters>,
) -> Result<HttpResponse, Problem> {
    let zone = caller.identity.timezone;
    let (filter, order) = list.filter.parse(&zone.rules())?;
    let after = list.after(order.name())?;
    let wanted = ListTodos { filter, order, after, limit: list.limit };
    let page = app.todos(caller.identity.user, &zone, wanted).await?;
    Ok(list.answer(order.name(), page, TodoBody::from))
}

/// Get a todo
///
/// One of the caller's todos, with its version as `ETag`.
#[utoipa::path(
    tag = "todos",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The todo.", body = TodoBody,
        headers(("ETag" = String, description = "The todo's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_todo(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TodoId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.todo(caller.identity.user, id).await?))
}
