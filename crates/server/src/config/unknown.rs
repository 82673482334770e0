//! Names that are no settings: refused, with the name that was probably meant.

use std::ffi::OsStr;

use super::declare::Setting;
use super::error::{ConfigError, Source};
use super::sources::{FILE_VARIABLE, Sources};

/// How every variable begins that the old service did not have.
const PREFIX: &str = "UMBRA_";

/// Refuses every `UMBRA_…` variable that is no setting.
///
/// Spared are `UMBRA_TEST_…`, which belong to the test kit, and what Kubernetes sets for a
/// Service that is called `umbra`.
pub(super) fn variables(settings: &[Setting], sources: &Sources, errors: &mut Vec<ConfigError>) {
    for (name, value) in &sources.environment {
        let Some(rest) = name.strip_prefix(PREFIX) else { continue };
        let known = name == FILE_VARIABLE
            || rest.starts_with("TEST_")
            || of_kubernetes(rest, value)
            || settings.iter().any(|setting| {
                name.strip_prefix(setting.variable)
                    .is_some_and(|end| end.is_empty() || (setting.secret && end == "_FILE"))
            });
        if !known {
            let nearest = nearest(name, settings.iter().map(|setting| setting.variable));
            errors.push(ConfigError::new(name, Source::Environment, unknown(nearest)));
        }
    }
}

/// Says what is wrong with a key of the file that is no setting.
pub(super) fn key(settings: &[Setting], key: &str) -> String {
    let same_variable =
        settings.iter().find(|s| s.variable.eq_ignore_ascii_case(key)).map(|s| s.key);
    let same_name = || {
        settings
            .iter()
            .map(|s| s.key)
            .find(|known| known.rsplit('.').next() == key.rsplit('.').next())
    };
    unknown(
        same_variable
            .or_else(same_name)
            .or_else(|| nearest(key, settings.iter().map(|setting| setting.key))),
    )
}

fn unknown(nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => format!("no such setting; did you mean `{name}`?"),
        None => "no such setting; `docs/config.md` lists them".to_owned(),
    }
}

/// Gives the known name that a slip of a few letters turns into `name`. The prefix that most
/// variables share says nothing.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let bare = |name: &'a str| name.strip_prefix(PREFIX).unwrap_or(name);
    let name = name.strip_prefix(PREFIX).unwrap_or(name);
    known
        .map(|candidate| (strsim::damerau_levenshtein(name, bare(candidate)), candidate))
        .filter(|&(distance, candidate)| distance * 3 <= bare(candidate).len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Says whether Kubernetes set `UMBRA_<rest>` for a Service called `umbra`.
fn of_kubernetes(rest: &str, value: &OsStr) -> bool {
    match rest.strip_prefix("PORT") {
        Some("") => value.to_str().is_some_and(|value| value.contains("://")),
        Some(end) => end.contains("_TCP") || end.contains("_UDP"),
        None => rest == "SERVICE_HOST" || rest.starts_with("SERVICE_PORT"),
    }
}
