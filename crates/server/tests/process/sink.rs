//! A server that plays ntfy, badly: by chance it delays, drops, answers 429 and 500.
#![expect(clippy::disallowed_methods, reason = "it delays answers, and says when messages came")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::dice::Dice;

/// What was published, by what it says.
pub type Published = HashMap<String, Arrived>;

/// What was published of one item.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// When first.
    pub at: SystemTime,
    /// Under which names, and how often with each.
    pub names: HashMap<String, usize>,
}

/// A server on a port of its own, until the process ends.
pub struct Sink {
    address: SocketAddr,
    published: Arc<Mutex<Published>>,
}

/// What happens to a request.
enum Fate {
    /// It is taken, after so many milliseconds.
    Fine(u64),
    /// It is taken, and the connection is closed without an answer.
    TakenInSilence,
    /// The connection is closed.
    Dropped,
    /// This status, with these header lines.
    Status(u16, &'static str),
    /// Nothing comes for longer than anybody waits.
    Hanging,
}

impl Fate {
    fn of(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..3 => Self::TakenInSilence,
            3..6 => Self::Dropped,
            6..9 => Self::Status(500, ""),
            9..11 => Self::Status(429, "retry-after: 1\r\n"),
            11..14 => Self::Fine(300),
            _ => Self::Fine(dice.below(10)),
        }
    }
}

impl Sink {
    /// Starts one that does all that ntfy does.
    pub fn perfect() -> Self {
        Self::serving(|_| Fate::Fine(0))
    }

    /// Starts one that has a fault on each topic for which this is true.
    pub fn failing(on: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self::serving(move |topic| if on(topic) { Fate::Status(500, "") } else { Fate::Fine(0) })
    }

    /// Starts one that refuses so many messages, and takes all others.
    pub fn failing_first(count: usize) -> Self {
        let left = Mutex::new(count);
        Self::serving(move |_| {
            let mut left = left.lock().unwrap();
            let Some(fewer) = left.checked_sub(1) else { return Fate::Fine(0) };
            *left = fewer;
            Fate::Status(500, "")
        })
    }

    /// Starts one that doesn't answer on topics for which this is `None`, and on others after so many
    /// milliseconds.
    pub fn answering(in_time: impl Fn(&str) -> Option<u64> + Send + Sync + 'static) -> Self {
        Self::serving(move |topic| in_time(topic).map_or(Fate::Hanging, Fate::Fine))
    }

    /// Starts one whose chance begins with a seed.
    pub fn start(seed: u64) -> Self {
        let dice = Mutex::new(Dice::new(seed));
        Self::serving(move |_| Fate::of(&mut dice.lock().unwrap()))
    }

    fn serving(fate: impl Fn(&str) -> Fate + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let published = Arc::<Mutex<Published>>::default();
        let fate = Arc::new(fate);
        let taken = Arc::clone(&published);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (taken, fate) = (Arc::clone(&taken), Arc::clone(&fate));
                // Whoever calls may be killed in the middle of it.
                thread::spawn(move || while serve(&stream, &taken, &*fate).is_some() {});
            }
        });
        Self { address, published }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Gives what was published so far, by what it says.
    pub fn published(&self) -> Published {
        self.published.lock().unwrap().clone()
    }
}

/// Reads a request and answers it; `None` at the end of the connection.
fn serve(
    mut stream: &TcpStream,
    taken: &Mutex<Published>,
    fate: &impl Fn(&str) -> Fate,
) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line == "\r\n" {
                break;
            }
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let message: Value = serde_json::from_slice(&body).unwrap_or_default();
    let take = || {
        let (Some(item), Some(name)) = (
            message["title"].as_str().or(message["message"].as_str()),
            message["sequence_id"].as_str(),
        ) else {
            return;
        };
        let mut taken = taken.lock().unwrap();
        let first = || Arrived { at: SystemTime::now(), names: HashMap::new() };
        let arrived = taken.entry(item.to_owned()).or_insert_with(first);
        *arrived.names.entry(name.to_owned()).or_default() += 1;
    };
    let topic = message["topic"].as_str().unwrap_or_default();
    let (status, headers) = match fate(topic) {
        Fate::Fine(wait) => {
            thread::sleep(Duration::from_millis(wait));
            take();
            (200, "")
        }
        Fate::TakenInSilence => {
            take();
            return None;
        }
        Fate::Dropped => return None,
        Fate::Status(status, headers) => (status, headers),
        Fate::Hanging => {
            thread::sleep(Duration::from_secs(60));
            return None;
        }
    };
    let answer = format!("HTTP/1.1 {status} Told\r\n{headers}content-length: 2\r\n\r\n{{}}");
    stream.write_all(answer.as_bytes()).ok()
}
