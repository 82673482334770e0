//! `/api/auth`.

mod account;
mod errors;
mod passkey_errors;
mod passkey_sign_in;
mod passkeys;
mod password;
mod sessions;
mod sign_in;
mod status;
mod totp;
mod totp_sign_in;

use actix_web::middleware::from_fn;
pub(crate) use errors::username_taken;
pub(crate) use sessions::{EndedBody, SessionBody};
pub(crate) use status::RoleName;

use crate::http::{
    rate::{limit_auth, limit_registration},
    registry::Routes,
};

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    let registration =
        routes.scope("/register").wrap(from_fn(limit_registration)).service(account::register);
    routes.service(
        routes
            .scope("/api/auth")
            .wrap(from_fn(limit_auth))
            .service(status::auth_status)
            .service(account::setup)
            .service(registration)
            .service(sign_in::login)
            .service(sign_in::logout)
            .service(sign_in::lock)
            .service(password::verify_password)
            .service(password::change_password)
            .service(sessions::list_sessions)
            .service(sessions::end_session)
            .service(sessions::end_other_sessions)
            .service(totp::setup_totp)
            .service(totp::confirm_totp)
            .service(totp::disable_totp)
            .service(totp::regenerate_backup_codes)
            .service(totp::totp_status)
            .service(totp_sign_in::verify_totp)
            .service(totp_sign_in::enforce_setup)
            .service(totp_sign_in::enforce_confirm)
            .service(passkeys::begin_passkey)
            .service(passkeys::finish_passkey)
            .service(passkey_sign_in::begin_passkey_login)
            .service(passkey_sign_in::login_with_passkey)
            .service(passkey_sign_in::enable_passwordless)
            .service(passkey_sign_in::begin_disabling_passwordless)
            .service(passkey_sign_in::disable_passwordless)
            .service(passkeys::list_passkeys)
            .service(passkeys::rename_passkey)
            .service(passkeys::delete_passkey),
    );
}
