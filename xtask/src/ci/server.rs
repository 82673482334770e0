//! A server of our own: on SQLite, in a temporary folder, on a free port of this machine.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use std::{env, io, process as own_process, thread};

use super::http;
use crate::failure::{Failure, Outcome};
use crate::process;

/// How long the server gets to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Lines of the log that a failure shows.
const SHOWN_LINES: usize = 40;

/// A running server, gone with its data when it is dropped.
pub(super) struct Server {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Server {
    /// Starts the binary and waits until it answers.
    pub(super) fn start(umbra: &Path) -> Outcome<Self> {
        let folder = env::temp_dir().join(format!("umbra-ci-{}", own_process::id()));
        fs::create_dir_all(&folder).map_err(Failure::about(&folder))?;
        let port = free_port().map_err(|error| Failure::new(format!("no free port: {error}")))?;
        let log = folder.join("log");
        let file = File::create(&log).map_err(Failure::about(&log))?;
        let mut command = process::command(umbra);
        // The developer's own settings would lead to the developer's own database.
        command
            .env_clear()
            .current_dir(&folder)
            .env("UMBRA_DATA_DIR", folder.join("data"))
            .env("UMBRA_LISTEN", format!("127.0.0.1:{port}"))
            .env("UMBRA_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
            // CI calls no server outside; what comes of a call is tested against one of its own.
            .env("UMBRA_WEATHER_FORECAST_URL", "off")
            .env("UMBRA_WEATHER_GEOCODING_URL", "off")
            .env("UMBRA_LOG", "warn");
        for kind in ["AUTH", "REGISTRATION", "ADMIN"] {
            command.env(format!("UMBRA_RATE_{kind}_PER_MINUTE"), "1000000");
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .map_err(|error| process::not_started(&command, &error))?;
        let mut server = Self { child, port, folder };
        server.wait()?;
        Ok(server)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Gives a folder that goes with the server.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sends a request and gives the cookies that the answer sets, in the form in which they
    /// are sent back.
    pub(super) fn call(&self, what: (&str, &str), cookie: &str, body: &str) -> Outcome<String> {
        let (method, path) = what;
        let answer = http::send(self.port, what, cookie, body)
            .map_err(|error| Failure::new(format!("{method} {path}: {error}")))?;
        if !(200..300).contains(&answer.status) {
            return Err(Failure::new(format!("{method} {path} answered {}", answer.status)));
        }
        Ok(answer.cookies.join("; "))
    }

    /// Gives the last lines of the log.
    pub(super) fn log(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
    }

    #[expect(clippy::disallowed_methods, reason = "no event to wait for; bounded by a deadline")]
    fn wait(&mut self) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.call(("GET", "/health"), "", "").is_ok() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(Failure::new(format!("umbra ended ({status}):\n{}", self.log())));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(Failure::new(format!("umbra doesn't answer:\n{}", self.log())))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, and what is left behind is only temporary.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
