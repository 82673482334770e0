//! Rules that all free text shares.

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

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $label:literal, max $max:literal, multiline $multiline:literal) => {
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
                    .parse(raw)
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

/// Folds text for searching: Unicode lower case, so that both databases compare alike.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// Puts the texts together in which a search looks, folded. A line break between them keeps it from
/// matching across two of them.
pub fn searchable<'a>(texts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    fold(&texts.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::{Rule, searchable};

    const LINE: Rule = Rule { name: "title", max: 5, multiline: false };

    #[test]
    fn text_is_trimmed_and_counted_in_characters_not_bytes() {
        assert_eq!(LINE.parse("  äöüßé ").as_deref(), Ok("äöüßé"));
        assert_eq!(LINE.parse("äöüßéx").unwrap_err().code, "too_long");
    }

    #[test]
    fn searchable_texts_are_apart_from_each_other() {
        assert_eq!(searchable([Some("Äpfel"), None, Some("Buy MILK")]), "äpfel\nbuy milk");
        assert_eq!(searchable([None]), "");
    }

    #[test]
    fn blank_text_and_control_characters_are_refused() {
        assert_eq!(LINE.parse(" \u{3000}\t").unwrap_err().code, "blank");
        assert_eq!(LINE.parse("a\0b").unwrap_err().code, "control_character");
        assert_eq!(LINE.parse("a\nb").unwrap_err().code, "control_character");
        assert_eq!(Rule { multiline: true, ..LINE }.parse("a\nb").as_deref(), Ok("a\nb"));
    }
}
