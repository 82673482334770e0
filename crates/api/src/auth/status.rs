//! What anybody may know about the server and themselves.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use umbra_app::{App, auth::SetupMode};
use umbra_domain::user::Role;
use utoipa::ToSchema;

use crate::{extract::SessionCookie, http::Problem};

/// A person's role on this server.
#[derive(Debug, Clone, Copy, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Role)]
pub(crate) enum RoleName {
    /// Administers the server.
    Admin,
    /// Uses the server.
    Standard,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Standard => Self::Standard,
        }
    }
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::Standard => Self::Standard,
        }
    }
}

/// Who may create the first admin.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SetupMode)]
enum SetupName {
    /// Whoever comes first.
    Open,
    /// Who sends the operator's token as `setup_token`.
    Token,
    /// Nobody: the operator makes one at the command line.
    Off,
}

impl From<SetupMode> for SetupName {
    fn from(mode: SetupMode) -> Self {
        match mode {
            SetupMode::Open => Self::Open,
            SetupMode::Token => Self::Token,
            SetupMode::Off => Self::Off,
        }
    }
}

/// The server's and the caller's status. Without a session, the fields about the account are empty.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuthStatus)]
struct StatusBody {
    /// Whether somebody is signed in.
    authenticated: bool,
    /// Whether the first admin has yet to be created.
    setup_required: bool,
    /// Who may create the first admin; `null` once there is one.
    #[schema(value_type = Option<SetupName>)]
    setup: Option<SetupName>,
    /// Whether anybody may create an account.
    registration_open: bool,
    /// The username of who is signed in.
    username: Option<String>,
    /// The person's role.
    #[schema(value_type = Option<RoleName>)]
    role: Option<RoleName>,
    /// Whether this session is locked.
    is_locked: bool,
    /// Whether the password has to be changed before anything else.
    must_change_password: bool,
    /// Whether TOTP is on.
    totp_enabled: bool,
    /// Whether the person has a passkey.
    has_passkeys: bool,
    /// How many passkeys the person has.
    #[schema(minimum = 0)]
    passkey_count: i64,
    /// Whether the person signs in with passkeys only.
    passwordless_enabled: bool,
    /// Whether people may sign in with passkeys only.
    allow_passwordless: bool,
}

/// Get the status of the server and the session
///
/// Needs no session, and works in a locked one.
#[utoipa::path(
    tag = "auth",
    security((), ("session" = [])),
    responses((status = 200, description = "The status.", body = StatusBody)),
)]
#[get("/status")]
pub(super) async fn auth_status(
    app: web::Data<App>,
    SessionCookie(cookie): SessionCookie,
) -> Result<HttpResponse, Problem> {
    let status = app.status(cookie.as_deref()).await?;
    let person = status.caller.as_ref();
    Ok(HttpResponse::Ok().json(StatusBody {
        authenticated: person.is_some(),
        setup_required: status.setup_required,
        setup: status.setup_required.then(|| status.setup.into()),
        registration_open: status.registration_open,
        username: person.map(|person| person.username.clone()),
        role: person.map(|person| person.role.into()),
        is_locked: person.is_some_and(|person| person.is_locked),
        must_change_password: person.is_some_and(|person| person.must_change_password),
        totp_enabled: status.totp_enabled,
        has_passkeys: status.passkey_count > 0,
        passkey_count: status.passkey_count,
        passwordless_enabled: status.passwordless_enabled,
        allow_passwordless: status.allow_passwordless,
    }))
}
