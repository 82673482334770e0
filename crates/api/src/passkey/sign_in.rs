//! Signing in with a passkey, and with nothing else.

use actix_web::{HttpResponse, post, put, web};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use umbra_app::{App, passkey::Begun};
use utoipa::ToSchema;

use super::{
    manage::{ConfirmWithPassword, challenge_token},
    webauthn::{PasskeyAssertion, PasskeyRequestOptions},
};
use crate::{
    auth::{Factor, MessageBody, SignInBody, counted, outcome, signed_in},
    extract::{Anonymous, Caller, Cookies, Visitor},
    http::{Problem, fields::Fields, json::Body},
};

/// Who is signing in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BeginPasskeyLogin {
    /// The username. Default: the browser offers all passkeys that it has for this server.
    #[serde(default)]
    #[schema(max_length = 256, example = "ana")]
    username: Option<String>,
}

/// A passkey's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FinishPasskeyLogin {
    /// What `PublicKeyCredential.toJSON()` returned.
    #[schema(value_type = PasskeyAssertion)]
    credential: Map<String, Value>,
    /// The `challenge_token` from `login/begin`.
    #[schema(max_length = 256)]
    challenge_token: String,
    /// Whether to unlock this session instead of starting another one. Default: `false`.
    #[serde(default)]
    unlock: bool,
}

/// The answer of one of the caller's passkeys.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DisablePasswordless {
    /// What `PublicKeyCredential.toJSON()` returned.
    #[schema(value_type = PasskeyAssertion)]
    credential: Map<String, Value>,
    /// The `challenge_token` from `disable/begin`.
    #[schema(max_length = 256)]
    challenge_token: String,
}

/// A WebAuthn challenge for signing in with a passkey.
#[derive(Serialize, ToSchema)]
#[schema(as = PasskeyChallenge)]
struct ChallengeBody {
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON()` (WebAuthn level 3, section 5.1).
    #[schema(value_type = PasskeyRequestOptions)]
    options: Value,
    /// Identifies the challenge; valid for five minutes and one answer.
    #[schema(max_length = 256, example = "gAAAAABp")]
    challenge_token: String,
}

impl From<Begun> for ChallengeBody {
    fn from(begun: Begun) -> Self {
        Self { challenge_token: begun.expose_token(), options: begun.options }
    }
}

fn parse_token(raw: String) -> Result<String, Problem> {
    let mut fields = Fields::default();
    let token = challenge_token(&mut fields, raw);
    fields.build(|| token)
}

/// Begin to sign in with a passkey
///
/// Needs no session, and works in a locked one. A username that doesn't exist or has no passkeys
/// gets an answer of the same form, and the same one each time. 409 `passkeys_unavailable` if the
/// server's origin doesn't allow passkeys.
#[utoipa::path(
    tag = "passkeys",
    security(()),
    request_body = BeginPasskeyLogin,
    responses((status = 200, description = "The options.", body = ChallengeBody)),
)]
#[post("/passkeys/login/begin")]
pub(super) async fn begin_passkey_login(
    app: web::Data<App>,
    Body(body): Body<BeginPasskeyLogin>,
) -> Result<HttpResponse, Problem> {
    let begun = app.begin_passkey_login(body.username.as_deref()).await?;
    Ok(HttpResponse::Ok().json(ChallengeBody::from(begun)))
}

/// Sign in with a passkey
///
/// A passkey needs no second factor. With `unlock: true`, unlocks the session of this request (or
/// confirms who is using it) and gives it a new cookie value, instead of starting another session.
/// Every failure is 401 `invalid_passkey`.
#[utoipa::path(
    tag = "passkeys",
    security((), ("session" = [])),
    request_body = FinishPasskeyLogin,
    responses((status = 200, description = "Signed in, or the next step of the sign-in.", body = SignInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/passkeys/login/complete")]
pub(super) async fn login_with_passkey(
    app: web::Data<App>,
    Visitor(identity): Visitor,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<FinishPasskeyLogin>,
) -> Result<HttpResponse, Problem> {
    let token = parse_token(body.challenge_token)?;
    let credential = Value::Object(body.credential);
    if body.unlock {
        let caller = identity.ok_or_else(Problem::unauthenticated)?;
        let done = app.unlock_with_passkey(&caller, &token, &credential, &requester).await?;
        return Ok(signed_in(cookies, &done));
    }
    let done = app.login_with_passkey(&token, &credential, &requester).await;
    let done = counted(Factor::Passkey, done)?;
    Ok(outcome(cookies, &done))
}

/// Switch passwordless sign-in on
///
/// From then on only passkeys sign in. Needs the password, two passkeys (409 otherwise) and the
/// server's `allow_passwordless` (403 otherwise). Ends the caller's other sessions; this one gets a
/// new cookie value.
#[utoipa::path(
    tag = "passkeys",
    request_body = ConfirmWithPassword,
    responses((status = 200, description = "Passwordless sign-in is on.", body = MessageBody,
        headers(("Set-Cookie" = String)))),
)]
#[put("/passkeys/passwordless/enable")]
pub(super) async fn enable_passwordless(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<ConfirmWithPassword>,
) -> Result<HttpResponse, Problem> {
    let password = body.parse()?;
    let done = app.enable_passwordless(&caller.identity, &password, &requester).await?;
    let message = "Passwordless sign-in is switched on.";
    Ok(cookies.sign_in(&done).json(MessageBody { message }))
}

/// Begin to switch passwordless sign-in off
///
/// The options ask for one of the caller's passkeys. 409 if passwordless sign-in is off.
#[utoipa::path(
    tag = "passkeys",
    responses((status = 200, description = "The options.", body = ChallengeBody)),
)]
#[post("/passkeys/passwordless/disable/begin")]
pub(super) async fn begin_disabling_passwordless(
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let begun = app.begin_disabling_passwordless(&caller.identity).await?;
    Ok(HttpResponse::Ok().json(ChallengeBody::from(begun)))
}

/// Switch passwordless sign-in off
///
/// The password can be used again. Ends the caller's other sessions; this one gets a new cookie
/// value. 401 `invalid_passkey` if the passkey's answer can't be verified.
#[utoipa::path(
    tag = "passkeys",
    request_body = DisablePasswordless,
    responses((status = 200, description = "Passwordless sign-in is off.", body = MessageBody,
        headers(("Set-Cookie" = String)))),
)]
#[put("/passkeys/passwordless/disable")]
pub(super) async fn disable_passwordless(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<DisablePasswordless>,
) -> Result<HttpResponse, Problem> {
    let token = parse_token(body.challenge_token)?;
    let credential = Value::Object(body.credential);
    let done = app.disable_passwordless(&caller.identity, &token, &credential, &requester).await?;
    let message = "Passwordless sign-in is switched off.";
    Ok(cookies.sign_in(&done).json(MessageBody { message }))
}
