//! What people have told about themselves.

use actix_web::{HttpResponse, get, patch, web};
use serde::{Deserialize, Serialize};
use umbra_app::{App, auth::ProfilePatch};
use umbra_domain::{
    Patch,
    civil::parse_date,
    user::{Email, PreferredName, Profile},
};
use utoipa::ToSchema;

use super::RoleName;
use crate::{
    extract::Caller,
    http::{Problem, fields::Fields, json::Body, patch},
};

/// The caller's account and profile.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub(crate) struct MeBody {
    /// The account's id.
    #[schema(minimum = 1, example = 1)]
    id: i64,
    /// The name to sign in with.
    #[schema(example = "ana")]
    username: String,
    /// What the account may do on this server.
    role: RoleName,
    /// An e-mail address.
    #[schema(example = "ana@example.org")]
    email: Option<String>,
    /// The name to address the person by.
    #[schema(example = "Ana")]
    preferred_name: Option<String>,
    /// The person's date of birth.
    #[schema(format = Date, example = "1990-05-17")]
    date_of_birth: Option<String>,
    /// When the account was created.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<Profile> for MeBody {
    fn from(profile: Profile) -> Self {
        Self {
            id: profile.id.0,
            username: profile.username,
            role: profile.role.into(),
            email: profile.email.map(|email| email.as_str().to_owned()),
            preferred_name: profile.preferred_name.map(PreferredName::into_string),
            date_of_birth: profile.date_of_birth.map(|date| date.to_string()),
            created_at: profile.created_at.to_string(),
        }
    }
}

/// A change of the caller's profile: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateMe {
    /// An e-mail address.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 254, example = "ana@example.org")]
    email: Patch<String>,
    /// The name to address the person by; the same as in the settings.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100, example = "Ana")]
    preferred_name: Patch<String>,
    /// The person's date of birth.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, format = Date, example = "1990-05-17")]
    date_of_birth: Patch<String>,
}

/// Get my profile
///
/// The caller's account: username, role and personal details.
#[utoipa::path(
    tag = "account",
    responses((status = 200, description = "The profile.", body = MeBody)),
)]
#[get("/me")]
pub(super) async fn read_me(app: web::Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(MeBody::from(app.me(caller.identity.user).await?)))
}

/// Change my profile
///
/// Changes the fields that are sent. The username can't be changed, and the role only by an admin.
#[utoipa::path(
    tag = "account",
    request_body = UpdateMe,
    responses((status = 200, description = "The profile.", body = MeBody)),
)]
#[patch("/me")]
pub(super) async fn update_me(
    app: web::Data<App>,
    caller: Caller,
    Body(body): Body<UpdateMe>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let patch = ProfilePatch {
        email: fields.patch("/email", body.email, |text| Email::parse(&text)),
        preferred_name: fields
            .patch("/preferred_name", body.preferred_name, |text| PreferredName::parse(&text)),
        date_of_birth: fields.patch("/date_of_birth", body.date_of_birth, |text| parse_date(&text)),
    };
    fields.finish()?;
    Ok(HttpResponse::Ok().json(MeBody::from(app.update_me(caller.identity.user, patch).await?)))
}
