//! Finds the text of every setting in the sources, and reads it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::declare::{Default, Setting};
use super::error::{ConfigError, Source};
use super::file::{self, Entry};
use super::form::Form;
use super::refusal::Refusal;
use super::sources::Sources;
use super::unknown;

/// A setting as `umbra check-config` shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The setting.
    pub setting: &'static Setting,
    /// The value, without anything secret.
    pub value: String,
    /// Where it came from.
    pub source: Source,
}

/// A text that somebody gave for a setting.
struct RawSetting {
    /// The name under which it was given.
    name: String,
    text: String,
    source: Source,
}

/// What the sources hold for a setting.
enum Found {
    Text(RawSetting),
    /// It was given, but the text can't be had; the error has been named.
    Unreadable,
}

/// Reads settings and keeps what is wrong with them.
pub(super) struct Reader {
    settings: &'static [Setting],
    found: BTreeMap<&'static str, Found>,
    pub errors: Vec<ConfigError>,
    pub shown: Vec<Shown>,
}

impl Reader {
    /// Gathers what was given, the environment above the file, and refuses unknown names.
    pub fn new(settings: &'static [Setting], sources: &Sources) -> Self {
        let (found, errors, shown) = (BTreeMap::new(), Vec::new(), Vec::new());
        let mut reader = Self { settings, found, errors, shown };
        if let Some(path) = &sources.file {
            for entry in file::read(path, &mut reader.errors) {
                reader.take_entry(path, entry);
            }
        }
        for setting in settings {
            reader.take_variable(sources, setting);
        }
        unknown::variables(settings, sources, &mut reader.errors);
        reader
    }

    fn take_entry(&mut self, path: &Path, Entry { key, text, line }: Entry) {
        let source = Source::File { path: path.to_owned(), line };
        match self.settings.iter().find(|setting| setting.key == key) {
            Some(setting) => {
                let given = RawSetting { name: key, text, source };
                self.found.insert(setting.variable, Found::Text(given));
            }
            None => {
                let problem = unknown::key(self.settings, &key);
                self.errors.push(ConfigError::new(key, source, problem));
            }
        }
    }

    fn take_variable(&mut self, sources: &Sources, setting: &'static Setting) {
        let errors_before = self.errors.len();
        let direct = self.variable(sources, setting.variable);
        let file_variable = format!("{}_FILE", setting.variable);
        let file = setting.secret.then(|| self.variable(sources, &file_variable)).flatten();
        let given = match (direct, file) {
            (Some(_), Some(_)) => {
                let problem = format!("{} is set as well; set one of them", setting.variable);
                self.errors.push(ConfigError::new(file_variable, Source::Environment, problem));
                None
            }
            (None, Some(path)) => self.secret_file(path),
            (direct, None) => direct,
        };
        if let Some(given) = given {
            self.found.insert(setting.variable, Found::Text(given));
        } else if self.errors.len() > errors_before {
            self.found.insert(setting.variable, Found::Unreadable);
        }
    }

    fn variable(&mut self, sources: &Sources, name: &str) -> Option<RawSetting> {
        let value = sources.environment.get(name).filter(|value| !value.is_empty())?;
        let Some(text) = value.to_str() else {
            self.errors.push(ConfigError::new(name, Source::Environment, "not valid UTF-8"));
            return None;
        };
        Some(RawSetting {
            name: name.to_owned(),
            text: text.to_owned(),
            source: Source::Environment,
        })
    }

    fn secret_file(&mut self, RawSetting { name, text, source }: RawSetting) -> Option<RawSetting> {
        let path = PathBuf::from(&text);
        match std::fs::read_to_string(&path) {
            Ok(content) => {
                // Editors and `echo` end a file with a line break that nobody means.
                let text = content.trim_end_matches(['\r', '\n']).to_owned();
                Some(RawSetting { name, text, source: Source::SecretFile(path) })
            }
            Err(error) => {
                let problem = format!("can't read {}: {error}", path.display());
                self.errors.push(ConfigError::new(name, source, problem));
                None
            }
        }
    }

    /// Reads a setting that has a default.
    pub fn required<T>(&mut self, variable: &str, form: &Form<T>) -> Option<T> {
        self.read(variable, form)?
    }

    /// Reads a setting that may stay open: `Some(None)` when nobody gave it.
    pub fn optional<T>(&mut self, variable: &str, form: &Form<T>) -> Option<Option<T>> {
        self.read(variable, form)
    }

    fn read<T>(&mut self, variable: &str, form: &Form<T>) -> Option<Option<T>> {
        let setting = self.settings.iter().find(|setting| setting.variable == variable)?;
        let (name, text, source) = match (self.found.get(variable), setting.default) {
            (Some(Found::Text(RawSetting { name, text, source })), _) => {
                (name.as_str(), text.as_str(), source.clone())
            }
            (Some(Found::Unreadable), _) => return None,
            (None, Default::Text(text)) => (variable, text, Source::Default),
            (None, Default::Described(text)) => {
                let value = text.to_owned();
                self.shown.push(Shown { setting, value, source: Source::Default });
                return Some(None);
            }
        };
        match form.parse(text) {
            Ok(value) => {
                let shown = if setting.secret { (form.redacted)(&value) } else { text.to_owned() };
                self.shown.push(Shown { setting, value: shown, source });
                Some(Some(value))
            }
            Err(refusal) => {
                let problem = match refusal {
                    Refusal::Because(reason) => reason,
                    Refusal::Unexpected if setting.secret => format!("expected {}", form.expects),
                    Refusal::Unexpected => format!("expected {}, found `{text}`", form.expects),
                };
                self.errors.push(ConfigError::new(name, source, problem));
                None
            }
        }
    }

    /// Adds an error about a setting whose value is well formed, but not with the others.
    pub fn refuse(&mut self, variable: &str, problem: impl Into<String>) {
        let (name, source) = match self.found.get(variable) {
            Some(Found::Text(given)) => (given.name.as_str(), given.source.clone()),
            Some(Found::Unreadable) | None => (variable, Source::Default),
        };
        self.errors.push(ConfigError::new(name, source, problem));
    }
}
