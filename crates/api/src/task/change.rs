//! Changing tasks.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::{ProjectId, TaskId};

use super::{
    request::{CreateTask, UpdateTask},
    response::TaskBody,
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::IfMatch,
        idempotency::Idempotency,
        json::Body,
        path::{Id, Id2},
        resource::{changed, created, render_created},
    },
};

/// Create a task
///
/// Needs the right to edit the project. With an `Idempotency-Key`, a repeated request gets the first
/// answer.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), Idempotency),
    request_body = CreateTask,
    responses((status = 201, description = "The new task.", body = TaskBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("/{id}/tasks")]
pub(super) async fn create_task(
    app: web::Data<App>,
    caller: Caller,
    Id(project): Id<ProjectId>,
    idempotency: Idempotency,
    Body(body): Body<CreateTask>,
) -> Result<HttpResponse, Problem> {
    let who = caller.identity.user;
    let (new, place) = body.parse(project)?;
    let once = idempotency.once(&body, render_created)?;
    created(app.create_task(who, new, place, once).await?)
}

/// Update a task
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. A new `due_date`,
/// `recurrence_rule` or `recurrence_basis` begins a new series. The status `done` is allowed whatever
/// it depends on. The same as `PATCH`.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateTask,
    responses((status = 200, description = "The changed task.", body = TaskBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}/tasks/{task_id}")]
pub(super) async fn update_task(
    app: web::Data<App>,
    caller: Caller,
    Id2(project, id): Id2<ProjectId, TaskId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateTask>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    let (who, zone) = caller.person();
    Ok(changed(&app.update_task(who, &zone, (project, id), patch, &if_match).await?))
}

/// Update a task partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateTask,
    responses((status = 200, description = "The changed task.", body = TaskBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}/tasks/{task_id}")]
pub(super) async fn patch_task(
    app: web::Data<App>,
    caller: Caller,
    Id2(project, id): Id2<ProjectId, TaskId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateTask>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    let (who, zone) = caller.person();
    Ok(changed(&app.update_task(who, &zone, (project, id), patch, &if_match).await?))
}

/// Delete a task
///
/// Its parts are deleted too. Editors of the project can delete tasks that they created, and its owner
/// any task.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The task was deleted.")),
)]
#[delete("/{id}/tasks/{task_id}")]
pub(super) async fn delete_task(
    app: web::Data<App>,
    caller: Caller,
    Id2(project, id): Id2<ProjectId, TaskId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_task(caller.identity.user, (project, id), &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
