//! E-mail addresses, telephone numbers and postal addresses as clients send and see them.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    Invalid,
    person::{
        AddressLine, ContactEmail, ContactPhone, Label, MAX_ADDRESSES, MAX_CONTACTS, Phone,
        PostalAddress, Street,
    },
    user::Email,
};
use utoipa::ToSchema;

use crate::http::fields::{Fields, optional};

/// An e-mail address with its label.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonEmail)]
pub(super) struct EmailEntry {
    /// The e-mail address.
    #[schema(max_length = 254, example = "anna@example.org")]
    email: String,
    /// What it is for: `home`, `work` or any other text.
    #[serde(default)]
    #[schema(max_length = 50, example = "home")]
    label: Option<String>,
}

/// A telephone number with its label.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonPhone)]
pub(super) struct PhoneEntry {
    /// The telephone number, as people write it.
    #[schema(min_length = 1, max_length = 50, example = "+43 664 1234567")]
    phone: String,
    /// What it is for: `home`, `work`, `mobile` or any other text.
    #[serde(default)]
    #[schema(max_length = 50, example = "mobile")]
    label: Option<String>,
}

/// A postal address. Something besides the label has to be there.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonAddress)]
pub(super) struct AddressEntry {
    /// What it is for: `home`, `work` or any other text.
    #[serde(default)]
    #[schema(max_length = 50, example = "home")]
    label: Option<String>,
    /// The street and its number, on as many lines as it takes.
    #[serde(default)]
    #[schema(max_length = 500, example = "Herrengasse 14")]
    street: Option<String>,
    /// The postal code.
    #[serde(default)]
    #[schema(max_length = 100, example = "1010")]
    postal_code: Option<String>,
    /// The town.
    #[serde(default)]
    #[schema(max_length = 100, example = "Wien")]
    city: Option<String>,
    /// The state, province or county.
    #[serde(default)]
    #[schema(max_length = 100)]
    region: Option<String>,
    /// The country.
    #[serde(default)]
    #[schema(max_length = 100, example = "Austria")]
    country: Option<String>,
}

/// Parses e-mail addresses, and notes what is refused.
pub(super) fn emails(fields: &mut Fields, all: &[EmailEntry]) -> Option<Vec<ContactEmail>> {
    each(fields, "emails", MAX_CONTACTS, all, |fields, at, entry| {
        let value = fields.take(&format!("{at}/email"), Email::parse(&entry.email));
        let label = label(fields, at, entry.label.as_ref());
        Some(ContactEmail { value: value?, label: label? })
    })
}

/// Parses telephone numbers, and notes what is refused.
pub(super) fn phones(fields: &mut Fields, all: &[PhoneEntry]) -> Option<Vec<ContactPhone>> {
    each(fields, "phones", MAX_CONTACTS, all, |fields, at, entry| {
        let value = fields.take(&format!("{at}/phone"), Phone::parse(&entry.phone));
        let label = label(fields, at, entry.label.as_ref());
        Some(ContactPhone { value: value?, label: label? })
    })
}

/// Parses postal addresses, and notes what is refused.
pub(super) fn addresses(fields: &mut Fields, all: &[AddressEntry]) -> Option<Vec<PostalAddress>> {
    each(fields, "addresses", MAX_ADDRESSES, all, |fields, at, entry| {
        let mut line = |name: &str, text: &Option<String>| {
            fields.take(&format!("{at}/{name}"), optional(text.as_ref(), AddressLine::parse))
        };
        let postal_code = line("postal_code", &entry.postal_code);
        let city = line("city", &entry.city);
        let region = line("region", &entry.region);
        let country = line("country", &entry.country);
        let street = optional(entry.street.as_ref(), Street::parse);
        let street = fields.take(&format!("{at}/street"), street);
        let label = label(fields, at, entry.label.as_ref());
        let address = PostalAddress {
            label: label?,
            street: street?,
            postal_code: postal_code?,
            city: city?,
            region: region?,
            country: country?,
        };
        fields.take(at, address.filled())
    })
}

fn label(fields: &mut Fields, at: &str, text: Option<&String>) -> Option<Option<Label>> {
    fields.take(&format!("{at}/label"), optional(text, Label::parse))
}

fn each<T, U>(
    fields: &mut Fields,
    name: &str,
    most: usize,
    all: &[T],
    mut parse: impl FnMut(&mut Fields, &str, &T) -> Option<U>,
) -> Option<Vec<U>> {
    if all.len() > most {
        let detail = format!("a person may have at most {most} {name}");
        fields.refuse(&format!("/{name}"), Invalid::new("too_many", detail));
        return None;
    }
    let parsed = all.iter().enumerate();
    // All of them, so that all that is wrong is told at once.
    let parsed: Vec<_> =
        parsed.map(|(place, one)| parse(fields, &format!("/{name}/{place}"), one)).collect();
    parsed.into_iter().collect()
}

impl From<ContactEmail> for EmailEntry {
    fn from(email: ContactEmail) -> Self {
        let label = email.label.map(Label::into_string);
        Self { email: email.value.as_str().to_owned(), label }
    }
}

impl From<ContactPhone> for PhoneEntry {
    fn from(phone: ContactPhone) -> Self {
        Self { phone: phone.value.into_string(), label: phone.label.map(Label::into_string) }
    }
}

impl From<PostalAddress> for AddressEntry {
    fn from(address: PostalAddress) -> Self {
        let line = |line: Option<AddressLine>| line.map(AddressLine::into_string);
        Self {
            label: address.label.map(Label::into_string),
            street: address.street.map(Street::into_string),
            postal_code: line(address.postal_code),
            city: line(address.city),
            region: line(address.region),
            country: line(address.country),
        }
    }
}
