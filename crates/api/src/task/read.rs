//! Reading tasks.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use umbra_app::{App, task::ListTasks};
use umbra_domain::{ProjectId, TaskId, page::Limit, task::TaskOrder};
use utoipa::IntoParams;

use super::{
    filter::TaskParameters,
    request::TaskStatusName,
    response::{ColumnBody, TaskBody},
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        fields::Fields,
        page::{List, Paging, next_path},
        path::{Id, Id2},
        query::Query,
        resource::found,
    },
};

/// How much of a board to show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BoardParameters {
    /// How many tasks a column shows, 1 to 200. Default: 100.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Get the board of a project
///
/// Its tasks by status, a column each, and in each by `sort_order`. A column with more tasks than
/// `limit` says where the others are. Move a task by `PATCH …/tasks/{task_id}` with a `status`, and by
/// `PUT …/tasks/reorder`.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), BoardParameters),
    responses((status = 200, description = "The board.", body = [ColumnBody])),
)]
#[get("/{id}/board")]
pub(super) async fn read_board(
    app: web::Data<App>,
    caller: Caller,
    Id(project): Id<ProjectId>,
    Query(parameters): Query<BoardParameters>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let limit = parameters.limit.map_or(Ok(Limit::default()), Limit::parse);
    let limit = fields.take("/limit", limit);
    let limit = fields.build(|| limit)?;
    let columns = app.board(caller.identity.user, project, limit).await?;
    let path = format!("/api/projects/{project}/tasks");
    let shown = columns.into_iter().map(|column| {
        let status = TaskStatusName::from(column.status).as_str();
        let kept = [("limit", limit.get().to_string()), ("status", status.to_owned())];
        let order = TaskOrder::default().name();
        let next = column.next().map(|next| next_path(&path, &kept, &next, order));
        ColumnBody::of(column, next)
    });
    Ok(HttpResponse::Ok().json(shown.collect::<Vec<_>>()))
}

/// List the tasks of a project
///
/// Ordered by `sort`, then by id. Whether a task is overdue depends on the day in the caller's
/// `timezone`.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), TaskParameters, Paging),
    responses((status = 200, description = "A page of tasks.", body = [TaskBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/{id}/tasks")]
pub(super) async fn list_tasks(
    app: web::Data<App>,
    caller: Caller,
    Id(project): Id<ProjectId>,
    list: List<TaskParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let (filter, order) = list.filter.parse(&zone.rules())?;
    let after = list.after(order.name())?;
    let wanted = ListTasks { filter, order, after, limit: list.limit };
    let page = app.tasks(who, &zone, project, wanted).await?;
    Ok(list.answer(order.name(), page, TaskBody::from))
}

/// Get a task
///
/// A task of a project, with its version as `ETag`. The version changes, too, when what it depends on
/// is completed or opened again.
#[utoipa::path(
    tag = "tasks",
    params(("id" = i64, Path, minimum = 1), ("task_id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The task.", body = TaskBody,
        headers(("ETag" = String, description = "The task's version.")))),
)]
#[get("/{id}/tasks/{task_id}")]
pub(super) async fn read_task(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id2(project, id): Id2<ProjectId, TaskId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.task(caller.identity.user, project, id).await?))
}
