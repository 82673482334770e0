//! The HTTP client that looks before it connects.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use reqwest::{StatusCode, Url, header, redirect};
use rustls::RootCertStore;

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
        /// Seconds after which the server wants to be asked again, if it says so.
        retry_after: Option<u64>,
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
    policy: Arc<AddressPolicy>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Client {
    /// How long connecting may take.
    const CONNECT: Duration = Duration::from_secs(5);

    /// Makes a client. TLS trusts Mozilla's roots and those of the operating system.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new(policy: AddressPolicy, names: Arc<dyn Names>) -> Result<Self, ClientError> {
        let policy = Arc::new(policy);
        let names = GuardedNames { names, policy: Arc::clone(&policy) };
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls().map_err(|error| ClientError(error.into()))?)
            .dns_resolver(names)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(Self::CONNECT)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(Duration::from_secs(30))
            .referer(false)
            .user_agent(concat!("umbra/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| ClientError(error.into()))?;
        Ok(Self { http, policy })
    }

    /// Returns which addresses are called.
    #[must_use]
    pub fn policy(&self) -> &AddressPolicy {
        &self.policy
    }

    /// Gets what is at a URL.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn get(&self, url: Url, limits: Limits) -> Result<Vec<u8>, CallError> {
        let target = Target::from_url(url, &self.policy)?;
        let request = self
            .http
            .get(target.url().clone())
            .header(header::ACCEPT, "application/json")
            .timeout(limits.time);
        let mut answer = request.send().await.map_err(to_call_error)?;
        if answer.status() != StatusCode::OK {
            let retry_after = answer.headers().get(header::RETRY_AFTER);
            return Err(CallError::Status {
                status: answer.status().as_u16(),
                retry_after: retry_after.and_then(|value| value.to_str().ok()?.parse().ok()),
            });
        }
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
