//! Proving and changing the password.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use umbra_app::App;
use umbra_auth::password::Password;
use utoipa::ToSchema;

use super::sign_in::{SignedInBody, parse_password, signed_in};
use crate::{
    extract::{Anonymous, AnySession, Caller, Cookies, Unlocked},
    http::{Problem, fields::Fields, json::Body},
};

/// The caller's password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyPassword {
    /// The password.
    #[schema(max_length = 128, format = Password)]
    password: String,
}

/// The caller's password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangePassword {
    /// The present password.
    #[schema(max_length = 128, format = Password)]
    old_password: String,
    /// The new password: not too short, not common, not the username.
    #[schema(max_length = 128, format = Password)]
    new_password: String,
}

/// Unlock the session with the password
///
/// Also confirms who is using the session, for operations that need that. The session gets a new
/// cookie value. A wrong password counts as a failed sign-in.
#[utoipa::path(
    tag = "auth",
    request_body = VerifyPassword,
    responses((status = 200, description = "Unlocked.", body = SignedInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/verify-password")]
pub(super) async fn verify_password(
    app: web::Data<App>,
    caller: Caller<AnySession>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<VerifyPassword>,
) -> Result<HttpResponse, Problem> {
    let password = parse_password("/password", body.password)?;
    let done = app.unlock(&caller.identity, &password, &requester).await?;
    Ok(signed_in(cookies, &done))
}

/// Change the password
///
/// Ends the caller's other sessions; this one gets a new cookie value. A wrong old password counts
/// as a failed sign-in.
#[utoipa::path(
    tag = "account",
    request_body = ChangePassword,
    responses((status = 200, description = "Changed.", body = SignedInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/change-password")]
pub(super) async fn change_password(
    app: web::Data<App>,
    caller: Caller<Unlocked>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<ChangePassword>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let old = fields.take("/old_password", Password::parse(body.old_password));
    let new = fields.take("/new_password", Password::parse(body.new_password));
    let (old, new) = fields.build(|| Some((old?, new?)))?;
    let done = app.change_password(&caller.identity, &old, &new, &requester).await?;
    Ok(signed_in(cookies, &done))
}
