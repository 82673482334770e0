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

/// The server in numbers, and what happened last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AdminDashboard)]
struct DashboardBody {
    /// Accounts.
    users: UserCounts,
    /// Sessions.
    sessions: SessionCounts,
    /// Locks after too many failures.
    locks: LockCounts,
    /// Second factors and passkeys.
    mfa: MfaCounts,
    /// The ten newest entries of the audit log.
    recent_audit: Vec<AuditBody>,
}

/// Accounts in numbers.
#[derive(Debug, Serialize, ToSchema)]
struct UserCounts {
    /// All of them.
    total: i64,
    /// Those that are switched on.
    active: i64,
    /// Those that are switched on and run the server.
    admins: i64,
    /// Those whose password has to be changed first.
    must_change_password: i64,
}

/// Sessions in numbers.
#[derive(Debug, Serialize, ToSchema)]
struct SessionCounts {
    /// Those that are alive.
    active: i64,
    /// People who have one.
    users: i64,
}

/// Locks in numbers.
#[derive(Debug, Serialize, ToSchema)]
struct LockCounts {
    /// Names that are locked somewhere, whether somebody has them or not: which ones were tried is
    /// not stored.
    names: i64,
    /// Accounts whose codes are frozen.
    frozen_codes: i64,
}

/// Second factors in numbers.
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

/// Get the server in numbers
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "The numbers.", body = DashboardBody)),
)]
#[get("/dashboard")]
pub(super) async fn admin_dashboard(
    app: web::Data<App>,
    _admin: Caller<Admin>,
) -> Result<HttpResponse, Problem> {
    let dashboard = app.admin_dashboard().await?;
    Ok(HttpResponse::Ok().json(DashboardBody::from(dashboard)))
}
