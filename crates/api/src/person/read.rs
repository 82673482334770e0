//! Reading people.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::{App, person::PersonQuery};
use umbra_domain::{PersonId, person::PersonSort};

use super::{request::PersonParameters, response::PersonBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, Paging},
        path::Id,
        resource::found,
    },
};

/// Names the order which a cursor belongs to.
const fn order(sort: PersonSort) -> &'static str {
    match sort {
        PersonSort::LastName => "person_last_name",
        PersonSort::FirstName => "person_first_name",
    }
}

/// List people
///
/// The people whom the caller knows, by family name or by first name (ignoring case), then by id.
/// Who has no name is sorted by nickname, company, e-mail address or telephone number.
#[utoipa::path(
    tag = "people",
    params(PersonParameters, Paging),
    responses((status = 200, description = "A page of people.", body = [PersonBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_people(
    app: web::Data<App>,
    caller: Caller,
    list: List<PersonParameters>,
) -> Result<HttpResponse, Problem> {
    let (filter, sort) = list.filter.parse()?;
    let query = PersonQuery { filter, sort, after: list.after(order(sort))?, limit: list.limit };
    let page = app.people(caller.identity.user, &query).await?;
    Ok(list.answer(order(sort), page, PersonBody::from))
}

/// Get a person
///
/// One of the people whom the caller knows, with their version as `ETag`.
#[utoipa::path(
    tag = "people",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The person.", body = PersonBody,
        headers(("ETag" = String, description = "The person's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_person(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PersonId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.person(caller.identity.user, id).await?))
}
