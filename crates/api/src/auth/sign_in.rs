//! Signing in, out, and locking the session.

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use umbra_app::{
    App,
    auth::{SignInOutcome, SignedIn},
};
use umbra_auth::password::Password;
use utoipa::{ToSchema, openapi::Object};

use super::tally::{Factor, counted};
use crate::{
    docs::known,
    extract::{Anonymous, AnySession, Caller, Cookies, Unlocked},
    http::{Problem, client::Client, fields::Fields, json::Body},
};

/// A username and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// The username; case doesn't matter.
    #[schema(max_length = 256, example = "ana")]
    username: String,
    /// The password.
    #[schema(max_length = 128, format = Password)]
    password: String,
}

/// The client is signed in now: the answer set the session cookie.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub(crate) struct SignedInBody {
    /// Always `true`.
    #[schema(schema_with = yes)]
    authenticated: bool,
    /// Whether the password has to be changed before the session can do anything else.
    must_change_password: bool,
}

/// A second factor is needed: `POST /api/auth/totp-verify` has to follow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondFactorRequired)]
pub(crate) struct SecondFactorBody {
    /// Always `false`.
    #[schema(schema_with = no)]
    authenticated: bool,
    /// Always `true`.
    #[schema(schema_with = yes)]
    totp_required: bool,
    /// Identifies the unfinished sign-in; valid for a few minutes.
    #[schema(max_length = 256, example = "gAAAAABp")]
    mfa_token: String,
}

/// A second factor has to be set up first: `POST /api/auth/totp/enforce-setup` has to follow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondFactorSetupRequired)]
pub(crate) struct EnrolmentBody {
    /// Always `false`.
    #[schema(schema_with = no)]
    authenticated: bool,
    /// Always `true`.
    #[schema(schema_with = yes)]
    mfa_setup_required: bool,
    /// Identifies the unfinished sign-in; valid for a few minutes.
    #[schema(max_length = 256, example = "gAAAAABp")]
    mfa_token: String,
}

/// The result of a sign-in step. `authenticated` says whether the sign-in is complete; otherwise
/// `totp_required` or `mfa_setup_required` says which step is next.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = SignInAnswer)]
pub(crate) enum SignInBody {
    /// It is done.
    Done(SignedInBody),
    /// A second factor is needed.
    SecondFactor(SecondFactorBody),
    /// A second factor has to be set up.
    Enrolment(EnrolmentBody),
}

fn yes() -> Object {
    known::truth(true)
}

fn no() -> Object {
    known::truth(false)
}

/// A sentence for a person to read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub(crate) struct MessageBody {
    /// What was done.
    #[schema(example = "Signed out.")]
    pub(crate) message: &'static str,
}

/// Answers with the session and device cookies.
pub(crate) fn signed_in(cookies: Cookies, signed_in: &SignedIn) -> HttpResponse {
    let must_change_password = signed_in.must_change_password;
    let done = SignedInBody { authenticated: true, must_change_password };
    cookies.sign_in(signed_in).json(SignInBody::Done(done))
}

/// Answers with a session, or with what has to come first.
pub(crate) fn outcome(cookies: Cookies, outcome: &SignInOutcome) -> HttpResponse {
    let first = match outcome {
        SignInOutcome::SignedIn(done) => return signed_in(cookies, done),
        SignInOutcome::SecondFactorRequired(token) => SignInBody::SecondFactor(SecondFactorBody {
            authenticated: false,
            totp_required: true,
            mfa_token: token.expose(),
        }),
        SignInOutcome::EnrolmentRequired(token) => SignInBody::Enrolment(EnrolmentBody {
            authenticated: false,
            mfa_setup_required: true,
            mfa_token: token.expose(),
        }),
    };
    HttpResponse::Ok().json(first)
}

/// Checks the length of a password that is to be verified.
pub(crate) fn parse_password(pointer: &str, raw: String) -> Result<Password, Problem> {
    let mut fields = Fields::default();
    let password = fields.take(pointer, Password::parse(raw));
    fields.build(|| password)
}

/// Sign in
///
/// Unknown usernames, wrong passwords and locked accounts all get the same 401. `detail` says how
/// many attempts are left when there are three or fewer; ten failures lock sign-in for 30 minutes.
#[utoipa::path(
    tag = "auth",
    security(()),
    request_body = Login,
    responses((status = 200, description = "Signed in, or the next step of the sign-in.", body = SignInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/login")]
pub(super) async fn login(
    app: web::Data<App>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<Login>,
) -> Result<HttpResponse, Problem> {
    let password = parse_password("/password", body.password)?;
    let done = app.login(&body.username, &password, &requester).await;
    let done = counted(Factor::Password, done)?;
    Ok(outcome(cookies, &done))
}

/// Sign out
///
/// Ends this session. Works in a locked session too.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "Signed out.", body = MessageBody)),
)]
#[post("/logout")]
pub(super) async fn logout(
    app: web::Data<App>,
    caller: Caller<AnySession>,
    Client(origin): Client,
    cookies: Cookies,
) -> Result<HttpResponse, Problem> {
    app.logout(&caller.identity, &origin).await?;
    Ok(cookies.sign_out().json(MessageBody { message: "Signed out." }))
}

/// Lock the session
///
/// Every later request in this session answers 423, except `status`, `logout`, `verify-password`
/// and signing in with a passkey.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "Locked.", body = MessageBody)),
)]
#[post("/lock")]
pub(super) async fn lock(
    app: web::Data<App>,
    caller: Caller<Unlocked>,
) -> Result<HttpResponse, Problem> {
    app.lock(&caller.identity).await?;
    Ok(HttpResponse::Ok().json(MessageBody { message: "Locked." }))
}
