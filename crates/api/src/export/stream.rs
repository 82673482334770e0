//! Sending an archive while it is made.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::web::Bytes;
use futures_util::Stream;
use metrics::counter;
use tokio::sync::mpsc::Receiver;
use tracing::{Instrument as _, Span};
use umbra_domain::metric::Metric;

use crate::http::Problem;

const EXPORTS: &str = "umbra_exports_total";

/// What is recorded of exports.
pub(crate) const METRICS: [Metric; 1] = [Metric::counter(
    EXPORTS,
    &["outcome"],
    "Exports that were begun: `complete`, `failed`, or `abandoned` (the client went away).",
)];

/// The body of an answer that is made while it is sent: the work goes on when the client takes something, and ends
/// when it is dropped.
pub(super) struct Sending {
    work: Pin<Box<dyn Future<Output = Result<(), Problem>>>>,
    chunks: Receiver<Bytes>,
    state: State,
    /// The request's, for what is logged once its answer has begun.
    span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is more to come.
    Working,
    /// All is written, and maybe not sent.
    Written,
    /// All is sent, or the client was told of a failure by an end of the connection.
    Over,
}

impl Sending {
    pub(super) fn new(
        work: impl Future<Output = Result<(), Problem>> + 'static,
        chunks: Receiver<Bytes>,
    ) -> Self {
        let span = Span::current();
        let work = Box::pin(work.instrument(span.clone()));
        Self { work, chunks, state: State::Working, span }
    }

    fn end(&mut self, outcome: &'static str) {
        self.state = State::Over;
        counter!(EXPORTS, "outcome" => outcome).increment(1);
    }
}

impl Stream for Sending {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.state == State::Over {
                return Poll::Ready(None);
            }
            match self.chunks.poll_recv(cx) {
                Poll::Ready(Some(chunk)) => return Poll::Ready(Some(Ok(chunk))),
                Poll::Ready(None) if self.state == State::Written => {
                    self.end("complete");
                    continue;
                }
                // It has something, and lets others have their turn first.
                Poll::Pending if self.state == State::Written => return Poll::Pending,
                _ => {}
            }
            match self.work.as_mut().poll(cx) {
                Poll::Ready(Ok(())) => self.state = State::Written,
                // The answer has begun, so no status can tell any more.
                Poll::Ready(Err(problem)) => {
                    self.end("failed");
                    tracing::error!(parent: &self.span, error = problem.cause(), "an export broke off");
                    return Poll::Ready(Some(Err(io::Error::other("the export broke off"))));
                }
                Poll::Pending => {
                    // It may have written while it was asked.
                    return match self.chunks.poll_recv(cx) {
                        Poll::Ready(Some(chunk)) => Poll::Ready(Some(Ok(chunk))),
                        _ => Poll::Pending,
                    };
                }
            }
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if self.state != State::Over {
            self.end("abandoned");
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;
    use futures_util::StreamExt as _;
    use tokio::sync::mpsc;

    use super::Sending;
    use crate::http::Problem;

    async fn sent(fails: bool) -> Vec<Result<Bytes, String>> {
        let (sender, chunks) = mpsc::channel(1);
        let work = async move {
            for _ in 0..3 {
                sender.send(Bytes::from_static(b"some")).await.unwrap();
            }
            if fails { Err(Problem::opaque()) } else { Ok(()) }
        };
        let sending = Sending::new(work, chunks);
        sending.map(|chunk| chunk.map_err(|error| error.to_string())).collect().await
    }

    #[actix_web::test]
    async fn everything_that_is_written_is_sent() {
        assert_eq!(sent(false).await, vec![Ok(Bytes::from_static(b"some")); 3]);
    }

    #[actix_web::test]
    async fn a_failure_breaks_the_answer_off() {
        let sent = sent(true).await;
        assert_eq!(sent.last(), Some(&Err("the export broke off".to_owned())), "{sent:?}");
    }

    #[actix_web::test]
    async fn nothing_goes_on_once_nobody_takes_it() {
        let (sender, chunks) = mpsc::channel(1);
        let watched = sender.clone();
        let work = async move {
            loop {
                sender.send(Bytes::new()).await.unwrap();
            }
        };
        let mut sending = Sending::new(work, chunks);
        sending.next().await.unwrap().unwrap();
        drop(sending);
        assert!(watched.is_closed());
    }
}
