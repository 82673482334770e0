//! Reading event templates.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::App;
use umbra_domain::TemplateId;

use super::response::TemplateBody;
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, NoFilter, Paging},
        path::Id,
        resource::found,
    },
};

/// The one order of the list, which its cursors belong to.
const ORDER: &str = "name";

/// List event templates
///
/// The caller's templates, ordered by name (ignoring case), then by id.
#[utoipa::path(
    tag = "event-templates",
    params(Paging),
    responses((status = 200, description = "A page of templates.", body = [TemplateBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_event_templates(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let after = list.after(ORDER)?;
    let page = app.templates(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, TemplateBody::from))
}

/// Get an event template
///
/// One of the caller's templates, with its version as `ETag`.
#[utoipa::path(
    tag = "event-templates",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The template.", body = TemplateBody,
        headers(("ETag" = String, description = "The template's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_event_template(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TemplateId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.template(caller.identity.user, id).await?))
}
