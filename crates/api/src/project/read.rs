//! Reading projects.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::App;
use umbra_domain::ProjectId;

use super::{
    request::ProjectParameters,
    response::{ProjectBody, StatsBody},
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, Paging},
        path::Id,
        resource::found,
    },
};

/// The one order of the list, which its cursors belong to.
const ORDER: &str = "project_order";

/// List projects
///
/// The projects that the caller may see, ordered by `sort_order`, then by name (ignoring case), then by
/// id: the caller's own and those that they are a member of. Archived ones are included unless
/// `is_archived` says otherwise.
#[utoipa::path(
    tag = "projects",
    params(ProjectParameters, Paging),
    responses((status = 200, description = "A page of projects.", body = [ProjectBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_projects(
    app: web::Data<App>,
    caller: Caller,
    list: List<ProjectParameters>,
) -> Result<HttpResponse, Problem> {
    let (filter, after) = (list.filter.parse()?, list.after(ORDER)?);
    let page = app.projects(caller.identity.user, &filter, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, ProjectBody::from))
}

/// Get a project
///
/// One of the projects that the caller may see, with its version as `ETag`.
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The project.", body = ProjectBody,
        headers(("ETag" = String, description = "The project's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_project(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ProjectId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.project(caller.identity.user, id).await?))
}

/// Get project statistics
///
/// Counts all tasks of the project, including parts of other tasks. Today is the day in the caller's
/// `timezone`.
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The statistics.", body = StatsBody)),
)]
#[get("/{id}/stats")]
pub(super) async fn read_project_stats(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ProjectId>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let stats = app.project_stats(who, &zone, id).await?;
    Ok(HttpResponse::Ok().json(StatsBody::from(stats)))
}
