//! Ends connections on which a request body comes that nobody reads to its end.
//!
//! Once a chunked body was dropped, actix reads on for as long as it comes, so that the connection
//! can be used again: for ever, at full speed, from a client that likes to. While the body still has
//! a reader it ends the connection after the answer, within the time for disconnecting, as it does
//! with a body of a known length. So the answer holds on to what was not read.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    HttpMessage as _, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    web::Bytes,
};
use futures_util::{Stream, StreamExt as _};

/// A request body that the handler and the answer share.
#[derive(Clone)]
pub(crate) struct Shared(Rc<RefCell<Source>>);

struct Source {
    payload: Payload,
    /// Whether all of it was read, or can't be.
    ended: bool,
}

/// Keeps a hold on the body of a request, if it has one.
pub(crate) fn share(request: &mut ServiceRequest) -> Option<Shared> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return None;
    }
    let shared = Shared(Rc::new(RefCell::new(Source { payload, ended: false })));
    request.set_payload(Payload::Stream { payload: Box::pin(shared.clone()) });
    Some(shared)
}

/// Has an answer hold on to what was not read of the request's body.
pub(crate) fn keep(response: HttpResponse, body: Option<Shared>) -> HttpResponse {
    match body {
        Some(unread) if !unread.0.borrow().ended => {
            response.map_body(|_, body| BoxBody::new(Keeping { body, _unread: unread }))
        }
        _ => response,
    }
}

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut source = self.0.borrow_mut();
        let next = source.payload.poll_next_unpin(cx);
        source.ended |= matches!(next, Poll::Ready(None | Some(Err(_))));
        next
    }
}

/// The body of an answer, and what was not read of the request's.
struct Keeping {
    body: BoxBody,
    _unread: Shared,
}

impl MessageBody for Keeping {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
