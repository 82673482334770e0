//! Locations: the places that a person keeps, with how to get there and whom to call.

use crate::{
    Invalid, LocationId, Patch,
    stored::Identified,
    text::{Rule, text},
    user::Email,
};

mod coordinates;

pub use coordinates::{Coordinates, Latitude, Longitude, MissingCoordinate};

text! {
    /// What a location is called, 1 to 200 characters on one line.
    Name, "name", max 200, multiline false
}
text! {
    /// A word to group locations by, at most 100 characters.
    Category, "category", max 100, composed
}
text! {
    /// A postal address, at most 1,000 characters.
    Address, "address", max 1_000, multiline true
}
text! {
    /// A telephone number as people write it, at most 50 characters.
    Phone, "phone", max 50, multiline false
}
text! {
    /// What else there is to know, at most 10,000 characters.
    Notes, "notes", max 10_000, multiline true
}

/// An address on the web, `http` or `https`, at most 2,000 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website(String);

impl Website {
    /// Checks an address. It is kept as it was typed, and nothing is fetched from there.
    ///
    /// # Errors
    /// `blank`, `too_long`, `control_character`, or `invalid_url` for anything that a browser would
    /// not open as a web page.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = Rule { name: "website", max: 2_000, multiline: false }.parse(raw)?;
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let has_host = !rest.is_empty() && !rest.starts_with(['/', '\\', '?', '#', ':']);
        if web && has_host && !text.contains(char::is_whitespace) {
            return Ok(Self(text));
        }
        Err(Invalid::new("invalid_url", "website must begin with http:// or https:// and a host"))
    }

    /// Takes an address that was parsed before it was stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Returns the address.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// What it is called.
    pub name: Name,
    /// A word to group by.
    pub category: Option<Category>,
    /// Its postal address.
    pub address: Option<Address>,
    /// Where on the earth it is.
    pub coordinates: Option<Coordinates>,
    /// The telephone number there.
    pub phone: Option<Phone>,
    /// The e-mail address there.
    pub email: Option<Email>,
    /// Its website.
    pub website: Option<Website>,
    /// Notes.
    pub notes: Option<Notes>,
    /// Whether its owner wants it at hand.
    pub is_favorite: bool,
}

impl Identified for Location {
    type Id = LocationId;
}

/// A change of a location; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocationPatch {
    /// A new name, which can't be cleared.
    pub name: Option<Name>,
    /// A new or cleared category.
    pub category: Patch<Category>,
    /// A new or cleared address.
    pub address: Patch<Address>,
    /// A new or cleared latitude.
    pub latitude: Patch<Latitude>,
    /// A new or cleared longitude.
    pub longitude: Patch<Longitude>,
    /// A new or cleared telephone number.
    pub phone: Patch<Phone>,
    /// A new or cleared e-mail address.
    pub email: Patch<Email>,
    /// A new or cleared website.
    pub website: Patch<Website>,
    /// New or cleared notes.
    pub notes: Patch<Notes>,
    /// Whether its owner wants it at hand.
    pub is_favorite: Option<bool>,
}

impl LocationPatch {
    /// Applies the change.
    ///
    /// # Errors
    /// [`MissingCoordinate`] when one coordinate would be left without the other.
    pub fn apply(self, old: Location) -> Result<Location, MissingCoordinate> {
        let latitude = self.latitude.apply(old.coordinates.map(|both| both.latitude));
        let longitude = self.longitude.apply(old.coordinates.map(|both| both.longitude));
        Ok(Location {
            name: self.name.unwrap_or(old.name),
            category: self.category.apply(old.category),
            address: self.address.apply(old.address),
            coordinates: Coordinates::of(latitude, longitude)?,
            phone: self.phone.apply(old.phone),
            email: self.email.apply(old.email),
            website: self.website.apply(old.website),
            notes: self.notes.apply(old.notes),
            is_favorite: self.is_favorite.unwrap_or(old.is_favorite),
        })
    }
}

/// Which locations a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocationFilter {
    /// Only this category, compared exactly.
    pub category: Option<Category>,
    /// Only those that are at hand, or only the others.
    pub is_favorite: Option<bool>,
    /// Only those whose name, address, category or notes contain this, whatever its case.
    pub search: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Website;

    #[test]
    fn a_website_is_what_a_browser_opens_as_a_page() {
        for good in [
            "https://example.org",
            "HTTP://EXAMPLE.ORG:8080/a?b#c",
            "https://bücher.example/ä",
            "http://[2001:db8::1]/",
        ] {
            let website = Website::parse(&format!(" {good} ")).map(Website::into_string);
            assert_eq!(website.as_deref(), Ok(good));
        }
        let long = format!("https://example.org/{}", "x".repeat(1_981));
        for (bad, code) in [
            (" ", "blank"),
            ("example.org", "invalid_url"),
            ("https:example.org", "invalid_url"),
            ("https://", "invalid_url"),
            ("https:///path", "invalid_url"),
            ("https://a.example/b c", "invalid_url"),
            ("javascript://example.org/%0aalert(1)", "invalid_url"),
            ("ftp://example.org", "invalid_url"),
            ("https://a\0.example", "control_character"),
            (&long, "too_long"),
        ] {
            assert_eq!(Website::parse(bad).map_err(|invalid| invalid.code), Err(code), "{bad:?}");
        }
    }
}
