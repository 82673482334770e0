//! The socket at which connections are taken, so that it can close before what serves them does.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;

use rustix::net::listen;

/// Connections that wait to be accepted.
const BACKLOG: i32 = 1024;

/// A bound socket.
#[derive(Debug)]
pub(crate) struct Listener {
    /// With the port that the system chose for port 0.
    pub(crate) address: SocketAddr,
    socket: TcpListener,
}

impl Listener {
    /// Listens at an address.
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpListener::bind(address)?;
        // The standard library lets fewer wait.
        listen(&socket, BACKLOG)?;
        Ok(Self { address: socket.local_addr()?, socket })
    }

    /// Gives the socket to whoever takes the connections.
    pub(crate) fn share(&self) -> io::Result<TcpListener> {
        self.socket.try_clone()
    }

    /// Closes it for everybody who shares it: a proxy is refused at once, and asks another process.
    ///
    /// Only Linux does so; elsewhere it closes with the last who has it.
    pub(crate) fn close(self) {
        let _ = TcpStream::from(OwnedFd::from(self.socket)).shutdown(Shutdown::Read);
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn nobody_connects_once_it_is_closed_though_another_has_it() {
        let listener = Listener::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let (address, shared) = (listener.address, listener.share().unwrap());
        let connected = TcpStream::connect(address).unwrap();
        assert_eq!(shared.accept().unwrap().1, connected.local_addr().unwrap());

        listener.close();
        let refused = TcpStream::connect(address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        assert_eq!(shared.local_addr().unwrap(), address);
    }
}
