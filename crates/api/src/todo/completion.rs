//! Completing todos and taking that back.

use actix_web::{HttpResponse, delete, patch, web};
use umbra_app::App;
use umbra_domain::TodoId;

use super::response::TodoBody;
use crate::{
    extract::Caller,
    http::{Problem, etag::IfMatch, path::Id, resource::changed},
};

/// Complete or reopen a todo
///
/// Completes an open todo and reopens a completed one. A todo that recurs moves to its next due
/// date; toggled again on the same day (in the caller's `timezone`), it moves back. Needs no body.
#[utoipa::path(
    tag = "todos",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 200, description = "The changed todo.", body = TodoBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}/toggle")]
pub(super) async fn toggle_todo(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TodoId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    Ok(changed(&app.toggle_todo(who, &zone, id, &if_match).await?))
}

/// Undo the latest completion
///
/// Moves a todo that recurs back to the due date that was last completed, however long ago that
/// was. Repeating it goes back further, to the beginning of the present series; then 409
/// `nothing_to_undo`.
#[utoipa::path(
    tag = "todos",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 200, description = "The changed todo.", body = TodoBody,
        headers(("ETag" = String)))),
)]
#[delete("/{id}/completions/latest")]
pub(super) async fn undo_completion(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TodoId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    Ok(changed(&app.undo_completion(caller.identity.user, id, &if_match).await?))
}
