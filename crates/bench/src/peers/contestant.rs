//! One that is measured, and what of it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::load::{Load, Who};
use super::wrk::{self, Requests};
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Draft, Measured, Request, block_on};
use crate::server::{Daemon, Postgres, rest};
use crate::statistics::Samples;

/// How often each server is started; the middle one counts.
const STARTS: usize = 3;

/// How long a server is left alone before its idle memory is read.
const IDLE: Duration = Duration::from_secs(1);

/// Connections over which things are made at a time.
const CONNECTIONS: usize = 8;

/// One that is measured.
pub(super) struct Contestant<'a> {
    pub(super) who: Who,
    way: Way<'a>,
}

enum Way<'a> {
    /// Over HTTP.
    Http(Server),
    /// By PostgreSQL's own benchmark: what is run where, with which variables.
    Pgbench { postgres: &'a Postgres, scripts: Vec<(Load, Script)> },
}

/// A script of pgbench.
pub(super) struct Script {
    pub(super) url: String,
    pub(super) name: &'static str,
    pub(super) variables: Vec<String>,
}

/// A server with the requests that it is sent.
struct Server {
    daemon: Daemon,
    started_in: Duration,
    idle: Option<u64>,
    folder: PathBuf,
    asked: Vec<(Load, Vec<Draft>)>,
    requests: Vec<(Load, Requests)>,
}

impl<'a> Contestant<'a> {
    /// Starts a server some times and keeps the last one.
    pub(super) fn start(
        who: Who,
        folder: &Path,
        start: impl Fn() -> Outcome<Daemon>,
    ) -> Outcome<Self> {
        let mut starts = Samples::default();
        for _ in 1..STARTS {
            starts.push(start()?.started_in.as_secs_f64());
        }
        let daemon = start()?;
        starts.push(daemon.started_in.as_secs_f64());
        rest(IDLE);
        let server = Server {
            started_in: Duration::try_from_secs_f64(starts.median()).unwrap_or_default(),
            idle: daemon.memory_of_all().ok(),
            folder: folder.to_owned(),
            daemon,
            asked: Vec::new(),
            requests: Vec::new(),
        };
        Ok(Self { who, way: Way::Http(server) })
    }

    /// Takes scripts for the statements alone.
    pub(super) fn pgbench(postgres: &'a Postgres, scripts: Vec<(Load, Script)>) -> Self {
        Self { who: Who::Pgbench, way: Way::Pgbench { postgres, scripts } }
    }

    /// Says what is sent for a load.
    pub(super) fn sends(&mut self, load: Load, drafts: Vec<Draft>) -> Outcome {
        self.sends_and_asks(load, drafts.clone(), drafts)
    }

    /// Says what is sent for a load, and what is asked to see whether the answers are right.
    pub(super) fn sends_and_asks(
        &mut self,
        load: Load,
        drafts: Vec<Draft>,
        asked: Vec<Draft>,
    ) -> Outcome {
        let Way::Http(server) = &mut self.way else {
            return Err(Failure::new("pgbench sends no requests"));
        };
        let address = server.daemon.address;
        let requests: Vec<_> = drafts.iter().map(|draft| draft.clone().to(address)).collect();
        let file = format!("{}-{load:?}.requests", self.who.name().replace([' ', ','], ""));
        server.requests.push((load, Requests::write(server.folder.join(file), &requests)?));
        server.asked.push((load, asked));
        Ok(())
    }

    /// Measures a load; `None` when there is nothing to measure.
    pub(super) fn measure(
        &self,
        load: Load,
        connections: usize,
        counted: Duration,
    ) -> Outcome<Option<Measured>> {
        match &self.way {
            Way::Http(server) => {
                let found = server.requests.iter().find(|(known, _)| *known == load);
                found
                    .map(|(_, requests)| {
                        wrk::run(server.daemon.address, requests, connections, counted)
                    })
                    .transpose()
            }
            Way::Pgbench { postgres, scripts } => {
                let found = scripts.iter().find(|(known, _)| *known == load);
                found
                    .map(|(_, Script { url, name, variables })| {
                        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql").join(name);
                        let path = path.with_extension("sql");
                        postgres.pgbench(url, &path, variables, connections, counted)
                    })
                    .transpose()
            }
        }
    }

    /// Tells where it answers.
    pub(super) fn address(&self) -> Outcome<SocketAddr> {
        match &self.way {
            Way::Http(server) => Ok(server.daemon.address),
            Way::Pgbench { .. } => Err(Failure::new("pgbench is no server")),
        }
    }

    /// Reads the answers to the requests of a load, one of each; `None` when it has none.
    pub(super) fn answers(&self, load: Load) -> Outcome<Option<Vec<Value>>> {
        let Way::Http(server) = &self.way else { return Ok(None) };
        let Some((_, drafts)) = server.asked.iter().find(|(known, _)| *known == load) else {
            return Ok(None);
        };
        let address = server.daemon.address;
        block_on(async {
            let mut connection = Connection::open(address).await?;
            let mut answers = Vec::new();
            for draft in drafts {
                let body = connection.expect(&draft.clone().to(address)).await?.body();
                let answer = serde_json::from_slice(body);
                answers.push(answer.map_err(Failure::when("an answer is no JSON"))?);
            }
            Ok(Some(answers))
        })
    }

    /// Tells how long a start takes, and the memory of all processes when idle and now, in bytes.
    pub(super) fn footprint(&self) -> Option<(Duration, Option<u64>, Option<u64>)> {
        let Way::Http(server) = &self.way else { return None };
        Some((server.started_in, server.idle, server.daemon.memory_of_all().ok()))
    }
}

/// Sends requests once, each of which has to be answered well.
pub(super) fn send_all(server: SocketAddr, drafts: Vec<Draft>) -> Outcome {
    let requests: Arc<[Request]> = drafts.into_iter().map(|draft| draft.to(server)).collect();
    block_on(async {
        let some = |first: usize| {
            let requests = Arc::clone(&requests);
            async move {
                let mut connection = Connection::open(server).await?;
                for request in requests.iter().skip(first).step_by(CONNECTIONS) {
                    connection.expect(request).await?;
                }
                Ok::<(), Failure>(())
            }
        };
        let tasks: Vec<_> = (0..CONNECTIONS).map(|first| tokio::spawn(some(first))).collect();
        for task in tasks {
            task.await.map_err(Failure::when("a connection died"))??;
        }
        Ok(())
    })
}
