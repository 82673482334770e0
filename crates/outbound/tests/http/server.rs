//! An HTTP server with manners to choose from.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use umbra_outbound::{Lookup, Names};

/// Finds no name, and asks nobody outside for it.
#[derive(Debug)]
pub struct NoNames;

impl Names for NoNames {
    fn lookup(&self, _: &str) -> Lookup {
        Box::pin(async { Err(io::Error::from(io::ErrorKind::NotFound)) })
    }
}

/// How a server answers.
#[derive(Debug, Clone)]
pub enum Serve {
    /// 200 and this.
    Body(String),
    /// This status, with header lines.
    Status(u16, String),
    /// 302 to this URL.
    Redirect(String),
    /// A body without end.
    Endless,
    /// Nothing, and the connection stays open.
    Silence,
    /// A byte now and then.
    Drip,
    /// The connection is closed.
    HangUp,
}

/// A server on a port of its own, until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(serve: Serve) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, serve.clone(), Arc::clone(&seen)));
            }
        });
        Self { address, requests, task }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked, heads only.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, serve: Serve, requests: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    requests.lock().unwrap().push(String::from_utf8_lossy(&head).into_owned());
    let endless = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    let text = match &serve {
        Serve::Body(body) => {
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        }
        Serve::Status(status, headers) => {
            format!("HTTP/1.1 {status} Told\r\n{headers}content-length: 0\r\n\r\n")
        }
        Serve::Redirect(to) => {
            format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")
        }
        Serve::Endless | Serve::Drip => endless.to_owned(),
        Serve::Silence => String::new(),
        Serve::HangUp => return,
    };
    let mut sent = stream.write_all(text.as_bytes()).await;
    loop {
        let more: &[u8] = match serve {
            Serve::Endless => &[b'x'; 4096],
            Serve::Drip => b"x",
            _ => b"",
        };
        if sent.is_err() {
            return;
        }
        if !matches!(serve, Serve::Endless) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        sent = stream.write_all(more).await;
    }
}
