//! Free ports, for what has to be told where to listen.

use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The first of the ports that are tried. No system gives one of them to a connection that asks for none, as it
/// may give away a port of its own choice before anything listens there.
const FIRST: u16 = 11_000;

/// How many there are.
const COUNT: u64 = 19_000;

/// How many were tried, from a number on that differs from process to process.
static TRIED: LazyLock<AtomicU64> =
    LazyLock::new(|| AtomicU64::new(RandomState::new().hash_one("port") % COUNT));

/// Finds an address of this machine at which nothing listens, another one at each call.
///
/// # Errors
/// [`io::Error`] when there is none.
pub fn free_address() -> io::Result<SocketAddr> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..COUNT {
        let offset = TRIED.fetch_add(1, Relaxed) % COUNT;
        let port = FIRST + u16::try_from(offset).unwrap_or_default();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        match TcpListener::bind(address) {
            Ok(_) => return Ok(address),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_another_one_and_free() {
        let first = free_address().unwrap();
        let _taken = TcpListener::bind(first).unwrap();
        let second = free_address().unwrap();
        assert_ne!(first, second);
        assert!(TcpListener::bind(second).is_ok());
    }
}
