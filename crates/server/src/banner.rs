//! What a person at a terminal reads after the start.

use std::fmt;

/// The greeting of a server that answers.
pub(crate) struct Banner<'a> {
    /// The origin under which browsers reach it.
    pub url: &'a str,
    /// Where the database is, without a password.
    pub database: &'a str,
    /// A password for the first admin, made up just now; `None` when there are accounts.
    pub password: Option<&'a str>,
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, database, password } = self;
        writeln!(f, "Umbra {} is running.\n", env!("CARGO_PKG_VERSION"))?;
        writeln!(f, "  Address   {url}")?;
        writeln!(f, "  API docs  {url}/docs")?;
        writeln!(f, "  Database  {database}\n")?;
        if let Some(password) = password {
            writeln!(
                f,
                "Nobody has an account yet. This creates the first admin, with a password that \
                 was made up just now:\n"
            )?;
            writeln!(
                f,
                "  curl -X POST {url}/api/auth/setup -H 'X-Requested-With: XMLHttpRequest' \
                 -H 'Content-Type: application/json' \
                 -d '{{\"username\":\"admin\",\"password\":\"{password}\"}}'\n"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANNER: Banner<'_> = Banner {
        url: "http://localhost:8000",
        database: "SQLite file ./data/umbra.db",
        password: Some("mru7p-2q9kd-xw4bn-h6tze"),
    };

    #[test]
    fn the_first_start_shows_how_to_create_an_admin() {
        let text = BANNER.to_string();
        assert!(text.contains("http://localhost:8000/docs\n"), "{text}");
        assert!(
            text.contains(
                "curl -X POST http://localhost:8000/api/auth/setup \
                 -H 'X-Requested-With: XMLHttpRequest' -H 'Content-Type: application/json' \
                 -d '{\"username\":\"admin\",\"password\":\"mru7p-2q9kd-xw4bn-h6tze\"}'\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn later_starts_do_not() {
        let text = Banner { password: None, ..BANNER }.to_string();
        assert!(!text.contains("curl"), "{text}");
    }
}
