//! A server on this machine that plays ntfy, cheap enough to share two cores with who sends to it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::SystemTime;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::failure::{Failure, Outcome};
use crate::http::block_on;

/// What ntfy answers, as far as anybody looks at it.
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
    content-length: 2\r\n\r\n{}";

/// The server, until the process ends.
#[derive(Debug)]
pub(super) struct Sink {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

/// What was published since it was last forgotten.
#[derive(Debug, Default, Clone)]
pub(super) struct Seen {
    /// When each message came first, by its name and with what it says.
    pub(super) messages: HashMap<String, (String, SystemTime)>,
    /// How often something was published.
    pub(super) published: usize,
    /// Over how many connections.
    pub(super) connections: usize,
}

impl Seen {
    /// Returns the first and the last moment at which a message came that hadn't come before.
    pub(super) fn span(&self) -> Option<(SystemTime, SystemTime)> {
        let times = || self.messages.values().map(|(_, at)| *at);
        Some((times().min()?, times().max()?))
    }
}

impl Sink {
    /// Starts one.
    pub(super) fn start() -> Outcome<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0");
        let listener = listener.map_err(Failure::when("no free port"))?;
        let address = listener.local_addr().map_err(Failure::when("no address"))?;
        listener.set_nonblocking(true).map_err(Failure::when("a listener"))?;
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            block_on(async move {
                let listener = TcpListener::from_std(listener);
                let listener = listener.map_err(Failure::when("a listener"))?;
                loop {
                    let (stream, _) = listener.accept().await.map_err(Failure::when("accept"))?;
                    lock(&shared).connections += 1;
                    tokio::spawn(answer(stream, Arc::clone(&shared)));
                }
            })
            // It never ends, and who waits for its messages tells that none come.
            .unwrap_or_else(|failure: Failure| eprintln!("the sink ended: {failure}"));
        });
        Ok(Self { address, seen })
    }

    /// Returns the beginning of its URLs.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Counts the different messages so far.
    pub(super) fn count(&self) -> usize {
        lock(&self.seen).messages.len()
    }

    /// Gives what was published, and forgets it.
    pub(super) fn take(&self) -> Seen {
        std::mem::take(&mut *lock(&self.seen))
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(mut stream: TcpStream, seen: Arc<Mutex<Seen>>) {
    let mut buffer = Vec::with_capacity(4096);
    // Whoever calls may go at any time.
    while let Ok(1..) = stream.read_buf(&mut buffer).await {
        while let Some((body, end)) = request(&buffer) {
            note(&mut lock(&seen), body);
            buffer.drain(..end);
            if stream.write_all(ANSWER).await.is_err() {
                return;
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the time itself is what is measured")]
fn note(seen: &mut Seen, body: &[u8]) {
    seen.published += 1;
    let message: Value = serde_json::from_slice(body).unwrap_or_default();
    let says = message["title"].as_str().or(message["message"].as_str());
    if let (Some(name), Some(says)) = (message["sequence_id"].as_str(), says) {
        let first = || (says.to_owned(), SystemTime::now());
        seen.messages.entry(name.to_owned()).or_insert_with(first);
    }
}

/// Finds the body of the first request, and where that ends; `None` if more has to come.
fn request(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&bytes[..head]).ok()?;
    let length = text.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let end = head + 4 + length.unwrap_or(0_usize);
    Some((bytes.get(head + 4..end)?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_one_after_the_other() {
        let both = b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPUT /x HTTP/1.1\r\n\r\n";
        let (body, end) = request(both).unwrap();
        assert_eq!((body, end), (&b"abc"[..], 41));
        assert_eq!(request(&both[end..]), Some((&b""[..], 19)));
        assert_eq!(request(&both[..40]), None);
    }

    #[test]
    fn what_comes_again_under_its_name_counts_once() {
        let mut seen = Seen::default();
        for _ in 0..2 {
            note(&mut seen, br#"{"sequence_id":"a-1","message":"Milk"}"#);
        }
        note(&mut seen, br#"{"sequence_id":"a-2","title":"Milk","message":"Today"}"#);
        assert_eq!((seen.messages.len(), seen.published), (2, 3));
        assert!(seen.messages.values().all(|(says, _)| says == "Milk"));
    }
}
