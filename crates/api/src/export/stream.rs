//! Sending an archive while it is made.

use std::{
    cell::RefCell,
    future::Future,
    io, mem,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{rt, web::Bytes};
use futures_util::Stream;
use metrics::counter;
use tokio::{
    sync::mpsc::Receiver,
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use tracing::{Instrument as _, Span};
use umbra_domain::metric::Metric;

use crate::http::Problem;

/// How long a client may take none of what was made for it. A slow one takes the next part only when a good deal of what
/// the system keeps for it is gone.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

const EXPORTS: &str = "umbra_exports_total";

/// What is recorded of exports.
pub(crate) const METRICS: [Metric; 1] = [Metric::counter(
    EXPORTS,
    &["outcome"],
    "Exports that were begun: `complete`, `failed`, or `abandoned` (the client went away, or read nothing for \
     a quarter of an hour).",
)];

/// The body of an answer that is made while it is sent: the work goes on when the client takes something, and ends
/// when it is dropped, or when the client takes nothing for too long. Nobody asks for more then, so somebody watches.
pub(super) struct Sending {
    making: Rc<RefCell<Making>>,
    watcher: JoinHandle<()>,
}

type Work = Pin<Box<dyn Future<Output = Result<(), Problem>>>>;

struct Making {
    /// The work and what it made; nothing when that is over.
    parts: Option<(Work, Receiver<Bytes>)>,
    state: State,
    /// When the client was given something, if it hasn't asked for more since.
    given_at: Option<Instant>,
    /// The request's, for what is logged once its answer has begun.
    span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is more to come.
    Working,
    /// All is written, and maybe not sent.
    Written,
    /// Nobody read it. A client that does after all is told by an end of the connection.
    GivenUp,
    /// All is sent, or the client was told of a failure by an end of the connection.
    Over,
}

impl Sending {
    pub(super) fn new(
        work: impl Future<Output = Result<(), Problem>> + 'static,
        chunks: Receiver<Bytes>,
    ) -> Self {
        Self::within(PATIENCE, work, chunks)
    }

    fn within(
        patience: Duration,
        work: impl Future<Output = Result<(), Problem>> + 'static,
        chunks: Receiver<Bytes>,
    ) -> Self {
        let span = Span::current();
        let work: Work = Box::pin(work.instrument(span.clone()));
        let (parts, given_at) = (Some((work, chunks)), Some(Instant::now()));
        let making = Making { parts, state: State::Working, given_at, span };
        let making = Rc::new(RefCell::new(making));
        let watcher = rt::spawn(watch(Rc::clone(&making), patience));
        Self { making, watcher }
    }
}

/// Gives the work up once its client has left something unread for so long.
async fn watch(making: Rc<RefCell<Making>>, patience: Duration) {
    loop {
        let now = Instant::now();
        let since = making.borrow().given_at.unwrap_or(now);
        if now >= since + patience {
            return making.borrow_mut().give_up();
        }
        sleep_until(since + patience).await;
    }
}

impl Making {
    fn end(&mut self, outcome: &'static str, state: State) {
        self.state = state;
        if self.parts.take().is_some() {
            counter!(EXPORTS, "outcome" => outcome).increment(1);
        }
    }

    fn give_up(&mut self) {
        tracing::warn!(parent: &self.span, "nobody read an export any more: it was given up");
        self.end("abandoned", State::GivenUp);
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, io::Error>>> {
        loop {
            let Some((work, chunks)) = &mut self.parts else {
                let was_given_up = mem::replace(&mut self.state, State::Over) == State::GivenUp;
                let broken = || Err(io::Error::other("nobody read the export"));
                return Poll::Ready(was_given_up.then(broken));
            };
            match chunks.poll_recv(cx) {
                Poll::Ready(Some(chunk)) => return Poll::Ready(Some(Ok(chunk))),
                Poll::Ready(None) if self.state == State::Written => {
                    self.end("complete", State::Over);
                    continue;
                }
                // It has something, and lets others have their turn first.
                Poll::Pending if self.state == State::Written => return Poll::Pending,
                _ => {}
            }
            match work.as_mut().poll(cx) {
                Poll::Ready(Ok(())) => self.state = State::Written,
                // The answer has begun, so no status can tell any more.
                Poll::Ready(Err(problem)) => {
                    self.end("failed", State::Over);
                    tracing::error!(parent: &self.span, error = problem.cause(), "an export broke off");
                    return Poll::Ready(Some(Err(io::Error::other("the export broke off"))));
                }
                Poll::Pending => {
                    // It may have written while it was asked.
                    return match chunks.poll_recv(cx) {
                        Poll::Ready(Some(chunk)) => Poll::Ready(Some(Ok(chunk))),
                        _ => Poll::Pending,
                    };
                }
            }
        }
    }
}

impl Stream for Sending {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut making = self.making.borrow_mut();
        let polled = making.poll(cx);
        // While something is awaited it is the work that takes long.
        making.given_at = polled.is_ready().then(Instant::now);
        polled
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.watcher.abort();
        self.making.borrow_mut().end("abandoned", State::Over);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::web::Bytes;
    use futures_util::StreamExt as _;
    use tokio::{
        sync::mpsc,
        time::{sleep, timeout},
    };

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

    const PATIENCE: Duration = Duration::from_millis(20);

    #[actix_web::test]
    async fn what_nobody_reads_is_given_up_and_is_no_whole_answer() {
        let (sender, chunks) = mpsc::channel(1);
        let watched = sender.clone();
        let work = async move {
            loop {
                sender.send(Bytes::from_static(b"some")).await.unwrap();
            }
        };
        let mut sending = Sending::within(PATIENCE, work, chunks);
        sending.next().await.unwrap().unwrap();
        timeout(Duration::from_secs(10), watched.closed()).await.unwrap();
        sending.next().await.unwrap().unwrap_err();
        assert!(sending.next().await.is_none());
    }

    #[actix_web::test]
    async fn a_client_that_reads_is_not_left_though_the_work_takes_long() {
        let (sender, chunks) = mpsc::channel(1);
        let work = async move {
            for _ in 0..3 {
                sleep(5 * PATIENCE).await;
                sender.send(Bytes::from_static(b"some")).await.unwrap();
            }
            Ok(())
        };
        let sending = Sending::within(PATIENCE, work, chunks);
        let sent: Vec<_> = sending.map(Result::unwrap).collect().await;
        assert_eq!(sent, [&b"some"[..]; 3]);
    }
}
