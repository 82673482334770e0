//! Open connections: how many there may be, and letting the longest idle go when that is near.
//!
//! A connection that a client keeps open costs a file descriptor, and a process may have so many.
//! Whoever opens idle ones without end would shut everybody else out: no new one is accepted when
//! all are taken. So the longest idle are told to end from [`FULL`] of the limit on, which a client
//! has to expect of any connection at any time (RFC 9112 section 9.5).

use std::any::Any;
use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use metrics::{counter, gauge};
use umbra_domain::metric::Metric;

const OPEN: &str = "umbra_http_connections";
const LET_GO: &str = "umbra_http_connections_let_go_total";

/// What is recorded of connections.
pub(crate) const METRICS: [Metric; 2] = [
    Metric::gauge(OPEN, &[], "Open connections of clients."),
    Metric::counter(LET_GO, &[], "Idle connections ended because too many were open."),
];

/// The part of the limit from which on idle connections are let go.
const FULL: f32 = 0.75;

/// The part of the limit that is open afterwards, if enough are idle.
const ROOMY: f32 = 0.6;

/// Time between two looks at connections that were told to end.
const ROUND: Duration = Duration::from_secs(1);

/// How long a client may read nothing of an answer that is made while it is sent: after that its connection is as
/// one that nobody uses.
const UNREAD: Duration = Duration::from_secs(2 * 60);

/// How long connections that are kept open get to end in order: each with its next answer.
const FAREWELL: Duration = Duration::from_millis(500);

/// How long nothing may have been answered until requests count as done: a connection that was just accepted has
/// its request on the way.
const QUIET: Duration = Duration::from_millis(100);

/// Time between two looks at whether requests are done.
const GLANCE: Duration = Duration::from_millis(20);

/// The open connections of this process.
#[derive(Debug)]
pub(crate) struct Connections {
    full: usize,
    roomy: usize,
    /// Whether each answer is the last of its connection.
    leaving: AtomicBool,
    /// How long a connection that was told to end may go on with what it does.
    grace: Duration,
    /// Counts events, so that it tells which of two was later.
    events: AtomicU64,
    open: Mutex<HashMap<u64, Arc<Connection>>>,
}

/// One connection.
#[derive(Debug)]
struct Connection {
    /// A second descriptor of the socket, to end it from outside of actix.
    socket: TcpStream,
    /// The event at which it was opened, or a request on it began or was answered.
    used: AtomicU64,
    /// Requests that are being answered.
    at_work: AtomicUsize,
    /// When more of an answer that is being sent was asked for; nothing while it isn't known.
    read: Mutex<Option<Instant>>,
    /// When it was told to end.
    told: OnceLock<Instant>,
}

impl Connections {
    /// Begins with none, of `limit` at most.
    pub(crate) fn new(limit: usize, grace: Duration) -> Arc<Self> {
        let part = |part: f32| (limit as f32 * part) as usize;
        Arc::new(Self {
            full: part(FULL),
            roomy: part(ROOMY),
            leaving: AtomicBool::default(),
            grace,
            events: AtomicU64::default(),
            open: Mutex::default(),
        })
    }

    /// Takes note of a connection that was just accepted, until its extensions are dropped.
    pub(crate) fn accept(self: &Arc<Self>, io: &dyn Any, extensions: &mut Extensions) {
        // Without a descriptor left the connection isn't known here, and goes when actix lets it.
        let stream = io.downcast_ref::<actix_web::rt::net::TcpStream>();
        let Some(Ok(socket)) = stream.map(|stream| stream.as_fd().try_clone_to_owned()) else {
            return;
        };
        let id = self.next_event();
        let connection = Arc::new(Connection {
            socket: socket.into(),
            used: AtomicU64::new(id),
            at_work: AtomicUsize::default(),
            read: Mutex::default(),
            told: OnceLock::new(),
        });
        self.lock().insert(id, Arc::clone(&connection));
        gauge!(OPEN).increment(1.0);
        extensions.insert(Tracked { connection, id, all: Arc::clone(self) });
        self.make_room();
    }

    /// Lets connections end before the server does: from now on each answer says that it is the last.
    ///
    /// A connection that is ended while a proxy sends its next request into it loses that, and the
    /// proxy can't repeat what may have changed something. So those that are used end by an answer,
    /// and only those that nobody used for a while are left to be ended.
    pub(crate) async fn take_leave(&self) {
        self.leaving.store(true, Relaxed);
        let deadline = tokio::time::Instant::now() + FAREWELL;
        let mut looks = tokio::time::interval(GLANCE);
        while !self.lock().is_empty() && tokio::time::Instant::now() < deadline {
            looks.tick().await;
        }
    }

    /// Waits until all requests are answered, once no new connection is taken.
    pub(crate) async fn quiet(&self) {
        let mut looks = tokio::time::interval(GLANCE);
        let mut busy = (self.events.load(Relaxed), tokio::time::Instant::now());
        loop {
            let now = looks.tick().await;
            let events = self.events.load(Relaxed);
            let open = self.lock();
            if open.is_empty() {
                return;
            }
            let is_answering = open.values().any(|one| one.at_work.load(Relaxed) > 0);
            if is_answering || busy.0 != events {
                busy = (events, now);
            } else if now - busy.1 >= QUIET {
                return;
            }
        }
    }

    /// Looks after connections that were told to end, for as long as the process lives.
    pub(crate) async fn watch(self: Arc<Self>) {
        let mut rounds = tokio::time::interval(ROUND);
        loop {
            rounds.tick().await;
            self.make_room();
        }
    }

    /// Tells the longest idle connections to end when there are too many, and cuts off those that
    /// were told long ago: their clients don't read the rest of an answer.
    fn make_room(&self) {
        let open = self.lock();
        if open.len() <= self.full {
            return;
        }
        let (told, alive): (Vec<_>, Vec<_>) =
            open.values().partition(|connection| connection.told.get().is_some());
        for connection in told {
            let told = connection.told.get();
            if told.is_some_and(|at| at.elapsed() > self.grace) {
                connection.end(Shutdown::Both);
            }
        }
        if alive.len() <= self.full {
            return;
        }
        let surplus = alive.len() - self.roomy;
        let mut idle: Vec<_> = alive.into_iter().filter(|one| one.is_idle(UNREAD)).collect();
        idle.sort_unstable_by_key(|connection| connection.used.load(Relaxed));
        idle.truncate(surplus);
        for connection in &idle {
            let _ = connection.told.set(Instant::now());
            // What is being sent still arrives: only nothing more is read.
            connection.end(Shutdown::Read);
        }
        counter!(LET_GO).increment(idle.len() as u64);
        tracing::debug!(open = open.len(), let_go = idle.len(), "let idle connections go");
    }

    fn next_event(&self) -> u64 {
        self.events.fetch_add(1, Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    /// Tells whether nobody uses it: it answers nothing, or an answer of which nothing was read for so long.
    fn is_idle(&self, unread: Duration) -> bool {
        let read = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        self.at_work.load(Relaxed) == 0 || read.is_some_and(|at| at.elapsed() > unread)
    }

    fn set_read(&self, at: Option<Instant>) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    fn end(&self, how: Shutdown) {
        // It has ended already, then.
        let _ = self.socket.shutdown(how);
    }
}

/// A connection's place among the open ones; it is given up with the connection.
struct Tracked {
    connection: Arc<Connection>,
    id: u64,
    all: Arc<Connections>,
}

impl Drop for Tracked {
    fn drop(&mut self) {
        self.all.lock().remove(&self.id);
        gauge!(OPEN).decrement(1.0);
    }
}

/// A request that is being answered, until all of the answer was taken.
struct AtWork {
    connection: Arc<Connection>,
    all: Arc<Connections>,
}

impl AtWork {
    fn begin(tracked: &Tracked) -> Self {
        let (connection, all) = (Arc::clone(&tracked.connection), Arc::clone(&tracked.all));
        connection.at_work.fetch_add(1, Relaxed);
        connection.set_read(None);
        Self { connection, all }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.connection.used.store(self.all.next_event(), Relaxed);
        self.connection.at_work.fetch_sub(1, Relaxed);
    }
}

/// The body of an answer, until it was sent.
pub(crate) struct Sent {
    body: BoxBody,
    at_work: Option<AtWork>,
}

impl MessageBody for Sent {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(cx);
        if let Some(at_work) = &self.at_work {
            // What takes long to be made isn't unread.
            at_work.connection.set_read(polled.is_ready().then(Instant::now));
        }
        polled
    }
}

/// Middleware that tells idle connections from those on which a request is being answered.
pub(crate) async fn track<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<Sent>, Error> {
    let at_work = request.conn_data::<Tracked>().map(AtWork::begin);
    let mut response = next.call(request).await?;
    if at_work.as_ref().is_some_and(|at_work| at_work.all.leaving.load(Relaxed)) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response.map_body(|_, body| Sent { body: body.boxed(), at_work }))
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::sync::atomic::{AtomicU64, AtomicUsize};
    use std::sync::{Mutex, OnceLock};
    use std::time::{Duration, Instant};

    use super::{Connection, UNREAD};

    #[test]
    fn who_reads_nothing_of_an_answer_is_idle_after_a_while() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let connection = Connection {
            socket: TcpStream::connect(listener.local_addr().unwrap()).unwrap(),
            used: AtomicU64::default(),
            at_work: AtomicUsize::new(1),
            read: Mutex::default(),
            told: OnceLock::new(),
        };
        assert!(!connection.is_idle(Duration::ZERO), "what takes long isn't idle");
        let read = Instant::now();
        connection.set_read(Some(read));
        while read.elapsed().is_zero() {}
        assert!(connection.is_idle(Duration::ZERO));
        assert!(!connection.is_idle(UNREAD));
    }
}
