//! Taking completions of tasks back.

use actix_web::{HttpResponse, delete, web};
use umbra_app::App;
use umbra_domain::{ProjectId, TaskId};

use super::response::TaskBody;
use crate::{
    extract::Caller,
    http::{Problem, etag::IfMatch, path::Id2, resource::changed},
};

/// Undo the latest completion of a task
///
/// Moves a task that recurs back to the due date that was last completed, however long ago that
/// was, and completes those of its parts again that were opened with it and are still `todo`. Repeating
/// it goes back further, to the beginning of the present series; then 409 `nothing_to_undo`.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 200, description = "The changed task.", body = TaskBody,
        headers(("ETag" = String)))),
)]
#[delete("/{id}/tasks/{task_id}/completions/latest")]
pub(super) async fn undo_task_completion(
    app: web::Data<App>,
    caller: Caller,
    Id2(project, id): Id2<ProjectId, TaskId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    let who = caller.identity.user;
    Ok(changed(&app.undo_task_completion(who, (project, id), &if_match).await?))
}
