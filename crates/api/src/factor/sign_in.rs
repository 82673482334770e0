//! Finishing a sign-in with a second factor, or with setting one up.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use umbra_app::{App, factor::Code};
use umbra_domain::Invalid;
use utoipa::ToSchema;

use super::totp::{TotpSetupBody, parse_code};
use crate::{
    auth::{Factor, SignedInBody, counted, signed_in},
    extract::{Anonymous, Cookies},
    http::{Problem, fields::Fields, json::Body},
};

/// The second factor: one of `code` and `backup_code`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyTotp {
    /// The `mfa_token` from the sign-in.
    #[schema(max_length = 256)]
    mfa_token: String,
    /// Six digits from the authenticator app. Blanks and hyphens don't count.
    #[serde(default)]
    #[schema(min_length = 6, example = "123456")]
    code: Option<String>,
    /// A backup code. Case, blanks and hyphens don't count.
    #[serde(default)]
    #[schema(example = "4F7K-9QXM")]
    backup_code: Option<String>,
}

/// The `mfa_token` from the sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnforceSetup {
    /// The `mfa_token` from the sign-in.
    #[schema(max_length = 256)]
    mfa_token: String,
}

/// The `mfa_token` from the sign-in, and a first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnforceConfirm {
    /// The `mfa_token` from the sign-in.
    #[schema(max_length = 256)]
    mfa_token: String,
    /// Six digits from the authenticator app. Blanks and hyphens don't count.
    #[schema(min_length = 6, example = "123456")]
    code: String,
}

/// Checks a token's length; everything else about it is for the use case.
fn token(fields: &mut Fields, raw: String) -> Option<String> {
    let checked = if raw.chars().count() > 256 {
        Err(Invalid::new("too_long", "mfa_token must have at most 256 characters"))
    } else {
        Ok(raw)
    };
    fields.take("/mfa_token", checked)
}

/// Complete the sign-in with a second factor
///
/// Finishes a sign-in that answered `totp_required`. 401 for an expired or used token and for a
/// wrong or used code; after five wrong codes the sign-in has to begin again.
#[utoipa::path(
    tag = "two-factor",
    security(()),
    request_body = VerifyTotp,
    responses((status = 200, description = "Signed in.", body = SignedInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/totp-verify")]
pub(super) async fn verify_totp(
    app: web::Data<App>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<VerifyTotp>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let token = token(&mut fields, body.mfa_token);
    let code = match (body.code, body.backup_code) {
        (Some(code), None) => fields.take("/code", Code::totp(&code)),
        (None, Some(code)) => fields.take("/backup_code", Code::backup(&code)),
        (None, None) => {
            fields.refuse("/code", Invalid::new("required", "send code or backup_code"));
            None
        }
        (Some(_), Some(_)) => {
            let both = Invalid::new("ambiguous", "send code or backup_code, not both");
            fields.refuse("/backup_code", both);
            None
        }
    };
    let (token, code) = fields.build(|| Some((token?, code?)))?;
    let done = app.finish_with_code(&token, &code, &requester).await;
    Ok(signed_in(cookies, &counted(Factor::Code, done)?))
}

/// Begin to set up a required second factor
///
/// For a sign-in that answered `mfa_setup_required`. Can be repeated until it is confirmed.
#[utoipa::path(
    tag = "two-factor",
    security(()),
    request_body = EnforceSetup,
    responses((status = 200, description = "The secret, shown only this once.", body = TotpSetupBody)),
)]
#[post("/totp/enforce-setup")]
pub(super) async fn enforce_setup(
    app: web::Data<App>,
    Body(body): Body<EnforceSetup>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let token = token(&mut fields, body.mfa_token);
    let token = fields.build(|| token)?;
    let setup = app.begin_enrolment(&token).await?;
    Ok(HttpResponse::Ok().json(TotpSetupBody::from(setup)))
}

/// Finish setting up a required second factor
///
/// Switches TOTP on and signs in.
#[utoipa::path(
    tag = "two-factor",
    security(()),
    request_body = EnforceConfirm,
    responses((status = 200, description = "Signed in.", body = SignedInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/totp/enforce-confirm")]
pub(super) async fn enforce_confirm(
    app: web::Data<App>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<EnforceConfirm>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let token = token(&mut fields, body.mfa_token);
    let token = fields.build(|| token)?;
    let code = parse_code(body.code)?;
    let done = app.finish_enrolment(&token, &code, &requester).await;
    Ok(signed_in(cookies, &counted(Factor::Code, done)?))
}
