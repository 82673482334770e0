//! Codes that people type.

use icu_properties::{CodePointMapData, props::GeneralCategory};

use super::{is_ignorable, nfkc};

/// Takes out of a typed code what only makes it easier to read: blanks and hyphens of every kind,
/// anywhere. Digits and letters of full width become those that were meant.
#[must_use]
pub fn compact(code: &str) -> String {
    let category = CodePointMapData::<GeneralCategory>::new();
    let is_hyphen = |c| category.get(c) == GeneralCategory::DashPunctuation || c == '\u{2212}';
    let counts = |&c: &char| !c.is_whitespace() && !is_ignorable(c) && !is_hyphen(c);
    nfkc(code).chars().filter(counts).collect()
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn blanks_and_hyphens_of_every_kind_go() {
        for typed in [
            "123456",
            " 123 456\n",
            "123-456",
            "12–34—56",
            "123\u{a0}456",
            "１２３　４５６",
            "\u{feff}123\u{200b}4\u{2011}5\u{2212}6\u{3000}",
        ] {
            assert_eq!(compact(typed), "123456", "{typed:?}");
        }
        assert_eq!(compact(" 7k3m - q9xd "), "7k3mq9xd");
        assert_eq!(compact("+12.3"), "+12.3");
        assert_eq!(compact(" -\t"), "");
    }
}
