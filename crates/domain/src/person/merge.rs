//! Making one of two people who are the same.

use super::{
    Birthday, Category, Company, Contact, ContactPhone, JobTitle, Label, MAX_ADDRESSES,
    MAX_CONTACTS, NamePart, Notes, Person, Phone, PostalAddress, number::Number,
};
use crate::text::fold;

/// Says of what both have more together than one person may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// Of e-mail addresses.
    #[error("together they have too many e-mail addresses")]
    Emails,
    /// Of telephone numbers.
    #[error("together they have too many telephone numbers")]
    Phones,
    /// Of postal addresses.
    #[error("together they have too many postal addresses")]
    Addresses,
    /// Of notes.
    #[error("together their notes are too long")]
    Notes,
}

/// Declares the fields of which a person has one only.
macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $name:literal),+ $(,)?) => {
        /// A field of which a person has one only, so that one of two is taken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum MergeField {
            $($(#[$doc])* $field,)+
        }

        impl MergeField {
            /// Returns the name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$field => $name,)+ }
            }
        }
    };
}

fields! {
    /// The title before the name.
    Prefix = "prefix",
    /// The given name.
    FirstName = "first_name",
    /// Further given names.
    MiddleName = "middle_name",
    /// The family name.
    LastName = "last_name",
    /// What follows the name.
    Suffix = "suffix",
    /// The nickname.
    Nickname = "nickname",
    /// Where they work.
    Company = "company",
    /// What they do there.
    JobTitle = "job_title",
    /// A word to group by.
    Category = "category",
    /// When they were born.
    Birthday = "birthday",
}

impl Person {
    /// Takes over all that another person has. Lists are put together without what is there
    /// already. Of a field that both have, this one's value stays, or the other's if it is to be
    /// taken; what has to give way is kept in the notes, a line each, as `company: Example`.
    ///
    /// # Errors
    /// [`TooMuch`].
    pub fn merge(self, other: Self, take: &[MergeField]) -> Result<Self, TooMuch> {
        use MergeField as Field;
        let mut left = LeftOver { take, lines: Vec::new() };
        let mut name =
            |field, one, two| left.one(field, one, two, |part: &NamePart| part.as_str().to_owned());
        let mut merged = Self {
            prefix: name(Field::Prefix, self.prefix, other.prefix),
            first_name: name(Field::FirstName, self.first_name, other.first_name),
            middle_name: name(Field::MiddleName, self.middle_name, other.middle_name),
            last_name: name(Field::LastName, self.last_name, other.last_name),
            suffix: name(Field::Suffix, self.suffix, other.suffix),
            nickname: name(Field::Nickname, self.nickname, other.nickname),
            company: left.one(Field::Company, self.company, other.company, |company: &Company| {
                company.as_str().to_owned()
            }),
            job_title: left.one(
                Field::JobTitle,
                self.job_title,
                other.job_title,
                |title: &JobTitle| title.as_str().to_owned(),
            ),
            category: left.one(
                Field::Category,
                self.category,
                other.category,
                |category: &Category| category.as_str().to_owned(),
            ),
            birthday: left.birthday(self.birthday, other.birthday),
            emails: self.emails,
            phones: self.phones,
            addresses: self.addresses,
            notes: None,
            is_favorite: self.is_favorite || other.is_favorite,
        };
        for new in other.emails {
            let known = fold(new.value.as_str());
            let text = new.value.as_str().to_owned();
            let old = merged.emails.iter_mut().find(|old| fold(old.value.as_str()) == known);
            match old {
                Some(old) => left.label("emails", &mut old.label, new.label, &text),
                None => merged.emails.push(new),
            }
        }
        for new in other.phones {
            let text = new.value.as_str().to_owned();
            match merged.phones.iter_mut().find(|old| is_same(old, &new)) {
                Some(old) => {
                    left.label("phones", &mut old.label, new.label, &text);
                    if is_fuller(&old.value, &new.value) {
                        old.value = new.value;
                    }
                }
                None => merged.phones.push(new),
            }
        }
        for new in other.addresses {
            let text = address(&new);
            match merged.addresses.iter_mut().find(|old| old.is_at(&new)) {
                Some(old) => left.label("addresses", &mut old.label, new.label, &text),
                None => merged.addresses.push(new),
            }
        }
        merged.notes = left.notes(self.notes, other.notes)?;
        merged.bounded()
    }

    fn bounded(self) -> Result<Self, TooMuch> {
        for (count, most, what) in [
            (self.emails.len(), MAX_CONTACTS, TooMuch::Emails),
            (self.phones.len(), MAX_CONTACTS, TooMuch::Phones),
            (self.addresses.len(), MAX_ADDRESSES, TooMuch::Addresses),
        ] {
            if count > most {
                return Err(what);
            }
        }
        Ok(self)
    }
}

/// What doesn't fit into the fields.
struct LeftOver<'a> {
    take: &'a [MergeField],
    lines: Vec<String>,
}

impl LeftOver<'_> {
    /// Chooses one of two values, and keeps the other one.
    fn one<T: PartialEq>(
        &mut self,
        field: MergeField,
        one: Option<T>,
        other: Option<T>,
        show: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        let (one, other) = match (one, other) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return one.or(other),
        };
        let (kept, left) = if self.take.contains(&field) { (other, one) } else { (one, other) };
        if kept != left {
            self.lines.push(format!("{}: {}", field.as_str(), show(&left)));
        }
        Some(kept)
    }

    /// Chooses one of two birthdays. One that only says less gives way without a word.
    fn birthday(&mut self, one: Option<Birthday>, other: Option<Birthday>) -> Option<Birthday> {
        match (one, other) {
            (Some(one), Some(other)) if one.fits(other) => {
                Some(if one.year().is_some() { one } else { other })
            }
            _ => self.one(MergeField::Birthday, one, other, Birthday::to_string),
        }
    }

    /// Labels what was there already.
    fn label(&mut self, list: &str, old: &mut Option<Label>, new: Option<Label>, text: &str) {
        match (&*old, new) {
            (Some(old), Some(new)) if *old != new => {
                self.lines.push(format!("{list}: {text} ({})", new.as_str()));
            }
            (None, new) => *old = new,
            _ => {}
        }
    }

    /// Puts all notes together, and what is left after them.
    fn notes(self, one: Option<Notes>, other: Option<Notes>) -> Result<Option<Notes>, TooMuch> {
        let mut parts: Vec<String> = one.map(Notes::into_string).into_iter().collect();
        let more = other.map(Notes::into_string).into_iter();
        for part in more.chain([self.lines.join("\n")]) {
            if !part.is_empty() && !parts.contains(&part) {
                parts.push(part);
            }
        }
        if parts.is_empty() {
            return Ok(None);
        }
        Notes::parse(&parts.join("\n\n")).map(Some).map_err(|_| TooMuch::Notes)
    }
}

/// Tells whether a telephone number is there already. What is written beside a number, such as when
/// to call, makes another entry, and so does a number that would take the place of such words.
fn is_same(old: &ContactPhone, new: &ContactPhone) -> bool {
    let Contact { value: old, .. } = old;
    let Contact { value: new, .. } = new;
    let has_words = |phone: &Phone| phone.as_str().chars().any(char::is_alphabetic);
    let says_more = has_words(new) || (has_words(old) && is_fuller(old, new));
    old == new || (!says_more && Number::from(old).is_same(&Number::from(new)))
}

/// Tells whether a number has its country where the one that is there hasn't: it can be called from
/// anywhere.
fn is_fuller(old: &Phone, new: &Phone) -> bool {
    Number::from(new).has_country() && !Number::from(old).has_country()
}

/// Writes an address on one line.
fn address(address: &PostalAddress) -> String {
    let street = address.street.iter().flat_map(|street| street.as_str().lines());
    let lines = address.lines().into_iter().flatten().map(|line| line.as_str());
    street.chain(lines).collect::<Vec<_>>().join(", ")
}
