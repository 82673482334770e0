//! Whom the people of the household know.

use umbra_app::App;
use umbra_domain::{
    Invalid, UserId,
    person::{
        AddressLine, Birthday, Category, Company, ContactEmail, ContactPhone, JobTitle, Label,
        NamePart, Notes, Person, Phone, PostalAddress, Street,
    },
    user::Email,
};

use super::made;
use crate::failure::Failure;

/// Somebody whom one of them knows.
pub(super) struct Acquaintance {
    first_name: &'static str,
    last_name: &'static str,
    category: &'static str,
    birthday: Option<&'static str>,
    /// Numbers with their labels.
    phones: &'static [(&'static str, &'static str)],
    /// E-mail addresses with their labels.
    emails: &'static [(&'static str, &'static str)],
    /// Street, postal code and town.
    address: Option<(&'static str, &'static str, &'static str)>,
    /// Company and what they do there.
    work: Option<(&'static str, &'static str)>,
    notes: Option<&'static str>,
    is_favorite: bool,
}

const fn known(
    first_name: &'static str,
    last_name: &'static str,
    category: &'static str,
    birthday: Option<&'static str>,
) -> Acquaintance {
    let (phones, emails) = (&[], &[]);
    let (address, work, notes) = (None, None, None);
    Acquaintance {
        first_name,
        last_name,
        category,
        birthday,
        phones,
        emails,
        address,
        work,
        notes,
        is_favorite: false,
    }
}

pub(super) const ANA: &[Acquaintance] = &[
    Acquaintance {
        phones: &[("+49 170 5550190", "mobile")],
        emails: &[("jonas.keller@example.com", "work"), ("jonas@example.org", "home")],
        work: Some(("Keller & Sons", "Carpenter")),
        is_favorite: true,
        ..known("Jonas", "Keller", "friends", Some("1986-12-03"))
    },
    // Kept a second time, as happens: to be merged.
    Acquaintance {
        phones: &[("0170 5550190", "mobile")],
        ..known("Jonas", "Keller", "friends", None)
    },
    Acquaintance {
        phones: &[("+49 30 5550123", "home"), ("+49 151 5550124", "mobile")],
        emails: &[("otto@example.org", "home")],
        address: Some(("Lindenweg 4", "14195", "Berlin")),
        notes: Some("Rings before eight in the morning. Likes it when we do, too."),
        is_favorite: true,
        ..known("Otto", "Brandt", "family", Some("1948-04-11"))
    },
    Acquaintance {
        phones: &[("030 5550177", "work")],
        work: Some(("Dental practice at the park", "Dentist")),
        address: Some(("Parkstraße 18", "10115", "Berlin")),
        ..known("Katrin", "Öztürk", "health", None)
    },
    Acquaintance {
        emails: &[("leap@example.org", "home")],
        notes: Some("Born on 29 February: celebrates on the 28th."),
        ..known("Łucja", "Wójcik", "friends", Some("1992-02-29"))
    },
    Acquaintance {
        phones: &[("+44 20 7946 0018", "home")],
        address: Some(("12 Orchard Road", "N6 5TR", "London")),
        ..known("Erna", "Brandt", "family", Some("--09-24"))
    },
    Acquaintance {
        phones: &[("030 5550160", "work")],
        work: Some(("Riverside School", "Headmistress")),
        ..known("Samira", "Haddad", "work", None)
    },
    Acquaintance {
        phones: &[("+49 160 5550111", "mobile")],
        notes: Some("Has a key to our flat and waters the plants."),
        ..known("Piet", "de Vries", "neighbours", Some("--07-15"))
    },
];

pub(super) const BEN: &[Acquaintance] = &[
    Acquaintance {
        phones: &[("+49 30 5550123", "home")],
        notes: Some("Ana's father."),
        ..known("Otto", "Brandt", "family", Some("1948-04-11"))
    },
    Acquaintance {
        phones: &[("+49 172 5550150", "mobile")],
        notes: Some("Has the key to the changing rooms."),
        is_favorite: true,
        ..known("Emre", "Yılmaz", "football", Some("1983-01-19"))
    },
    Acquaintance {
        phones: &[("030 5550188", "work")],
        work: Some(("Volt & Sons", "Electrician")),
        ..known("Ingrid", "Sørensen", "craftspeople", None)
    },
];

pub(super) const CHILD: &[Acquaintance] = &[
    Acquaintance { is_favorite: true, ..known("Lena", "Schmitt", "friends", Some("2005-08-02")) },
    known("João", "Magalhães", "flat", Some("2004-01-19")),
    Acquaintance {
        phones: &[("+49 30 5550123", "home")],
        is_favorite: true,
        ..known("Grandpa", "Otto", "family", Some("1948-04-11"))
    },
];

pub(super) const NEIGHBOUR: &[Acquaintance] = &[
    Acquaintance {
        phones: &[("+49 151 5550124", "mobile")],
        notes: Some("Next door, third floor. I have their key."),
        is_favorite: true,
        ..known("Ana", "Brandt", "neighbours", None)
    },
    Acquaintance {
        phones: &[("030 5550142", "work")],
        work: Some(("City Hospital", "Cardiologist")),
        ..known("Grace", "Nguyễn", "health", None)
    },
    Acquaintance {
        notes: Some("Plot 17. Swaps tomatoes for apples."),
        ..known("Walter", "Preiß", "garden", Some("--10-30"))
    },
];

/// Keeps whom a person knows, and returns how many that are.
pub(super) async fn meet(
    app: &App,
    who: UserId,
    acquaintances: &[Acquaintance],
) -> Result<usize, Failure> {
    for acquaintance in acquaintances {
        made(app.create_person(who, new_person(acquaintance)?, None).await)?;
    }
    Ok(acquaintances.len())
}

fn new_person(known: &Acquaintance) -> Result<Person, Invalid> {
    let mut person = Person {
        first_name: Some(NamePart::parse(known.first_name)?),
        last_name: Some(NamePart::parse(known.last_name)?),
        category: Some(Category::parse(known.category)?),
        birthday: known.birthday.map(Birthday::parse).transpose()?,
        notes: known.notes.map(Notes::parse).transpose()?,
        is_favorite: known.is_favorite,
        ..Person::default()
    };
    if let Some((company, job_title)) = known.work {
        person.company = Some(Company::parse(company)?);
        person.job_title = Some(JobTitle::parse(job_title)?);
    }
    for (phone, label) in known.phones {
        let (value, label) = (Phone::parse(phone)?, Some(Label::parse(label)?));
        person.phones.push(ContactPhone { value, label });
    }
    for (email, label) in known.emails {
        let (value, label) = (Email::parse(email)?, Some(Label::parse(label)?));
        person.emails.push(ContactEmail { value, label });
    }
    if let Some((street, postal_code, city)) = known.address {
        person.addresses.push(PostalAddress {
            label: Some(Label::parse("home")?),
            street: Some(Street::parse(street)?),
            postal_code: Some(AddressLine::parse(postal_code)?),
            city: Some(AddressLine::parse(city)?),
            region: None,
            country: None,
        });
    }
    Ok(person)
}
