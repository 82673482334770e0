//! Accounts, as an admin sees them.

use actix_web::{HttpResponse, get, http::header, post, web};
use serde::{Deserialize, Serialize};
use umbra_app::{
    App, NewAccount,
    admin::{CreateUserError, ListUsers, UserFilter, UserRow},
};
use umbra_auth::password::Password;
use umbra_domain::user::{Email, PreferredName, Role, Username};
use utoipa::{IntoParams, ToSchema};

use crate::{
    auth::{RoleName, username_taken},
    errors::no_admin,
    extract::{Admin, Caller},
    http::{
        Problem,
        client::Client,
        fields::{Fields, optional},
        json::Body,
        page::{List, Paging},
        query::search,
    },
};

/// The order of the list, which its cursors belong to.
const ORDER: &str = "username";

/// Which accounts a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UserParameters {
    /// Only accounts with this text in their username, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
    /// Only accounts with this role.
    #[param(inline)]
    role: Option<RoleName>,
    /// Only active (`true`) or inactive (`false`) accounts.
    active: Option<bool>,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(super) struct UserBody {
    /// The id of the account.
    #[schema(minimum = 1)]
    id: i64,
    /// The username.
    #[schema(example = "ben")]
    username: String,
    /// Whether an older account has the same username when case is ignored: both were created before
    /// case was ignored in all scripts. Both persons sign in with their own spelling.
    shares_username: bool,
    /// An e-mail address.
    email: Option<String>,
    /// The person's role.
    role: RoleName,
    /// Whether the account is active.
    is_active: bool,
    /// Whether sign-in or TOTP codes are locked right now after too many failed attempts.
    is_locked: bool,
    /// Whether the password has to be changed at the next sign-in.
    must_change_password: bool,
    /// When a password that has to be changed stops working; `null` for all others.
    #[schema(format = DateTime)]
    password_expires_at: Option<String>,
    /// Whether a second factor has to be set up before anything else.
    mfa_enforce_pending: bool,
    /// Whether TOTP is switched on.
    totp_enabled: bool,
    /// How many passkeys the person has.
    passkey_count: i64,
    /// Whether the person signs in with passkeys only.
    passwordless_enabled: bool,
    /// When the person last signed in.
    #[schema(format = DateTime)]
    last_login_at: Option<String>,
    /// How many sessions the person has.
    session_count: i64,
    /// When the account was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<UserRow> for UserBody {
    fn from(row: UserRow) -> Self {
        let UserRow { record, is_locked } = row;
        Self {
            id: record.id.0,
            username: record.username,
            shares_username: record.shares_name,
            email: record.email,
            role: record.role.into(),
            is_active: record.is_active,
            is_locked,
            must_change_password: record.must_change_password,
            password_expires_at: record.password_expires_at.map(|at| at.to_string()),
            mfa_enforce_pending: record.mfa_enforce_pending,
            totp_enabled: record.totp_enabled,
            passkey_count: record.passkeys,
            passwordless_enabled: record.passwordless_enabled,
            last_login_at: record.last_login_at.map(|at| at.to_string()),
            session_count: record.sessions,
            created_at: record.created_at.to_string(),
            updated_at: record.updated_at.to_string(),
        }
    }
}

/// An account for somebody else.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateUser {
    /// The username: letters, digits and `. _ - @ +`.
    #[schema(min_length = 1, max_length = 64, example = "ben")]
    username: String,
    /// A password that has to be changed at the first sign-in. Default: the server generates one.
    #[serde(default)]
    #[schema(max_length = 128, format = Password)]
    password: Option<String>,
    /// The person's role. Default: `standard`.
    #[serde(default)]
    #[schema(value_type = Option<RoleName>)]
    role: Option<RoleName>,
    /// An e-mail address.
    #[serde(default)]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// The name to address the person by.
    #[serde(default)]
    #[schema(max_length = 100)]
    preferred_name: Option<String>,
}

/// A new account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreatedUser)]
struct CreatedUserBody {
    /// The account.
    user: UserBody,
    /// The generated password, shown only this once; `null` if the request had one.
    temporary_password: Option<String>,
}

impl From<CreateUserError> for Problem {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::UsernameTaken => username_taken(),
            CreateUserError::NoAdmin => no_admin(),
            CreateUserError::Password(error) => error.into(),
            CreateUserError::Store(error) => error.into(),
        }
    }
}

/// List accounts
///
/// Accounts, ordered by username.
#[utoipa::path(
    tag = "admin",
    params(UserParameters, Paging),
    responses((status = 200, description = "A page of accounts.", body = [UserBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/users")]
pub(super) async fn list_users(
    app: web::Data<App>,
    _admin: Caller<Admin>,
    list: List<UserParameters>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let search = fields.take("/search", list.filter.search.as_deref().map(search).transpose());
    let filter = fields.build(|| {
        let role = list.filter.role.map(Role::from);
        Some(UserFilter { search: search?, role, active: list.filter.active })
    })?;
    let after = list.after(ORDER)?;
    let page = app.users(ListUsers { filter, after, limit: list.limit }).await?;
    Ok(list.answer(ORDER, page, UserBody::from))
}

/// Create an account for somebody else
///
/// The password, sent or generated, has to be changed at the first sign-in, and stops working at
/// `password_expires_at` (72 hours by default). The answer may contain
/// a password and is never stored, so there is no `Idempotency-Key`; a repeated request is refused
/// because the username is taken (409).
#[utoipa::path(
    tag = "admin",
    request_body = CreateUser,
    responses((status = 201, description = "Created.", body = CreatedUserBody,
        headers(("Location" = String)))),
)]
#[post("/users")]
pub(super) async fn create_user(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Client(origin): Client,
    Body(body): Body<CreateUser>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let username = fields.take("/username", Username::parse(&body.username));
    let password = fields.take("/password", body.password.map(Password::parse).transpose());
    let email = fields.take("/email", optional(body.email.as_ref(), Email::parse));
    let preferred_name = fields
        .take("/preferred_name", optional(body.preferred_name.as_ref(), PreferredName::parse));
    let role = body.role.map_or(Role::Standard, Role::from);
    let (account, password) = fields.build(|| {
        let mut account = NewAccount::named(username?);
        account.email = email?;
        account.preferred_name = preferred_name?;
        Some((account, password?))
    })?;
    let made = app.create_user(&admin.identity, account, role, password, &origin).await?;
    let row = app.user(made.id).await?.ok_or_else(Problem::not_found)?;
    let location = format!("/api/admin/users/{}", made.id);
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(CreatedUserBody {
        user: row.into(),
        temporary_password: made.temporary_password.map(|shown| shown.expose().to_owned()),
    }))
}
