//! Tests of loading a configuration as a whole.

mod keys;
mod warnings;

use std::fs;
use std::path::PathBuf;

use umbra_app::auth::SetupMode;

use super::*;

const KEY: &str = "9f2c4b7e1a0d83566b1ce9247f0a5d38";
const CANARY: &str = "CANARY-4b7e1a0d83566b1ce9247f0a5d38";

fn load(pairs: &[(&str, &str)]) -> Result<Config, Vec<ConfigError>> {
    Config::load(&Sources::from_pairs(pairs.iter().copied()))
}

fn errors(pairs: &[(&str, &str)]) -> Vec<String> {
    load(pairs).unwrap_err().iter().map(ToString::to_string).collect()
}

fn with_file(text: &str, pairs: &[(&str, &str)]) -> (tempfile::TempDir, Sources) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("umbra.toml");
    fs::write(&path, text).unwrap();
    let mut sources = Sources::from_pairs(pairs.iter().copied());
    sources.file = Some(path);
    (dir, sources)
}

#[test]
fn nothing_has_to_be_configured() {
    let config = load(&[]).unwrap();
    assert_eq!(config.environment, Environment::Development);
    assert_eq!(config.listen.port(), 8000);
    assert_eq!(config.database(), Database::Sqlite(PathBuf::from("./data/umbra.db")));
    assert_eq!(config.log_format(), LogFormat::Human);
    assert_eq!(config.metrics_listen, None);
    assert_eq!(config.public_url().as_str(), "http://localhost:8000");
    assert_eq!(config.warnings(), [""; 0]);
}

#[test]
fn the_environment_of_the_old_service_is_understood() {
    let config = load(&[
        ("ENVIRONMENT", "production"),
        ("SECRET_KEY", KEY),
        ("DATABASE_URL", "postgresql+asyncpg://umbra:secret@db:5432/umbra"),
        ("WEBAUTHN_RP_ID", "example.org"),
        ("WEBAUTHN_RP_NAME", "Umbra at home"),
        ("WEBAUTHN_ORIGIN", "https://umbra.example.org"),
        ("SESSION_MAX_AGE_DAYS", "5"),
        ("MFA_TOKEN_MAX_AGE_SECONDS", "120"),
        ("TOTP_ISSUER", "Home"),
        ("CORS_ORIGINS", "https://app.example.org, http://localhost:5173"),
    ])
    .unwrap();
    assert_eq!(config.log_format(), LogFormat::Json);
    assert_eq!(config.session_idle(), config.session_max_age());
    assert_eq!(config.cors_origins.len(), 2);
    assert!(config.warnings()[0].contains("suggests https://umbra.example.org"));
}

#[test]
fn production_refuses_every_bad_secret_key() {
    let repeated = "x".repeat(64);
    for (key, reason) in [
        (None, "production needs one"),
        (Some(""), "production needs one"),
        (Some("short"), "too short"),
        (Some(&KEY[1..]), "too short"),
        (Some(repeated.as_str()), "repeats itself"),
        (Some("change-me-change-me-9f2c4b7e1a0d8356"), "placeholder"),
        (Some("your-secret-key-here-make-it-long-enough"), "placeholder"),
        (Some("qwertyuiopasdfghjklzxcvbnmqwerty"), "keyboard"),
    ] {
        let mut pairs = vec![("ENVIRONMENT", "production")];
        pairs.extend(key.map(|key| ("SECRET_KEY", key)));
        let errors = errors(&pairs);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].starts_with("SECRET_KEY") && errors[0].contains(reason), "{errors:?}");
    }
    assert!(load(&[("ENVIRONMENT", "production"), ("SECRET_KEY", KEY)]).is_ok());
}

/// A server for people, as the shipped unit configures it.
const FINE: [(&str, &str); 4] = [
    ("ENVIRONMENT", "production"),
    ("SECRET_KEY", KEY),
    ("UMBRA_PUBLIC_URL", "https://umbra.example.org"),
    ("UMBRA_TRUSTED_PROXIES", "127.0.0.1"),
];

#[test]
fn settings_that_mean_nothing_are_refused() {
    for (variable, value, reason) in [
        ("UMBRA_LOG", "loud", "`loud` is no level"),
        ("UMBRA_LOG", "info,verbose", "`verbose` is no level"),
        ("UMBRA_LOG", "info,umbra_app=loud", "log filter"),
        ("UMBRA_LOG", "info,umbra_ap=debug", "none of our crates"),
        ("UMBRA_LOG", "umbra_app", "`umbra_app=debug` for one crate"),
        ("TOTP_ISSUER", "  ", "1 to 64 characters"),
        ("UMBRA_SETUP", "closed", "`open` or `token` or `off`"),
    ] {
        let errors = errors(&[(variable, value)]);
        assert!(errors.len() == 1 && errors[0].contains(reason), "{variable}: {errors:?}");
    }
    for fine in [
        "info",
        "INFO",
        "warn,umbra_app=debug",
        "info,sqlx=debug",
        "debug,hyper::proto=off",
        "umbra_app::auth=trace,",
        "info,umbra_app[todo.rename]=debug",
        "3",
    ] {
        assert!(load(&[("UMBRA_LOG", fine)]).is_ok(), "{fine}");
    }
    let pairs = [("WEBAUTHN_RP_ID", "org"), ("WEBAUTHN_ORIGIN", "https://umbra.example.org")];
    assert!(errors(&pairs)[0].contains("belongs to everybody"));
    let pairs = [("WEBAUTHN_RP_ID", "umbra"), ("WEBAUTHN_ORIGIN", "https://umbra")];
    assert!(load(&pairs).is_ok());
}

#[test]
fn strangers_need_a_token_in_production_only() {
    assert_eq!(load(&FINE).unwrap().setup(), SetupMode::Token);
    assert_eq!(load(&[]).unwrap().setup(), SetupMode::Open);
    assert_eq!(load(&[("UMBRA_SETUP", "Off")]).unwrap().setup(), SetupMode::Off);
    assert!(load(&FINE).unwrap().effective().contains("= token  (default)"));
}

#[test]
fn without_a_public_url_all_names_of_the_machine_itself_are_ours() {
    let aliases = |pairs: &[(&str, &str)]| {
        let aliases = load(pairs).unwrap().aliases();
        aliases.iter().map(|alias| alias.as_str().to_owned()).collect::<Vec<_>>()
    };
    let listen = ("UMBRA_LISTEN", "127.0.0.1:9000");
    assert_eq!(aliases(&[listen]), ["http://127.0.0.1:9000", "http://[::1]:9000"]);
    assert_eq!(aliases(&[listen, ("UMBRA_PUBLIC_URL", "http://localhost:9000")]), [""; 0]);
}

#[test]
fn development_refuses_a_weak_key_that_was_given() {
    assert!(errors(&[("SECRET_KEY", "dev")])[0].contains("too short"));
}

#[test]
fn a_slip_in_the_environment_is_not_taken_for_development() {
    assert!(errors(&[("ENVIRONMENT", "prod")])[0].contains("`development` or `production`"));
}

#[test]
fn every_error_is_named_at_once() {
    let (_dir, sources) = with_file(
        "colour = \"blue\"\n[server]\nworkers = \"many\"\n[log]\nformat = 1\n",
        &[
            ("ENVIRONMENT", "production"),
            ("UMBRA_LISTEN", "localhost"),
            ("UMBRA_PASSWORD_MIN_LENGTH", "4"),
            ("UMBRA_TRUSTED_PROXIES", "10.0.0.0/8,nginx"),
            ("UMBRA_LOG", "info,=="),
            ("DATABASE_URL", "mysql://u:p@db/umbra"),
            ("CORS_ORIGINS", "*"),
            ("UMBRA_SESION_LIMIT", "3"),
            ("SESSION_MAX_AGE_DAYS", "3"),
            ("UMBRA_SESSION_IDLE_DAYS", "4"),
        ],
    );
    let errors: Vec<_> =
        Config::load(&sources).unwrap_err().into_iter().map(|error| error.setting).collect();
    for expected in [
        "colour",
        "server.workers",
        "log.format",
        "SECRET_KEY",
        "UMBRA_LISTEN",
        "UMBRA_PASSWORD_MIN_LENGTH",
        "UMBRA_TRUSTED_PROXIES",
        "UMBRA_LOG",
        "DATABASE_URL",
        "CORS_ORIGINS",
        "UMBRA_SESION_LIMIT",
        "UMBRA_SESSION_IDLE_DAYS",
    ] {
        assert!(errors.iter().any(|name| name == expected), "{expected} in {errors:?}");
    }
    assert_eq!(errors.len(), 12, "{errors:?}");
}

#[test]
fn an_error_says_what_was_expected_and_what_was_found() {
    assert_eq!(
        errors(&[("UMBRA_SESSION_LIMIT", "0")]),
        ["UMBRA_SESSION_LIMIT (environment): expected a whole number from 1 to 1000, found `0`"]
    );
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_default() {
    let file = "[session]\nlimit = 3\nmax_age_days = 20\n";
    let (_dir, sources) = with_file(file, &[("UMBRA_SESSION_LIMIT", "4")]);
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.session_limit, 4);
    assert_eq!(config.session_max_age_days, 20);
    assert_eq!(config.mfa_token_max_age_seconds, 300);
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let (_dir, sources) = with_file("[session]\nlimit = 3\n", &[("UMBRA_SESSION_LIMIT", "")]);
    assert_eq!(Config::load(&sources).unwrap().session_limit, 3);
}

#[test]
fn a_named_file_has_to_exist() {
    let file = Some(PathBuf::from("/nowhere/umbra.toml"));
    let sources = Sources { file, ..Sources::default() };
    assert!(Config::load(&sources).unwrap_err()[0].to_string().contains("/nowhere/umbra.toml"));
}

#[test]
fn a_secret_is_read_from_the_file_that_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    let path = path.to_str().unwrap();
    let config = load(&[("SECRET_KEY_FILE", path)]).unwrap();
    assert_eq!(config.secret_key.as_ref().unwrap().expose(), KEY);

    let both = errors(&[("SECRET_KEY_FILE", path), ("SECRET_KEY", KEY)]);
    assert_eq!(both, ["SECRET_KEY_FILE (environment): SECRET_KEY is set as well; set one of them"]);
}

#[test]
fn a_secret_file_that_is_missing_is_one_error() {
    let errors = errors(&[("ENVIRONMENT", "production"), ("SECRET_KEY_FILE", "/nowhere/key")]);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("/nowhere/key"), "{errors:?}");
}

#[test]
fn unknown_names_are_refused_with_the_nearest_known_one() {
    for (name, nearest) in [
        ("UMBRA_LISTENN", "UMBRA_LISTEN"),
        ("UMBRA_SECRET_KEY", "SECRET_KEY"),
        ("UMBRA_TRUSTED_PROXY", "UMBRA_TRUSTED_PROXIES"),
        ("UMBRA_LOG_FROMAT", "UMBRA_LOG_FORMAT"),
    ] {
        let errors = errors(&[(name, "1")]);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].ends_with(&format!("did you mean `{nearest}`?")), "{errors:?}");
    }
    assert!(errors(&[("UMBRA_FOO", "1")])[0].ends_with("`docs/config.md` lists them"));
    for (key, nearest) in [
        ("listen", "server.listen"),
        ("UMBRA_LISTEN", "server.listen"),
        ("sever.listen", "server.listen"),
        ("database.max_conections", "database.max_connections"),
    ] {
        let (_dir, sources) = with_file(&format!("{key} = 1\n"), &[]);
        let errors = Config::load(&sources).unwrap_err();
        assert!(errors[0].problem.ends_with(&format!("did you mean `{nearest}`?")), "{errors:?}");
    }
}

#[test]
fn variables_of_kubernetes_and_of_the_test_kit_are_spared() {
    let spared = [
        ("UMBRA_SERVICE_HOST", "10.0.0.1"),
        ("UMBRA_SERVICE_PORT_HTTP", "8000"),
        ("UMBRA_PORT", "tcp://10.0.0.1:8000"),
        ("UMBRA_PORT_8000_TCP_ADDR", "10.0.0.1"),
        ("UMBRA_TEST_POSTGRES_URL", "postgres://postgres@localhost"),
        ("OTHER", "1"),
    ];
    assert!(load(&spared).is_ok());
    assert_eq!(errors(&[("UMBRA_PORT", "9000")]).len(), 1);
}

#[test]
fn listeners_and_passkey_domains_have_to_fit_together() {
    let same = [("UMBRA_LISTEN", "0.0.0.0:8000"), ("UMBRA_METRICS_LISTEN", "127.0.0.1:8000")];
    assert!(errors(&same)[0].starts_with("UMBRA_METRICS_LISTEN"));

    for (domain, fits) in [
        ("example.org", true),
        ("umbra.example.org", true),
        ("bra.example.org", false),
        ("example.com", false),
    ] {
        let pairs = [("WEBAUTHN_RP_ID", domain), ("WEBAUTHN_ORIGIN", "https://umbra.example.org")];
        assert_eq!(load(&pairs).is_ok(), fits, "{domain}");
    }
}

#[test]
fn the_public_url_follows_the_port() {
    let config = load(&[("UMBRA_LISTEN", "127.0.0.1:9000")]).unwrap();
    assert_eq!(config.public_url().as_str(), "http://localhost:9000");
    let url = "https://umbra.example.org";
    let config = load(&[("UMBRA_LISTEN", "127.0.0.1:9000"), ("UMBRA_PUBLIC_URL", url)]).unwrap();
    assert_eq!(config.public_url().as_str(), url);
}

#[test]
fn secrets_show_up_nowhere() {
    let url = format!("postgres://umbra:{CANARY}@db/umbra");
    let secrets =
        [("SECRET_KEY", CANARY), ("UMBRA_OLD_SECRET_KEYS", CANARY), ("DATABASE_URL", &url)];
    let config = load(&secrets).unwrap();
    for text in [format!("{config:?}"), config.effective()] {
        assert!(!text.contains(CANARY), "{text}");
    }
    assert!(config.effective().contains("postgres://umbra:redacted@db/umbra  (environment)"));

    let short = "CANARY";
    for (variable, value) in [
        ("SECRET_KEY", short.to_owned()),
        ("UMBRA_OLD_SECRET_KEYS", format!("{KEY},{short}")),
        ("DATABASE_URL", format!("mysql://umbra:{short}@db/umbra")),
        ("DATABASE_URL", format!("postgres://umbra:{short}#@db/umbra")),
        ("DATABASE_URL", format!("postgres://umbra:{short}@d b/umbra")),
    ] {
        let (_dir, sources) = with_file("", &[(variable, &value)]);
        let errors = Config::load(&sources).unwrap_err();
        assert!(!format!("{errors:?}").contains(short), "{errors:?}");
    }
}

#[test]
fn where_a_value_came_from_is_shown() {
    let (dir, sources) = with_file("[session]\nlimit = 3\n", &[("SESSION_MAX_AGE_DAYS", "20")]);
    let path = dir.path().join("umbra.toml");
    let config = Config::load(&sources).unwrap();
    let text = config.effective();
    for (variable, value) in [
        ("UMBRA_SESSION_LIMIT ", format!("= 3  ({} line 2)", path.display())),
        ("SESSION_MAX_AGE_DAYS ", "= 20  (environment)".to_owned()),
        ("TOTP_ISSUER ", "= UMBRA  (default)".to_owned()),
        ("UMBRA_SESSION_IDLE_DAYS ", "= 7  (default)".to_owned()),
        ("WEBAUTHN_RP_ID ", "= localhost  (default)".to_owned()),
    ] {
        let line = text.lines().find(|line| line.starts_with(variable)).unwrap();
        assert!(line.ends_with(&value), "{line}");
    }
}

#[test]
fn the_reference_tells_of_every_setting_once() {
    let text = reference();
    for setting in SETTINGS {
        let heading = format!("### `{}`\n", setting.variable);
        assert_eq!(text.matches(&heading).count(), 1, "{heading}");
        let others = SETTINGS.iter().filter(|other| other.key == setting.key).count();
        assert_eq!(others, 1, "{}", setting.key);
    }
}
