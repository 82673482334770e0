//! What a person uses: a browser without a screen.

mod jar;
mod problem;
mod reply;
mod request;

use std::{fmt, net::IpAddr};

use reqwest::Method;

use self::jar::Jar;
pub use self::{
    problem::Problem,
    reply::Reply,
    request::{Body, Request},
};
use crate::spread::Origins;

/// What all clients call themselves.
pub(crate) const USER_AGENT: &str = "umbra-testkit";

/// Sends requests with its own cookies. Clones share the cookies.
///
/// Every request has `X-Requested-With: XMLHttpRequest`, unless it is
/// [left out](Request::without).
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    origins: Origins,
    jar: Jar,
    address: Option<IpAddr>,
}

impl Client {
    pub(crate) fn new(http: reqwest::Client, origins: Origins) -> Self {
        Self { http, origins, jar: Jar::default(), address: None }
    }

    /// Prepares a `GET`.
    pub fn get(&self, path: impl AsRef<str>) -> Request {
        self.request("GET", path, ())
    }

    /// Prepares a `HEAD`.
    pub fn head(&self, path: impl AsRef<str>) -> Request {
        self.request("HEAD", path, ())
    }

    /// Prepares a `POST` of JSON, or of nothing: `()`.
    pub fn post(&self, path: impl AsRef<str>, body: impl Body) -> Request {
        self.request("POST", path, body)
    }

    /// Prepares a `PUT` of JSON, or of nothing: `()`.
    pub fn put(&self, path: impl AsRef<str>, body: impl Body) -> Request {
        self.request("PUT", path, body)
    }

    /// Prepares a `PATCH` of JSON, or of nothing: `()`.
    pub fn patch(&self, path: impl AsRef<str>, body: impl Body) -> Request {
        self.request("PATCH", path, body)
    }

    /// Prepares a `DELETE`.
    pub fn delete(&self, path: impl AsRef<str>) -> Request {
        self.request("DELETE", path, ())
    }

    /// Prepares a request with any method.
    ///
    /// # Panics
    /// When the method isn't one token.
    pub fn request(&self, method: &str, path: impl AsRef<str>, body: impl Body) -> Request {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        Request::new(self, method, path.as_ref(), body)
    }

    /// Returns the same browser as if its requests came from this address, which a trusted proxy
    /// passes on. Both share the cookies.
    ///
    /// # Panics
    /// When it isn't an address.
    #[must_use]
    pub fn from_address(&self, address: &str) -> Self {
        let address = Some(address.parse().expect("an address"));
        Self { address, ..self.clone() }
    }

    /// Returns another browser that has the cookies this one has now.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self { jar: self.jar.fork(), ..self.clone() }
    }

    /// Returns the same browser talking to another process. Both share the cookies.
    #[must_use]
    pub fn at(&self, process: &crate::Process) -> Self {
        Self { origins: Origins::new(vec![process.origin().to_owned()]), ..self.clone() }
    }

    /// Returns the value of a cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.get(name)
    }

    /// Sets a cookie.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.set(name, value);
    }

    /// Forgets a cookie.
    pub fn forget_cookie(&self, name: &str) {
        self.jar.remove(name);
    }

    /// Forgets all cookies.
    pub fn forget_cookies(&self) {
        self.jar.clear();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (origins, address) = (&self.origins, &self.address);
        f.debug_struct("Client")
            .field("origins", origins)
            .field("address", address)
            .finish_non_exhaustive()
    }
}
