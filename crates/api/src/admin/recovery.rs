//! Helping somebody who can't sign in.

use actix_web::{HttpResponse, post, put, web};
use serde::{Deserialize, Serialize};
use umbra_app::{App, admin::ResetPassword};
use umbra_auth::password::Password;
use umbra_domain::{Invalid, UserId};
use utoipa::ToSchema;

use super::users::UserBody;
use crate::{
    extract::{Admin, Caller},
    http::{Problem, client::Client, fields::Fields, json::Body, path::Id},
};

/// A new password for somebody else's account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResetUserPassword {
    /// The password, which has to be changed at the next sign-in. Default: the server generates
    /// one.
    #[serde(default)]
    #[schema(max_length = 128, format = Password)]
    password: Option<String>,
}

/// A password that was reset.
#[derive(Serialize, ToSchema)]
#[schema(as = ResetPassword)]
struct ResetPasswordBody {
    /// The account.
    user: UserBody,
    /// The generated password, shown only this once; `null` if the request had one.
    temporary_password: Option<String>,
}

impl From<ResetPassword> for ResetPasswordBody {
    fn from(reset: ResetPassword) -> Self {
        Self {
            user: reset.user.into(),
            temporary_password: reset.temporary_password.map(|shown| shown.expose().to_owned()),
        }
    }
}

/// Whether a second factor is required.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnforceMfa {
    /// `true` requires it, `false` doesn't any more.
    enforce: bool,
}

/// Switches passwordless sign-in off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangePasswordless {
    /// Must be `false`: only the person can switch it on.
    #[schema(example = false)]
    enabled: bool,
}

/// Reset the password of an account
///
/// The password, sent or generated, has to be changed at the next sign-in, and stops working at
/// `password_expires_at` (72 hours by default). Ends the person's sessions and lifts their locks. TOTP, passkeys and passwordless sign-in stay as they are.
/// Refused for your own account (409 `cannot_change_yourself`).
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    request_body = ResetUserPassword,
    responses((status = 200, description = "The password is set.", body = ResetPasswordBody)),
)]
#[post("/users/{id}/reset-password")]
pub(super) async fn reset_password(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
    Body(body): Body<ResetUserPassword>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let password = fields.take("/password", body.password.map(Password::parse).transpose());
    let password = fields.build(|| password)?;
    let reset = app.reset_password(&admin.identity, id, password, &origin).await?;
    Ok(HttpResponse::Ok().json(ResetPasswordBody::from(reset)))
}

/// Unlock an account
///
/// Resets the account's counts of wrong passwords and codes to zero.
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The account.", body = UserBody)),
)]
#[post("/users/{id}/unlock")]
pub(super) async fn unlock_user(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
) -> Result<HttpResponse, Problem> {
    let row = app.unlock_user(&admin.identity, id, &origin).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(row)))
}

/// Switch off TOTP for an account
///
/// Deletes the secret and the backup codes, and ends the person's sessions. Passkeys stay. Refused
/// for your own account (409 `cannot_change_yourself`).
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The account.", body = UserBody)),
)]
#[post("/users/{id}/disable-mfa")]
pub(super) async fn disable_mfa(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
) -> Result<HttpResponse, Problem> {
    let row = app.disable_mfa(&admin.identity, id, &origin).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(row)))
}

/// Require a second factor for an account
///
/// The person has to set up TOTP before anything else, and their sessions end. If TOTP is on
/// already, nothing changes and `mfa_enforce_pending` stays `false`.
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    request_body = EnforceMfa,
    responses((status = 200, description = "The account.", body = UserBody)),
)]
#[put("/users/{id}/enforce-mfa")]
pub(super) async fn enforce_mfa(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
    Body(body): Body<EnforceMfa>,
) -> Result<HttpResponse, Problem> {
    let row = app.enforce_mfa(&admin.identity, id, body.enforce, &origin).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(row)))
}

/// Switch off passwordless sign-in for an account
///
/// The person signs in with their password again; their sessions end, their passkeys stay. Refused
/// for your own account (409 `cannot_change_yourself`).
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    request_body = ChangePasswordless,
    responses((status = 200, description = "The account.", body = UserBody)),
)]
#[put("/users/{id}/passwordless")]
pub(super) async fn disable_user_passwordless(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
    Body(body): Body<ChangePasswordless>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    if body.enabled {
        let detail = "only the person themselves can switch passwordless sign-in on";
        fields.refuse("/enabled", Invalid::new("invalid_value", detail));
    }
    fields.finish()?;
    let row = app.require_password(&admin.identity, id, &origin).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(row)))
}
