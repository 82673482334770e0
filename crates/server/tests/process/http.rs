//! Requests as they stand on the wire.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

/// How long a test waits for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends a request and gives the status line and the rest of the answer.
pub fn get(address: SocketAddr, path: &str) -> String {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nHost: umbra\r\nConnection: close\r\n\r\n"))
}

/// Sends a whole request, and gives the answer as it stands on the wire.
pub fn exchange(address: SocketAddr, request: &str) -> String {
    try_exchange(address, request).unwrap()
}

fn try_exchange(address: SocketAddr, request: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// A request that the server works on, and whose last bytes it doesn't have yet.
pub struct UnderWay {
    stream: TcpStream,
    rest: &'static str,
}

impl UnderWay {
    /// Sends a set-up but for the last bytes of its body.
    pub fn setup(address: SocketAddr) -> Self {
        let body = r#"{"username":"admin","password":"correct horse battery"}"#;
        let (first, rest) = body.split_at(10);
        let mut stream = connect(address);
        write!(
            stream,
            "POST /api/auth/setup HTTP/1.1\r\nHost: umbra\r\nX-Requested-With: XMLHttpRequest\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            body.len()
        )
        .unwrap();
        let mut line = String::new();
        // Proof that the request is being worked on.
        BufReader::new(&stream).read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 100"), "{line}");
        stream.write_all(first.as_bytes()).unwrap();
        Self { stream, rest }
    }

    /// Sends the rest, and gives the answer.
    pub fn finish(mut self) -> String {
        self.stream.write_all(self.rest.as_bytes()).unwrap();
        let mut text = String::new();
        self.stream.read_to_string(&mut text).unwrap();
        text
    }
}

/// A browser without a page: it keeps cookies and sends JSON.
#[derive(Clone)]
pub struct Browser {
    address: SocketAddr,
    cookies: Vec<String>,
    /// A further line of the head.
    headers: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookies: Vec::new(), headers: String::new() }
    }

    /// Sends one more header from now on, in place of an earlier one.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers = format!("{name}: {value}\r\n");
    }

    /// Goes on with another server, as behind the same name.
    pub fn moved_to(&mut self, address: SocketAddr) {
        self.address = address;
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    pub fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &body.to_string())
    }

    /// Sends what a server that dies doesn't answer.
    pub fn try_post(&mut self, path: &str, body: &Value) -> Option<Answer> {
        self.try_send("POST", path, &body.to_string())
    }

    /// Asks for something long, and gives what the answer comes on.
    pub fn begin(&self, path: &str) -> TcpStream {
        let mut stream = connect(self.address);
        let cookies = self.cookies.join("; ");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: umbra\r\nConnection: close\r\nCookie: {cookies}\r\n\r\n"
        )
        .unwrap();
        stream
    }

    /// Makes the first account.
    pub fn set_up(&mut self, username: &str, password: &str) -> Answer {
        self.post("/api/auth/setup", &json!({"username": username, "password": password}))
    }

    pub fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        self.post("/api/auth/login", &json!({"username": username, "password": password}))
    }

    /// Reads what has to be there.
    pub fn list(&mut self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path} at {}: {answer:?}", self.address);
        answer.body
    }

    /// Reads what has to be there, as it stands on the wire.
    pub fn text(&mut self, path: &str) -> String {
        let (cookies, address) = (self.cookies.join("; "), self.address);
        let answer = exchange(
            address,
            &format!(
                "GET {path} HTTP/1.1\r\nHost: umbra\r\nConnection: close\r\nCookie: {cookies}\r\n\r\n"
            ),
        );
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        body.to_owned()
    }

    /// Sends a request with a body of JSON, or with none.
    pub fn send(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let answer = self.try_send(method, path, body);
        assert!(answer.is_some(), "{method} {path} at {} got no whole answer", self.address);
        answer.unwrap()
    }

    /// Gives no answer if it isn't whole.
    fn try_send(&mut self, method: &str, path: &str, body: &str) -> Option<Answer> {
        let (address, cookies, length) = (self.address, self.cookies.join("; "), body.len());
        let headers = &self.headers;
        let text = try_exchange(
            address,
            &format!(
                "{method} {path} HTTP/1.1\r\nHost: umbra\r\nConnection: close\r\n\
                 X-Requested-With: XMLHttpRequest\r\nCookie: {cookies}\r\n{headers}\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            ),
        );
        let text = text.ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let body = if status == 204 { Value::Null } else { serde_json::from_str(body).ok()? };
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            if name.eq_ignore_ascii_case("set-cookie") {
                self.keep(value.split(';').next().unwrap());
            }
        }
        Some(Answer { status, body })
    }

    /// Keeps a cookie, `name=value`, instead of the earlier one of its name.
    fn keep(&mut self, cookie: &str) {
        let name = |cookie: &str| cookie.split('=').next().unwrap().to_owned();
        self.cookies.retain(|kept| name(kept) != name(cookie));
        self.cookies.push(cookie.to_owned());
    }
}
