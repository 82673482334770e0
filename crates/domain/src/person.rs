//! People: whom a person knows, with how to reach them.

use crate::{Patch, PersonId, stored::Identified, text::text};

mod alike;
mod birthday;
mod birthdays;
mod contact;
mod merge;
mod names;
mod number;
mod plain;
mod search;
#[cfg(test)]
mod tests;

pub use alike::{Alike, match_keys};
pub use birthday::Birthday;
pub use birthdays::{BirthdayOf, Birthdays, DayRange};
pub use contact::{
    AddressLine, Contact, ContactEmail, ContactPhone, Label, MAX_ADDRESSES, MAX_CONTACTS,
    PostalAddress, Street,
};
pub use merge::{MergeField, TooMuch};
pub use names::Nameless;
pub use plain::plain;
pub use search::Search;

text! {
    /// A part of a name, 1 to 100 characters on one line.
    NamePart, "name", max 100, multiline false
}
text! {
    /// A company or another organization, 1 to 200 characters on one line.
    Company, "company", max 200, multiline false
}
text! {
    /// What somebody does there, 1 to 200 characters on one line.
    JobTitle, "job_title", max 200, multiline false
}
text! {
    /// A word to group people by, at most 100 characters.
    Category, "category", max 100, multiline false
}
text! {
    /// What else there is to know, at most 10,000 characters.
    Notes, "notes", max 10_000, multiline true
}
text! {
    /// A telephone number as people write it, at most 50 characters.
    Phone, "phone", max 50, multiline false
}

/// Somebody whom a person knows. The parts of a name are those of a vCard's `N` (RFC 6350 section
/// 6.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// What comes before the name, such as `Dr.`
    pub prefix: Option<NamePart>,
    /// The given name.
    pub first_name: Option<NamePart>,
    /// Further given names.
    pub middle_name: Option<NamePart>,
    /// The family name.
    pub last_name: Option<NamePart>,
    /// What comes after the name, such as `Jr.`
    pub suffix: Option<NamePart>,
    /// The nickname.
    pub nickname: Option<NamePart>,
    /// The company that they work for, or the name of an organization.
    pub company: Option<Company>,
    /// What they do there.
    pub job_title: Option<JobTitle>,
    /// A word to group by.
    pub category: Option<Category>,
    /// Their e-mail addresses, the preferred one first.
    pub emails: Vec<ContactEmail>,
    /// Their telephone numbers, the preferred one first.
    pub phones: Vec<ContactPhone>,
    /// Where they live and work.
    pub addresses: Vec<PostalAddress>,
    /// When they were born, with or without the year.
    pub birthday: Option<Birthday>,
    /// Notes.
    pub notes: Option<Notes>,
    /// Whether their owner wants them at hand.
    pub is_favorite: bool,
}

impl Identified for Person {
    type Id = PersonId;
}

/// A change of a person; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonPatch {
    /// A title before the name, such as `Dr.`
    pub prefix: Patch<NamePart>,
    /// The given name.
    pub first_name: Patch<NamePart>,
    /// Further given names.
    pub middle_name: Patch<NamePart>,
    /// The family name.
    pub last_name: Patch<NamePart>,
    /// What follows the name, such as `Jr.`
    pub suffix: Patch<NamePart>,
    /// The nickname.
    pub nickname: Patch<NamePart>,
    /// Where they work.
    pub company: Patch<Company>,
    /// What they do there.
    pub job_title: Patch<JobTitle>,
    /// A word to group by.
    pub category: Patch<Category>,
    /// All e-mail addresses.
    pub emails: Option<Vec<ContactEmail>>,
    /// All telephone numbers.
    pub phones: Option<Vec<ContactPhone>>,
    /// All postal addresses.
    pub addresses: Option<Vec<PostalAddress>>,
    /// A new or cleared birthday.
    pub birthday: Patch<Birthday>,
    /// New or cleared notes.
    pub notes: Patch<Notes>,
    /// Whether their owner wants them at hand.
    pub is_favorite: Option<bool>,
}

impl PersonPatch {
    /// Applies the change.
    ///
    /// # Errors
    /// [`Nameless`] when nothing would be left to call the person by.
    pub fn apply(self, old: Person) -> Result<Person, Nameless> {
        Person {
            prefix: self.prefix.apply(old.prefix),
            first_name: self.first_name.apply(old.first_name),
            middle_name: self.middle_name.apply(old.middle_name),
            last_name: self.last_name.apply(old.last_name),
            suffix: self.suffix.apply(old.suffix),
            nickname: self.nickname.apply(old.nickname),
            company: self.company.apply(old.company),
            job_title: self.job_title.apply(old.job_title),
            category: self.category.apply(old.category),
            emails: self.emails.unwrap_or(old.emails),
            phones: self.phones.unwrap_or(old.phones),
            addresses: self.addresses.unwrap_or(old.addresses),
            birthday: self.birthday.apply(old.birthday),
            notes: self.notes.apply(old.notes),
            is_favorite: self.is_favorite.unwrap_or(old.is_favorite),
        }
        .named()
    }
}

/// Which people a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonFilter {
    /// Only this category, compared exactly.
    pub category: Option<Category>,
    /// Only those that are at hand, or only the others.
    pub is_favorite: Option<bool>,
    /// Only those whom a search finds.
    pub search: Option<Search>,
}

/// By what a list of people is ordered. Ties are broken by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PersonSort {
    /// By family name, then by given names.
    #[default]
    LastName,
    /// By given names, then by family name.
    FirstName,
}
