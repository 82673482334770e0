//! One keep-alive connection.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Request;
use crate::failure::{Failure, Outcome};

/// Bytes that an answer may have; all of ours have less.
const MAX_RESPONSE_BYTES: usize = 8 * 1024 * 1024;

/// A connection over which one request at a time is sent.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, as long as the next request isn't sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reply<'a> {
    /// The status code.
    pub(crate) status: u16,
    head: &'a str,
    body: &'a [u8],
}

impl Connection {
    /// Connects to a server.
    pub(crate) async fn open(server: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(server).await;
        let stream = stream.map_err(Failure::when(format_args!("can't connect to {server}")))?;
        stream.set_nodelay(true).map_err(Failure::when("can't set TCP_NODELAY"))?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn exchange(&mut self, request: &Request) -> Outcome<Reply<'_>> {
        let sent = self.stream.write_all(request.bytes()).await;
        sent.map_err(Failure::when("a request could not be sent"))?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await;
            if read.map_err(Failure::when("an answer could not be read"))? == 0 {
                return Err(Failure::new("the server closed a connection instead of answering"));
            }
            // Parsed once more below: a borrow can't leave a loop that goes on.
            if self.buffer.len() > MAX_RESPONSE_BYTES || parse(&self.buffer)?.is_some() {
                break;
            }
        }
        parse(&self.buffer)?.ok_or_else(|| Failure::new("an answer was too long"))
    }

    /// Sends a request that has to be answered with 200 or 201.
    pub(crate) async fn expect(&mut self, request: &Request) -> Outcome<Reply<'_>> {
        let reply = self.exchange(request).await?;
        if is_success(reply.status) {
            return Ok(reply);
        }
        let asked = String::from_utf8_lossy(request.bytes());
        let asked = asked.lines().next().unwrap_or_default();
        Err(Failure::new(format!("{asked} was answered {}: {}", reply.status, reply.text())))
    }
}

impl<'a> Reply<'a> {
    /// Returns the values of a header.
    pub(crate) fn headers(self, name: &str) -> impl Iterator<Item = &'a str> {
        values(self.head, name)
    }

    /// Returns the cookie of this name as `name=value`.
    pub(crate) fn cookie(self, name: &str) -> Option<String> {
        self.headers("set-cookie")
            .filter_map(|cookie| cookie.split(';').next())
            .find(|cookie| cookie.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
            .map(str::to_owned)
    }

    /// Returns the body.
    pub(crate) fn body(self) -> &'a [u8] {
        self.body
    }

    /// Returns the body as far as it is text.
    pub(crate) fn text(self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }
}

/// Tells whether a request was done.
pub(super) const fn is_success(status: u16) -> bool {
    matches!(status, 200 | 201 | 204)
}

fn values<'a>(head: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    head.split("\r\n").skip(1).filter_map(move |line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Reads an answer; `None` when more bytes have to come. Only answers with a `Content-Length` are
/// understood, and those of status 204, which end with their head (RFC 9110, section 15.3.5).
fn parse(bytes: &[u8]) -> Outcome<Option<Reply<'_>>> {
    let malformed = || Failure::new("an answer is no HTTP/1.1");
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| malformed())?;
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    let status = status.and_then(|status| status.parse().ok()).ok_or_else(malformed)?;
    let length = values(head, "content-length").next().and_then(|length| length.parse().ok());
    let length: usize = length.or((status == 204).then_some(0)).ok_or_else(|| {
        Failure::new(format!("an answer with status {status} has no Content-Length"))
    })?;
    let body = bytes.get(end + 4..).and_then(|rest| rest.get(..length));
    Ok(body.map(|body| Reply { status, head, body }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\
        Set-Cookie: session_old=1\r\nSet-Cookie: session=abc; HttpOnly\r\n\r\nxyz";

    #[test]
    fn an_answer_is_read_when_it_is_whole() {
        for end in 0..ANSWER.len() {
            assert!(parse(&ANSWER[..end]).unwrap().is_none(), "{end}");
        }
        let reply = parse(ANSWER).unwrap().unwrap();
        assert_eq!((reply.status, reply.text().as_str()), (200, "xyz"));
        assert_eq!(reply.cookie("session").as_deref(), Some("session=abc"));
    }

    #[test]
    fn an_answer_without_content_ends_with_its_head() {
        let reply = parse(b"HTTP/1.1 204 No Content\r\ndate: x\r\n\r\nHTTP").unwrap().unwrap();
        assert_eq!((reply.status, reply.body()), (204, &b""[..]));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        assert!(parse(b"SSH-2.0\r\n\r\n").is_err());
        assert!(parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }

    #[test]
    fn requests_follow_each_other_on_one_connection() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let server = listener.local_addr().unwrap();
        let serving = std::thread::spawn(move || {
            use std::io::{Read, Write};
            let (mut stream, _) = listener.accept().unwrap();
            for _ in 0..2 {
                let mut request = [0; 256];
                let read = stream.read(&mut request).unwrap();
                assert!(request[..read].ends_with(b"\r\n\r\n"));
                let (first, second) = ANSWER.split_at(20);
                stream.write_all(first).unwrap();
                stream.write_all(second).unwrap();
            }
        });
        let answers = super::super::block_on(async {
            let mut connection = Connection::open(server).await?;
            let request = Request::get("/").to(server);
            let first = connection.expect(&request).await?.text();
            Ok((first, connection.expect(&request).await?.text()))
        });
        assert_eq!(answers.unwrap(), ("xyz".to_owned(), "xyz".to_owned()));
        serving.join().unwrap();
    }
}
