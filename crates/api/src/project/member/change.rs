//! Changing who is in a project.

use actix_web::{HttpResponse, delete, http::StatusCode, post, put, web};
use umbra_app::{App, idempotency::Answer};
use umbra_domain::{ProjectId, UserId, project::Member};

use super::{
    request::{AddProjectMember, SetProjectRole},
    response::MemberBody,
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        idempotency::{Idempotency, answered, rendered},
        json::Body,
        path::{Id, Id2},
    },
};

/// Add a member to a project
///
/// Only the project's owner can, and only a connection of theirs (422 `unknown_user` otherwise). The
/// new member doesn't have to accept, and can leave the project. With an `Idempotency-Key`, a repeated
/// request gets the first answer.
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1), Idempotency),
    request_body = AddProjectMember,
    responses((status = 201, description = "The new member.", body = MemberBody)),
)]
#[post("/{id}/members")]
pub(super) async fn add_project_member(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ProjectId>,
    idempotency: Idempotency,
    Body(body): Body<AddProjectMember>,
) -> Result<HttpResponse, Problem> {
    let (other, role) = body.parse()?;
    let once = idempotency.once(&body, render_member)?;
    let added = app.add_project_member(caller.identity.user, id, other, role, once).await?;
    answered(added, |member| HttpResponse::Created().json(MemberBody::from(member)))
}

fn render_member(member: &Member) -> Answer {
    rendered(StatusCode::CREATED, &[], &MemberBody::from(member.clone()))
}

/// Change a member's role
///
/// Only the project's owner can. `owner` transfers the project to the member, and the caller becomes an
/// editor. The owner's own role can't be changed in another way (409 `owner_of_project`).
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1), ("user_id" = i64, Path, minimum = 1)),
    request_body = SetProjectRole,
    responses((status = 200, description = "The changed member.", body = MemberBody)),
)]
#[put("/{id}/members/{user_id}")]
pub(super) async fn set_project_role(
    app: web::Data<App>,
    caller: Caller,
    Id2(id, other): Id2<ProjectId, UserId>,
    Body(body): Body<SetProjectRole>,
) -> Result<HttpResponse, Problem> {
    let member = app.set_project_role(caller.identity.user, id, other, body.parse()).await?;
    Ok(HttpResponse::Ok().json(MemberBody::from(member)))
}

/// Remove a member from a project, or leave it
///
/// The project's owner removes others; everybody else leaves with their own id. Whoever is removed is
/// no longer assigned to any task. The owner can't leave (409 `owner_of_project`).
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1), ("user_id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The member was removed.")),
)]
#[delete("/{id}/members/{user_id}")]
pub(super) async fn remove_project_member(
    app: web::Data<App>,
    caller: Caller,
    Id2(id, other): Id2<ProjectId, UserId>,
) -> Result<HttpResponse, Problem> {
    app.remove_project_member(caller.identity.user, id, other).await?;
    Ok(HttpResponse::NoContent().finish())
}
