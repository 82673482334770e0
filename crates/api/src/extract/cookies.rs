//! The two cookies: who is signed in, and who has signed in with this browser before.

use std::{
    future::{Ready, ready},
    time::Duration,
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder,
    cookie::{Cookie, SameSite},
    dev::Payload,
    web,
};
use umbra_app::auth::{Requester, SignedIn};
use umbra_auth::DeviceCookie;

use crate::{
    ApiConfig,
    http::{Problem, client::Client, cookie::cookie},
};

/// How long a browser remembers who signed in with it: the most that browsers allow.
const DEVICE_MAX_AGE: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// The cookies' names and attributes. Over https they are `Secure` and carry the `__Host-` prefix,
/// which no sibling host can set (RFC 6265bis section 4.1.3.2).
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    fn of(request: &HttpRequest) -> Self {
        let config = request.app_data::<web::Data<ApiConfig>>();
        // Without a configuration the stricter form is right.
        Self { secure: config.is_none_or(|config| config.public_url.is_secure()) }
    }

    const fn session_name(self) -> &'static str {
        if self.secure { "__Host-session" } else { "session" }
    }

    const fn device_name(self) -> &'static str {
        if self.secure { "__Host-umbra_device" } else { "umbra_device" }
    }

    fn build(self, name: &'static str, value: String, max_age: Duration) -> Cookie<'static> {
        let seconds = i64::try_from(max_age.as_secs()).unwrap_or(i64::MAX);
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .max_age(actix_web::cookie::time::Duration::seconds(seconds))
            .finish()
    }

    /// Begins an answer that signs the client in.
    pub fn sign_in(self, signed_in: &SignedIn) -> HttpResponseBuilder {
        let mut response = HttpResponse::Ok();
        let session = signed_in.session_cookie.clone();
        response.cookie(self.build(self.session_name(), session, signed_in.max_age));
        let device = signed_in.device_cookie.clone();
        response.cookie(self.build(self.device_name(), device, DEVICE_MAX_AGE));
        response
    }

    /// Begins an answer that signs the client out. The device stays known.
    pub fn sign_out(self) -> HttpResponseBuilder {
        let mut response = HttpResponse::Ok();
        response.cookie(self.build(self.session_name(), String::new(), Duration::ZERO));
        response
    }
}

impl FromRequest for Cookies {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// Finds the value of the session cookie.
pub(super) fn session_cookie(request: &HttpRequest) -> Option<&str> {
    cookie(request.headers(), Cookies::of(request).session_name())
}

/// Anybody who sends a request to prove who they are: open to strangers.
#[derive(Debug)]
pub struct Anonymous(pub Requester);

impl FromRequest for Anonymous {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let device = cookie(request.headers(), Cookies::of(request).device_name());
        let device = device.map_or_else(DeviceCookie::default, DeviceCookie::parse);
        let session_cookie = session_cookie(request).map(str::to_owned);
        let client = Client::from_request(request, payload).into_inner();
        ready(client.map(|Client(origin)| Self(Requester { origin, device, session_cookie })))
    }
}
