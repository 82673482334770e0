//! What people are called, and by what they are sorted.

use super::{Company, NamePart, Person, PersonSort};
use crate::text::sort_key;

/// Says that there is nothing to call a person by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a person needs a name, a nickname, a company, an e-mail address or a telephone number")]
pub struct Nameless;

impl Person {
    /// Takes a person who can be called something.
    ///
    /// # Errors
    /// [`Nameless`].
    pub fn named(self) -> Result<Self, Nameless> {
        if self.display_name().is_empty() { Err(Nameless) } else { Ok(self) }
    }

    /// Returns what to call them in a list: their whole name, or else their nickname, their company,
    /// their first e-mail address or their first telephone number.
    #[must_use]
    pub fn display_name(&self) -> String {
        let name = self.full_name();
        if !name.is_empty() {
            let around =
                [text(self.prefix.as_ref()), Some(name.as_str()), text(self.suffix.as_ref())];
            return joined(around);
        }
        self.unnamed().to_owned()
    }

    /// Returns the given names and the family name.
    pub(super) fn full_name(&self) -> String {
        joined(
            [&self.first_name, &self.middle_name, &self.last_name].map(|part| text(part.as_ref())),
        )
    }

    /// Returns the key by which they have their place in a list.
    #[must_use]
    pub fn sort_key(&self, by: PersonSort) -> String {
        sort_key(&self.sort_text(by))
    }

    /// Returns the text by which they have their place in a list.
    pub(super) fn sort_text(&self, by: PersonSort) -> String {
        let [first, middle, last] =
            [&self.first_name, &self.middle_name, &self.last_name].map(|part| text(part.as_ref()));
        let name = joined(match by {
            PersonSort::LastName => [last, first, middle],
            PersonSort::FirstName => [first, middle, last],
        });
        if name.is_empty() { self.unnamed().to_owned() } else { name }
    }

    /// Returns what to call somebody without a name; nothing if there is nothing.
    fn unnamed(&self) -> &str {
        text(self.nickname.as_ref())
            .or_else(|| self.company.as_ref().map(Company::as_str))
            .or_else(|| self.emails.first().map(|email| email.value.as_str()))
            .or_else(|| self.phones.first().map(|phone| phone.value.as_str()))
            .unwrap_or_default()
    }
}

fn text(part: Option<&NamePart>) -> Option<&str> {
    part.map(NamePart::as_str)
}

fn joined<const N: usize>(parts: [Option<&str>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
