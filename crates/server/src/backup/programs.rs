//! PostgreSQL's own programs for backups.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

use percent_encoding::percent_decode_str;
use url::Url;

use super::BackupError;

const PG_DUMP: &str = "pg_dump";
const PG_RESTORE: &str = "pg_restore";

/// The parameters of a URL that libpq has environment variables for.
const VARIABLES: [(&str, &str); 12] = [
    ("application_name", "PGAPPNAME"),
    ("dbname", "PGDATABASE"),
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("options", "PGOPTIONS"),
    ("password", "PGPASSWORD"),
    ("port", "PGPORT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("user", "PGUSER"),
];

/// A program that runs, and what it says to people.
pub(crate) struct Running {
    name: &'static str,
    child: Child,
    said: JoinHandle<String>,
}

impl Running {
    fn start(name: &'static str, mut command: Command) -> Result<Self, BackupError> {
        let mut child =
            command.stderr(Stdio::piped()).spawn().map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => BackupError::NoProgram(name),
                _ => BackupError::Program(name, error.to_string()),
            })?;
        let mut stderr = child.stderr.take();
        // A full pipe would stop it.
        let said = thread::spawn(move || {
            let mut said = Vec::new();
            if let Some(stderr) = &mut stderr {
                let _ = stderr.read_to_end(&mut said);
            }
            String::from_utf8_lossy(&said).trim_end().to_owned()
        });
        Ok(Self { name, child, said })
    }

    /// Gives its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// [`BackupError::Program`] with what it said, when it failed.
    pub fn end(mut self) -> Result<(), BackupError> {
        drop(self.child.stdin.take());
        let ended = self.child.wait().map_err(|error| self.failed(&error.to_string()))?;
        let said = self.said.join().unwrap_or_default();
        if ended.success() { Ok(()) } else { Err(BackupError::Program(self.name, said)) }
    }

    /// Ends it at once: what it was told so far was wrong.
    pub fn kill(mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn failed(&self, why: &str) -> BackupError {
        BackupError::Program(self.name, why.to_owned())
    }
}

impl Read for Running {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.child.stdout.as_mut().map_or(Ok(0), |stdout| stdout.read(bytes))
    }
}

impl Write for Running {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.child.stdin {
            Some(stdin) => stdin.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.child.stdin.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// Begins to dump the database that a URL names, as it is in a snapshot, in the custom format. What is
/// read of it is the dump.
///
/// # Errors
/// [`BackupError::NoProgram`] when the program is missing.
pub(crate) fn dump(url: &Url, snapshot: &str) -> Result<Running, BackupError> {
    let mut command = Command::new(PG_DUMP);
    command
        // Comments on extensions can be restored by their owner only. The archive is compressed.
        .args(["--format=custom", "--compress=0", "--no-password", "--no-comments"])
        .arg(format!("--snapshot={snapshot}"))
        .envs(environment(url))
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    Running::start(PG_DUMP, command)
}

/// Begins to restore a dump into the database that a URL names, all of it or nothing. What is written to
/// it is the dump.
///
/// # Errors
/// [`BackupError::NoProgram`] when the program is missing.
pub(crate) fn restore(url: &Url) -> Result<Running, BackupError> {
    let variables = environment(url);
    let name = variables.iter().rev().find(|(name, _)| *name == "PGDATABASE");
    // It asks for a name, and takes one with `=` in it for a list of parameters.
    let name = name.map(|(_, value)| value.replace('\\', "\\\\").replace('\'', "\\'"));
    let mut command = Command::new(PG_RESTORE);
    command
        .args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"])
        .arg("--no-password")
        .arg(format!("--dbname=dbname='{}'", name.unwrap_or_default()))
        .envs(variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    Running::start(PG_RESTORE, command)
}

/// Begins to read a dump without restoring it anywhere.
///
/// # Errors
/// [`BackupError::NoProgram`] when the program is missing.
pub(crate) fn read() -> Result<Running, BackupError> {
    let mut command = Command::new(PG_RESTORE);
    command.arg("--file=/dev/null").stdin(Stdio::piped()).stdout(Stdio::null());
    Running::start(PG_RESTORE, command)
}

/// Says in environment variables where the database is. Every user of the machine can read the
/// arguments of a program, but not those.
fn environment(url: &Url) -> Vec<(&'static str, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let parts = [
        // libpq takes an IPv6 address without brackets.
        ("PGHOST", url.host_str().map(|host| decoded(host.trim_matches(&['[', ']'][..])))),
        ("PGPORT", url.port().map(|port| port.to_string())),
        ("PGUSER", Some(decoded(url.username()))),
        ("PGPASSWORD", url.password().map(decoded)),
        ("PGDATABASE", Some(decoded(url.path().trim_start_matches('/')))),
    ];
    let given = parts.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let mut variables: Vec<_> = given.filter(|(_, value)| !value.is_empty()).collect();
    for (name, value) in url.query_pairs() {
        // A later variable of the same name counts, as a parameter does.
        if let Some((_, variable)) = VARIABLES.iter().find(|(parameter, _)| *parameter == name) {
            variables.push((variable, value.into_owned()));
        }
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_becomes_variables() {
        let url = "postgres://um%40bra:pa%2Fss@db.example:5433/um%20bra?sslmode=require&host=/run";
        let variables = environment(&Url::parse(url).unwrap());
        let expected = [
            ("PGHOST", "db.example"),
            ("PGPORT", "5433"),
            ("PGUSER", "um@bra"),
            ("PGPASSWORD", "pa/ss"),
            ("PGDATABASE", "um bra"),
            ("PGSSLMODE", "require"),
            ("PGHOST", "/run"),
        ];
        assert_eq!(variables, expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn what_a_url_leaves_out_is_left_to_libpq() {
        let variables = environment(&Url::parse("postgres:///umbra").unwrap());
        assert_eq!(variables, [("PGDATABASE", "umbra".to_owned())]);
    }
}
