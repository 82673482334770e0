//! As much of HTTP/1.1 as it takes to sign in on a server of our own.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// An answer's status and the cookies that it sets, as `name=value`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) cookies: Vec<String>,
}

/// Sends one request to a port of this machine, with a body of JSON unless it is empty.
pub(super) fn send(
    port: u16,
    (method, path): (&str, &str),
    cookie: &str,
    body: &str,
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         X-Requested-With: XMLHttpRequest\r\nContent-Length: {}\r\n",
        body.len()
    );
    if !body.is_empty() {
        request.push_str("Content-Type: application/json\r\n");
    }
    if !cookie.is_empty() {
        request.push_str(&format!("Cookie: {cookie}\r\n"));
    }
    write!(stream, "{request}\r\n{body}")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&String::from_utf8_lossy(&answer)).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn parse(answer: &str) -> Option<Answer> {
    let (head, _) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let cookies = lines
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .filter_map(|(_, value)| value.split(';').next())
        .map(str::to_owned)
        .collect();
    Some(Answer { status, cookies })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_cookies_are_read() {
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nset-cookie: session=abc; HttpOnly\r\n\
                      Set-Cookie: device=d\r\n\r\n{}";
        let cookies = vec!["session=abc".to_owned(), "device=d".to_owned()];
        assert_eq!(parse(answer), Some(Answer { status: 200, cookies }));
    }

    #[test]
    fn something_else_is_no_answer() {
        assert_eq!(parse("SSH-2.0-OpenSSH\r\n"), None);
        assert_eq!(parse(""), None);
    }
}
