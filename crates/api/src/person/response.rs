//! What clients get to see of people.

use serde::Serialize;
use umbra_domain::{
    Stored,
    person::{Category, Company, JobTitle, NamePart, Notes, Person},
};
use utoipa::ToSchema;

use super::contacts::{AddressEntry, EmailEntry, PhoneEntry};
use crate::http::resource::Exposed;

/// A person whom the caller knows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub(crate) struct PersonBody {
    /// The id of the person.
    #[schema(minimum = 1)]
    id: i64,
    /// What to call them: their whole name, or else nickname, company, first e-mail address or first
    /// telephone number.
    #[schema(example = "Dr. Anna Maria Müller")]
    display_name: String,
    /// A title before the name, such as `Dr.`
    #[schema(example = "Dr.")]
    prefix: Option<String>,
    /// The given name.
    #[schema(example = "Anna")]
    first_name: Option<String>,
    /// Further given names.
    #[schema(example = "Maria")]
    middle_name: Option<String>,
    /// The family name.
    #[schema(example = "Müller")]
    last_name: Option<String>,
    /// What follows the name, such as `Jr.`
    #[schema(example = "MSc")]
    suffix: Option<String>,
    /// The nickname.
    #[schema(example = "Anni")]
    nickname: Option<String>,
    /// The company that they work for, or the name of an organization.
    #[schema(example = "Example Ltd")]
    company: Option<String>,
    /// The job title.
    #[schema(example = "Carpenter")]
    job_title: Option<String>,
    /// A word to group people by.
    #[schema(example = "friends")]
    category: Option<String>,
    /// E-mail addresses, the preferred one first.
    emails: Vec<EmailEntry>,
    /// Telephone numbers, the preferred one first.
    phones: Vec<PhoneEntry>,
    /// Postal addresses.
    addresses: Vec<AddressEntry>,
    /// When they were born: `YYYY-MM-DD`, or `--MM-DD` without the year.
    #[schema(pattern = "^([0-9]{4}|-)-[0-9]{2}-[0-9]{2}$", example = "1990-12-31")]
    birthday: Option<String>,
    /// Notes.
    notes: Option<String>,
    /// Whether they are one of the caller's favorites.
    is_favorite: bool,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Person>> for PersonBody {
    fn from(person: Stored<Person>) -> Self {
        let Stored { id, body, version, created_at, updated_at, .. } = person;
        let display_name = body.display_name();
        let name = |part: Option<NamePart>| part.map(NamePart::into_string);
        Self {
            id: id.0,
            display_name,
            prefix: name(body.prefix),
            first_name: name(body.first_name),
            middle_name: name(body.middle_name),
            last_name: name(body.last_name),
            suffix: name(body.suffix),
            nickname: name(body.nickname),
            company: body.company.map(Company::into_string),
            job_title: body.job_title.map(JobTitle::into_string),
            category: body.category.map(Category::into_string),
            emails: body.emails.into_iter().map(EmailEntry::from).collect(),
            phones: body.phones.into_iter().map(PhoneEntry::from).collect(),
            addresses: body.addresses.into_iter().map(AddressEntry::from).collect(),
            birthday: body.birthday.map(|birthday| birthday.to_string()),
            notes: body.notes.map(Notes::into_string),
            is_favorite: body.is_favorite,
            version,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Person {
    const PATH: &'static str = "/api/people";
    type Body = PersonBody;
}
