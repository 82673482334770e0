//! What is deployed beside the program: files for nginx, systemd, containers, Kubernetes, Prometheus
//! and Grafana, each read by the program that it is for where this machine has that.

pub(super) mod nginx;

use std::fs;
use std::path::Path;

use super::{Done, python, steps};
use crate::failure::{Failure, Outcome};
use crate::{environment, process};

/// What the script needs.
const PYTHON: python::Environment =
    python::Environment { folder: "deploy", requirements: ".ci/deploy/requirements.txt" };

/// Checks what has no program of its own here.
const SCRIPT: &str = ".ci/deploy/check.py";

/// The services of systemd.
const SERVICES: [&str; 3] = ["umbra.service", "umbra-worker.service", "umbra-backup.service"];

/// What starts one of them.
const TIMER: &str = "umbra-backup.timer";

/// How exposed a unit may be: a tenth of what `systemd-analyze security` shows, 0 to 100. What remains is
/// the network, local sockets and the priority of threads, which Umbra uses.
const EXPOSURE: &str = "15";

/// Where the units say that the program is.
const INSTALLED: &str = "/usr/local/bin/umbra";

pub(super) fn run() -> Outcome<Done> {
    let umbra = process::umbra()?;
    let Some(python) = python::program(&PYTHON, "python")? else {
        return steps::without("there is no Python 3".to_owned());
    };
    let missing: Vec<&str> = ["nginx", "systemd-analyze", "promtool", "openssl"]
        .into_iter()
        .filter(|program| !process::exists(program))
        .collect();
    if !missing.is_empty() {
        return steps::without(format!("there is no {}", missing.join(", no ")));
    }
    let folder = process::Scratch::new("umbra-deploy")?;
    let checks = [
        process::run(process::command(python).arg(SCRIPT).arg(&umbra)),
        nginx::check(folder.path()),
        units(folder.path()),
        rules(),
        try_out(&umbra, folder.path()),
    ];
    // All of them, so that all that is wrong is told at once.
    checks.into_iter().collect::<Outcome>()?;
    Ok(Done::Passed)
}

/// Lets systemd read the units, and judge what they leave open.
fn units(folder: &Path) -> Outcome {
    for name in SERVICES {
        let unit = read(&format!("deploy/systemd/{name}"))?;
        // The program isn't installed here.
        let copy = folder.join(name);
        fs::write(&copy, unit.replace(INSTALLED, "/bin/true")).map_err(Failure::about(&copy))?;
        process::run(process::command("systemd-analyze").arg("verify").arg(&copy))?;
        let mut judge = process::command("systemd-analyze");
        judge.args(["security", "--offline=true", "--no-pager"]).arg("--threshold").arg(EXPOSURE);
        process::output(judge.arg(&copy)).map_err(|failure| {
            Failure::new(format!("{name} is more exposed than {EXPOSURE} of 100: {failure}"))
        })?;
    }
    let timer = folder.join(TIMER);
    fs::write(&timer, read(&format!("deploy/systemd/{TIMER}"))?).map_err(Failure::about(&timer))?;
    process::run(process::command("systemd-analyze").arg("verify").arg(&timer))
}

/// Lets Prometheus read the alert rules and try them on made-up series.
fn rules() -> Outcome {
    let folder = process::root().join("deploy/monitoring");
    for arguments in [["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"]] {
        process::run(process::command("promtool").args(arguments).current_dir(&folder))?;
    }
    Ok(())
}

/// Walks a newcomer's path: everything on this machine, behind nginx with TLS.
fn try_out(umbra: &Path, folder: &Path) -> Outcome {
    let mut script = process::command("bash");
    script.arg("deploy/try.sh").arg("--check").arg("--binary").arg(umbra);
    script.arg("--folder").arg(folder.join("try"));
    for name in environment::names() {
        // The developer's own settings would lead to the developer's own database.
        if name.to_str().is_some_and(|name| name.starts_with("UMBRA_")) {
            script.env_remove(name);
        }
    }
    process::run(&mut script)
}

fn read(path: &str) -> Outcome<String> {
    let path = process::root().join(path);
    fs::read_to_string(&path).map_err(Failure::about(&path))
}
