//! nginx's own word on its configuration. Requests through it are in `crates/server/tests/process`.

use std::fs;
use std::path::Path;

use super::read;
use crate::failure::{Failure, Outcome};
use crate::process;

/// The files that are shared by all.
pub(in crate::ci) const SHARED: [&str; 4] =
    ["http.conf", "server.conf", "proxy.conf", "problem.conf"];

/// What belongs to the machine that is deployed on, and what stands for it here. Older versions than the
/// container's don't know `resolve` and `http2 on`.
const REPLACED: [(&str, &str); 9] = [
    ("/etc/letsencrypt/live/umbra.example.org", "."),
    ("/etc/nginx/tls", "."),
    ("/var/log/nginx/", "logs-"),
    ("server api:8000 resolve ", "server 127.0.0.1:8000 "),
    ("    http2 on;\n", ""),
    ("listen 443 ", "listen 127.0.0.1:8443 "),
    ("listen [::]:443 ssl http2;", ""),
    ("listen 80;", "listen 127.0.0.1:8080;"),
    ("listen [::]:80;", ""),
];

/// Lets nginx read each file as the main one would include it.
pub(super) fn check(folder: &Path) -> Outcome {
    let folder = folder.join("nginx");
    let shared = folder.join("umbra");
    fs::create_dir_all(&shared).map_err(Failure::about(&shared))?;
    for name in SHARED {
        write(&shared.join(name), &read(&format!("deploy/nginx/umbra/{name}"))?)?;
    }
    let mut certificate = process::command("openssl");
    certificate
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "1", "-subj", "/CN=umbra.example.org"])
        .args(["-keyout", "privkey.pem", "-out", "fullchain.pem"]);
    process::quietly(certificate.current_dir(&folder))?;
    for name in ["site.conf", "container.conf"] {
        let text = read(&format!("deploy/nginx/{name}"))?;
        let text = REPLACED.iter().fold(text, |text, (what, by)| text.replace(what, by));
        write(&folder.join(name), &text)?;
        let main = format!(
            "error_log stderr;\npid nginx.pid;\nevents {{ }}\nhttp {{\n    include {name};\n}}\n"
        );
        let file = folder.join("nginx.conf");
        write(&file, &main)?;
        let mut nginx = process::command("nginx");
        process::quietly(nginx.arg("-t").arg("-p").arg(&folder).arg("-c").arg(&file))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(Failure::about(path))
}
