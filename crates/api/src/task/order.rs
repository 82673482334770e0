//! Putting tasks into another order.

use actix_web::{HttpResponse, put, web};
use umbra_app::App;
use umbra_domain::ProjectId;

use super::request::ReorderTasks;
use crate::{
    extract::Caller,
    http::{Problem, json::Body, path::Id},
};

/// Reorder tasks
///
/// Puts these tasks into the order in which they are sent, within the places that they have now; others
/// stay where they are. With `after_task_id` they go right after that task instead. Of a list in which
/// one task was moved, only that one gets another `sort_order`.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1)),
    request_body = ReorderTasks,
    responses((status = 204, description = "The tasks were reordered.")),
)]
#[put("/{id}/tasks/reorder")]
pub(super) async fn reorder_tasks(
    app: web::Data<App>,
    caller: Caller,
    Id(project): Id<ProjectId>,
    Body(body): Body<ReorderTasks>,
) -> Result<HttpResponse, Problem> {
    let (tasks, to) = body.parse()?;
    app.reorder_tasks(caller.identity.user, project, &tasks, to).await?;
    Ok(HttpResponse::NoContent().finish())
}
