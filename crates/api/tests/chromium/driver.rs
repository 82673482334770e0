//! A `chromedriver` of the test's own.

use std::{
    env, fmt,
    io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

/// How long the browser may take for one command.
const PATIENCE: Duration = Duration::from_secs(180);

/// A running `chromedriver`; it ends with its value.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts `chromedriver` on a free port, or says why there is none and returns `None`.
    pub(crate) fn start() -> Option<Self> {
        let started = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut process = match started {
            Ok(process) => process,
            Err(error) if error.kind() == ErrorKind::NotFound && !is_required() => {
                eprintln!("skipped: there is no chromedriver on this machine");
                return None;
            }
            Err(error) => panic!("chromedriver doesn't start: {error}"),
        };
        let said = BufReader::new(process.stdout.take().expect("it is piped"));
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        Some(Self { process, port: port.expect("chromedriver names its port") })
    }

    /// Sends a command, and returns its value.
    ///
    /// # Panics
    /// When the driver reports an error.
    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.try_send(method, path, body);
        let answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let value = &answer["value"];
        assert!(value["error"].is_null(), "{method} {path}: {value:#}");
        value.clone()
    }

    /// One request a connection: nothing else is needed to talk to a program next door.
    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> std::io::Result<Value> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(std::io::Error::other)?;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Nobody is left to be told of a failure.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("port", &self.port).finish_non_exhaustive()
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn is_required() -> bool {
    env::var_os("UMBRA_REQUIRE_CHROMIUM").is_some()
}
