//! `/api/auth/passkeys`: passkeys, and signing in with one or with nothing else.

mod errors;
mod manage;
mod sign_in;
mod webauthn;

pub(crate) use manage::PasskeyBody;

use crate::http::registry::{Inner, Scope};

/// Adds the routes to the scope `/api/auth`.
pub(crate) fn routes<T: Inner>(scope: Scope<T>) -> Scope<T> {
    scope
        .service(manage::begin_passkey)
        .service(manage::finish_passkey)
        .service(sign_in::begin_passkey_login)
        .service(sign_in::login_with_passkey)
        .service(sign_in::enable_passwordless)
        .service(sign_in::begin_disabling_passwordless)
        .service(sign_in::disable_passwordless)
        .service(manage::list_passkeys)
        .service(manage::rename_passkey)
        .service(manage::delete_passkey)
}
