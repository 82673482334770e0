//! People between the domain and their columns.

use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use umbra_domain::{
    PersonId, Stored, UserId,
    person::{
        AddressLine, Birthday, Category, Company, Contact, ContactEmail, ContactPhone, JobTitle,
        Label, NamePart, Notes, Person, PersonSort, Phone, PostalAddress, Street, match_keys,
    },
    user::Email,
};

use crate::{
    Read, StoreError,
    entity::person::{ActiveModel, Column, Entity, Model},
    table::{Columns, Container, Table, stored},
};

const BAD: StoreError = StoreError::Corrupt("person");

/// A contact or an address as the columns have it.
#[derive(Serialize, Deserialize)]
struct Labelled<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(flatten)]
    value: T,
}

#[derive(Serialize, Deserialize)]
struct Text {
    value: String,
}

#[derive(Serialize, Deserialize)]
struct Place {
    street: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    region: Option<String>,
    country: Option<String>,
}

impl Table for Person {
    type Entity = Entity;
    type Row = Model;
    type NewRow = ActiveModel;
    type Place = UserId;

    const COLUMNS: Columns<Column> = Columns {
        id: Column::Id,
        version: Column::Version,
        created_at: Column::CreatedAt,
        updated_at: Column::UpdatedAt,
        place: Column::UserId,
        container: Container::Person,
        write_only: &[Column::LastKey, Column::FirstKey, Column::SearchText, Column::MatchKeys],
    };

    async fn read(_: &impl Read, rows: Vec<Model>) -> Result<Vec<Stored<Self>>, StoreError> {
        rows.into_iter().map(to_person).collect()
    }

    fn to_row(&self) -> ActiveModel {
        let name = |part: &Option<NamePart>| Set(part.clone().map(NamePart::into_string));
        ActiveModel {
            prefix: name(&self.prefix),
            first_name: name(&self.first_name),
            middle_name: name(&self.middle_name),
            last_name: name(&self.last_name),
            suffix: name(&self.suffix),
            nickname: name(&self.nickname),
            company: Set(self.company.clone().map(Company::into_string)),
            job_title: Set(self.job_title.clone().map(JobTitle::into_string)),
            category: Set(self.category.clone().map(Category::into_string)),
            emails: Set(json(self.emails.iter().map(|one| text(one, Email::as_str)))),
            phones: Set(json(self.phones.iter().map(|one| text(one, Phone::as_str)))),
            addresses: Set(json(self.addresses.iter().map(place))),
            birth_year: Set(self.birthday.and_then(Birthday::year)),
            birth_day: Set(self.birthday.map(Birthday::day_of_year)),
            notes: Set(self.notes.clone().map(Notes::into_string)),
            is_favorite: Set(self.is_favorite),
            last_key: Set(self.sort_key(PersonSort::LastName)),
            first_key: Set(self.sort_key(PersonSort::FirstName)),
            search_text: Set(self.searched()),
            match_keys: Set(json(match_keys(self).into_iter())),
            ..ActiveModel::default()
        }
    }
}

fn json<T: Serialize>(all: impl Iterator<Item = T>) -> String {
    // Texts always are JSON.
    serde_json::to_string(&all.collect::<Vec<_>>()).unwrap_or_default()
}

fn text<T>(contact: &Contact<T>, write: impl Fn(&T) -> &str) -> Labelled<Text> {
    let label = contact.label.clone().map(Label::into_string);
    Labelled { label, value: Text { value: write(&contact.value).to_owned() } }
}

fn place(address: &PostalAddress) -> Labelled<Place> {
    let [postal_code, city, region, country] =
        address.lines().map(|line| line.clone().map(AddressLine::into_string));
    let street = address.street.clone().map(Street::into_string);
    let value = Place { street, postal_code, city, region, country };
    Labelled { label: address.label.clone().map(Label::into_string), value }
}

fn read_all<T: DeserializeOwned, U>(
    column: &str,
    read: impl Fn(Option<Label>, T) -> Result<U, StoreError>,
) -> Result<Vec<U>, StoreError> {
    let all: Vec<Labelled<T>> = serde_json::from_str(column).map_err(|_| BAD)?;
    all.into_iter().map(|one| read(one.label.map(Label::from_stored), one.value)).collect()
}

pub(crate) fn to_person(row: Model) -> Result<Stored<Person>, StoreError> {
    let emails = read_all(&row.emails, |label, Text { value }| {
        Ok(ContactEmail { value: Email::parse(&value).map_err(|_| BAD)?, label })
    })?;
    let phones = read_all(&row.phones, |label, Text { value }| {
        Ok(ContactPhone { value: Phone::from_stored(value), label })
    })?;
    let addresses = read_all(&row.addresses, |label, place: Place| {
        let line = |line: Option<String>| line.map(AddressLine::from_stored);
        Ok(PostalAddress {
            label,
            street: place.street.map(Street::from_stored),
            postal_code: line(place.postal_code),
            city: line(place.city),
            region: line(place.region),
            country: line(place.country),
        })
    })?;
    let birthday = row
        .birth_day
        .map(|day| Birthday::from_parts(row.birth_year, day).ok_or(BAD))
        .transpose()?;
    let name = |part: Option<String>| part.map(NamePart::from_stored);
    let person = Person {
        prefix: name(row.prefix),
        first_name: name(row.first_name),
        middle_name: name(row.middle_name),
        last_name: name(row.last_name),
        suffix: name(row.suffix),
        nickname: name(row.nickname),
        company: row.company.map(Company::from_stored),
        job_title: row.job_title.map(JobTitle::from_stored),
        category: row.category.map(Category::from_stored),
        emails,
        phones,
        addresses,
        birthday,
        notes: row.notes.map(Notes::from_stored),
        is_favorite: row.is_favorite,
    };
    stored(PersonId(row.id), row.version, row.created_at, row.updated_at, person)
}
