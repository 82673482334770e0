//! The outermost middleware: everything that every request and every answer gets.

use std::sync::Arc;

use actix_web::{
    Error, HttpMessage as _, HttpResponse,
    body::{self, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::Method,
    middleware::Next,
};
use tracing::Instrument as _;

use crate::{
    api::Shared,
    client::{Client, describe},
    compress::{compress, takes_gzip},
    headers::secure,
    problem::render,
    request_id::{RequestId, X_REQUEST_ID},
    routing::forgive,
    telemetry::Exchange,
};

/// Names the request and describes its client on the way in; on the way out makes errors problems,
/// compresses, adds the security headers and logs.
pub(crate) async fn edge(
    shared: Arc<Shared>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = name(&shared, &request);
    let exchange = Exchange::begin(request.method(), &id);
    let settings = &shared.settings;
    let client = describe(&settings.trusted_proxies, request.peer_addr(), request.headers());
    request.extensions_mut().insert(Client(client));
    request.extensions_mut().insert(id.clone());
    let gzip = takes_gzip(request.headers());
    let head = request.method() == Method::HEAD;
    forgive(&mut request);

    let finish = async |response: HttpResponse| {
        let mut response = compress(render(response, &id), gzip).await;
        secure(response.headers_mut(), settings.public_url.is_secure());
        response.headers_mut().insert(X_REQUEST_ID, id.to_header());
        // actix would leave the body out too, but not when more requests follow in the same packet.
        if head { response.set_body(BoxBody::new(body::None::new())) } else { response }
    };
    match next.call(request).instrument(exchange.span()).await {
        Ok(answer) => {
            let (request, response) = answer.into_parts();
            let response = finish(response.map_into_boxed_body()).await;
            exchange.finish(request.match_pattern(), response.status());
            Ok(ServiceResponse::new(request, response))
        }
        // A handler panicked, and its request with it: the answer leaves without one.
        Err(error) => {
            let response = finish(error.error_response()).await;
            exchange.finish(None, response.status());
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn name(shared: &Shared, request: &ServiceRequest) -> RequestId {
    let peer = request.peer_addr().filter(|peer| shared.settings.trusted_proxies.trusts(peer.ip()));
    peer.and_then(|_| RequestId::from_proxy(request.headers()))
        .unwrap_or_else(|| RequestId::fresh(shared.entropy.as_ref()))
}
