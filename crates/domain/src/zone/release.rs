//! Releases of the zone database.

use std::fmt;

/// A release of the IANA time zone database: `2026f`, or `2026f-1` for one that somebody patched.
/// Releases are in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release(String);

impl Release {
    /// The longest name.
    const MAX_LENGTH: usize = 32;

    /// Parses a name: a year, one or two lower-case letters, and what a packager adds to it.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let year = raw.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
        let rest = raw.strip_prefix(year)?;
        let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let added = rest.get(letters..)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-+.~_".contains(&b);
        let is_sound = (1..=2).contains(&letters)
            && added.bytes().all(plain)
            && !added.starts_with(|c: char| c.is_ascii_alphanumeric())
            && raw.len() <= Self::MAX_LENGTH;
        is_sound.then(|| Self(raw.to_owned()))
    }

    /// Takes a name that was parsed before it was stored.
    #[must_use]
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn releases_are_in_the_order_of_their_names() {
        let all = ["2025b", "2025z", "2025za", "2026a", "2026f", "2026f-1", "2026g"];
        let all = all.map(|name| Release::parse(name).unwrap());
        assert!(all.is_sorted(), "{all:?}");
    }

    #[test]
    fn other_names_are_none() {
        for bad in ["", "2026", "26f", "2026F", "2026abc", "2026f 1", "2026f1", "2026f\n", "2026é"]
        {
            assert_eq!(Release::parse(bad), None, "{bad:?}");
        }
    }
}
