//! `/api/auth/totp` and `/api/auth/totp-verify`: second factors, and signing in with one.

mod errors;
mod sign_in;
mod totp;

use crate::http::registry::{Inner, Scope};

/// Adds the routes to the scope `/api/auth`.
pub(crate) fn routes<T: Inner>(scope: Scope<T>) -> Scope<T> {
    scope
        .service(totp::setup_totp)
        .service(totp::confirm_totp)
        .service(totp::disable_totp)
        .service(totp::regenerate_backup_codes)
        .service(totp::totp_status)
        .service(sign_in::verify_totp)
        .service(sign_in::enforce_setup)
        .service(sign_in::enforce_confirm)
}
