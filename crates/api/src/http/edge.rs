//! The outermost middleware: everything that every request and every answer gets.

use std::sync::Arc;

use actix_web::{
    Error, HttpMessage as _, HttpRequest, HttpResponse,
    body::{self, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::Method,
    middleware::Next,
};
use tracing::Instrument as _;
use umbra_domain::{Entropy, UserId};

use super::{
    client::{Client, TrustedProxies, describe},
    compress::{compress, takes_gzip},
    headers::secure,
    problem::render,
    request_id::{RequestId, X_REQUEST_ID},
    routing::{Methods, normalize},
    telemetry::{Asked, Exchange},
    unread::{keep, share},
};

/// What it needs to know of the server.
#[derive(Debug)]
pub(crate) struct Edge {
    /// Proxies that are believed about whom they forward a request for.
    pub(crate) trusted_proxies: TrustedProxies,
    /// Whether browsers reach the server over TLS.
    pub(crate) over_tls: bool,
    /// The paths of the app.
    pub(crate) methods: Arc<Methods>,
    /// Draws request ids.
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// Who sent a request, once somebody has found out: a note from within for the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SentBy(pub(crate) UserId);

fn known_user(request: &HttpRequest) -> Option<UserId> {
    request.extensions().get::<SentBy>().map(|sent| sent.0)
}

/// Names the request and describes its client on the way in; on the way out makes errors problems,
/// compresses, adds the security headers and logs.
pub(crate) async fn edge(
    edge: Arc<Edge>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = name(&edge, &request);
    let client = describe(&edge.trusted_proxies, request.peer_addr(), request.headers());
    let exchange = Exchange::begin(request.method(), &id, client.address);
    request.extensions_mut().insert(Client(client));
    request.extensions_mut().insert(id.clone());
    let gzip = takes_gzip(request.headers());
    let head = request.method() == Method::HEAD;
    normalize(&mut request);
    // It is of use when a handler panics, and its request goes with it.
    let uri = request.uri().clone();
    let body_of_request = share(&mut request);

    let finish = async |response: HttpResponse| {
        let (response, cause) = render(response, &id);
        let mut response = compress(response, gzip).await;
        secure(response.headers_mut(), edge.over_tls);
        response.headers_mut().insert(X_REQUEST_ID, id.to_header());
        // actix would leave the body out too, but not when more requests follow in the same packet.
        let response =
            if head { response.set_body(BoxBody::new(body::None::new())) } else { response };
        (keep(response, body_of_request), cause)
    };
    match next.call(request).instrument(exchange.span()).await {
        Ok(answer) => {
            let (request, response) = answer.into_parts();
            let (response, cause) = finish(response.map_into_boxed_body()).await;
            let asked = Asked::new(&request, known_user(&request));
            exchange.finish(asked, response.status(), cause.as_deref());
            Ok(ServiceResponse::new(request, response))
        }
        // A handler panicked, and its request with it: the answer leaves without one.
        Err(error) => {
            let (response, cause) = finish(error.error_response()).await;
            let asked = Asked::at(edge.methods.pattern(uri.path()), uri.path());
            exchange.finish(asked, response.status(), cause.as_deref());
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn name(edge: &Edge, request: &ServiceRequest) -> RequestId {
    let peer = request.peer_addr().filter(|peer| edge.trusted_proxies.trusts(peer.ip()));
    peer.and_then(|_| RequestId::from_proxy(request.headers()))
        .unwrap_or_else(|| RequestId::fresh(edge.entropy.as_ref()))
}
