//! Reading who is in a project.

use actix_web::{HttpResponse, get, web};
use umbra_app::App;
use umbra_domain::ProjectId;

use super::response::MemberBody;
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, NoFilter, Paging},
        path::Id,
    },
};

/// The one order of the list, which its cursors belong to.
const ORDER: &str = "member_username";

/// List the members of a project
///
/// The owner among them, by username (ignoring case), then by id.
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1), Paging),
    responses((status = 200, description = "A page of members.", body = [MemberBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/{id}/members")]
pub(super) async fn list_project_members(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ProjectId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let after = list.after(ORDER)?;
    let who = caller.identity.user;
    let page = app.project_members(who, id, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, MemberBody::from))
}
