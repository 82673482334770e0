//! One account: seeing it, its role, whether it may be used, deleting it.

use actix_web::{HttpResponse, delete, get, put, web};
use serde::Deserialize;
use umbra_app::App;
use umbra_domain::UserId;
use utoipa::ToSchema;

use super::users::UserBody;
use crate::{
    auth::RoleName,
    extract::{Admin, Caller},
    http::{Problem, client::Client, json::Body, path::Id},
};

/// A new role for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeRole {
    /// The new role.
    role: RoleName,
}

/// Whether an account is active.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeActive {
    /// `false` deactivates the account, `true` activates it again.
    is_active: bool,
}

/// Get an account
///
/// An account, without any data that belongs to its owner.
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The account.", body = UserBody)),
)]
#[get("/users/{id}")]
pub(super) async fn read_user(
    app: web::Data<App>,
    _admin: Caller<Admin>,
    Id(id): Id<UserId>,
) -> Result<HttpResponse, Problem> {
    let row = app.user(id).await?.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(UserBody::from(row)))
}

/// Change an account's role
///
/// Ends the person's sessions. Refused for your own account (409 `cannot_change_yourself`) and for
/// the last active admin (409 `last_admin`).
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    request_body = ChangeRole,
    responses((status = 200, description = "The account.", body = UserBody)),
)]
#[put("/users/{id}/role")]
pub(super) async fn change_role(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
    Body(body): Body<ChangeRole>,
) -> Result<HttpResponse, Problem> {
    let row = app.change_role(&admin.identity, id, body.role.into(), &origin).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(row)))
}

/// Activate or deactivate an account
///
/// Ends the person's sessions. Refused for your own account (409 `cannot_change_yourself`) and for
/// the last active admin (409 `last_admin`).
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    request_body = ChangeActive,
    responses((status = 200, description = "The account.", body = UserBody)),
)]
#[put("/users/{id}/active")]
pub(super) async fn change_active(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
    Body(body): Body<ChangeActive>,
) -> Result<HttpResponse, Problem> {
    let row = app.change_active(&admin.identity, id, body.is_active, &origin).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(row)))
}

/// Delete an account
///
/// Deletes the account and everything that belongs to it, permanently; entries in the audit log
/// stay. Refused for your own account (409 `cannot_change_yourself`) and for the last active admin
/// (409 `last_admin`).
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The account was deleted.")),
)]
#[delete("/users/{id}")]
pub(super) async fn delete_user(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
) -> Result<HttpResponse, Problem> {
    app.delete_user(&admin.identity, id, &origin).await?;
    Ok(HttpResponse::NoContent().finish())
}
