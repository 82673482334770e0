//! Load by `wrk`, the same for everybody.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::tools::source;
use crate::failure::{Failure, Outcome};
use crate::http::{Measured, Request};

/// Requests in a file, as `requests.lua` reads them.
#[derive(Debug)]
pub(super) struct Requests(PathBuf);

impl Requests {
    /// Writes them down.
    pub(super) fn write(file: PathBuf, requests: &[Request]) -> Outcome<Self> {
        let mut bytes = Vec::new();
        for request in requests {
            let mut length = String::new();
            // Writing into a text can't fail.
            let _ = writeln!(length, "{}", request.bytes().len());
            bytes.extend_from_slice(length.as_bytes());
            bytes.extend_from_slice(request.bytes());
        }
        fs::write(&file, bytes).map_err(Failure::when(file.display()))?;
        Ok(Self(file))
    }
}

/// Sends requests over so many connections for a time of whole seconds, from one thread.
pub(super) fn run(
    server: SocketAddr,
    Requests(file): &Requests,
    connections: usize,
    counted: Duration,
) -> Outcome<Measured> {
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--timeout", "20s"]);
    wrk.args(["--connections", &connections.to_string()]);
    wrk.args(["--duration", &format!("{}s", counted.as_secs().max(1))]);
    wrk.arg("--script").arg(source("requests.lua")).arg(format!("http://{server}"));
    wrk.env("REQUESTS", Path::new(file)).stdin(Stdio::null());
    let output = wrk.output().map_err(Failure::when("can't run wrk"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find(|line| line.starts_with('{'));
    line.and_then(measured).ok_or_else(|| {
        Failure::new(format!("wrk told nothing: {said}{}", String::from_utf8_lossy(&output.stderr)))
    })
}

fn measured(line: &str) -> Option<Measured> {
    let told: Value = serde_json::from_str(line).ok()?;
    let number = |name: &str| told[name].as_f64();
    let time = |name| Some(Duration::from_secs_f64(number(name)?.max(0.0) / 1e6));
    Some(Measured {
        rate: number("answers")? / (number("microseconds")? / 1e6),
        p50: time("p50")?,
        p99: time("p99")?,
        refused: (number("refused")? + number("failed")?) as usize,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_told_is_understood() {
        let line = r#"{"answers":3000,"microseconds":2000000,"refused":1,"failed":2,"p50":350.0,"p99":1200.5}"#;
        let measured = measured(line).unwrap();
        assert!((measured.rate - 1500.0).abs() < 1e-9);
        assert_eq!((measured.p50.as_micros(), measured.p99.as_micros()), (350, 1200));
        assert_eq!(measured.refused, 3);
    }

    #[test]
    fn requests_are_written_with_their_lengths() {
        let folder = tempfile::tempdir().unwrap();
        let server = "127.0.0.1:80".parse().unwrap();
        let request = Request::get("/a").to(server);
        let Requests(file) =
            Requests::write(folder.path().join("a"), &[request.clone(), request.clone()]).unwrap();
        let one =
            format!("{}\n{}", request.bytes().len(), String::from_utf8_lossy(request.bytes()));
        assert_eq!(fs::read_to_string(file).unwrap(), one.repeat(2));
    }
}
