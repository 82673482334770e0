//! The server's switches.

use actix_web::{HttpRequest, HttpResponse, get, http::header, put, web};
use serde::{Deserialize, Serialize};
use umbra_app::{
    App,
    admin::{ConfigPatch, UpdateConfigError},
};
use umbra_domain::{Patch, admin::ServerConfig};
use utoipa::ToSchema;

use crate::{
    errors::no_admin,
    extract::{Admin, Caller},
    http::{
        Problem,
        client::Client,
        etag::{IfMatch, etag, fresh_or_not_modified},
        fields::Fields,
        json::Body,
        patch,
    },
};

/// The server's configuration.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServerConfig)]
struct ConfigBody {
    /// Whether anybody may create an account.
    allow_registration: bool,
    /// Whether new accounts must set up a second factor before anything else.
    enforce_mfa_new_users: bool,
    /// Whether people with two passkeys may sign in with passkeys only.
    allow_passwordless: bool,
}

impl From<ServerConfig> for ConfigBody {
    fn from(config: ServerConfig) -> Self {
        Self {
            allow_registration: config.allow_registration,
            enforce_mfa_new_users: config.enforce_mfa_new_users,
            allow_passwordless: config.allow_passwordless,
        }
    }
}

/// A change of the configuration: an omitted field stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateConfig {
    /// Whether anybody may create an account.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = bool, required = false)]
    allow_registration: Patch<bool>,
    /// Whether new accounts must set up a second factor before anything else.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = bool, required = false)]
    enforce_mfa_new_users: Patch<bool>,
    /// Whether people with two passkeys may sign in with passkeys only.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = bool, required = false)]
    allow_passwordless: Patch<bool>,
}

impl UpdateConfig {
    fn parse(self) -> Result<ConfigPatch, Problem> {
        let mut fields = Fields::default();
        let patch = ConfigPatch {
            allow_registration: fields.replace("/allow_registration", self.allow_registration, Ok),
            enforce_mfa_new_users: fields.replace(
                "/enforce_mfa_new_users",
                self.enforce_mfa_new_users,
                Ok,
            ),
            allow_passwordless: fields.replace("/allow_passwordless", self.allow_passwordless, Ok),
        };
        fields.finish()?;
        Ok(patch)
    }
}

impl From<UpdateConfigError> for Problem {
    fn from(error: UpdateConfigError) -> Self {
        match error {
            UpdateConfigError::Changed => Self::precondition_failed(),
            UpdateConfigError::NoAdmin => no_admin(),
            UpdateConfigError::Store(error) => error.into(),
        }
    }
}

/// Get the server's configuration
///
/// The switches that change how everybody signs in and up.
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "The configuration.", body = ConfigBody,
        headers(("ETag" = String)))),
)]
#[get("/config")]
pub(super) async fn read_config(
    request: HttpRequest,
    app: web::Data<App>,
    _admin: Caller<Admin>,
) -> Result<HttpResponse, Problem> {
    let config = app.server_config().await?;
    Ok(fresh_or_not_modified(&request, config.version, &ConfigBody::from(config)))
}

/// Change the server's configuration
///
/// Changes the fields that are sent.
#[utoipa::path(
    tag = "admin",
    params(IfMatch),
    request_body = UpdateConfig,
    responses((status = 200, description = "The configuration.", body = ConfigBody,
        headers(("ETag" = String)))),
)]
#[put("/config")]
pub(super) async fn update_config(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Client(origin): Client,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateConfig>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    let config = app.update_server_config(&admin.identity, patch, &if_match, &origin).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, etag(config.version)))
        .json(ConfigBody::from(config)))
}
