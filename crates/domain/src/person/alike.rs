//! People who may be one and the same.

use std::collections::BTreeSet;

use super::{NamePart, Person, number::Number, plain};
use crate::text::fold;

/// From which similarity on two names may be one that was misspelt: `Jon` and `John` have 0.93,
/// `Anna` and `Anja` 0.87.
const SIMILAR: f64 = 0.9;

/// Why two people may be the same one, the strongest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// They have an e-mail address in common.
    Email,
    /// They have a telephone number in common.
    Phone,
    /// They have the same name, whatever its order, case and accents.
    Name,
    /// Their names differ as one name does that is misspelt, shortened or doubled.
    SimilarName,
}

impl Alike {
    /// Says why two people may be the same; nothing if they don't look so.
    #[must_use]
    pub fn between(one: &Person, other: &Person) -> Vec<Self> {
        let mut reasons = Vec::new();
        let emails = |person: &Person| -> BTreeSet<_> {
            person.emails.iter().map(|email| fold(email.value.as_str())).collect()
        };
        if !emails(one).is_disjoint(&emails(other)) {
            reasons.push(Self::Email);
        }
        let numbers = |person: &Person| -> Vec<_> {
            person.phones.iter().map(|phone| Number::from(&phone.value)).collect()
        };
        let theirs = numbers(other);
        let telling = numbers(one).into_iter().filter(|number| number.key().is_some());
        if telling.into_iter().any(|number| theirs.iter().any(|their| number.is_same(their))) {
            reasons.push(Self::Phone);
        }
        let names = (Names::of(one), Names::of(other));
        if !names.0.whole().is_disjoint(&names.1.whole()) {
            reasons.push(Self::Name);
        } else if names.0.is_similar(&names.1) {
            reasons.push(Self::SimilarName);
        }
        reasons
    }
}

/// Returns the keys under which people who may be the same meet, of which those that tell more sort
/// first. Not all who share one are alike: [`Alike::between`] looks closer.
#[must_use]
pub fn match_keys(person: &Person) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    keys.extend(person.emails.iter().map(|email| format!("a {}", fold(email.value.as_str()))));
    for phone in &person.phones {
        let number = Number::from(&phone.value);
        keys.extend(number.key().map(|key| format!("b {key}")));
    }
    let names = Names::of(person);
    keys.extend(names.whole());
    if let [last_initial] = initial(&names.last)[..] {
        for first in &names.firsts {
            keys.insert(format!("e {} {last_initial}", first.join(" ")));
            let last = names.last.join(" ");
            keys.extend(initial(first).iter().map(|first| format!("f {last} {first}")));
        }
    }
    keys
}

fn initial(words: &[String]) -> Vec<char> {
    words.first().and_then(|word| word.chars().next()).into_iter().collect()
}

/// The words of a name.
struct Names {
    /// Given names: the first name, and the nickname, which may be another one's first name.
    firsts: Vec<Vec<String>>,
    last: Vec<String>,
    /// What a company is called that is kept like a person.
    company: Vec<String>,
}

impl Names {
    fn of(person: &Person) -> Self {
        let part = |part: &Option<NamePart>| {
            part.as_ref().map_or_else(Vec::new, |part| words(part.as_str()))
        };
        let firsts = [&person.first_name, &person.nickname].map(part);
        let firsts: Vec<_> = firsts.into_iter().filter(|words| !words.is_empty()).collect();
        let last = part(&person.last_name);
        let nameless = firsts.is_empty() && last.is_empty();
        let company = person.company.as_ref().filter(|_| nameless);
        let company = company.map_or_else(Vec::new, |company| words(company.as_str()));
        Self { firsts, last, company }
    }

    /// Returns whole names, their words in one order.
    fn whole(&self) -> BTreeSet<String> {
        let sorted = |mut words: Vec<&str>| {
            words.sort_unstable();
            format!("c {}", words.join(" "))
        };
        let mut all: BTreeSet<_> = self
            .firsts
            .iter()
            .map(|first| sorted(first.iter().chain(&self.last).map(String::as_str).collect()))
            .collect();
        if self.firsts.is_empty() && !self.last.is_empty() {
            all.insert(sorted(self.last.iter().map(String::as_str).collect()));
        }
        if !self.company.is_empty() {
            all.insert(format!("d {}", self.company.join(" ")));
        }
        all
    }

    /// Tells whether one of first and last name is the same and the other one nearly so.
    fn is_similar(&self, other: &Self) -> bool {
        if self.last.is_empty() || other.last.is_empty() {
            return false;
        }
        let pairs =
            self.firsts.iter().flat_map(|one| other.firsts.iter().map(move |two| (one, two)));
        pairs.into_iter().any(|(one, two)| {
            (self.last == other.last && (is_short_for(one, two) || is_misspelt(one, two)))
                || (one == two
                    && (is_part_of(&self.last, &other.last)
                        || is_misspelt(&self.last, &other.last)))
        })
    }
}

fn words(text: &str) -> Vec<String> {
    let folded = plain(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Tells whether one given name begins like the other: `A.`, `Alex` and `Alexander`.
fn is_short_for(one: &[String], two: &[String]) -> bool {
    let [Some(one), Some(two)] = [one.first(), two.first()] else { return false };
    one.starts_with(two.as_str()) || two.starts_with(one.as_str())
}

/// Tells whether one of two family names has all words of the other: `Müller` and `Müller-Schmidt`.
fn is_part_of(one: &[String], two: &[String]) -> bool {
    one.iter().all(|word| two.contains(word)) || two.iter().all(|word| one.contains(word))
}

fn is_misspelt(one: &[String], two: &[String]) -> bool {
    strsim::jaro_winkler(&one.join(" "), &two.join(" ")) >= SIMILAR
}
