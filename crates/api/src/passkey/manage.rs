//! The caller's passkeys.

use actix_web::{HttpResponse, delete, get, http::StatusCode, post, put, web};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use umbra_app::{App, passkey::Begun};
use umbra_auth::password::Password;
use umbra_domain::{
    Invalid, PasskeyId, Patch,
    factor::{Passkey, PasskeyName},
};
use utoipa::ToSchema;

use super::webauthn::{PasskeyAttestation, PasskeyCreationOptions};
use crate::{
    auth::parse_password,
    extract::{Anonymous, Caller, Cookies},
    http::{Problem, fields::Fields, json::Body, patch, path::Id},
};

/// The caller's password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmWithPassword {
    /// The password.
    #[schema(max_length = 128, format = Password)]
    password: String,
}

impl ConfirmWithPassword {
    pub(super) fn parse(self) -> Result<Password, Problem> {
        parse_password("/password", self.password)
    }
}

/// A WebAuthn challenge for making a passkey.
#[derive(Serialize, ToSchema)]
#[schema(as = PasskeyRegistration)]
struct RegistrationBody {
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON()` (WebAuthn level 3, section 5.1).
    #[schema(value_type = PasskeyCreationOptions)]
    options: Value,
    /// Identifies the challenge; valid for five minutes and one answer.
    #[schema(max_length = 256, example = "gAAAAABp")]
    challenge_token: String,
}

impl From<Begun> for RegistrationBody {
    fn from(begun: Begun) -> Self {
        Self { challenge_token: begun.expose_token(), options: begun.options }
    }
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPasskey {
    /// What `PublicKeyCredential.toJSON()` returned.
    #[schema(value_type = PasskeyAttestation)]
    credential: Map<String, Value>,
    /// The `challenge_token` from `register/begin`.
    #[schema(max_length = 256)]
    challenge_token: String,
    /// The name of the passkey.
    #[schema(min_length = 1, max_length = 100, example = "Phone")]
    name: String,
}

/// A change of a passkey: an omitted field stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdatePasskey {
    /// The name of the passkey.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100, example = "Phone")]
    name: Patch<String>,
}

/// A passkey.
#[derive(Serialize, ToSchema)]
#[schema(as = Passkey)]
pub(crate) struct PasskeyBody {
    /// The id of the passkey.
    #[schema(minimum = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Phone")]
    name: String,
    /// Whether it can be copied to other devices; `null` for an imported passkey until its first
    /// use.
    backup_eligible: Option<bool>,
    /// Whether it was copied to other devices when it was last used.
    backup_state: bool,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last renamed.
    #[schema(format = DateTime)]
    updated_at: String,
    /// When it was last used.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
}

impl From<Passkey> for PasskeyBody {
    fn from(passkey: Passkey) -> Self {
        Self {
            id: passkey.id.0,
            name: passkey.name.into_string(),
            backup_eligible: passkey.backup_eligible,
            backup_state: passkey.backup_state,
            created_at: passkey.created_at.to_string(),
            updated_at: passkey.updated_at.to_string(),
            last_used_at: passkey.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// Checks a token's length; everything else about it is for the use case.
pub(super) fn challenge_token(fields: &mut Fields, raw: String) -> Option<String> {
    let checked = if raw.chars().count() > 256 {
        Err(Invalid::new("too_long", "challenge_token must have at most 256 characters"))
    } else {
        Ok(raw)
    };
    fields.take("/challenge_token", checked)
}

/// Begin to register a passkey
///
/// Needs the password. The options ask for user verification and prefer a passkey that signs in
/// without a username. Like all passkey operations, answers 409 `passkeys_unavailable` if the
/// server's origin doesn't allow passkeys.
#[utoipa::path(
    tag = "passkeys",
    request_body = ConfirmWithPassword,
    responses((status = 200, description = "The options.", body = RegistrationBody)),
)]
#[post("/passkeys/register/begin")]
pub(super) async fn begin_passkey(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    Body(body): Body<ConfirmWithPassword>,
) -> Result<HttpResponse, Problem> {
    let password = body.parse()?;
    let begun = app.begin_passkey(&caller.identity, &password, &requester).await?;
    Ok(HttpResponse::Ok().json(RegistrationBody::from(begun)))
}

/// Finish registering a passkey
///
/// Ends the caller's other sessions; this one gets a new cookie value. 400 for an expired or used
/// token and for an answer that can't be verified (`code` says why); 409 for a passkey that is
/// registered already.
#[utoipa::path(
    tag = "passkeys",
    request_body = NewPasskey,
    responses((status = 201, description = "The passkey.", body = PasskeyBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/passkeys/register/complete")]
pub(super) async fn finish_passkey(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<NewPasskey>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let token = challenge_token(&mut fields, body.challenge_token);
    let name = fields.take("/name", PasskeyName::parse(&body.name));
    let (token, name) = fields.build(|| Some((token?, name?)))?;
    let credential = Value::Object(body.credential);
    let (passkey, signed_in) =
        app.finish_passkey(&caller.identity, &token, &credential, name, &requester).await?;
    let mut response = cookies.sign_in(&signed_in);
    Ok(response.status(StatusCode::CREATED).json(PasskeyBody::from(passkey)))
}

/// List my passkeys
///
/// In the order in which they were registered. There are never more than 50, so there is one page.
#[utoipa::path(
    tag = "passkeys",
    responses((status = 200, description = "The passkeys.", body = [PasskeyBody])),
)]
#[get("/passkeys")]
pub(super) async fn list_passkeys(
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let passkeys = app.passkeys(caller.identity.user).await?;
    let bodies: Vec<_> = passkeys.into_iter().map(PasskeyBody::from).collect();
    Ok(HttpResponse::Ok().json(bodies))
}

/// Rename one of my passkeys
///
/// Changes the name under which it is listed.
#[utoipa::path(
    tag = "passkeys",
    params(("id" = i64, Path, minimum = 1)),
    request_body = UpdatePasskey,
    responses((status = 200, description = "The passkey.", body = PasskeyBody)),
)]
#[put("/passkeys/{id}")]
pub(super) async fn rename_passkey(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PasskeyId>,
    Body(body): Body<UpdatePasskey>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let name = fields.replace("/name", body.name, |name| PasskeyName::parse(&name));
    fields.finish()?;
    let passkey = app.rename_passkey(caller.identity.user, id, name).await?;
    Ok(HttpResponse::Ok().json(PasskeyBody::from(passkey)))
}

/// Delete one of my passkeys
///
/// Needs the password. Ends the caller's other sessions; this one gets a new cookie value. 409
/// `passwordless_needs_two_passkeys` for one of the last two passkeys of a person who signs in with
/// passkeys only.
#[utoipa::path(
    tag = "passkeys",
    params(("id" = i64, Path, minimum = 1)),
    request_body = ConfirmWithPassword,
    responses((status = 204, description = "The passkey was deleted.",
        headers(("Set-Cookie" = String)))),
)]
#[delete("/passkeys/{id}")]
pub(super) async fn delete_passkey(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PasskeyId>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<ConfirmWithPassword>,
) -> Result<HttpResponse, Problem> {
    let password = body.parse()?;
    let signed_in = app.delete_passkey(&caller.identity, id, &password, &requester).await?;
    Ok(cookies.sign_in(&signed_in).status(StatusCode::NO_CONTENT).finish())
}
