//! Names to sign in with.
//!
//! The profile is close to RFC 8265's UsernameCaseMapped; ADR 0021 says where it differs and why.

use std::ops::Deref;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use crate::{
    Invalid,
    text::{caseless, is_ignorable, is_mark, nfkc},
};

/// The most characters of a raw name that are looked at.
const LOOKED_AT: usize = 256;

/// A name to sign in with, 1 to 64 characters: letters of any script with their marks, digits and
/// `. _ - @ +`.
///
/// Shown as given, in NFKC; two names are the same when their [keys](Username::key) are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username {
    shown: String,
    key: UsernameKey,
}

impl Username {
    /// The most characters (Unicode scalar values) a name may have.
    pub const MAX: usize = 64;

    /// Trims, normalises (NFKC) and checks a name.
    ///
    /// # Errors
    /// `blank`, `too_long` or `invalid_characters`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let raw = raw.trim();
        let shown = nfkc(raw);
        if shown.is_empty() {
            return Err(Invalid::new("blank", "username must not be blank"));
        }
        if raw.chars().count() > LOOKED_AT || shown.chars().count() > Self::MAX {
            return Err(Invalid::new("too_long", "username must have at most 64 characters"));
        }
        if !is_well_formed(&shown) {
            return Err(Invalid::new(
                "invalid_characters",
                "username may contain letters, digits and . _ - @ +",
            ));
        }
        let key = username_key(raw);
        Ok(Self { shown: shown.into_owned(), key })
    }

    /// Takes a name that an account has, which may be from before these rules.
    #[must_use]
    pub fn from_stored(shown: String) -> Self {
        let key = username_key(&shown);
        Self { shown, key }
    }

    /// Returns the name as its owner wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// Returns the form under which the name is unique.
    #[must_use]
    pub const fn key(&self) -> &UsernameKey {
        &self.key
    }
}

/// Tells whether a name has no other characters than a name may have. A mark needs something before
/// it, and what can't be seen is nothing, but for the joiners that shape a consonant cluster in
/// scripts of India and Sri Lanka (RFC 5892, A.1 and A.2): the key has none of them.
fn is_well_formed(name: &str) -> bool {
    const VIRAMA: u8 = 9;
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let mut before = None;
    name.chars().all(|c| {
        let allowed = match c {
            '\u{200c}' | '\u{200d}' => before.is_some_and(|c| classes.get_u8(c) == VIRAMA),
            _ if is_ignorable(c) => false,
            _ if is_mark(c) => before.is_some(),
            _ => c.is_alphanumeric() || "._-@+".contains(c),
        };
        before = Some(c);
        allowed
    })
}

/// A name without what makes no difference to it: what names are unique by, and what failures are
/// counted by. It reads as its text.
///
/// It also knows the form under which accounts of before were unique: where two of them have come
/// to have one key, each person still signs in with their own spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsernameKey {
    text: String,
    former: String,
}

impl UsernameKey {
    /// Returns the key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the key that this spelling had before names were folded as Unicode says: NFKC, each
    /// character in lower case by itself, NFKC. It finds accounts from then, and never changes.
    #[must_use]
    pub fn former(&self) -> &str {
        &self.former
    }
}

impl Deref for UsernameKey {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// Folds any text a client sends as a name into the form under which names are compared: NFKC, full
/// case folding, no default-ignorable code points (Unicode's `NFKC_Casefold`).
///
/// Used at sign-in, where a name that could never exist must cost what an existing one does, so
/// nothing is refused here; only the first 256 characters count.
#[must_use]
pub fn username_key(raw: &str) -> UsernameKey {
    let raw: String = raw.trim().chars().take(LOOKED_AT).collect();
    let lower: String = nfkc(&raw).chars().flat_map(char::to_lowercase).collect();
    // Folding makes a blank and a mark of some characters.
    let text = caseless(&raw).trim().to_owned();
    UsernameKey { text, former: nfkc(&lower).into_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Username, username_key};

    #[test]
    fn names_that_look_alike_share_a_key() {
        let name = Username::parse("  Ａna.Müller ").unwrap();
        assert_eq!(name.as_str(), "Ana.Müller");
        assert_eq!(name.key().as_str(), "ana.müller");
        assert_eq!(username_key("ANA.MU\u{308}LLER"), *name.key());
    }

    #[test]
    fn a_name_is_one_in_every_case_of_every_script() {
        for (one, other) in [
            ("Νίκος", "ΝΊΚΟΣ"),
            ("Νίκος", "νίκοσ"),
            ("Weiß", "WEISS"),
            ("Weiß", "WEIẞ"),
            ("Įvairūs", "ĮVAIRŪS"),
            ("ﬁona", "FIONA"),
            ("Ꮳꮃꭹ", "ᏣᎳᎩ"),
            ("Nguyễn", "NGUYE\u{302}\u{303}N"),
            ("geoffrey", "geoffrey\u{3164}"),
            ("geoffrey", "geo\u{ad}ffrey\u{200d}"),
        ] {
            assert_eq!(username_key(one).as_str(), username_key(other).as_str(), "{one} {other}");
        }
        for (one, other) in [("Müller", "Muller"), ("ana", "аna"), ("विश्व", "विशव")]
        {
            assert_ne!(username_key(one).as_str(), username_key(other).as_str(), "{one} {other}");
        }
    }

    #[test]
    fn names_with_marks_are_names() {
        for name in [
            "विश्व",
            "தமிழ்",
            "Nguyễn",
            "ประเสริฐ",
            "ශ්\u{200d}රී",
            "क्\u{200d}षमा",
            "מֹשֶׁה",
            "مُحَمَّد",
            "q\u{307}",
            "ana_2@example.org",
        ] {
            let parsed = Username::parse(name).unwrap();
            assert_eq!(parsed.as_str(), name);
            assert_eq!(*parsed.key(), username_key(name));
        }
    }

    #[test]
    fn names_with_what_cannot_be_seen_are_refused() {
        for bad in [
            "geoffrey\u{3164}",
            "geoffrey\u{ffa0}",
            "geo\u{115f}ffrey",
            "ana\u{200d}",
            "a\u{200c}na",
            "\u{feff}ana",
            "ana\u{fe0f}",
            "ana\u{34f}",
            "a\u{ad}na",
            "ana\u{e0001}",
            "\u{301}ana",
            "a b",
            "a\0b",
            "a/b",
            "a\u{202e}b",
            "ana\u{20dd}",
            "🥛",
        ] {
            assert_eq!(Username::parse(bad).unwrap_err().code, "invalid_characters", "{bad:?}");
        }
        assert_eq!(Username::parse(" ").unwrap_err().code, "blank");
        assert_eq!(Username::parse(&"x".repeat(65)).unwrap_err().code, "too_long");
        assert_eq!(Username::parse(&"e\u{301}".repeat(64)).unwrap().as_str(), "é".repeat(64));
        assert_eq!(Username::parse(&"\u{301}".repeat(300)).unwrap_err().code, "too_long");
    }

    #[test]
    fn the_former_key_is_what_it_was() {
        for (name, former) in
            [("Νίκος", "νίκος"), ("ΝΊΚΟΣ", "νίκοσ"), ("Weiß", "weiß"), ("İ", "i\u{307}")]
        {
            assert_eq!(username_key(name).former(), former);
        }
    }

    proptest! {
        #[test]
        fn spellings_with_one_former_key_have_one_key(raw in "\\PC{0,12}") {
            let key = username_key(&raw);
            prop_assert_eq!(&username_key(key.former()).text, &key.text);
            prop_assert_eq!(&username_key(&key.text).text, &key.text);
            if let Ok(name) = Username::parse(&raw) {
                prop_assert_eq!(username_key(name.as_str()), key);
            }
        }
    }
}
