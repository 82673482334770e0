//! What a search for people looks for, and where.

use super::{
    Category, Company, JobTitle, NamePart, Person,
    number::{Number, digit},
    plain,
};
use crate::Invalid;

/// The most words of a search. Names have fewer, and each costs a look at every row.
const MAX_WORDS: usize = 10;

/// From how many digits on a search may be for a telephone number.
const NUMBER: usize = 3;

/// What to look for in [`Person::searched`]: any of some alternatives, each with all of its texts.
/// Without alternatives it is everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    alternatives: Vec<Vec<String>>,
}

impl Search {
    /// Reads what somebody types: words, all of which have to be there in any order, or a telephone
    /// number, whatever its spaces and punctuation, with its country or without.
    ///
    /// # Errors
    /// `too_many_words` for more than ten.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let whole = plain(raw.trim());
        if let Some(digits) = number(raw) {
            let mut alternatives = vec![vec![digits]];
            if !whole.contains(&alternatives[0][0]) {
                alternatives.push(vec![whole]);
            }
            return Ok(Self { alternatives });
        }
        let mut words: Vec<String> = Vec::new();
        for word in whole.split_whitespace() {
            // A name may be typed as it is in a register: `Müller, Anna`.
            let bare = word.trim_end_matches([',', ';']);
            let word = if bare.is_empty() { word } else { bare };
            if !words.iter().any(|other| other.contains(word)) {
                words.retain(|other| !word.contains(other.as_str()));
                words.push(word.to_owned());
            }
        }
        if words.len() > MAX_WORDS {
            let detail = "a search for people must have at most 10 different words";
            return Err(Invalid::new("too_many_words", detail));
        }
        Ok(Self { alternatives: if words.is_empty() { Vec::new() } else { vec![words] } })
    }

    /// Returns the alternatives, each with the texts that all have to be there. No text is empty.
    #[must_use]
    pub fn alternatives(&self) -> &[Vec<String>] {
        &self.alternatives
    }

    /// Tells whether it finds a text.
    #[must_use]
    pub fn finds(&self, searched: &str) -> bool {
        let has = |texts: &Vec<String>| texts.iter().all(|text| searched.contains(text.as_str()));
        self.alternatives.is_empty() || self.alternatives.iter().any(has)
    }
}

/// Returns the digits to look for if somebody types a telephone number.
fn number(raw: &str) -> Option<String> {
    let part = |c: char| digit(c).is_some() || c.is_whitespace() || "+＋()-./‐‑–".contains(c);
    if !raw.chars().all(part) || raw.chars().filter_map(digit).count() < NUMBER {
        return None;
    }
    let number = Number::read(raw);
    let national = number.national();
    // The beginning of a number that doesn't say much yet is looked for as it is.
    Some(if national.len() < NUMBER { number.digits() } else { national.to_owned() })
}

impl Person {
    /// Returns the text in which a search looks: names, e-mail addresses, the digits of telephone
    /// numbers, company, job title and category, each on a line of its own.
    #[must_use]
    pub fn searched(&self) -> String {
        let around = [&self.prefix, &self.suffix].map(|part| part.as_ref().map(NamePart::as_str));
        let name = self.full_name();
        let name = [around[0].unwrap_or_default(), &name, around[1].unwrap_or_default()].join(" ");
        let lines = [
            self.nickname.as_ref().map(NamePart::as_str),
            self.company.as_ref().map(Company::as_str),
            self.job_title.as_ref().map(JobTitle::as_str),
            self.category.as_ref().map(Category::as_str),
        ];
        let emails = self.emails.iter().map(|email| email.value.as_str());
        let text = [name.trim()].into_iter().chain(lines.into_iter().flatten()).chain(emails);
        let mut text = plain(&text.collect::<Vec<_>>().join("\n"));
        for phone in &self.phones {
            text.push('\n');
            text.push_str(&Number::from(&phone.value).digits());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Search;

    fn texts(raw: &str) -> Vec<Vec<String>> {
        Search::parse(raw).unwrap().alternatives
    }

    #[test]
    fn words_are_looked_for_in_any_order_and_numbers_by_their_digits() {
        for (raw, expected) in [
            ("", Vec::<Vec<&str>>::new()),
            ("  Müller,  ANNA ", vec![vec!["muller", "anna"]]),
            ("ann Anna anna", vec![vec!["anna"]]),
            (",", vec![vec![","]]),
            ("100%", vec![vec!["100%"]]),
            ("12", vec![vec!["12"]]),
            ("664123", vec![vec!["664123"]]),
            ("0664 12-3", vec![vec!["664123"], vec!["0664 12-3"]]),
            ("+43 (0)664 123", vec![vec!["664123"], vec!["+43 (0)664 123"]]),
            ("+43 6", vec![vec!["436"], vec!["+43 6"]]),
            ("0664", vec![vec!["664"]]),
        ] {
            assert_eq!(texts(raw), expected, "{raw}");
        }
        let many: Vec<_> = (0..11).map(|n| format!("word{n:02}")).collect();
        let refused = Search::parse(&many.join(" ")).unwrap_err();
        assert_eq!(refused.code, "too_many_words");
    }
}
