//! Places that somebody keeps, as events that are there show them.

use super::LocationText;

/// Describes a place on one line, for an event that was there when the place itself has gone: its name
/// and address, or its name alone where that is too long for the text of an event.
#[must_use]
pub fn place_label(name: &str, address: Option<&str>) -> String {
    let lines = address.unwrap_or_default().split(char::is_control).map(str::trim);
    let parts = [name].into_iter().chain(lines).filter(|part| !part.is_empty());
    let whole = parts.collect::<Vec<_>>().join(", ");
    if LocationText::parse(&whole).is_ok() { whole } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::place_label;

    #[test]
    fn a_place_is_described_on_one_line_that_fits() {
        assert_eq!(place_label("Café", None), "Café");
        let address = "Ring\t1\r\n\n 1010 Wien \n";
        assert_eq!(place_label("Café", Some(address)), "Café, Ring, 1, 1010 Wien");
        let long = "x".repeat(494);
        assert_eq!(place_label("Café", Some(&long)), format!("Café, {long}"));
        assert_eq!(place_label("Café", Some(&format!("{long}x"))), "Café");
    }
}
