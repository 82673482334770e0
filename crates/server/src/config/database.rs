//! The URL of the database, also as SQLAlchemy writes it.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use super::refusal::Refusal;

/// The database that holds everything.
///
/// Its `Debug` and [`Database::redacted`] show neither password nor parameters.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as a `postgres://` URL.
    Postgres(Url),
}

/// The parameters of a PostgreSQL URL that the driver understands.
const POSTGRES_PARAMETERS: &[&str] = &[
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

impl Database {
    /// Reads a URL with any of the schemes of PostgreSQL and SQLite, with or without a driver
    /// of SQLAlchemy (`postgresql+asyncpg`, `sqlite+aiosqlite`).
    ///
    /// Three slashes before a SQLite path make it relative to the working directory and four
    /// make it absolute, as in SQLAlchemy; with two it is relative, too.
    ///
    /// # Errors
    /// A [`Refusal`] that never quotes the URL, which may hold a password.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let (scheme, rest) = text.split_once("://").ok_or(Refusal::Unexpected)?;
        let scheme = scheme.to_ascii_lowercase();
        match scheme.split_once('+').map_or(scheme.as_str(), |(database, _driver)| database) {
            "postgres" | "postgresql" => postgres(rest),
            "sqlite" => sqlite(rest),
            _ => Err(Refusal::Unexpected),
        }
    }

    /// Gives the URL for the store, with any password.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => {
                // The driver decodes `%` and ends the path at `?`.
                let path = path.to_string_lossy();
                let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
                format!("sqlite://{path}")
            }
            Self::Postgres(url) => url.to_string(),
        }
    }

    /// Shows where the database is, as [`Database::redacted`] does, wherever one stands.
    pub fn located(&self) -> String {
        match self {
            Self::Sqlite(path) => {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                Self::Sqlite(path).redacted()
            }
            Self::Postgres(_) => self.redacted(),
        }
    }

    /// Shows where the database is, without password and parameters.
    pub fn redacted(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("SQLite file {}", path.display()),
            Self::Postgres(url) => {
                let mut url = url.clone();
                url.set_query(None);
                let without = if url.password().is_some() { Some("redacted") } else { None };
                // Fails only for a URL without a host, which can't have a password either.
                let _ = url.set_password(without);
                url.into()
            }
        }
    }
}

fn postgres(rest: &str) -> Result<Database, Refusal> {
    if rest.contains('#') {
        return Err(Refusal::Because("a `#` in the password must be written `%23`".to_owned()));
    }
    let mut url = Url::parse(&format!("postgres://{rest}")).map_err(|error| {
        Refusal::Because(format!(
            "not a PostgreSQL URL ({error}); special characters in the password must be \
             percent-encoded"
        ))
    })?;
    let parameters = url
        .query_pairs()
        .map(|(name, value)| postgres_parameter(&name, &value))
        .collect::<Result<Vec<_>, _>>()?;
    if !parameters.iter().any(|(name, _)| name == "dbname") && url.path().len() < 2 {
        return Err(Refusal::Because("the name of the database is missing at the end".to_owned()));
    }
    url.set_query(None);
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    Ok(Database::Postgres(url))
}

/// Translates the parameters of asyncpg that are named otherwise here and refuses what the driver would only ignore: a
/// parameter that asks for encryption must not get lost.
fn postgres_parameter(name: &str, value: &str) -> Result<(String, String), Refusal> {
    match name {
        "ssl" if value == "true" => Ok(("sslmode".to_owned(), "require".to_owned())),
        "ssl" => Ok(("sslmode".to_owned(), value.to_owned())),
        "prepared_statement_cache_size" | "statement_cache_size" => {
            Ok(("statement-cache-capacity".to_owned(), value.to_owned()))
        }
        _ if POSTGRES_PARAMETERS.contains(&name) => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Refusal::Because(format!("unknown parameter `{name}` in the URL; remove it"))),
    }
}

fn sqlite(rest: &str) -> Result<Database, Refusal> {
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, "mode=rwc"));
    if !matches!(parameters, "" | "mode=rw" | "mode=rwc") {
        return Err(Refusal::Because("a SQLite URL takes no parameters here".to_owned()));
    }
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() || path == ":memory:" {
        return Err(Refusal::Because(
            "a database in memory would forget everything; give the path of a file".to_owned(),
        ));
    }
    Ok(Database::Sqlite(PathBuf::from(path)))
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({})", self.redacted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        match Database::parse(text).unwrap_err() {
            Refusal::Unexpected => "unexpected".to_owned(),
            Refusal::Because(reason) => reason,
        }
    }

    #[test]
    fn every_way_to_write_a_postgres_url_means_the_same() {
        let expected = Url::parse("postgres://umbra:pa%2Fss@db:5432/umbra").unwrap();
        for scheme in [
            "postgres",
            "postgresql",
            "postgresql+asyncpg",
            "postgresql+psycopg",
            "postgresql+psycopg2",
            "PostgreSQL",
        ] {
            let url = format!("{scheme}://umbra:pa%2Fss@db:5432/umbra");
            assert_eq!(Database::parse(&url).unwrap(), Database::Postgres(expected.clone()));
        }
    }

    #[test]
    fn the_parameters_of_asyncpg_keep_their_meaning() {
        for (given, expected) in [
            ("ssl=require", "sslmode=require"),
            ("ssl=true", "sslmode=require"),
            ("prepared_statement_cache_size=0", "statement-cache-capacity=0"),
            (
                "sslmode=verify-full&sslrootcert=%2Fca.pem",
                "sslmode=verify-full&sslrootcert=%2Fca.pem",
            ),
        ] {
            let database =
                Database::parse(&format!("postgresql+asyncpg://u:p@db/umbra?{given}")).unwrap();
            let Database::Postgres(url) = database else { panic!("not PostgreSQL") };
            assert_eq!(url.query(), Some(expected));
        }
    }

    #[test]
    fn a_parameter_that_would_be_ignored_is_refused() {
        assert!(refusal("postgres://u:p@db/umbra?tls=on").contains("`tls`"));
        assert!(refusal("sqlite:///umbra.db?cache=shared").contains("no parameters"));
    }

    #[test]
    fn sqlite_paths_are_read_as_in_sqlalchemy() {
        for (url, path) in [
            ("sqlite:///umbra.db", "umbra.db"),
            ("sqlite://umbra.db", "umbra.db"),
            ("sqlite:///data/umbra.db?mode=rwc", "data/umbra.db"),
            ("sqlite+aiosqlite:///./umbra.db", "./umbra.db"),
            ("sqlite:////var/lib/umbra/umbra.db", "/var/lib/umbra/umbra.db"),
        ] {
            assert_eq!(Database::parse(url).unwrap(), Database::Sqlite(PathBuf::from(path)));
        }
    }

    #[test]
    fn special_characters_in_a_path_survive_the_way_to_the_store() {
        let database = Database::Sqlite(PathBuf::from("/srv/50%/a#b?.db"));
        assert_eq!(database.url(), "sqlite:///srv/50%25/a%23b%3F.db");
    }

    #[test]
    fn what_is_no_database_is_refused() {
        for url in ["", "umbra.db", "mysql://u:p@db/umbra", "sqlite:umbra.db"] {
            assert_eq!(refusal(url), "unexpected", "{url}");
        }
        assert!(refusal("sqlite://").contains("memory"));
        assert!(refusal("sqlite:///:memory:").contains("memory"));
        assert!(refusal("postgres://u:p@db").contains("name of the database"));
        assert!(refusal("postgres://u:pa#ss@db/umbra").contains("%23"));
    }

    #[test]
    fn neither_debug_nor_redacted_shows_the_password() {
        let url = "postgresql://umbra:CANARY@db/umbra?password=CANARY&sslmode=require";
        let database = Database::parse(url).unwrap();
        assert_eq!(database.redacted(), "postgres://umbra:redacted@db/umbra");
        assert!(!format!("{database:?}").contains("CANARY"));
    }
}
