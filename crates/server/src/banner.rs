//! What a person at a terminal reads after the start.

use std::fmt;

/// The greeting of a server that answers.
pub(crate) struct Banner<'a> {
    /// The origin under which browsers reach it.
    pub url: &'a str,
    /// Where the database is, without a password.
    pub database: &'a str,
    /// Whether nobody has an account yet.
    pub setup_required: bool,
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, database, setup_required } = self;
        writeln!(f, "Umbra {} is running.\n", env!("CARGO_PKG_VERSION"))?;
        writeln!(f, "  Address   {url}")?;
        writeln!(f, "  API docs  {url}/docs")?;
        writeln!(f, "  Database  {database}\n")?;
        if *setup_required {
            writeln!(f, "Nobody has an account yet. This creates the first admin:\n")?;
            writeln!(
                f,
                "  curl -X POST {url}/api/auth/setup -H 'X-Requested-With: XMLHttpRequest' \
                 -H 'Content-Type: application/json' \
                 -d '{{\"username\":\"admin\",\"password\":\"…\"}}'\n"
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
        setup_required: true,
    };

    #[test]
    fn the_first_start_shows_how_to_create_an_admin() {
        let text = BANNER.to_string();
        assert!(text.contains("http://localhost:8000/docs\n"), "{text}");
        assert!(
            text.contains(
                "curl -X POST http://localhost:8000/api/auth/setup \
                 -H 'X-Requested-With: XMLHttpRequest' -H 'Content-Type: application/json' \
                 -d '{\"username\":\"admin\",\"password\":\"…\"}'\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn later_starts_do_not() {
        let text = Banner { setup_required: false, ..BANNER }.to_string();
        assert!(!text.contains("curl"), "{text}");
    }
}
