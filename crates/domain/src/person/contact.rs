//! E-mail addresses, telephone numbers and postal addresses, each with a label.

use super::Phone;
use crate::{Invalid, text::text, user::Email};

/// The most e-mail addresses, and the most telephone numbers, that a person may have.
pub const MAX_CONTACTS: usize = 50;

/// The most postal addresses that a person may have.
pub const MAX_ADDRESSES: usize = 20;

text! {
    /// What an address or a number is for, such as `home`, `work` or `mobile`: 1 to 50 characters.
    Label, "label", max 50, multiline false
}
text! {
    /// A street with its number, and what else is above the town: at most 500 characters.
    Street, "street", max 500, multiline true
}
text! {
    /// A line of an address, at most 100 characters.
    AddressLine, "address", max 100, multiline false
}

/// A way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact<T> {
    /// The address or number.
    pub value: T,
    /// What it is for.
    pub label: Option<Label>,
}

/// An e-mail address with its label.
pub type ContactEmail = Contact<Email>;

/// A telephone number with its label.
pub type ContactPhone = Contact<Phone>;

/// A postal address: the parts of a vCard's `ADR` that people use (RFC 6350 section 6.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalAddress {
    /// What it is for.
    pub label: Option<Label>,
    /// The street and its number, on as many lines as it takes.
    pub street: Option<Street>,
    /// The postal code.
    pub postal_code: Option<AddressLine>,
    /// The town.
    pub city: Option<AddressLine>,
    /// The state, province or county.
    pub region: Option<AddressLine>,
    /// The country.
    pub country: Option<AddressLine>,
}

impl PostalAddress {
    /// Takes an address that says something.
    ///
    /// # Errors
    /// `blank` for a label alone.
    pub fn filled(self) -> Result<Self, Invalid> {
        if self.street.is_none() && self.lines().into_iter().all(Option::is_none) {
            return Err(Invalid::new("blank", "an address needs a street, a town or a country"));
        }
        Ok(self)
    }

    /// Returns the postal code, town, region and country.
    #[must_use]
    pub const fn lines(&self) -> [&Option<AddressLine>; 4] {
        [&self.postal_code, &self.city, &self.region, &self.country]
    }

    /// Tells whether another one is the same place, whatever it is for.
    pub(super) fn is_at(&self, other: &Self) -> bool {
        self.street == other.street && self.lines() == other.lines()
    }
}
