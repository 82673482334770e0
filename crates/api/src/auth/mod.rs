//! `/api/auth`: signing in and out with a password, sessions and accounts.
//!
//! The routes of [`crate::factor`] and [`crate::passkey`] are below the same path, with the same
//! rate limit.

mod account;
mod delete_me;
mod errors;
mod me;
mod password;
mod sessions;
mod sign_in;
mod status;
mod tally;

use actix_web::{body, dev::ServiceResponse, middleware::from_fn};
pub(crate) use errors::{inactive, username_taken, wrong};
pub(crate) use me::MeBody;
pub(crate) use sessions::{EndedBody, SessionBody};
pub(crate) use sign_in::{
    MessageBody, SignInBody, SignedInBody, outcome, parse_password, signed_in,
};
pub(crate) use status::RoleName;
pub(crate) use tally::{Factor, METRICS, counted};

use crate::http::{
    rate::{limit_auth, limit_registration},
    registry::{Inner, Routes, Scope},
};

/// Begins the scope `/api/auth` with the routes of this module.
pub(crate) fn scope(
    routes: &Routes<'_>,
) -> Scope<impl Inner<Response = ServiceResponse<impl body::MessageBody + use<>>> + use<>> {
    let registration =
        routes.scope("/register").wrap(from_fn(limit_registration)).service(account::register);
    routes
        .scope("/api/auth")
        .wrap(from_fn(limit_auth))
        .service(status::auth_status)
        .service(account::setup)
        .service(me::read_me)
        .service(me::update_me)
        .service(delete_me::delete_me)
        .service(registration)
        .service(sign_in::login)
        .service(sign_in::logout)
        .service(sign_in::lock)
        .service(password::verify_password)
        .service(password::change_password)
        .service(sessions::list_sessions)
        .service(sessions::end_session)
        .service(sessions::end_other_sessions)
}
