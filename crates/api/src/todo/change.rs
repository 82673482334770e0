//! Changing todos.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::TodoId;

use super::{
    request::{CreateTodo, UpdateTodo},
    response::TodoBody,
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::IfMatch,
        idempotency::Idempotency,
        json::Body,
        path::Id,
        resource::{changed, created, render_created},
    },
};

/// Create a todo
///
/// With an `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "todos",
    params(Idempotency),
    request_body = CreateTodo,
    responses((status = 201, description = "The new todo.", body = TodoBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_todo(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreateTodo>,
) -> Result<HttpResponse, Problem> {
    let who = caller.identity.user;
    let (todo, completed) = body.parse()?;
    let once = idempotency.once(&body, render_created)?;
    created(app.create_todo(who, todo, completed, once).await?)
}

/// Update a todo
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. A new `due_date`,
/// `recurrence_rule` or `recurrence_basis` begins a new series. The same as `PATCH`.
#[utoipa::path(
    tag = "todos",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateTodo,
    responses((status = 200, description = "The changed todo.", body = TodoBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_todo(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TodoId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateTodo>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    let (who, zone) = caller.person();
    Ok(changed(&app.update_todo(who, &zone, id, patch, &if_match).await?))
}

/// Update a todo partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "todos",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateTodo,
    responses((status = 200, description = "The changed todo.", body = TodoBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_todo(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TodoId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateTodo>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    let (who, zone) = caller.person();
    Ok(changed(&app.update_todo(who, &zone, id, patch, &if_match).await?))
}

/// Delete a todo
///
/// Deletes the todo with its completions.
#[utoipa::path(
    tag = "todos",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The todo was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_todo(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TodoId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_todo(caller.identity.user, id, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
