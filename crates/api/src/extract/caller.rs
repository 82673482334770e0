//! Who sends a request: extractors that fail closed.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{
    Error, FromRequest, HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use umbra_app::App;
use umbra_domain::{UserId, session::Identity, settings::Zone, user::Role};

use super::cookies::session_cookie;
use crate::http::{Problem, edge::SentBy};

/// Decides which sessions an operation takes.
pub trait Admission {
    /// Lets a session pass or says why not.
    ///
    /// # Errors
    /// 403 or 423.
    fn admit(identity: &Identity) -> Result<(), Problem>;
}

/// Takes everybody who is signed in, has unlocked their session and chosen their own password.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn;

/// Takes somebody [`SignedIn`] who runs the server.
#[derive(Debug, Clone, Copy)]
pub struct Admin;

/// Takes an unlocked session, also one that still has to change its password.
#[derive(Debug, Clone, Copy)]
pub struct Unlocked;

/// Takes any session, locked ones too. Only for operations exempt from the lock.
#[derive(Debug, Clone, Copy)]
pub struct AnySession;

impl Admission for AnySession {
    fn admit(_: &Identity) -> Result<(), Problem> {
        Ok(())
    }
}

impl Admission for Unlocked {
    fn admit(identity: &Identity) -> Result<(), Problem> {
        if identity.is_locked { Err(Problem::session_locked()) } else { Ok(()) }
    }
}

impl Admission for SignedIn {
    fn admit(identity: &Identity) -> Result<(), Problem> {
        Unlocked::admit(identity)?;
        if identity.must_change_password {
            return Err(Problem::forbidden(
                "password_change_required",
                "Your password was set by somebody else. Change it before anything else.",
            ));
        }
        Ok(())
    }
}

impl Admission for Admin {
    fn admit(identity: &Identity) -> Result<(), Problem> {
        SignedIn::admit(identity)?;
        match identity.role {
            Role::Admin => Ok(()),
            Role::Standard => Err(Problem::forbidden("admin_only", "Only admins may do this.")),
        }
    }
}

/// How long ago a person may have proven who they are to change how they do it.
const FRESH: std::time::Duration = std::time::Duration::from_secs(5 * 60);

impl<A: Admission> Caller<A> {
    /// Refuses a caller who proved who they are more than five minutes ago.
    ///
    /// # Errors
    /// 403 `reauthentication_required`.
    pub fn fresh(&self, app: &App) -> Result<(), Problem> {
        let age = app.now().duration_since(self.identity.authenticated_at);
        if age.unsigned_abs() <= FRESH {
            return Ok(());
        }
        Err(Problem::forbidden(
            "reauthentication_required",
            "Prove again who you are (verify-password), then repeat this.",
        ))
    }
}

/// The signed-in person behind a request. Without a session it answers 401.
#[derive(Debug)]
pub struct Caller<A: Admission = SignedIn> {
    /// The person and their session.
    pub identity: Identity,
    admission: PhantomData<A>,
}

impl Caller {
    /// Takes apart who asks and where their wall clock is.
    pub(crate) fn person(self) -> (UserId, Zone) {
        (self.identity.user, self.identity.timezone)
    }
}

impl<A: Admission> FromRequest for Caller<A> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(found(request).and_then(|identity| {
            let identity = identity.ok_or_else(Problem::unauthenticated)?;
            A::admit(&identity)?;
            Ok(Self { identity, admission: PhantomData })
        }))
    }
}

/// Anybody: the person if there is a session, and nobody otherwise.
#[derive(Debug)]
pub struct Visitor(pub Option<Identity>);

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(found(request).map(Self))
    }
}

/// What a request brings along to tell who sends it, for a handler that looks its session up
/// together with what it shows. Its path has to be [`LOOKS_UP_BY_ITSELF`].
#[derive(Debug)]
pub struct SessionCookie(pub Option<String>);

impl FromRequest for SessionCookie {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(session_cookie(request).map(str::to_owned))))
    }
}

/// The path whose handler takes a [`SessionCookie`].
const LOOKS_UP_BY_ITSELF: &str = "/api/auth/status";

/// What [`identify`] found.
struct Found(Result<Option<Identity>, Problem>);

/// Returns who is behind a request: nobody, unless [`identify`] found somebody.
fn found(request: &HttpRequest) -> Result<Option<Identity>, Problem> {
    match request.extensions().get::<Found>() {
        Some(Found(found)) => found.clone(),
        None => Ok(None),
    }
}

/// Middleware that finds out who sends a request, before its handler takes anything from it.
///
/// actix runs a handler's extractors side by side and answers with the first error there is. If
/// the one of the caller had to wait for the database, somebody who may not do something would
/// learn what is wrong with the rest of their request instead.
///
/// # Errors
/// Only when what it wraps fails.
pub(crate) async fn identify<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let cookie = session_cookie(request.request()).map(str::to_owned);
    if let (Some(app), Some(cookie)) = (app, cookie)
        && request.path().starts_with("/api/")
        && request.path() != LOOKS_UP_BY_ITSELF
    {
        let found = app.identify(&cookie).await.map_err(Problem::from);
        if let Ok(Some(identity)) = &found {
            request.extensions_mut().insert(SentBy(identity.user));
        }
        request.extensions_mut().insert(Found(found));
    }
    next.call(request).await
}
