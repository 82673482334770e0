//! Reading what is shared.

use actix_web::{HttpResponse, get, web};
use umbra_app::App;
use umbra_domain::CalendarId;

use super::response::{MemberBody, SharedCalendarBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, NoFilter, Paging},
        path::Id,
    },
};

/// The one order of the list, which its cursors belong to.
const ORDER: &str = "shared_sort_order";

/// List shared calendars
///
/// Calendars that others share with the caller: those that were accepted, and offers that wait for an
/// answer (`status`), ordered by `sort_order`, then by name (ignoring case), then by id. Of a calendar
/// that is shared as `free_busy`, only the name and the colour are shown.
#[utoipa::path(
    tag = "shared-calendars",
    params(Paging),
    responses((status = 200, description = "A page of calendars.", body = [SharedCalendarBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_shared_calendars(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let after = list.after(ORDER)?;
    let page = app.shared_calendars(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, SharedCalendarBody::from))
}

/// List the members of a calendar
///
/// The owner first, then by username. Everybody who can see the calendar's events sees its members;
/// only the owner also sees open offers. At most 101, in one page.
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The members.", body = [MemberBody])),
)]
#[get("/{calendar_id}/members")]
pub(super) async fn list_calendar_members(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
) -> Result<HttpResponse, Problem> {
    let members = app.calendar_members(caller.identity.user, id).await?.into_iter();
    Ok(HttpResponse::Ok().json(members.map(MemberBody::from).collect::<Vec<_>>()))
}
