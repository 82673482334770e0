//! Creating accounts: the first admin's and one's own.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use umbra_app::{App, NewAccount};
use umbra_auth::password::Password;
use umbra_domain::{
    civil::parse_date,
    user::{Email, PreferredName, Username},
};
use utoipa::ToSchema;

use super::sign_in::{SignInBody, SignedInBody, outcome, signed_in};
use crate::{
    extract::{Anonymous, Cookies},
    http::{
        Problem,
        fields::{Fields, optional},
        json::Body,
    },
};

/// The first admin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Setup {
    /// The username: letters, digits and `. _ - @ +`.
    #[schema(min_length = 1, max_length = 64, example = "admin")]
    username: String,
    /// The password: not too short, not common, not the username.
    #[schema(max_length = 128, format = Password)]
    password: String,
    /// The token that the server shows its operator at the start, and `umbra admin setup-token`
    /// at any time; needed where the status says `setup: token`. Case, blanks and hyphens make no
    /// difference.
    #[serde(default)]
    #[schema(format = Password, example = json!(null))]
    setup_token: Option<String>,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Register {
    /// The username: letters, digits and `. _ - @ +`.
    #[schema(min_length = 1, max_length = 64, example = "ana")]
    username: String,
    /// The password: not too short, not common, not the username.
    #[schema(max_length = 128, format = Password)]
    password: String,
    /// An e-mail address.
    #[serde(default)]
    #[schema(max_length = 254, example = "ana@example.org")]
    email: Option<String>,
    /// The name to address the person by.
    #[serde(default)]
    #[schema(max_length = 100, example = "Ana")]
    preferred_name: Option<String>,
    /// The person's date of birth.
    #[serde(default)]
    #[schema(format = Date, example = "1990-05-17")]
    date_of_birth: Option<String>,
}

/// Create the first admin
///
/// Works once, while there is no account; 409 `already_set_up` afterwards. Signs the admin in. In
/// production it takes the operator's token: 403 `setup_token_required` or `setup_token_wrong`
/// without; the operator can switch it off, too (403 `setup_off`).
#[utoipa::path(
    tag = "auth",
    security(()),
    request_body = Setup,
    responses((status = 200, description = "Created and signed in.", body = SignedInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("/setup")]
pub(super) async fn setup(
    app: web::Data<App>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<Setup>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let username = fields.take("/username", Username::parse(&body.username));
    let password = fields.take("/password", Password::parse(body.password));
    let (username, password) = fields.build(|| Some((username?, password?)))?;
    let token = body.setup_token.as_deref();
    Ok(signed_in(cookies, &app.setup(username, password, token, &requester).await?))
}

/// Create an account
///
/// Works while the server's `allow_registration` is on; 403 otherwise. Signs the new member in.
#[utoipa::path(
    tag = "auth",
    security(()),
    request_body = Register,
    responses((status = 200, description = "Created, and signed in, or the next step of the sign-in.", body = SignInBody,
        headers(("Set-Cookie" = String)))),
)]
#[post("")]
pub(super) async fn register(
    app: web::Data<App>,
    Anonymous(requester): Anonymous,
    cookies: Cookies,
    Body(body): Body<Register>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let username = fields.take("/username", Username::parse(&body.username));
    let password = fields.take("/password", Password::parse(body.password));
    let email = fields.take("/email", optional(body.email.as_ref(), Email::parse));
    let preferred_name = fields
        .take("/preferred_name", optional(body.preferred_name.as_ref(), PreferredName::parse));
    let date_of_birth =
        fields.take("/date_of_birth", optional(body.date_of_birth.as_ref(), parse_date));
    let (account, password) = fields.build(|| {
        let account = NewAccount {
            username: username?,
            email: email?,
            preferred_name: preferred_name?,
            date_of_birth: date_of_birth?,
        };
        Some((account, password?))
    })?;
    Ok(outcome(cookies, &app.register(account, password, &requester).await?))
}
