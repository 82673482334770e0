//! Rules that all free text shares: how it is bounded, how it is searched ([`fold`]) and how it is
//! put in order ([`sort_key`]).
//!
//! What these two make of a text is stored beside it. Whoever changes what they make, be it by a
//! newer ICU4X, adds a migration that marks the stored ones as stale (`text_keys`); a test
//! of this module fails until then.

mod codes;
mod fold;
mod sort;

pub(crate) use fold::{caseless, decomposed, is_ignorable, is_mark, nfkc};
pub use {
    codes::compact,
    fold::{composed, fold, searchable},
    sort::sort_key,
};

use crate::Invalid;

/// Says how one kind of text is bounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// What the text is called in a message.
    pub name: &'static str,
    /// The most characters (Unicode scalar values) it may have.
    pub max: usize,
    /// Whether line breaks and tabs are part of it.
    pub multiline: bool,
}

impl Rule {
    /// Trims the text and checks it; the result is never empty.
    ///
    /// Control characters are refused rather than stripped: PostgreSQL can't store NUL, and
    /// terminals and logs act on the others.
    pub(crate) fn parse(self, raw: &str) -> Result<String, Invalid> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(Invalid::new("blank", format!("{} must not be blank", self.name)));
        }
        if text.chars().count() > self.max {
            return Err(Invalid::new(
                "too_long",
                format!("{} must have at most {} characters", self.name, self.max),
            ));
        }
        let allowed = |c: char| self.multiline && matches!(c, '\n' | '\r' | '\t');
        if text.chars().any(|c| c.is_control() && !allowed(c)) {
            return Err(Invalid::new(
                "control_character",
                format!("{} must not contain control characters", self.name),
            ));
        }
        Ok(text.to_owned())
    }
}

/// Makes a type of text. What is compared as a whole, as a category is, is `composed`.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $label:literal, max $max:literal, multiline $multiline:literal) => {
        $crate::text::text! {
            @ $(#[$doc])* $name, $label, $max, $multiline, std::borrow::Cow::Borrowed
        }
    };
    ($(#[$doc:meta])* $name:ident, $label:literal, max $max:literal, composed) => {
        $crate::text::text! { @ $(#[$doc])* $name, $label, $max, false, $crate::text::composed }
    };
    (@ $(#[$doc:meta])* $name:ident, $label:literal, $max:literal, $multiline:literal, $form:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The most characters (Unicode scalar values) it may have.
            pub const MAX: usize = $max;

            /// Trims and checks the text.
            ///
            /// # Errors
            /// `blank`, `too_long` or `control_character`.
            pub fn parse(raw: &str) -> Result<Self, $crate::Invalid> {
                $crate::text::Rule { name: $label, max: $max, multiline: $multiline }
                    .parse(&$form(raw))
                    .map(Self)
            }

            /// Takes text that was parsed before it was stored.
            #[must_use]
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the text as an owned string.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }
    };
}
pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::{Rule, fold, sort_key};

    const LINE: Rule = Rule { name: "title", max: 5, multiline: false };

    #[test]
    fn text_is_trimmed_and_counted_in_characters_not_bytes() {
        assert_eq!(LINE.parse("  äöüßé ").as_deref(), Ok("äöüßé"));
        assert_eq!(LINE.parse("äöüßéx").unwrap_err().code, "too_long");
    }

    /// Stored keys are compared with fresh ones, so a change of what is made has to be noticed. When
    /// this fails after an update of ICU4X, add a migration that sets `text_keys.stale` and put
    /// the new numbers here.
    #[test]
    fn keys_of_all_characters_are_what_stored_ones_are() {
        let of_all = |key: fn(&str) -> String| {
            // FNV-1a, over the planes in which characters are assigned.
            ('\0'..='\u{323af}')
                .chain('\u{e0000}'..='\u{e01ef}')
                .flat_map(|c| key(c.encode_utf8(&mut [0; 4])).into_bytes())
                .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                })
        };
        assert_eq!(
            [of_all(fold), of_all(sort_key)],
            [8_647_014_574_782_604_133, 15_662_851_807_884_612_833]
        );
    }

    #[test]
    fn blank_text_and_control_characters_are_refused() {
        assert_eq!(LINE.parse(" \u{3000}\t").unwrap_err().code, "blank");
        assert_eq!(LINE.parse("a\0b").unwrap_err().code, "control_character");
        assert_eq!(LINE.parse("a\nb").unwrap_err().code, "control_character");
        assert_eq!(Rule { multiline: true, ..LINE }.parse("a\nb").as_deref(), Ok("a\nb"));
    }
}
