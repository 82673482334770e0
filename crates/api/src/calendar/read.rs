//! Reading calendars.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::App;
use umbra_domain::CalendarId;

use super::response::CalendarBody;
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
const ORDER: &str = "sort_order";

/// List calendars
///
/// The caller's calendars and those of others that they may see, ordered by `sort_order`, then by name
/// (ignoring case), then by id. `permission` says what the caller may do. Calendars that are shared as
/// `free_busy` are in `GET /api/shared-calendars`. Everybody has at least one: a new account has a
/// default calendar called "Personal".
#[utoipa::path(
    tag = "calendars",
    params(Paging),
    responses((status = 200, description = "A page of calendars.", body = [CalendarBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_calendars(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let after = list.after(ORDER)?;
    let page = app.calendars(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, CalendarBody::from))
}

/// Get a calendar
///
/// A calendar that the caller may see, with its version as `ETag`. The caller's own preferences (colour,
/// visibility, order) change the version; those of other members don't.
#[utoipa::path(
    tag = "calendars",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The calendar.", body = CalendarBody,
        headers(("ETag" = String, description = "The calendar's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_calendar(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.calendar(caller.identity.user, id).await?))
}
