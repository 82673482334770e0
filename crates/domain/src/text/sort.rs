//! The order in which names and titles are listed.

use base64::{Engine, alphabet::Alphabet, engine::GeneralPurpose, engine::general_purpose::NO_PAD};
use icu_collator::{
    CollatorBorrowed,
    options::{CollatorOptions, Strength},
};

/// The most bytes of a collation key that count: some 200 Latin letters, 80 of Chinese. Texts that
/// differ only later are in the order of their ids. It bounds the indexes, too: PostgreSQL takes
/// some 2,700 bytes a row.
const MAX_KEY_BYTES: usize = 255;

/// Letters in their order as bytes, so that what they encode is in the order of its bytes.
const LETTERS: &str = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

const ORDERED: GeneralPurpose = GeneralPurpose::new(
    &match Alphabet::new(LETTERS) {
        Ok(alphabet) => alphabet,
        // Not with these letters, as the tests below show.
        Err(_) => base64::alphabet::URL_SAFE,
    },
    NO_PAD,
);

static COLLATOR: CollatorBorrowed<'static> = {
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Secondary);
    CollatorBorrowed::new_root(options)
};

/// Returns the key by which a text has its place in a list: keys are compared byte by byte, so both
/// databases agree, and cursors can hold them.
///
/// The order is that of Unicode and CLDR for all languages (UTS 10, the root collation): spaces and
/// punctuation, digits, then letters by script, `Äpfel` between `Apfel` and `Apfelmus`. Case makes no
/// difference, an accent only where nothing else does. At most 340 letters, digits, `-` and `_`.
#[must_use]
pub fn sort_key(text: &str) -> String {
    let mut key = Vec::with_capacity(2 * text.len());
    let Ok(()) = COLLATOR.write_sort_key_to(text, &mut key);
    key.truncate(MAX_KEY_BYTES);
    ORDERED.encode(key)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use base64::Engine;
    use proptest::prelude::*;

    use super::{COLLATOR, LETTERS, ORDERED, sort_key};

    #[test]
    fn letters_with_marks_come_beside_those_without() {
        let expected = [
            "",
            " ",
            "_",
            "-",
            "10",
            "9",
            "a",
            "a b",
            "Äpfel",
            "ápfel mus",
            "Apfelmus",
            "Émile",
            "Œuvre",
            "Straße",
            "Strauß",
            "Zahnarzt",
            "Ζωή",
            "Жук",
            "שלום",
            "अ",
            "한국",
            "あ",
            "山",
        ];
        let mut sorted = expected;
        sorted.sort_by_key(|text| sort_key(text));
        assert_eq!(sorted, expected);
    }

    #[test]
    fn case_and_form_make_no_difference_and_accents_a_small_one() {
        assert_eq!(sort_key("Äpfel"), sort_key("a\u{308}PFEL"));
        assert_eq!(sort_key("ａ"), sort_key("A"));
        assert!(sort_key("Apfel") < sort_key("Äpfel"));
        assert!(sort_key("Äpfel") < sort_key("Apfelmus"));
        assert!(sort_key("Äpfel") < sort_key("Zahnarzt"));
        assert!(sort_key("Straße") < sort_key("Strata"));
    }

    #[test]
    fn keys_are_short_and_in_these_letters() {
        for text in
            ["x".repeat(10_000), "山".repeat(500), "\u{10fffd}".repeat(500), "🥛".repeat(500)]
        {
            let key = sort_key(&text);
            assert!((300..=340).contains(&key.len()), "{}", key.len());
            assert!(key.chars().all(|c| LETTERS.contains(c)), "{key}");
        }
    }

    fn compared(one: &[u8], other: &[u8]) -> (Ordering, Ordering) {
        (one.cmp(other), ORDERED.encode(one).cmp(&ORDERED.encode(other)))
    }

    proptest! {
        #[test]
        fn encoded_bytes_are_in_the_order_of_the_bytes(
            one in prop::collection::vec(any::<u8>(), 0..9),
            other in prop::collection::vec(any::<u8>(), 0..9),
        ) {
            for (shorter, longer) in [(&one[..], &other[..]), (&one[..one.len() / 2], &one[..])] {
                let (bytes, letters) = compared(shorter, longer);
                prop_assert_eq!(bytes, letters);
            }
        }

        #[test]
        fn keys_are_in_the_order_of_the_collation(one in "\\PC{0,8}", other in "\\PC{0,8}") {
            prop_assert_eq!(sort_key(&one).cmp(&sort_key(&other)), COLLATOR.compare(&one, &other));
        }
    }
}
