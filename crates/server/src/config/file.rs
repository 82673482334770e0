//! The configuration file, flattened to dotted keys.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Source};

/// A value of the file, as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key with its tables, joined with dots.
    pub key: String,
    /// The value as it would stand in an environment variable.
    pub text: String,
    /// The line on which the value starts, counted from 1.
    pub line: usize,
}

/// Reads the values of a configuration file.
///
/// What can't be read is added to `errors`; the rest is still returned, so that one run names
/// everything.
pub(super) fn read(path: &Path, errors: &mut Vec<ConfigError>) -> Vec<Entry> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(path, &text, errors),
        Err(error) => {
            let at = Source::File { path: path.to_owned(), line: 1 };
            errors.push(ConfigError::new(
                "configuration file",
                at,
                format!("can't read it: {error}"),
            ));
            Vec::new()
        }
    }
}

fn parse(path: &Path, text: &str, errors: &mut Vec<ConfigError>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut walk = Walk { path, text, entries: &mut entries, errors };
    match DeTable::parse(text) {
        Ok(table) => walk.table("", table.get_ref()),
        // `message` and not `Display`, which quotes the line and with it perhaps a secret.
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            walk.refuse("configuration file", at, format!("not TOML: {}", error.message()));
        }
    }
    entries
}

struct Walk<'a> {
    path: &'a Path,
    text: &'a str,
    entries: &'a mut Vec<Entry>,
    errors: &'a mut Vec<ConfigError>,
}

impl Walk<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = format!("{prefix}{}", name.get_ref());
            let start = value.span().start;
            match value.get_ref() {
                DeValue::Table(inner) => self.table(&format!("{key}."), inner),
                other => match scalar(other) {
                    Some(text) => {
                        let line = self.line(start);
                        self.entries.push(Entry { key, text, line });
                    }
                    None => self.refuse(
                        &key,
                        start,
                        "expected a string, a whole number, `true`, `false` or a list of strings",
                    ),
                },
            }
        }
    }

    fn refuse(&mut self, key: &str, start: usize, problem: impl Into<String>) {
        let at = Source::File { path: self.path.to_owned(), line: self.line(start) };
        self.errors.push(ConfigError::new(key, at, problem));
    }

    fn line(&self, start: usize) -> usize {
        1 + self.text.bytes().take(start).filter(|&byte| byte == b'\n').count()
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Boolean(switch) => Some(switch.to_string()),
        DeValue::Array(items) => {
            let items: Option<Vec<_>> = items.iter().map(|item| item.get_ref().as_str()).collect();
            items.map(|items| items.join(","))
        }
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Vec<Entry>, Vec<String>) {
        let mut errors = Vec::new();
        let entries = parse(Path::new("umbra.toml"), text, &mut errors);
        (entries, errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn tables_become_dotted_keys_with_their_lines() {
        let (entries, errors) = parsed(
            "environment = \"production\"\n\n[server]\nworkers = 4\ncors_origins = [\"https://a.example\", \"https://b.example\"]\n",
        );
        let entry =
            |key: &str, text: &str, line| Entry { key: key.into(), text: text.into(), line };
        assert_eq!(errors, [""; 0]);
        assert_eq!(entries.len(), 3);
        for expected in [
            entry("environment", "production", 1),
            entry("server.workers", "4", 4),
            entry("server.cors_origins", "https://a.example,https://b.example", 5),
        ] {
            assert!(entries.contains(&expected), "{expected:?} in {entries:?}");
        }
    }

    #[test]
    fn a_value_of_another_kind_is_named_with_its_line() {
        let (entries, errors) = parsed("[server]\nworkers = 1.5\nlisten = 1979-05-27\n");
        assert_eq!(entries, []);
        assert!(errors.iter().any(|e| e.starts_with("server.workers (umbra.toml line 2)")));
        assert!(errors.iter().any(|e| e.starts_with("server.listen (umbra.toml line 3)")));
    }

    #[test]
    fn broken_toml_is_named_without_quoting_the_line() {
        let (_, errors) = parsed("environment = \"production\"\nsecret_key = CANARY\n");
        assert_eq!(errors.len(), 1);
        assert!(errors.iter().all(|e| e.contains("umbra.toml line 2") && !e.contains("CANARY")));
    }
}
