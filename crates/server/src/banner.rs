//! What a person at a terminal reads after the start.

use std::fmt;

use umbra_app::App;
use umbra_app::auth::{SetupMode, Status};
use umbra_auth::SetupToken;

/// The greeting of a server that answers.
pub(crate) struct Banner<'a> {
    /// The origin under which browsers reach it.
    pub url: &'a str,
    /// Where the database is, without a password.
    pub database: &'a str,
    /// How the first admin is made, and a password for them, made up just now; `None` once there is
    /// an account.
    pub setup: Option<(Setup, &'a str)>,
}

/// How the first admin is made.
#[derive(Debug)]
pub(crate) enum Setup {
    /// By whoever comes first.
    Open,
    /// By who has this token.
    Token(SetupToken),
    /// At the command line only.
    Off,
}

impl Setup {
    /// Says how the first admin is made, if there is none yet.
    pub(crate) fn of(app: &App, status: &Status) -> Option<Self> {
        status.setup_required.then(|| match status.setup {
            SetupMode::Open => Self::Open,
            SetupMode::Token => Self::Token(app.setup_token()),
            SetupMode::Off => Self::Off,
        })
    }
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, database, setup } = self;
        writeln!(f, "Umbra {} is running.\n", env!("CARGO_PKG_VERSION"))?;
        writeln!(f, "  Address   {url}")?;
        writeln!(f, "  API docs  {url}/docs")?;
        writeln!(f, "  Database  {database}\n")?;
        let Some((setup, password)) = setup else { return Ok(()) };
        let token = match setup {
            Setup::Off => {
                writeln!(f, "Nobody has an account yet. This creates the first admin:\n")?;
                return writeln!(f, "  umbra admin create-admin admin\n");
            }
            Setup::Open => String::new(),
            Setup::Token(token) => format!(",\"setup_token\":\"{}\"", token.expose()),
        };
        writeln!(
            f,
            "Nobody has an account yet. This creates the first admin, with a password that was made \
             up just now:\n"
        )?;
        writeln!(
            f,
            "  curl -X POST {url}/api/auth/setup -H 'X-Requested-With: XMLHttpRequest' \
             -H 'Content-Type: application/json' \
             -d '{{\"username\":\"admin\",\"password\":\"{password}\"{token}}}'\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANNER: Banner<'_> = Banner {
        url: "http://localhost:8000",
        database: "SQLite file ./data/umbra.db",
        setup: Some((Setup::Open, "mru7p-2q9kd-xw4bn-h6tze")),
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
    fn a_token_is_part_of_it_where_one_is_needed() {
        let secret = umbra_auth::SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap();
        let token = umbra_auth::Keys::derive(&secret).setup_token();
        let told = format!("\"password\":\"otter\",\"setup_token\":\"{}\"}}'", token.expose());
        let text = Banner { setup: Some((Setup::Token(token), "otter")), ..BANNER }.to_string();
        assert!(text.contains(&told), "{text}");
        let text = Banner { setup: Some((Setup::Off, "otter")), ..BANNER }.to_string();
        assert!(!text.contains("curl") && text.contains("umbra admin create-admin"), "{text}");
    }

    #[test]
    fn later_starts_do_not() {
        let text = Banner { setup: None, ..BANNER }.to_string();
        assert!(!text.contains("curl"), "{text}");
    }
}
