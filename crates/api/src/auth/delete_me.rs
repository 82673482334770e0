//! Deleting one's own account.

use actix_web::{HttpResponse, delete, http::StatusCode, web};
use serde::{Deserialize, Serialize};
use umbra_app::{
    App,
    auth::{DeleteMeError, Deletion, Shared, SharedThing},
};
use utoipa::ToSchema;

use super::parse_password;
use crate::{
    extract::{Anonymous, Caller, Cookies},
    http::{Problem, json::Body},
};

/// The caller's password, and a confirmation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeleteMe {
    /// The password.
    #[schema(max_length = 128, format = Password)]
    password: String,
    /// Whether to delete the account. Without it, nothing is deleted and the answer says what would be.
    /// Default: `false`.
    #[serde(default)]
    confirm: bool,
}

/// A calendar or project with several members.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SharedThing)]
struct SharedThingBody {
    /// The id of the calendar or project.
    #[schema(minimum = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Family")]
    name: String,
    /// The number of other members; `null` for a calendar that is shared with the caller as
    /// `free_busy`.
    others: Option<u64>,
}

impl From<SharedThing> for SharedThingBody {
    fn from(thing: SharedThing) -> Self {
        Self { id: thing.id, name: thing.name, others: thing.others }
    }
}

/// What deleting the account would do to shared calendars and projects. Nothing was deleted yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountDeletion)]
pub(super) struct DeletionBody {
    /// The caller's calendars that are shared with others. They would be deleted with all events; hand
    /// one over first to keep it.
    calendars: Vec<SharedThingBody>,
    /// The caller's projects that have other members. They would be deleted with all tasks; hand one
    /// over first to keep it.
    projects: Vec<SharedThingBody>,
    /// Other people's calendars that are shared with the caller. They stay, with what the caller made in
    /// them.
    member_of_calendars: Vec<SharedThingBody>,
    /// Other people's projects that the caller is a member of. They stay, with what the caller made in
    /// them.
    member_of_projects: Vec<SharedThingBody>,
}

impl From<Shared> for DeletionBody {
    fn from(shared: Shared) -> Self {
        let things = |all: Vec<_>| all.into_iter().map(SharedThingBody::from).collect();
        Self {
            calendars: things(shared.calendars),
            projects: things(shared.projects),
            member_of_calendars: things(shared.member_of_calendars),
            member_of_projects: things(shared.member_of_projects),
        }
    }
}

/// Delete my account
///
/// Deletes everything that the caller owns: their calendars and projects, also where others use them,
/// todos, reminders, people, places, templates, connections, settings and sessions. What they made in
/// other people's calendars and projects stays there, with `created_by: null`.
///
/// Needs the password. Without `confirm` nothing is deleted: the answer (200) says what others would lose.
/// With it, the answer is 204. 409 `last_admin` for the last admin who can sign in.
#[utoipa::path(
    tag = "account",
    request_body = DeleteMe,
    responses(
        (status = 200, description = "What would be deleted. Nothing was deleted yet.", body = DeletionBody),
        (status = 204, description = "The account was deleted.",
            headers(("Set-Cookie" = String))),
    ),
)]
#[delete("/me")]
pub(super) async fn delete_me(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<DeleteMe>,
) -> Result<HttpResponse, Problem> {
    let password = parse_password("/password", body.password)?;
    match app.delete_me(&caller.identity, &password, body.confirm, &requester).await? {
        Deletion::Asked(shared) => Ok(HttpResponse::Ok().json(DeletionBody::from(shared))),
        Deletion::Done => Ok(cookies.sign_out().status(StatusCode::NO_CONTENT).finish()),
    }
}

impl From<DeleteMeError> for Problem {
    fn from(error: DeleteMeError) -> Self {
        match error {
            DeleteMeError::Proof(error) => error.into(),
            DeleteMeError::LastAdmin => Self::conflict(
                "last_admin",
                "You are the last admin who can sign in. Make somebody else an admin first.",
            ),
        }
    }
}
