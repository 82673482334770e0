//! Reading comments.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::{App, comment::CommentAt};
use umbra_domain::{CommentId, ProjectId, TaskId};

use super::response::CommentBody;
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, NoFilter, Paging},
        path::{Id2, Id3},
        resource::found,
    },
};

/// The one order of the list, which its cursors belong to.
const ORDER: &str = "comment_id";

/// List the comments on a task
///
/// The oldest first.
#[utoipa::path(
    tag = "comments",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1), Paging),
    responses((status = 200, description = "A page of comments.", body = [CommentBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/{id}/tasks/{task_id}/comments")]
pub(super) async fn list_comments(
    app: web::Data<App>,
    caller: Caller,
    Id2(project, task): Id2<ProjectId, TaskId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let after = list.after(ORDER)?;
    let who = caller.identity.user;
    let page = app.comments(who, (project, task), after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, CommentBody::from))
}

/// Get a comment
///
/// A comment on a task, with its version as `ETag`.
#[utoipa::path(
    tag = "comments",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1),
        ("comment_id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The comment.", body = CommentBody,
        headers(("ETag" = String, description = "The comment's version.")))),
)]
#[get("/{id}/tasks/{task_id}/comments/{comment_id}")]
pub(super) async fn read_comment(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id3(project, task, comment): Id3<ProjectId, TaskId, CommentId>,
) -> Result<HttpResponse, Problem> {
    let at = CommentAt { project, task, comment };
    Ok(found(&request, &app.comment(caller.identity.user, at).await?))
}
