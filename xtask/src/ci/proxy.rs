//! nginx before several processes, with the files of `deploy/nginx`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::deploy::nginx::SHARED;
use crate::failure::{Failure, Outcome};
use crate::process;

/// nginx's limits, which are tried elsewhere, and one that nobody reaches.
const LIMITS: ([&str; 2], &str) = (["rate=300r/m", "rate=20r/m"], "rate=1000000r/m");

/// A running nginx. It ends when this is dropped.
pub(super) struct Proxy {
    child: Child,
    folder: PathBuf,
    processes: Vec<String>,
}

impl Proxy {
    /// Starts nginx on a port, before the processes that have these.
    pub(super) fn start(port: u16, processes: &[u16], folder: PathBuf) -> Outcome<Self> {
        let shared = folder.join("umbra");
        fs::create_dir_all(&shared).map_err(Failure::about(&shared))?;
        for name in SHARED {
            let text = read(&process::root().join("deploy/nginx/umbra").join(name))?;
            write(&shared.join(name), &without_limits(&text)?)?;
        }
        let processes: Vec<String> =
            processes.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        let file = folder.join("nginx.conf");
        write(&file, &configuration(&folder, port, &processes))?;
        let mut nginx = command(&folder);
        let child = nginx
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| process::not_started(&nginx, &error))?;
        Ok(Self { child, folder, processes })
    }

    /// Checks that it runs, that each process answered its share of the requests, and that nginx limited none.
    pub(super) fn check(&mut self) -> Outcome {
        if let Ok(Some(status)) = self.child.try_wait() {
            let errors = read(&self.folder.join("errors.log"))?;
            return Err(Failure::new(format!("nginx ended ({status}):\n{errors}")));
        }
        let log = read(&self.folder.join("requests.log"))?;
        let requests: Vec<Value> = log.lines().flat_map(serde_json::from_str).collect();
        let limited =
            |request: &&Value| request["status"] == 429 && request["upstream_status"] == "";
        if let Some(request) = requests.iter().find(limited) {
            return Err(Failure::new(format!("nginx limits requests: {request}")));
        }
        for process in &self.processes {
            let share = requests.iter().filter(|request| request["upstream"] == **process).count();
            // A third of them is its due.
            if share * 4 < requests.len() {
                return Err(Failure::new(format!(
                    "{process} answered {share} of {} requests",
                    requests.len()
                )));
            }
        }
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Its workers end with it only when it is asked. It may have ended by itself.
        let _ = process::quietly(command(&self.folder).args(["-s", "stop"]));
        let _ = self.child.wait();
    }
}

fn command(folder: &Path) -> Command {
    let mut nginx = process::command("nginx");
    nginx.arg("-c").arg(folder.join("nginx.conf"));
    // What it says before it has read where errors go.
    nginx.arg("-e").arg(folder.join("errors.log"));
    nginx
}

/// Lifts the limits of a file.
fn without_limits(text: &str) -> Outcome<String> {
    let (limits, none) = LIMITS;
    let lifted = limits.iter().fold(text.to_owned(), |text, limit| text.replace(limit, none));
    if lifted.matches("rate=").count() == lifted.matches(none).count() {
        return Ok(lifted);
    }
    Err(Failure::new("nginx has a limit that `LIMITS` in xtask/src/ci/proxy.rs doesn't know"))
}

/// Writes the main file, with a block like those in `site.conf`.
fn configuration(folder: &Path, port: u16, processes: &[String]) -> String {
    let folder = folder.display();
    let servers: String = processes
        .iter()
        .map(|process| format!("        server {process} max_fails=0;\n"))
        .collect();
    let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("    {name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "daemon off;\nworker_processes 1;\nerror_log {folder}/errors.log;\npid {folder}/pid;\n\
         events {{ }}\nhttp {{\n{folders}    include umbra/http.conf;\n    upstream umbra {{\n\
         {servers}        keepalive 32;\n    }}\n    server {{\n        listen 127.0.0.1:{port};\n\
         access_log {folder}/requests.log umbra;\n        include umbra/server.conf;\n    }}\n}}\n"
    )
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(Failure::about(path))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(Failure::about(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_limit_is_left_unnoticed() {
        let lifted = without_limits("zone=a:10m rate=300r/m;\nzone=b:10m rate=20r/m;\n").unwrap();
        assert_eq!(lifted, "zone=a:10m rate=1000000r/m;\nzone=b:10m rate=1000000r/m;\n");
        assert!(without_limits("zone=a:10m rate=7r/m;").is_err());
    }
}
