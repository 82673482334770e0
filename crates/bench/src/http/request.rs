//! Requests as bytes: made once, sent often.

use std::net::SocketAddr;
use std::sync::Arc;

/// A request, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request(Arc<[u8]>);

impl Request {
    /// Makes a request that reads.
    pub(crate) fn get(path: &str) -> Draft {
        Draft { start: format!("GET {path} HTTP/1.1\r\n"), body: String::new() }
    }

    /// Makes a request that changes something, with a JSON body and the header against forgery.
    pub(crate) fn send(method: &str, path: &str, body: &str) -> Draft {
        Draft { start: format!("{method} {path} HTTP/1.1\r\n"), body: body.to_owned() }
            .header("X-Requested-With", "XMLHttpRequest")
            .header("Content-Type", "application/json")
            .header("Content-Length", &body.len().to_string())
    }

    /// Returns the bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A request being made.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    start: String,
    body: String,
}

impl Draft {
    /// Adds a header.
    #[must_use]
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.start.push_str(name);
        self.start.push_str(": ");
        self.start.push_str(value);
        self.start.push_str("\r\n");
        self
    }

    /// Adds a cookie as `name=value`.
    #[must_use]
    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.header("Cookie", cookie)
    }

    /// Says for whom a proxy forwards the request.
    #[must_use]
    pub(crate) fn forwarded_for(self, client: &str) -> Self {
        self.header("X-Forwarded-For", client)
    }

    /// Addresses the request to a server.
    pub(crate) fn to(self, server: SocketAddr) -> Request {
        let Draft { start, body } = self.header("Host", &server.to_string());
        Request(format!("{start}\r\n{body}").into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_as_http_wants_it() {
        let server = "127.0.0.1:80".parse().unwrap();
        let request = Request::send("POST", "/a", "{}").cookie("session=x").to(server);
        let expected = "POST /a HTTP/1.1\r\nX-Requested-With: XMLHttpRequest\r\n\
            Content-Type: application/json\r\nContent-Length: 2\r\nCookie: session=x\r\n\
            Host: 127.0.0.1:80\r\n\r\n{}";
        assert_eq!(std::str::from_utf8(request.bytes()).unwrap(), expected);
    }
}
