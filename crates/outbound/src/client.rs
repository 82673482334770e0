//! The HTTP client that looks before it connects.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode, Url,
    header::{self, HeaderMap, HeaderValue},
    redirect,
};
use rustls::RootCertStore;

use url::Host;

use crate::{
    AddressPolicy, Names, Target, TargetError,
    names::{BlockedName, GuardedNames},
};

/// How long an answer may take and how large it may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the call to the last byte.
    pub time: Duration,
    /// Bytes of the body.
    pub bytes: usize,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client can't be made")]
pub struct ClientError(#[source] Box<dyn Error + Send + Sync>);

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The URL, or an address of its name, isn't called.
    #[error(transparent)]
    Refused(#[from] TargetError),
    /// The server answered with something else than success. A redirect is that, too.
    #[error("the server answered {status}")]
    Status {
        /// The status.
        status: u16,
        /// After which time the server wants to be asked again, if it says so.
        retry_after: Option<Duration>,
    },
    /// The answer is longer than it may be.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// The answer took longer than it may.
    #[error("no whole answer came in time")]
    TimedOut,
    /// There is no connection, or it broke.
    #[error("the server can't be reached: {0}")]
    Unreachable(String),
}

/// An HTTP client for addresses that Umbra didn't choose itself: it calls what the
/// [`AddressPolicy`] allows, over the very address that was looked at, without redirects, proxies,
/// cookies and compression, and gives up at the [`Limits`].
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    names: GuardedNames,
}

/// A request that changes something elsewhere.
pub(crate) struct Order<'a> {
    pub method: Method,
    pub url: Url,
    /// The access token, which goes into the header `Authorization`.
    pub bearer: Option<&'a str>,
    /// The body, in JSON.
    pub json: Option<Vec<u8>>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("policy", &self.names.policy).finish_non_exhaustive()
    }
}

impl Client {
    /// How long connecting may take.
    const CONNECT: Duration = Duration::from_secs(5);

    /// How long looking a name up may take, where nothing else bounds it.
    const LOOKUP: Duration = Duration::from_secs(3);

    /// Connections to one server that are kept for a while: what is sent at once goes over them.
    const IDLE: usize = 64;

    /// Makes a client. TLS trusts Mozilla's roots and those of the operating system.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new(policy: AddressPolicy, names: Arc<dyn Names>) -> Result<Self, ClientError> {
        let names = GuardedNames { names, policy: Arc::new(policy) };
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls().map_err(|error| ClientError(error.into()))?)
            .dns_resolver(names.clone())
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(Self::CONNECT)
            .pool_max_idle_per_host(Self::IDLE)
            .pool_idle_timeout(Duration::from_secs(30))
            .referer(false)
            .user_agent(concat!("umbra/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| ClientError(error.into()))?;
        Ok(Self { http, names })
    }

    /// Returns which addresses are called.
    #[must_use]
    pub fn policy(&self) -> &AddressPolicy {
        &self.names.policy
    }

    /// Looks a URL's name up and at all its addresses, without calling any. A name that can't be
    /// looked up now passes: each call looks again.
    ///
    /// # Errors
    /// [`TargetError::Blocked`].
    pub async fn check(&self, target: &Target) -> Result<(), TargetError> {
        let Some(Host::Domain(name)) = target.url().host() else { return Ok(()) };
        let found = tokio::time::timeout(Self::LOOKUP, self.names.names.lookup(name)).await;
        let Ok(Ok(found)) = found else { return Ok(()) };
        for address in found {
            self.policy().check(address)?;
        }
        Ok(())
    }

    /// Gets what is at a URL.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn get(&self, url: Url, limits: Limits) -> Result<Vec<u8>, CallError> {
        let target = Target::from_url(url, self.policy())?;
        let request = self.http.get(target.url().clone());
        let mut answer = send(request, limits).await?;
        if answer.status() != StatusCode::OK {
            return Err(to_status(&answer));
        }
        body(&mut answer, limits).await
    }

    /// Has something done at a URL. What the server tells about it is read, so that the connection
    /// can be used again, and dropped.
    ///
    /// # Errors
    /// [`CallError`], except that an answer that is too long or breaks off after its head is one.
    pub(crate) async fn order(&self, order: Order<'_>, limits: Limits) -> Result<(), CallError> {
        let target = Target::from_url(order.url, self.policy())?;
        let mut request = self.http.request(order.method, target.url().clone());
        if let Some(token) = order.bearer {
            let value = HeaderValue::from_str(&format!("Bearer {token}"));
            let mut value = value.map_err(|error| CallError::Unreachable(error.to_string()))?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        request = match order.json {
            Some(json) => request.header(header::CONTENT_TYPE, "application/json").body(json),
            None => request,
        };
        let mut answer = send(request, limits).await?;
        if !answer.status().is_success() {
            return Err(to_status(&answer));
        }
        drop(body(&mut answer, limits).await);
        Ok(())
    }
}

async fn send(request: RequestBuilder, limits: Limits) -> Result<Response, CallError> {
    let request = request.header(header::ACCEPT, "application/json").timeout(limits.time);
    request.send().await.map_err(to_call_error)
}

async fn body(answer: &mut Response, limits: Limits) -> Result<Vec<u8>, CallError> {
    let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX);
    if answer.content_length().is_some_and(|length| length > most) {
        return Err(CallError::TooLarge(limits.bytes));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(to_call_error)? {
        if body.len() + chunk.len() > limits.bytes {
            return Err(CallError::TooLarge(limits.bytes));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn to_status(answer: &Response) -> CallError {
    let status = answer.status().as_u16();
    CallError::Status { status, retry_after: retry_after(answer.headers()) }
}

/// Reads after which time a server wants to be asked again (RFC 9110, 10.2.3): seconds, or a moment,
/// which counts from the moment at which the server itself says that it answered.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let wanted = text(header::RETRY_AFTER)?.trim();
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = |text: &str| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());
    let (wanted, answered): (Timestamp, _) = (moment(wanted)?, moment(text(header::DATE)?)?);
    Some(Duration::try_from(wanted.duration_since(answered)).unwrap_or_default())
}

fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let system = rustls_native_certs::load_native_certs();
    for error in system.errors {
        tracing::debug!(%error, "a certificate of the operating system can't be read");
    }
    roots.add_parsable_certificates(system.certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

fn to_call_error(error: reqwest::Error) -> CallError {
    // A URL may say whose topic it is, or where somebody lives.
    let error = error.without_url();
    let mut cause: Option<&dyn Error> = Some(&error);
    let mut last = error.to_string();
    while let Some(error) = cause {
        if let Some(BlockedName(blocked)) = error.downcast_ref::<BlockedName>() {
            return CallError::Refused((*blocked).into());
        }
        last = error.to_string();
        cause = error.source();
    }
    if error.is_timeout() { CallError::TimedOut } else { CallError::Unreachable(last) }
}
