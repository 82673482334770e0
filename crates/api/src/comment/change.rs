//! Changing comments.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::{App, comment::CommentAt};
use umbra_domain::{CommentId, ProjectId, TaskId};

use super::{
    request::{CreateComment, UpdateComment},
    response::CommentBody,
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::IfMatch,
        idempotency::Idempotency,
        json::Body,
        path::{Id2, Id3},
        resource::{changed, created, render_created},
    },
};

/// Comment on a task
///
/// Needs the right to comment in the project. `@name` of a member mentions them. With an `Idempotency-Key`, a repeated request gets the
/// first answer.
#[utoipa::path(
    tag = "comments",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1), Idempotency),
    request_body = CreateComment,
    responses((status = 201, description = "The new comment.", body = CommentBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("/{id}/tasks/{task_id}/comments")]
pub(super) async fn create_comment(
    app: web::Data<App>,
    caller: Caller,
    Id2(project, task): Id2<ProjectId, TaskId>,
    idempotency: Idempotency,
    Body(body): Body<CreateComment>,
) -> Result<HttpResponse, Problem> {
    let (who, content) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_created)?;
    created(app.create_comment(who, (project, task), content, once).await?)
}

/// Update a comment
///
/// Only the author can edit it. The same as `PATCH`.
#[utoipa::path(
    tag = "comments",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1),
        ("comment_id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateComment,
    responses((status = 200, description = "The changed comment.", body = CommentBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}/tasks/{task_id}/comments/{comment_id}")]
pub(super) async fn update_comment(
    app: web::Data<App>,
    caller: Caller,
    Id3(project, task, comment): Id3<ProjectId, TaskId, CommentId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateComment>,
) -> Result<HttpResponse, Problem> {
    let (at, content) = (CommentAt { project, task, comment }, body.parse()?);
    Ok(changed(&app.update_comment(caller.identity.user, at, content, &if_match).await?))
}

/// Update a comment partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "comments",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1),
        ("comment_id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateComment,
    responses((status = 200, description = "The changed comment.", body = CommentBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}/tasks/{task_id}/comments/{comment_id}")]
pub(super) async fn patch_comment(
    app: web::Data<App>,
    caller: Caller,
    Id3(project, task, comment): Id3<ProjectId, TaskId, CommentId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateComment>,
) -> Result<HttpResponse, Problem> {
    let (at, content) = (CommentAt { project, task, comment }, body.parse()?);
    Ok(changed(&app.update_comment(caller.identity.user, at, content, &if_match).await?))
}

/// Delete a comment
///
/// Only the author and the project's owner can delete it.
#[utoipa::path(
    tag = "comments",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1),
        ("comment_id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The comment was deleted.")),
)]
#[delete("/{id}/tasks/{task_id}/comments/{comment_id}")]
pub(super) async fn delete_comment(
    app: web::Data<App>,
    caller: Caller,
    Id3(project, task, comment): Id3<ProjectId, TaskId, CommentId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    let at = CommentAt { project, task, comment };
    app.delete_comment(caller.identity.user, at, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
