//! Telephone numbers as they are dialled, whatever they are written like.

use super::Phone;

/// Of fewer digits of a number there are too many for one to tell it from others.
const TELLING: usize = 7;

/// The country calling codes of one and two digits; all others have three (ITU-T E.164, list of
/// assigned codes).
const SHORT_CODES: [&str; 45] = [
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45",
    "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95",
];

/// The digits of a telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// The country calling code, of a number that says it.
    code: Option<String>,
    /// The digits after it, with the zero that is dialled within a country if there is one.
    rest: String,
}

impl Number {
    /// Reads a number, also one that isn't complete yet. What isn't a digit is left out; so is the
    /// zero in `+43 (0)664`, which nobody dials.
    pub(super) fn read(text: &str) -> Self {
        let text = text.trim();
        let plus = text.starts_with(['+', '＋']);
        let abroad = if plus { text.replacen("(0)", "", 1) } else { text.to_owned() };
        let digits: String = abroad.chars().filter_map(digit).collect();
        let abroad = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
        match abroad {
            Some(digits) if digits.len() > 3 => {
                let short = SHORT_CODES.iter().find(|code| digits.starts_with(**code));
                let (code, rest) = digits.split_at(short.map_or(3, |code| code.len()));
                Self { code: Some(code.to_owned()), rest: rest.to_owned() }
            }
            _ => Self { code: None, rest: digits },
        }
    }

    /// Returns all digits, with the country calling code.
    pub(super) fn digits(&self) -> String {
        let Self { code, rest } = self;
        code.as_ref().map_or_else(|| rest.clone(), |code| format!("{code}{rest}"))
    }

    /// Returns the digits by which the number is found whether it was written with its country or
    /// without.
    pub(super) fn national(&self) -> &str {
        self.rest.trim_start_matches('0')
    }

    /// Returns what two forms of one number share; `None` when it is too short to tell.
    pub(super) fn key(&self) -> Option<&str> {
        Some(self.national()).filter(|digits| digits.len() >= TELLING)
    }

    /// Tells whether both are one number, as far as can be told: one of them may leave its country
    /// out.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let apart = self.code.is_some() && other.code.is_some() && self.code != other.code;
        match (self.key(), other.key()) {
            (Some(one), Some(two)) => one == two && !apart,
            _ => !self.rest.is_empty() && self == other,
        }
    }

    /// Tells whether the number says its country.
    pub(super) const fn has_country(&self) -> bool {
        self.code.is_some()
    }
}

impl From<&Phone> for Number {
    fn from(phone: &Phone) -> Self {
        Self::read(phone.as_str())
    }
}

/// Reads a digit as some scripts write it.
pub(super) fn digit(c: char) -> Option<char> {
    let zeros = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
    let value = zeros.into_iter().find_map(|zero| {
        let value = u32::from(c).wrapping_sub(u32::from(zero));
        (value < 10).then_some(value)
    });
    value.and_then(|value| char::from_digit(value, 10))
}

#[cfg(test)]
mod tests {
    use super::Number;

    fn read(text: &str) -> (Option<String>, String) {
        let Number { code, rest } = Number::read(text);
        (code, rest)
    }

    #[test]
    fn a_number_is_its_digits_and_its_country() {
        let code = |code: &str, rest: &str| (Some(code.to_owned()), rest.to_owned());
        let at_home = |rest: &str| (None, rest.to_owned());
        for (text, expected) in [
            ("+43 664 123-45/67", code("43", "6641234567")),
            ("0043 (664) 1234567", code("43", "6641234567")),
            ("+43 (0)664 1234567", code("43", "6641234567")),
            ("+1 (212) 555-0100", code("1", "2125550100")),
            ("+353 1 234 5678", code("353", "12345678")),
            ("+39 06 1234567", code("39", "061234567")),
            ("0664/1234567", at_home("06641234567")),
            ("٠٦٦٤ ١٢٣", at_home("0664123")),
            ("+43", at_home("43")),
            ("112", at_home("112")),
            ("nobody", at_home("")),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn two_ways_to_write_a_number_are_one_number() {
        let same = |one, other| Number::read(one).is_same(&Number::read(other));
        for (one, other) in [
            ("+43 664 1234567", "0664 123 45 67"),
            ("+43 664 1234567", "0043-664-1234567"),
            ("+39 06 1234567", "06 1234567"),
            ("+1 212 555 0100", "(212) 555-0100"),
            ("112", "1 1 2"),
        ] {
            assert!(same(one, other) && same(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("+43 664 1234567", "+49 664 1234567"),
            ("+43 664 1234567", "0664 1234568"),
            ("112", "0112"),
            ("", ""),
        ] {
            assert!(!same(one, other) && !same(other, one), "{one} {other}");
        }
    }
}
