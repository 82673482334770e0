//! PostgreSQL's own program for backups.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::failure::Failure;

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

/// Dumps the database that a URL names into a file, in the custom format.
///
/// # Errors
/// [`Failure`] when the program is missing, or what it says.
pub(super) fn run(url: &Url, file: &Path) -> Result<(), Failure> {
    let output = Command::new("pg_dump")
        // Comments on extensions can be restored by their owner only.
        .args(["--format=custom", "--no-password", "--no-comments", "--file"])
        .arg(file)
        .envs(environment(url))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::NoPgDump,
            _ => Failure::Io("can't run pg_dump", error),
        })?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::PgDump(String::from_utf8_lossy(&output.stderr).trim_end().to_owned()))
}

/// Says in environment variables where the database is. Every user of the machine can read the
/// arguments of a program, but not those.
fn environment(url: &Url) -> Vec<(&'static str, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let parts = [
        ("PGHOST", url.host_str().map(decoded)),
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
