//! What the peers need besides this program: `wrk`, and packages of Python and Node in a folder beside the build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Failure, Outcome};

/// What there is, or why there isn't.
pub(super) type Found = Result<PathBuf, String>;

/// Where packages are, and whether missing ones are installed.
pub(super) struct Tools {
    folder: PathBuf,
    install: bool,
}

impl Tools {
    /// Takes the folder `umbra-bench` beside the one with this program.
    pub(super) fn beside_the_build(install: bool) -> Outcome<Self> {
        let own = std::env::current_exe().map_err(Failure::when("where is this program"))?;
        let target = own.ancestors().nth(2).unwrap_or(&own);
        Ok(Self { folder: target.join("umbra-bench"), install })
    }

    /// Tells why there is no `wrk`, if so.
    pub(super) fn wrk() -> Result<(), String> {
        // Without an address it only tells its usage.
        match Command::new("wrk").stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(_) => Ok(()),
            Err(_) => Err("wrk isn't installed".to_owned()),
        }
    }

    /// Gives a Python with the packages of the FastAPI peer.
    pub(super) fn python(&self) -> Found {
        self.python_with("fastapi").map(|folder| folder.join("python"))
    }

    /// Gives PocketBase's program.
    pub(super) fn pocketbase(&self) -> Found {
        self.python_with("pocketbase").map(|folder| folder.join("pocketbase"))
    }

    /// Gives the folder with the Node peer and its packages.
    pub(super) fn node(&self) -> Found {
        let folder = self.folder.join("node");
        let said = |error: std::io::Error| error.to_string();
        fs::create_dir_all(&folder).map_err(said)?;
        for name in ["package.json", "server.js"] {
            fs::copy(source(&format!("node/{name}")), folder.join(name)).map_err(said)?;
        }
        self.once(&source("node/package-lock.json"), &folder, "package-lock.json", || {
            let mut npm = Command::new("npm");
            npm.args(["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"]);
            fs::copy(source("node/package-lock.json"), folder.join("package-lock.json"))
                .map_err(said)?;
            succeed(npm.current_dir(&folder))
        })?;
        Ok(folder)
    }

    /// Gives the folder of programs of a Python environment in which the packages of a peer are.
    fn python_with(&self, peer: &str) -> Found {
        let environment = self.folder.join("venv");
        let wanted = source(&format!("{peer}/requirements.txt"));
        self.once(&wanted, &environment, peer, || {
            if !environment.join("bin/pip").is_file() {
                succeed(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
            }
            let mut pip = Command::new(environment.join("bin/pip"));
            succeed(pip.args(["install", "--quiet", "--requirement"]).arg(&wanted))
        })?;
        Ok(environment.join("bin"))
    }

    /// Installs what a file lists unless the same was installed before, which a copy of the file tells.
    fn once(
        &self,
        list: &Path,
        folder: &Path,
        name: &str,
        install: impl FnOnce() -> Result<(), String>,
    ) -> Result<(), String> {
        let mark = folder.join(format!(".installed-{name}"));
        let wanted = fs::read(list).map_err(|error| format!("{}: {error}", list.display()))?;
        if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        if !self.install {
            return Err("its packages are missing; `cargo xtask bench peers` installs them".into());
        }
        eprintln!("installing packages ({}) …", list.display());
        install()?;
        fs::write(&mark, wanted).map_err(|error| format!("{}: {error}", mark.display()))
    }
}

/// Gives a file of the peers.
pub(super) fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name)
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    // Standard output is for results.
    match command.stdout(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} failed ({status})")),
        Err(error) => Err(format!("can't run {program}: {error}")),
    }
}
