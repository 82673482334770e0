//! A server on this machine that plays ntfy.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use serde_json::{Value, json};
use umbra_app::PushChannel;
use umbra_domain::push::ServerUrl;
use umbra_outbound::{AddressPolicy, Client, Ntfy, SystemNames};

/// How the server answers.
#[derive(Debug, Clone)]
pub enum NtfyManner {
    /// As ntfy does since version 2.16.
    Fine,
    /// As ntfy did before, which doesn't know how to take messages back.
    Old,
    /// As soon as it is told another manner.
    Held,
    /// With this status and these header lines, each with its end, and a body that nobody may repeat.
    Status(u16, &'static str),
    /// Not at all: the connection is closed.
    HangUp,
}

/// What the server was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct NtfyRequest {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The header `Authorization`.
    pub authorization: Option<String>,
    /// The body; `null` without one in JSON.
    pub body: Value,
}

impl NtfyRequest {
    /// Returns the topic that it is about.
    fn topic(&self) -> Option<String> {
        let in_path = self.path.trim_start_matches('/').split('/').next();
        let topic = self.body["topic"].as_str().or(in_path.filter(|topic| !topic.is_empty()));
        topic.map(str::to_owned)
    }
}

/// An ntfy server on a port of its own. Clones are the same one.
#[derive(Debug, Clone)]
pub struct NtfyServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    manner: NtfyManner,
    on_topics: HashMap<String, NtfyManner>,
    requests: Vec<NtfyRequest>,
}

impl NtfyServer {
    /// What is in the body of an answer that isn't success: nobody may repeat it.
    pub const SECRET: &str = "what-the-foreign-server-says";

    /// Starts one; it answers until the process ends.
    ///
    /// # Panics
    /// When there is no free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state =
            State { manner: NtfyManner::Fine, on_topics: HashMap::new(), requests: Vec::new() };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let server = Self { address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &shared));
            }
        });
        server
    }

    /// Answers in another manner from now on.
    pub fn answers(&self, manner: NtfyManner) {
        lock(&self.shared.state).manner = manner;
        self.shared.changed.notify_all();
    }

    /// Answers in another manner about a topic from now on.
    pub fn answers_on(&self, topic: &str, manner: NtfyManner) {
        lock(&self.shared.state).on_topics.insert(topic.to_owned(), manner);
        self.shared.changed.notify_all();
    }

    /// Returns what was published on a topic, in order, whatever the answer was.
    #[must_use]
    pub fn published(&self, topic: &str) -> Vec<Value> {
        let all = self.requests().into_iter();
        all.map(|request| request.body).filter(|body| body["topic"] == topic).collect()
    }

    /// Returns the sequence ids that were to be taken away from a topic, in order.
    #[must_use]
    pub fn cleared(&self, topic: &str) -> Vec<String> {
        let sequence = |request: NtfyRequest| {
            let path = request.path.strip_prefix(&format!("/{topic}/"))?;
            path.strip_suffix("/clear").map(str::to_owned)
        };
        self.requests().into_iter().filter_map(sequence).collect()
    }

    /// Waits until there have been that many requests.
    ///
    /// # Panics
    /// When the waiting thread does.
    pub async fn was_asked(&self, times: usize) {
        let shared = Arc::clone(&self.shared);
        let wait = move || {
            let is_early = |state: &mut State| state.requests.len() < times;
            drop(shared.changed.wait_while(lock(&shared.state), is_early));
        };
        tokio::task::spawn_blocking(wait).await.expect("a thread that waits");
    }

    /// Returns all requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<NtfyRequest> {
        lock(&self.shared.state).requests.clone()
    }

    /// Returns the beginning of its URLs.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes what reaches phones over it, as production does; it is the default server.
    ///
    /// # Panics
    /// When there is no client.
    #[must_use]
    pub fn channel(&self) -> PushChannel {
        let loopback = "127.0.0.0/8".parse().expect("a network");
        let client = Client::new(AddressPolicy::allowing(vec![loopback]), Arc::new(SystemNames));
        PushChannel {
            pusher: Arc::new(Ntfy::new(client.expect("an HTTP client"))),
            default_server: ServerUrl::from_origin(self.origin()),
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(mut stream: TcpStream, shared: &Shared) {
    let Some(request) = read(&stream) else { return };
    let manner = {
        let mut told = lock(&shared.state);
        told.requests.push(request.clone());
        shared.changed.notify_all();
        let manner = |state: &State| {
            let on_topic = request.topic().and_then(|topic| state.on_topics.get(&topic));
            on_topic.unwrap_or(&state.manner).clone()
        };
        let is_held = |state: &mut State| matches!(manner(state), NtfyManner::Held);
        let told = shared.changed.wait_while(told, is_held);
        manner(&told.unwrap_or_else(PoisonError::into_inner))
    };
    let (status, headers, body) = match manner {
        NtfyManner::Fine => fine(&request, true),
        NtfyManner::Old => fine(&request, false),
        NtfyManner::Status(status, headers) => {
            (status, headers, json!({"code": 40_300, "error": NtfyServer::SECRET}))
        }
        NtfyManner::Held | NtfyManner::HangUp => return,
    };
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\n{headers}\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
}

fn read(stream: &TcpStream) -> Option<NtfyRequest> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut first = line.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let (mut authorization, mut length) = (None, 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.to_owned()),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(NtfyRequest { method, path, authorization, body })
}

/// What ntfy answers, as far as Umbra asks it.
fn fine(request: &NtfyRequest, knows_sequences: bool) -> (u16, &'static str, Value) {
    let parts: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
    let message = |event: &str, topic: &Value, sequence: &Value| {
        json!({"id": "hwQ2YpKdmg", "time": 1_770_000_000, "event": event, "topic": topic,
            "sequence_id": sequence})
    };
    match (request.method.as_str(), &parts[..]) {
        ("POST", [""]) if request.body["topic"].is_string() => {
            (200, "", message("message", &request.body["topic"], &request.body["sequence_id"]))
        }
        ("PUT", [topic, sequence, "clear"]) if knows_sequences => {
            (200, "", message("message_clear", &json!(topic), &json!(sequence)))
        }
        ("POST", [""]) => (400, "", json!({"code": 40_009, "http": 400})),
        _ => (404, "", json!({"code": 40_401, "http": 404, "error": "page not found"})),
    }
}
