//! What clients send about people.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    Invalid, Patch,
    person::{
        Birthday, Category, Company, JobTitle, NamePart, Notes, Person, PersonFilter, PersonPatch,
        PersonSort, Search,
    },
};
use utoipa::{IntoParams, ToSchema};

use super::contacts::{AddressEntry, EmailEntry, PhoneEntry, addresses, emails, phones};
use crate::http::{
    Problem,
    fields::{Fields, optional},
    patch,
    query::search,
};

/// A new person.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreatePerson {
    /// A title before the name, such as `Dr.`
    #[serde(default)]
    #[schema(max_length = 100, example = "Dr.")]
    prefix: Option<String>,
    /// The given name.
    #[serde(default)]
    #[schema(max_length = 100, example = "Anna")]
    first_name: Option<String>,
    /// Further given names.
    #[serde(default)]
    #[schema(max_length = 100, example = "Maria")]
    middle_name: Option<String>,
    /// The family name.
    #[serde(default)]
    #[schema(max_length = 100, example = "Müller")]
    last_name: Option<String>,
    /// What follows the name, such as `Jr.`
    #[serde(default)]
    #[schema(max_length = 100, example = "MSc")]
    suffix: Option<String>,
    /// The nickname.
    #[serde(default)]
    #[schema(max_length = 100, example = "Anni")]
    nickname: Option<String>,
    /// The company that they work for, or the name of an organization.
    #[serde(default)]
    #[schema(max_length = 200, example = "Example Ltd")]
    company: Option<String>,
    /// The job title.
    #[serde(default)]
    #[schema(max_length = 200, example = "Carpenter")]
    job_title: Option<String>,
    /// A word to group people by.
    #[serde(default)]
    #[schema(max_length = 100, example = "friends")]
    category: Option<String>,
    /// E-mail addresses, the preferred one first.
    #[serde(default)]
    #[schema(max_items = 50)]
    emails: Option<Vec<EmailEntry>>,
    /// Telephone numbers, the preferred one first.
    #[serde(default)]
    #[schema(max_items = 50)]
    phones: Option<Vec<PhoneEntry>>,
    /// Postal addresses.
    #[serde(default)]
    #[schema(max_items = 20)]
    addresses: Option<Vec<AddressEntry>>,
    /// When they were born: `YYYY-MM-DD`, or `--MM-DD` without the year.
    #[serde(default)]
    #[schema(pattern = "^([0-9]{4}|-)-[0-9]{2}-[0-9]{2}$", example = "1990-12-31")]
    birthday: Option<String>,
    /// Notes.
    #[serde(default)]
    #[schema(max_length = 10000)]
    notes: Option<String>,
    /// Whether they are one of the caller's favorites. Default: `false`.
    #[serde(default)]
    is_favorite: Option<bool>,
}

impl CreatePerson {
    pub(super) fn parse(&self) -> Result<Person, Problem> {
        let mut fields = Fields::default();
        let prefix = fields.take("/prefix", optional(self.prefix.as_ref(), NamePart::parse));
        let first_name =
            fields.take("/first_name", optional(self.first_name.as_ref(), NamePart::parse));
        let middle_name =
            fields.take("/middle_name", optional(self.middle_name.as_ref(), NamePart::parse));
        let last_name =
            fields.take("/last_name", optional(self.last_name.as_ref(), NamePart::parse));
        let suffix = fields.take("/suffix", optional(self.suffix.as_ref(), NamePart::parse));
        let nickname = fields.take("/nickname", optional(self.nickname.as_ref(), NamePart::parse));
        let company = fields.take("/company", optional(self.company.as_ref(), Company::parse));
        let job_title =
            fields.take("/job_title", optional(self.job_title.as_ref(), JobTitle::parse));
        let category = fields.take("/category", optional(self.category.as_ref(), Category::parse));
        let emails = emails(&mut fields, self.emails.as_deref().unwrap_or_default());
        let phones = phones(&mut fields, self.phones.as_deref().unwrap_or_default());
        let addresses = addresses(&mut fields, self.addresses.as_deref().unwrap_or_default());
        let birthday = fields.take("/birthday", optional(self.birthday.as_ref(), Birthday::parse));
        let notes = fields.take("/notes", optional(self.notes.as_ref(), Notes::parse));
        let person = fields.build(|| {
            Some(Person {
                prefix: prefix?,
                first_name: first_name?,
                middle_name: middle_name?,
                last_name: last_name?,
                suffix: suffix?,
                nickname: nickname?,
                company: company?,
                job_title: job_title?,
                category: category?,
                emails: emails?,
                phones: phones?,
                addresses: addresses?,
                birthday: birthday?,
                notes: notes?,
                is_favorite: self.is_favorite.unwrap_or_default(),
            })
        })?;
        Ok(person.named()?)
    }
}

/// A change of a person: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdatePerson {
    /// A title before the name, such as `Dr.`
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    prefix: Patch<String>,
    /// The given name.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    first_name: Patch<String>,
    /// Further given names.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    middle_name: Patch<String>,
    /// The family name.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    last_name: Patch<String>,
    /// What follows the name, such as `Jr.`
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    suffix: Patch<String>,
    /// The nickname.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    nickname: Patch<String>,
    /// The company that they work for, or the name of an organization.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 200)]
    company: Patch<String>,
    /// The job title.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 200)]
    job_title: Patch<String>,
    /// A word to group people by.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    category: Patch<String>,
    /// All e-mail addresses, the preferred one first.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<EmailEntry>>, max_items = 50)]
    emails: Patch<Vec<EmailEntry>>,
    /// All telephone numbers, the preferred one first.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<PhoneEntry>>, max_items = 50)]
    phones: Patch<Vec<PhoneEntry>>,
    /// All postal addresses.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<AddressEntry>>, max_items = 20)]
    addresses: Patch<Vec<AddressEntry>>,
    /// When they were born: `YYYY-MM-DD`, or `--MM-DD` without the year.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^([0-9]{4}|-)-[0-9]{2}-[0-9]{2}$",
        example = "--02-29")]
    birthday: Patch<String>,
    /// Notes.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    notes: Patch<String>,
    /// Whether they are one of the caller's favorites; `null` sets `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_favorite: Patch<bool>,
}

impl UpdatePerson {
    pub(super) fn parse(self) -> Result<PersonPatch, Problem> {
        let mut fields = Fields::default();
        let patch = PersonPatch {
            prefix: fields.patch("/prefix", self.prefix, |text| NamePart::parse(&text)),
            first_name: fields.patch("/first_name", self.first_name, |text| NamePart::parse(&text)),
            middle_name: fields
                .patch("/middle_name", self.middle_name, |text| NamePart::parse(&text)),
            last_name: fields.patch("/last_name", self.last_name, |text| NamePart::parse(&text)),
            suffix: fields.patch("/suffix", self.suffix, |text| NamePart::parse(&text)),
            nickname: fields.patch("/nickname", self.nickname, |text| NamePart::parse(&text)),
            company: fields.patch("/company", self.company, |text| Company::parse(&text)),
            job_title: fields.patch("/job_title", self.job_title, |text| JobTitle::parse(&text)),
            category: fields.patch("/category", self.category, |text| Category::parse(&text)),
            emails: self.emails.or(Vec::new()).and_then(|all| emails(&mut fields, &all)),
            phones: self.phones.or(Vec::new()).and_then(|all| phones(&mut fields, &all)),
            addresses: self.addresses.or(Vec::new()).and_then(|all| addresses(&mut fields, &all)),
            birthday: fields.patch("/birthday", self.birthday, |text| Birthday::parse(&text)),
            notes: fields.patch("/notes", self.notes, |text| Notes::parse(&text)),
            is_favorite: self.is_favorite.or(false),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// Which people a list shows, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PersonParameters {
    /// Only people of this category, compared exactly.
    #[param(max_length = 100)]
    category: Option<String>,
    /// Only favorites (`true`) or only the others (`false`).
    is_favorite: Option<bool>,
    /// Only people with all of these words, at most ten, in name, nickname, company, job title, category
    /// or an e-mail address, ignoring case and accents; or with this telephone number or a part of it,
    /// ignoring spaces and punctuation, with or without its country code.
    #[param(max_length = 200)]
    search: Option<String>,
    /// The order: `last_name` or `first_name`. Ties are broken by id. Default: `last_name`.
    #[param(inline)]
    sort: Option<SortName>,
}

/// By what people are listed.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SortName {
    LastName,
    FirstName,
}

impl PersonParameters {
    pub(super) fn parse(&self) -> Result<(PersonFilter, PersonSort), Problem> {
        let mut fields = Fields::default();
        let category = fields.take("/category", optional(self.category.as_ref(), Category::parse));
        let words = |raw: &str| -> Result<_, Invalid> { Search::parse(&search(raw)?) };
        let search = fields.take("/search", optional(self.search.as_ref(), words));
        let sort = match self.sort {
            None | Some(SortName::LastName) => PersonSort::LastName,
            Some(SortName::FirstName) => PersonSort::FirstName,
        };
        fields.build(|| {
            let is_favorite = self.is_favorite;
            Some((PersonFilter { category: category?, is_favorite, search: search? }, sort))
        })
    }
}
