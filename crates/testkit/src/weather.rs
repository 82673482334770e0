//! A server on this machine that speaks Open-Meteo's format.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use serde_json::{Value, json};
use umbra_domain::weather::WeatherSource;
use umbra_outbound::{AddressPolicy, Client, OpenMeteo, SystemNames};

/// How the server answers.
#[derive(Debug, Clone)]
pub enum Manner {
    /// As Open-Meteo does, with this temperature.
    Fine(f64),
    /// As soon as it is told another manner.
    Held,
    /// With this status, and the error as Open-Meteo tells it.
    Status(u16),
    /// With this body, whatever it is.
    Body(String),
    /// With a body that never ends.
    Endless,
    /// With a redirect to this URL.
    Redirect(String),
}

/// A weather server on a port of its own. Clones are the same one.
#[derive(Debug, Clone)]
pub struct WeatherServer {
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
    manner: Manner,
    requests: Vec<String>,
}

impl WeatherServer {
    /// Starts one; it answers until the process ends.
    ///
    /// # Panics
    /// When there is no free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = State { manner: Manner::Fine(21.3), requests: Vec::new() };
        let server = Self {
            address,
            shared: Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() }),
        };
        let shared = Arc::clone(&server.shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &shared));
            }
        });
        server
    }

    /// Answers in another manner from now on.
    pub fn answers(&self, manner: Manner) {
        lock(&self.shared.state).manner = manner;
        self.shared.changed.notify_all();
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

    /// Returns the targets of all requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.state).requests.clone()
    }

    /// Returns the beginning of its URLs.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a client of it, as production does.
    pub(crate) fn source(&self) -> Arc<dyn WeatherSource> {
        let loopback = "127.0.0.0/8".parse().expect("a network");
        let client = Client::new(AddressPolicy::allowing(vec![loopback]), Arc::new(SystemNames));
        let url = |path: &str| format!("{}{path}", self.origin()).parse().expect("a URL");
        let client = client.expect("an HTTP client");
        Arc::new(OpenMeteo::new(client, url("/v1/forecast"), url("/v1/search")))
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(mut stream: TcpStream, shared: &Shared) {
    let mut lines = BufReader::new(&stream).lines();
    let Some(Ok(first)) = lines.next() else { return };
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let manner = {
        let mut told = lock(&shared.state);
        told.requests.push(target.clone());
        shared.changed.notify_all();
        let is_held = |state: &mut State| matches!(state.manner, Manner::Held);
        let told = shared.changed.wait_while(told, is_held);
        told.unwrap_or_else(PoisonError::into_inner).manner.clone()
    };
    let fine = |temperature| {
        if target.starts_with("/v1/search") { places(&target) } else { forecast(temperature) }
    };
    let (status, body) = match manner {
        Manner::Fine(temperature) => (200, fine(temperature).to_string()),
        Manner::Held => return,
        Manner::Status(status) => {
            (status, json!({"error": true, "reason": "Something is wrong."}).to_string())
        }
        Manner::Body(body) => (200, body),
        Manner::Redirect(to) => {
            let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
            drop(stream.write_all(head.as_bytes()));
            return;
        }
        Manner::Endless => {
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"timezone\": \""));
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
            return;
        }
    };
    let head = format!(
        "HTTP/1.1 {status} Told\r\ncontent-type: application/json; charset=utf-8\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
}

/// What <https://api.open-meteo.com/v1/forecast> answers to the question that Umbra asks.
fn forecast(temperature: f64) -> Value {
    let hours: Vec<_> =
        (0..168).map(|n| format!("2026-03-{:02}T{:02}:00", 1 + n / 24, n % 24)).collect();
    let days: Vec<_> = (1..=7).map(|n| format!("2026-03-{n:02}")).collect();
    let of_days = |time: &str| days.iter().map(|day| format!("{day}T{time}")).collect::<Vec<_>>();
    json!({
        "latitude": 48.2,
        "longitude": 16.359_999,
        "generationtime_ms": 0.179_529_190_063_476_56,
        "utc_offset_seconds": 3600,
        "timezone": "Europe/Vienna",
        "timezone_abbreviation": "GMT+1",
        "elevation": 196.0,
        "current_units": {"time": "iso8601", "interval": "seconds", "temperature_2m": "°C",
            "apparent_temperature": "°C", "relative_humidity_2m": "%", "precipitation": "mm",
            "weather_code": "wmo code", "is_day": "", "wind_speed_10m": "km/h",
            "wind_direction_10m": "°"},
        "current": {"time": "2026-03-01T09:15", "interval": 900, "temperature_2m": temperature,
            "apparent_temperature": 19.8, "relative_humidity_2m": 61, "precipitation": 0.10,
            "weather_code": 3, "is_day": 1, "wind_speed_10m": 11.2, "wind_direction_10m": 281},
        "hourly_units": {"time": "iso8601", "temperature_2m": "°C",
            "precipitation_probability": "%", "precipitation": "mm", "weather_code": "wmo code",
            "is_day": ""},
        "hourly": {"time": hours, "temperature_2m": vec![temperature; 168],
            "precipitation_probability": (0..168).map(|n| (n < 160).then_some(n % 100)).collect::<Vec<_>>(),
            "precipitation": vec![0.0; 168], "weather_code": vec![61; 168],
            "is_day": (0..168).map(|n| i32::from((7..18).contains(&(n % 24)))).collect::<Vec<_>>()},
        "daily_units": {"time": "iso8601", "weather_code": "wmo code",
            "temperature_2m_max": "°C", "temperature_2m_min": "°C", "precipitation_sum": "mm",
            "precipitation_probability_max": "%", "sunrise": "iso8601", "sunset": "iso8601",
            "wind_speed_10m_max": "km/h", "uv_index_max": ""},
        "daily": {"time": days, "weather_code": vec![61; 7],
            "temperature_2m_max": vec![temperature + 2.0; 7],
            "temperature_2m_min": vec![temperature - 7.5; 7], "precipitation_sum": vec![1.2; 7],
            "precipitation_probability_max": vec![Some(80), Some(3), None, None, None, None, None],
            "sunrise": of_days("06:35"), "sunset": of_days("17:44"),
            "wind_speed_10m_max": vec![22.4; 7], "uv_index_max": vec![2.95; 7]},
    })
}

/// What <https://geocoding-api.open-meteo.com/v1/search> answers; nothing to `nowhere`.
fn places(target: &str) -> Value {
    if target.contains("name=nowhere") {
        return json!({"generationtime_ms": 0.5});
    }
    json!({"results": [
        {"id": 2_761_369, "name": "Wien", "latitude": 48.208_49, "longitude": 16.372_08,
            "elevation": 171.0, "feature_code": "PPLC", "country_code": "AT",
            "admin1_id": 2_761_367, "timezone": "Europe/Vienna", "population": 1_691_468,
            "postcodes": ["1010", "1020"], "country_id": 2_782_113, "country": "Österreich",
            "admin1": "Wien"},
        {"id": 4_791_160, "name": "Vienna", "latitude": 38.901_22, "longitude": -77.265_26,
            "elevation": 109.0, "feature_code": "PPL", "country_code": "US",
            "timezone": "America/New_York", "population": 16_522, "country": "Vereinigte Staaten",
            "admin1": "Virginia", "admin2": "Fairfax County"},
    ], "generationtime_ms": 0.7})
}
