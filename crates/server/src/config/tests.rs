//! Tests of loading a configuration as a whole.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

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
fn passkeys_that_cannot_work_are_a_warning_and_off() {
    for (origin, reason) in [
        ("http://192.168.1.2:8000", "is an IP address"),
        ("http://127.0.0.1:8000", "is an IP address"),
        ("http://umbra.example.org", "over https only"),
    ] {
        let config = load(&[("UMBRA_PUBLIC_URL", origin)]).unwrap();
        let reason_given = config.passkeys().unwrap_err().to_string();
        assert!(reason_given.contains(reason), "{reason_given}");
        assert!(config.warnings().contains(&reason_given), "{:?}", config.warnings());
    }
    for origin in ["http://localhost:8000", "https://umbra.example.org"] {
        assert!(load(&[("UMBRA_PUBLIC_URL", origin)]).unwrap().passkeys().is_ok(), "{origin}");
    }
    let pairs =
        [("WEBAUTHN_RP_ID", "example.org"), ("WEBAUTHN_ORIGIN", "https://umbra.example.org")];
    assert_eq!(load(&pairs).unwrap().passkeys().unwrap().rp_id(), "example.org");
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
fn what_is_hardly_meant_is_warned_of() {
    assert_eq!(load(&FINE).unwrap().warnings(), [""; 0]);
    for (variable, value, warning) in [
        ("UMBRA_TRUSTED_PROXIES", "0.0.0.0/0", "UMBRA_TRUSTED_PROXIES has 0.0.0.0/0"),
        ("UMBRA_TRUSTED_PROXIES", "127.0.0.1, ::/0", "UMBRA_TRUSTED_PROXIES has ::/0"),
        ("UMBRA_TRUSTED_PROXIES", "", "all clients count as"),
        ("UMBRA_SETUP", "open", "whoever reaches this server first"),
        ("ENVIRONMENT", "development", "needs `production`"),
        ("UMBRA_PUBLIC_URL", "http://umbra.lan:8010", "session cookies travel unencrypted"),
        ("UMBRA_METRICS_LISTEN", "203.0.113.5:9464", "a public address"),
        ("UMBRA_METRICS_LISTEN", "0.0.0.0:9464", "open to every network"),
        ("CORS_ORIGINS", "https://app.example.com", "another site"),
        ("CORS_ORIGINS", "http://app.example.org", "another site"),
        ("CORS_ORIGINS", "http://app.example.org", "travels unencrypted"),
        ("UMBRA_LOG", "off", "audit"),
        ("UMBRA_LOG", "warn,umbra_app=error", "audit"),
        ("UMBRA_OLD_SECRET_KEYS", KEY, "has SECRET_KEY itself"),
        ("UMBRA_LISTEN", "127.0.0.1:0", "port 0"),
    ] {
        let others = FINE.iter().filter(|(name, _)| *name != variable).copied();
        let pairs: Vec<_> = others.chain([(variable, value)]).collect();
        let warnings = load(&pairs).unwrap().warnings();
        assert!(warnings.iter().any(|told| told.contains(warning)), "{variable}: {warnings:?}");
    }
    for (variable, value) in [
        ("UMBRA_TRUSTED_PROXIES", "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7"),
        ("UMBRA_METRICS_LISTEN", "10.1.2.3:9464"),
        ("CORS_ORIGINS", "https://app.example.org, https://example.org:8443"),
        ("UMBRA_LOG", "warn,audit=info"),
        ("UMBRA_LOG", "debug"),
        ("UMBRA_SETUP", "off"),
        ("UMBRA_LISTEN", "0.0.0.0:8000"),
    ] {
        let others = FINE.iter().filter(|(name, _)| *name != variable).copied();
        let pairs: Vec<_> = others.chain([(variable, value)]).collect();
        assert_eq!(load(&pairs).unwrap().warnings(), [""; 0], "{variable}={value}");
    }
}

#[test]
fn a_server_on_the_network_without_a_name_is_warned_of() {
    let warnings = load(&[("UMBRA_LISTEN", "0.0.0.0:8010")]).unwrap().warnings();
    assert!(warnings.iter().any(|told| told.contains("nobody can sign in")), "{warnings:?}");
    assert!(warnings.iter().any(|told| told.contains("UMBRA_SETUP")), "{warnings:?}");
    let named = load(&[("UMBRA_LISTEN", "0.0.0.0:8010"), ("UMBRA_PUBLIC_URL", "http://umbra.lan")]);
    let warnings = named.unwrap().warnings();
    assert!(!warnings.iter().any(|told| told.contains("nobody can sign in")), "{warnings:?}");
}

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
fn a_development_server_makes_its_key_once_and_for_itself() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("deep/data");
    let config = load(&[("UMBRA_DATA_DIR", data.to_str().unwrap())]).unwrap();
    assert!(!data.exists(), "loading changes nothing");

    let first = config.secret_key(&umbra_auth::OsEntropy).unwrap();
    let second = config.secret_key(&umbra_auth::OsEntropy).unwrap();
    assert_eq!(first.expose(), second.expose());
    assert_eq!(mode(&key_file::path(&data)), 0o600);
    assert_eq!(mode(&data), 0o700);
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn processes_that_start_together_agree_on_one_key() {
    let dir = tempfile::tempdir().unwrap();
    let keys: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let key = key_file::read_or_create(dir.path(), &umbra_auth::OsEntropy);
                    key.unwrap().expose().to_owned()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = key_file::path(dir.path());
    fs::write(&path, KEY).unwrap();
    let data = dir.path().to_str().unwrap();
    for (bits, fine) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
        let loaded = load(&[("UMBRA_DATA_DIR", data)]);
        assert_eq!(loaded.is_ok(), fine, "{bits:o}");
        if let Err(errors) = loaded {
            assert!(errors[0].problem.contains("chmod 600"), "{errors:?}");
        }
    }
}

#[test]
fn production_does_not_fall_back_to_the_key_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = key_file::path(dir.path());
    fs::write(&path, KEY).unwrap();
    let data = dir.path().to_str().unwrap();
    let errors = errors(&[("ENVIRONMENT", "production"), ("UMBRA_DATA_DIR", data)]);
    assert!(errors[0].contains(&format!("SECRET_KEY_FILE={}", path.display())), "{errors:?}");
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

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}
