//! The languages in which people are told, one file each.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::settings::Locale;

/// Every language and its messages. The first one is for everybody whose own isn't here.
const FILES: [(&str, &str); 2] =
    [("en", include_str!("../../locales/en.ftl")), ("de", include_str!("../../locales/de.ftl"))];

static LANGUAGES: LazyLock<[Language; FILES.len()]> =
    LazyLock::new(|| FILES.map(|(tag, messages)| Language::read(tag, messages)));

/// A language, with all that is said in it.
pub struct Language {
    tag: &'static str,
    messages: FluentBundle<FluentResource>,
}

impl Language {
    /// Reads the messages of a language. What can't be read is left out: the tests find it.
    fn read(tag: &'static str, messages: &str) -> Self {
        let id: LanguageIdentifier = tag.parse().unwrap_or_default();
        let resource = FluentResource::try_new(messages.to_owned());
        let resource = resource.unwrap_or_else(|(resource, _)| resource);
        let mut messages = FluentBundle::new_concurrent(vec![id]);
        // What needs it is isolated where it is written: see `text::shown`.
        messages.set_use_isolating(false);
        messages.add_resource_overriding(resource);
        Self { tag, messages }
    }

    /// Lists all languages.
    pub fn all() -> &'static [Self] {
        LANGUAGES.as_slice()
    }

    /// Finds the language for somebody by the "lookup" of RFC 4647, section 3.4: `de-AT` is served by
    /// `de`.
    #[must_use]
    pub fn of(locale: &Locale) -> &'static Self {
        let mut range = locale.as_str();
        loop {
            if let Some(found) = Self::all().iter().find(|one| one.tag == range) {
                return found;
            }
            match range.rsplit_once('-') {
                Some((shorter, _)) => range = shorter,
                None => return Self::fallback(),
            }
        }
    }

    fn fallback() -> &'static Self {
        let [english, ..] = &*LANGUAGES;
        english
    }

    /// Returns its tag (BCP 47).
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    /// Says a message, in English where this language lacks it.
    pub(crate) fn say(&self, message: &str, arguments: &FluentArgs<'_>) -> String {
        let said = self.format(message, None, arguments);
        said.or_else(|| Self::fallback().format(message, None, arguments)).unwrap_or_default()
    }

    /// Says what stands below a message, if anything does.
    pub(super) fn say_below(&self, message: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        self.format(message, Some("body"), arguments)
    }

    fn format(
        &self,
        message: &str,
        attribute: Option<&str>,
        arguments: &FluentArgs<'_>,
    ) -> Option<String> {
        let message = self.messages.get_message(message)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        // A variable that isn't there: then the text would say its name.
        let mut missing = Vec::new();
        let said = self.messages.format_pattern(pattern, Some(arguments), &mut missing);
        missing.is_empty().then(|| said.into_owned())
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Language").field("tag", &self.tag).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;

    use super::{FILES, Language};
    use crate::settings::Locale;

    /// Lists the messages of a file, those below others too, with the variables in each.
    fn messages(file: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut all = BTreeMap::<_, BTreeSet<_>>::new();
        let (mut message, mut here) = (String::new(), String::new());
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =") {
                match name.trim_start().strip_prefix('.') {
                    Some(attribute) => here = format!("{message}.{attribute}"),
                    None if name.starts_with(' ') => {}
                    None => {
                        message = name.to_owned();
                        here.clone_from(&message);
                    }
                }
                all.entry(here.clone()).or_default();
            }
            for variable in line.split('$').skip(1) {
                let end =
                    variable.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(variable.len());
                all.entry(here.clone()).or_default().insert(variable[..end].to_owned());
            }
        }
        all
    }

    #[test]
    fn every_language_says_the_same_things() {
        let (_, english) = FILES[0];
        let expected = messages(english);
        assert!(expected.len() > 40, "{expected:?}");
        for (tag, file) in FILES {
            assert!(FluentResource::try_new(file.to_owned()).is_ok(), "{tag} can't be read");
            assert_eq!(messages(file), expected, "{tag}");
        }
    }

    #[test]
    fn a_locale_is_served_by_its_language_and_any_other_in_english() {
        for (locale, tag) in [
            ("de", "de"),
            ("de-AT", "de"),
            ("de-Latn-CH-1996", "de"),
            ("en-GB", "en"),
            ("fr", "en"),
            ("den", "en"),
            ("gsw-DE", "en"),
        ] {
            let locale = Locale::parse(locale).unwrap();
            assert_eq!(Language::of(&locale).tag(), tag, "{locale:?}");
        }
    }
}
