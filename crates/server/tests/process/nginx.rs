//! A real nginx with the files of `deploy/nginx`.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use umbra_testkit_postgres::free_address;

/// How long nginx may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// nginx in front of some processes; it goes with the test.
pub struct Nginx {
    pub address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Nginx {
    /// Starts nginx in front of these processes, with the files as they stand.
    ///
    /// There is none where nginx isn't installed, unless `UMBRA_REQUIRE_NGINX` is set: then the test
    /// fails.
    pub fn before(processes: &[SocketAddr]) -> Option<Self> {
        Self::with(processes, str::to_owned)
    }

    /// Starts nginx with a change of the file for the http block.
    pub fn with(processes: &[SocketAddr], change: impl Fn(&str) -> String) -> Option<Self> {
        let Some(program) = program() else {
            assert!(!is_required(), "there is no nginx");
            eprintln!("skipped: there is no nginx");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        // Workers of a root's nginx are somebody else, who keeps bodies here.
        fs::set_permissions(place, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/nginx/umbra");
        fs::create_dir(place.join("umbra")).unwrap();
        for file in fs::read_dir(files).unwrap() {
            let file = file.unwrap();
            let text = fs::read_to_string(file.path()).unwrap();
            let text = if file.file_name() == "http.conf" { change(&text) } else { text };
            fs::write(place.join("umbra").join(file.file_name()), text).unwrap();
        }
        let address = free_address().unwrap();
        fs::write(place.join("nginx.conf"), configuration(place, address, processes)).unwrap();
        let child = Command::new(program)
            .arg("-c")
            .arg(place.join("nginx.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut nginx = Self { address, child, folder };
        nginx.wait();
        Some(nginx)
    }

    /// Reads the lines about requests that were logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("requests.log")).unwrap_or_default()
    }

    #[expect(clippy::disallowed_methods, reason = "no event to wait for; bounded by a deadline")]
    fn wait(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(self.address).is_err() {
            let errors = fs::read_to_string(self.folder.path().join("errors.log"));
            assert!(self.child.try_wait().unwrap().is_none(), "nginx ended: {errors:?}");
            assert!(Instant::now() < deadline, "nginx doesn't listen: {errors:?}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with it only when it is asked.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

/// Writes the main file, which Debian's package has otherwise, with a block like those in `site.conf`.
fn configuration(place: &Path, address: SocketAddr, processes: &[SocketAddr]) -> String {
    let place = place.display();
    let servers: String = processes
        .iter()
        .map(|process| format!("        server {process} max_fails=0;\n"))
        .collect();
    let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("    {name}_temp_path {place}/{name};\n"))
        .concat();
    format!(
        "daemon off;\nworker_processes 2;\nerror_log {place}/errors.log;\npid {place}/pid;\n\
         events {{ }}\nhttp {{\n{folders}    include umbra/http.conf;\n    upstream umbra {{\n\
         {servers}        keepalive 32;\n        keepalive_timeout 60s;\n    }}\n    server {{\n\
         listen {address};\n        access_log {place}/requests.log umbra;\n\
         include umbra/server.conf;\n    }}\n}}\n"
    )
}

/// Finds nginx, which Debian puts where not everybody looks.
fn program() -> Option<&'static str> {
    ["nginx", "/usr/sbin/nginx"].into_iter().find(|program| {
        let asked = Command::new(program).arg("-v").stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    })
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn is_required() -> bool {
    std::env::var_os("UMBRA_REQUIRE_NGINX").is_some()
}
