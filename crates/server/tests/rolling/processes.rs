//! The processes of a version, and what they log.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;

use sea_orm::sqlx::{AssertSqlSafe, Connection, PgConnection, query_scalar};
use serde_json::Value;

use crate::postgres::block_on;
use crate::umbra::{Running, Umbra};

/// Names the older program.
const OLDER: &str = "UMBRA_TEST_OLD_BIN";

const SETTINGS: [(&str, &str); 4] = [
    ("UMBRA_RATE_AUTH_PER_MINUTE", "1000000"),
    // Nobody's session ends because somebody signs in so often.
    ("UMBRA_SESSION_LIMIT", "1000"),
    ("UMBRA_DATABASE_MAX_CONNECTIONS", "6"),
    // Where the test's own ntfy server is.
    ("UMBRA_OUTBOUND_ALLOW", "127.0.0.0/8"),
];

/// Returns the older program.
pub fn older() -> &'static Path {
    static PROGRAM: LazyLock<Option<String>> = LazyLock::new(|| std::env::var(OLDER).ok());
    let program = PROGRAM.as_deref().map(Path::new);
    program.unwrap_or_else(|| panic!("{OLDER} names no program: `cargo xtask upgrade` builds one"))
}

/// An API process and a worker of one version.
pub struct Processes {
    pub address: SocketAddr,
    api: Running,
    worker: Running,
}

impl Processes {
    /// Starts both at once; one of them migrates.
    pub fn start(umbra: &Umbra, program: &Path) -> Self {
        let start = |arguments: &[&str]| {
            let mut command = umbra.program(program, arguments);
            command.envs(SETTINGS);
            Running::spawn(command)
        };
        let (api, worker) = (start(&["serve", "--no-workers"]), start(&["worker"]));
        worker.entry("working");
        Self { address: api.address("ready"), api, worker }
    }

    /// Asks both for an orderly end, and gives what they logged.
    pub fn end(self) -> Log {
        let mut entries = self.api.end();
        entries.extend(self.worker.end());
        Log(entries)
    }
}

/// What processes of one version logged.
pub struct Log(Vec<Value>);

impl Log {
    /// Gives the entries with a message.
    pub fn entries(&self, message: &str) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |entry| entry["message"] == message)
    }

    /// Gives the errors.
    pub fn errors(&self) -> Vec<&Value> {
        self.0.iter().filter(|entry| entry["level"] == "ERROR").collect()
    }

    /// Prints errors and warnings, each message once for each version.
    pub fn show(&self) {
        let mut shown = Vec::new();
        for entry in &self.0 {
            let what = (&entry["message"], &entry["error"]);
            if (entry["level"] == "ERROR" || entry["level"] == "WARN") && !shown.contains(&what) {
                println!("{entry}");
                shown.push(what);
            }
        }
    }
}

/// The database, behind everybody's back.
pub struct Database(String);

impl Database {
    pub fn of(umbra: &Umbra) -> Self {
        Self(umbra.postgres_url().unwrap())
    }

    /// Reads one number.
    pub fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        block_on(async {
            let mut connection = PgConnection::connect(&self.0).await.unwrap();
            query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        })
    }
}
