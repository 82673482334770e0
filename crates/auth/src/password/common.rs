//! The list of common passwords. Its source and licence: `data/README.md`.

use std::sync::LazyLock;

/// Lower case, sorted, eight characters and more.
const LIST: &str = include_str!("../../data/common-passwords.txt");

static SORTED: LazyLock<Box<[&'static str]>> = LazyLock::new(|| LIST.lines().collect());

/// Tells whether a password, in lower case, is on the list.
pub(super) fn is_listed(folded: &str) -> bool {
    SORTED.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::password::PasswordPolicy;

    #[test]
    fn the_list_is_sorted_folded_and_as_long_as_asvs_asks() {
        assert!(SORTED.is_sorted());
        assert!(SORTED.len() >= 3_000, "ASVS 5.0, 6.2.4");
        for entry in SORTED.iter() {
            assert!(entry.chars().count() >= PasswordPolicy::SMALLEST_MIN_LENGTH, "{entry}");
            assert_eq!(**entry, entry.to_lowercase());
        }
    }

    #[test]
    fn the_first_and_the_last_entry_are_found() {
        for entry in [SORTED.first(), SORTED.last()] {
            assert!(is_listed(entry.unwrap()));
        }
        assert!(!is_listed("") && !is_listed("correct horse battery staple"));
    }
}
