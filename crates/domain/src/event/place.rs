//! Places that somebody keeps, as events that are there show them.

use super::{Content, ContentPatch, Event, LocationText, Override};
use crate::{
    LocationId, Stored,
    location::{Address, Location},
};

/// A place that somebody keeps, as an event that is there shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which place.
    pub id: LocationId,
    /// What its owner calls it.
    pub name: String,
    /// Its address on one line.
    pub address: Option<String>,
    /// Its name and address on one line, by which events that are there are found.
    pub label: String,
}

impl From<&Stored<Location>> for Place {
    fn from(location: &Stored<Location>) -> Self {
        Self::of(location.id, location)
    }
}

impl Place {
    /// Gives what is shown of a location.
    #[must_use]
    pub fn of(id: LocationId, location: &Location) -> Self {
        let name = location.name.as_str().to_owned();
        let address = location.address.as_ref().map(Address::as_str);
        let label = place_label(&name, address);
        Self { id, name, address: address.and_then(one_line), label }
    }
}

/// Has an event and its occurrences that are in other places than these say in words where that is, as
/// when the place goes: who keeps it isn't where the event goes.
pub fn leave_places(event: &mut Event, overrides: &mut [Override], kept: &[LocationId]) {
    let before = event.content.clone();
    in_words(&mut event.content, kept);
    for one in overrides {
        let mut content = one.content.clone().apply(before.clone());
        in_words(&mut content, kept);
        let changed = ContentPatch::between(&event.content, &content);
        one.content.place = changed.place;
        one.content.location_text = changed.location_text;
    }
}

fn in_words(content: &mut Content, kept: &[LocationId]) {
    if let Some(place) = content.place.take_if(|place| !kept.contains(&place.id)) {
        let Place { name, label, .. } = place;
        let said = [label, name].into_iter().find(|said| !said.is_empty());
        content.location_text =
            content.location_text.take().or(said.map(LocationText::from_stored));
    }
}

/// Writes an address on one line; `None` if there is nothing in it.
#[must_use]
pub fn one_line(address: &str) -> Option<String> {
    let line = lines(address).collect::<Vec<_>>().join(", ");
    (!line.is_empty()).then_some(line)
}

fn lines(address: &str) -> impl Iterator<Item = &str> {
    address.split(char::is_control).map(str::trim).filter(|line| !line.is_empty())
}

/// Describes a place on one line, for an event that was there when the place itself has gone: its name
/// and address, or its name alone where that is too long for the text of an event.
#[must_use]
pub fn place_label(name: &str, address: Option<&str>) -> String {
    let parts = [name].into_iter().chain(lines(address.unwrap_or_default()));
    let whole = parts.collect::<Vec<_>>().join(", ");
    if LocationText::parse(&whole).is_ok() { whole } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{one_line, place_label};

    #[test]
    fn a_place_is_described_on_one_line_that_fits() {
        assert_eq!(place_label("Café", None), "Café");
        let address = "Ring\t1\r\n\n 1010 Wien \n";
        assert_eq!(place_label("Café", Some(address)), "Café, Ring, 1, 1010 Wien");
        assert_eq!(one_line(address).as_deref(), Some("Ring, 1, 1010 Wien"));
        assert_eq!(one_line(" \n"), None);
        let long = "x".repeat(494);
        assert_eq!(place_label("Café", Some(&long)), format!("Café, {long}"));
        assert_eq!(place_label("Café", Some(&format!("{long}x"))), "Café");
    }
}
