//! `umbra health`: for whoever watches the process from within its container, which has neither a
//! shell nor curl.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::config::Config;
use crate::failure::Failure;
use crate::output::print;

/// How long connecting and each part of the answer may take: less than a watcher waits.
const PATIENCE: Duration = Duration::from_secs(3);

/// More than the answer has.
const ENOUGH: u64 = 16 * 1024;

const REQUEST: &[u8] =
    b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Asks the server on this machine, with the same settings, whether it is ready.
pub(super) fn run(config: &Config) -> Result<(), Failure> {
    let address = reachable(config.listen);
    let answer = ask(address).map_err(|source| Failure::NoAnswer { address, source })?;
    match status(&answer) {
        Some("200") => print("ready\n"),
        status => Err(Failure::NotReady(status.unwrap_or("something else than HTTP").to_owned())),
    }
}

/// Gives the address at which a process of this machine reaches a listener.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(REQUEST)?;
    let mut answer = Vec::new();
    stream.take(ENOUGH).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn status(answer: &str) -> Option<&str> {
    answer.strip_prefix("HTTP/1.1 ")?.split(' ').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_on_all_addresses_is_asked_on_this_machine() {
        for (listen, asked) in [
            ("0.0.0.0:8000", "127.0.0.1:8000"),
            ("[::]:8000", "[::1]:8000"),
            ("10.1.2.3:80", "10.1.2.3:80"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()), asked.parse().unwrap());
        }
    }

    #[test]
    fn the_status_is_read() {
        assert_eq!(status("HTTP/1.1 503 Service Unavailable\r\n\r\n"), Some("503"));
        assert_eq!(status("SSH-2.0-OpenSSH\r\n"), None);
    }
}
