//! Setting up and switching off TOTP.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use umbra_app::{
    App,
    factor::{Code, TotpSetup},
};
use umbra_auth::password::Password;
use utoipa::ToSchema;

use crate::{
    auth::MessageBody,
    extract::{Anonymous, Caller, Cookies},
    http::{Problem, fields::Fields, json::Body},
};

/// What a person needs to set up an authenticator app. Shown only this once.
#[derive(Serialize, ToSchema)]
#[schema(as = TotpSetup)]
pub(super) struct TotpSetupBody {
    /// The secret in base32.
    #[schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    secret: String,
    /// The secret as a QR code: a PNG in a `data:` URL.
    #[schema(example = "data:image/png;base64,iVBORw0KGgo=")]
    qr_code_base64: String,
    /// Ten codes, each for one use, for when the authenticator app is lost.
    #[schema(example = json!(["4F7K-9QXM"]))]
    backup_codes: Vec<String>,
}

impl From<TotpSetup> for TotpSetupBody {
    fn from(setup: TotpSetup) -> Self {
        Self {
            secret: setup.secret,
            qr_code_base64: setup.qr_code,
            backup_codes: setup.backup_codes,
        }
    }
}

/// A code from the authenticator app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmTotp {
    /// Six digits from the authenticator app. Blanks and hyphens don't count.
    #[schema(min_length = 6, example = "123456")]
    code: String,
}

/// The caller's password and a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordAndCode {
    /// The caller's password.
    #[schema(max_length = 128, format = Password)]
    password: String,
    /// Six digits from the authenticator app. Blanks and hyphens don't count.
    #[schema(min_length = 6, example = "123456")]
    code: String,
}

impl PasswordAndCode {
    fn parse(self) -> Result<(Password, Code), Problem> {
        let mut fields = Fields::default();
        let password = fields.take("/password", Password::parse(self.password));
        let code = fields.take("/code", Code::totp(&self.code));
        fields.build(|| Some((password?, code?)))
    }
}

/// New backup codes.
#[derive(Serialize, ToSchema)]
#[schema(as = BackupCodes)]
struct BackupCodesBody {
    /// Ten codes, each for one use; the old ones don't work any more.
    #[schema(example = json!(["4F7K-9QXM"]))]
    backup_codes: Vec<String>,
}

/// The caller's TOTP.
#[derive(Serialize, ToSchema)]
#[schema(as = TotpStatus)]
struct TotpStatusBody {
    /// Whether it is on.
    enabled: bool,
    /// How many backup codes are left.
    #[schema(minimum = 0, maximum = 10)]
    backup_codes_remaining: u64,
}

/// Parses a code alone.
pub(super) fn parse_code(raw: String) -> Result<Code, Problem> {
    let mut fields = Fields::default();
    let code = fields.take("/code", Code::totp(&raw));
    fields.build(|| code)
}

/// Set up TOTP
///
/// Creates a secret and ten backup codes. TOTP stays off until `confirm`; until then, repeating
/// this replaces the secret. Needs a sign-in or unlock within the last five minutes.
#[utoipa::path(
    tag = "two-factor",
    responses((status = 200, description = "The secret, shown only this once.", body = TotpSetupBody)),
)]
#[post("/totp/setup")]
pub(super) async fn setup_totp(
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    caller.fresh(&app)?;
    let setup = app.set_up_totp(caller.identity.user, &caller.identity.username).await?;
    Ok(HttpResponse::Ok().json(TotpSetupBody::from(setup)))
}

/// Switch TOTP on
///
/// Needs a first code from the authenticator app. Ends the caller's other sessions; this one gets a
/// new cookie value. 400 if nothing was set up, TOTP is on already or the code is wrong.
#[utoipa::path(
    tag = "two-factor",
    request_body = ConfirmTotp,
    responses((status = 200, description = "TOTP is on.", body = MessageBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/totp/confirm")]
pub(super) async fn confirm_totp(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<ConfirmTotp>,
) -> Result<HttpResponse, Problem> {
    let code = parse_code(body.code)?;
    let done = app.confirm_totp(&caller.identity, &code, &requester).await?;
    Ok(cookies.sign_in(&done).json(MessageBody { message: "TOTP is switched on." }))
}

/// Switch TOTP off
///
/// Needs the password and a code, and deletes the backup codes. Ends the caller's other sessions;
/// this one gets a new cookie value.
#[utoipa::path(
    tag = "two-factor",
    request_body = PasswordAndCode,
    responses((status = 200, description = "TOTP is off.", body = MessageBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/totp/disable")]
pub(super) async fn disable_totp(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<PasswordAndCode>,
) -> Result<HttpResponse, Problem> {
    let (password, code) = body.parse()?;
    let done = app.disable_totp(&caller.identity, &password, &code, &requester).await?;
    Ok(cookies.sign_in(&done).json(MessageBody { message: "TOTP is switched off." }))
}

/// Create new backup codes
///
/// Needs the password and a code. The old backup codes stop working.
#[utoipa::path(
    tag = "two-factor",
    request_body = PasswordAndCode,
    responses((status = 200, description = "The codes, shown only this once.", body = BackupCodesBody)),
)]
#[post("/totp/backup-codes/regenerate")]
pub(super) async fn regenerate_backup_codes(
    app: web::Data<App>,
    caller: Caller,
    Anonymous(requester): Anonymous,
    Body(body): Body<PasswordAndCode>,
) -> Result<HttpResponse, Problem> {
    let (password, code) = body.parse()?;
    let backup_codes =
        app.regenerate_backup_codes(&caller.identity, &password, &code, &requester).await?;
    Ok(HttpResponse::Ok().json(BackupCodesBody { backup_codes }))
}

/// Get the status of TOTP
///
/// Whether TOTP is on, and how many backup codes are left.
#[utoipa::path(
    tag = "two-factor",
    responses((status = 200, description = "The status.", body = TotpStatusBody)),
)]
#[get("/totp/status")]
pub(super) async fn totp_status(
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let status = app.totp_status(caller.identity.user).await?;
    Ok(HttpResponse::Ok().json(TotpStatusBody {
        enabled: status.enabled,
        backup_codes_remaining: status.backup_codes_remaining,
    }))
}
