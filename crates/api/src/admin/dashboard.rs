//! The server in numbers.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use umbra_app::{
    App,
    admin::{Dashboard, UserTotals},
};
use utoipa::ToSchema;

use super::audit_log::AuditBody;
use crate::{
    extract::{Admin, Caller},
    http::Problem,
};

/// Counts for the whole server, and its newest audit entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AdminDashboard)]
struct DashboardBody {
    /// Accounts.
    users: UserCounts,
    /// Sessions.
    sessions: SessionCounts,
    /// Locks after too many failed attempts.
    locks: LockCounts,
    /// Second factors and passkeys.
    mfa: MfaCounts,
    /// The ten newest entries of the audit log.
    recent_audit: Vec<AuditBody>,
}

/// Counts of accounts.
#[derive(Debug, Serialize, ToSchema)]
struct UserCounts {
    /// All accounts.
    total: i64,
    /// Active accounts.
    active: i64,
    /// Active admins.
    admins: i64,
    /// Accounts whose password has to be changed at the next sign-in.
    must_change_password: i64,
}

/// Counts of sessions.
#[derive(Debug, Serialize, ToSchema)]
struct SessionCounts {
    /// Sessions that haven't ended.
    active: i64,
    /// People with at least one session.
    users: i64,
}

/// Counts of locks.
#[derive(Debug, Serialize, ToSchema)]
struct LockCounts {
    /// Locked usernames, including ones that don't exist: the server doesn't store which names were
    /// tried.
    names: i64,
    /// Accounts whose TOTP codes are refused after too many wrong ones.
    frozen_codes: i64,
}

/// Counts of second factors and passkeys.
#[derive(Debug, Serialize, ToSchema)]
struct MfaCounts {
    /// People whose TOTP is on.
    totp: i64,
    /// People with a passkey.
    passkeys: i64,
    /// People who sign in with passkeys only.
    passwordless: i64,
    /// People who still have to set up a second factor.
    enforce_pending: i64,
}

impl From<Dashboard> for DashboardBody {
    fn from(dashboard: Dashboard) -> Self {
        let UserTotals {
            users,
            active,
            admins,
            must_change_password,
            sessions,
            signed_in,
            locked_names,
            frozen_codes,
            totp,
            with_passkey,
            passwordless,
            enforce_pending,
        } = dashboard.totals;
        Self {
            users: UserCounts { total: users, active, admins, must_change_password },
            sessions: SessionCounts { active: sessions, users: signed_in },
            locks: LockCounts { names: locked_names, frozen_codes },
            mfa: MfaCounts { totp, passkeys: with_passkey, passwordless, enforce_pending },
            recent_audit: dashboard.recent.into_iter().map(AuditBody::from).collect(),
        }
    }
}

/// Get the admin dashboard
///
/// How many accounts, sessions, locks and second factors there are, and what happened last.
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "The dashboard.", body = DashboardBody)),
)]
#[get("/dashboard")]
pub(super) async fn admin_dashboard(
    app: web::Data<App>,
    _admin: Caller<Admin>,
) -> Result<HttpResponse, Problem> {
    let dashboard = app.admin_dashboard().await?;
    Ok(HttpResponse::Ok().json(DashboardBody::from(dashboard)))
}
