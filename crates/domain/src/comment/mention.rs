//! Mentions: `@name` of a member of the project.

use std::collections::{BTreeMap, HashMap};

use crate::{
    UserId,
    text::{is_ignorable, is_mark, nfkc},
    user::{Username, username_key},
};

/// The most characters of a name that are looked up.
const MAX_NAME_LENGTH: usize = 2 * Username::MAX;

/// A member whom a comment mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Who.
    pub user: UserId,
    /// How the comment writes it where it first does, the at sign included.
    pub text: String,
}

/// Tells whether a text may mention anybody at all.
#[must_use]
pub fn may_mention(text: &str) -> bool {
    candidates(text).next().is_some()
}

/// Finds whom of these people a text mentions, in the order of the ids.
///
/// A mention is an at sign and a username, written in any way that is the same name. Nothing that
/// could be part of a name stands before it, so an address (`anna@example.org`) mentions nobody, and
/// neither does a path (`/@ben`). A full stop, or another sign that a name could end with, is part of
/// the name if somebody is called so, and of the sentence otherwise.
#[must_use]
pub fn mentioned(text: &str, people: &[(UserId, String)]) -> Vec<Mention> {
    // Of two who have one key, each has their own spelling, and the first one has all others.
    let mut by_key = HashMap::new();
    for (user, name) in people {
        by_key.entry(username_key(name).as_str().to_owned()).or_insert(*user);
    }
    let by_spelling: HashMap<_, _> =
        people.iter().map(|(user, name)| (name.as_str(), *user)).collect();
    let find = |name: &str| {
        let spelled = by_spelling.get(name);
        spelled.or_else(|| by_key.get(username_key(name).as_str())).copied()
    };
    let mut found = BTreeMap::new();
    for candidate in candidates(text) {
        if let Some((user, text)) = longest(candidate, &find) {
            found.entry(user).or_insert_with(|| text.to_owned());
        }
    }
    found.into_iter().map(|(user, text)| Mention { user, text }).collect()
}

/// Finds the longest name that a candidate begins with, if what follows can't be part of a name.
fn longest<'a>(
    candidate: &'a str,
    find: &impl Fn(&str) -> Option<UserId>,
) -> Option<(UserId, &'a str)> {
    let sign = candidate.chars().next()?.len_utf8();
    let mut length = candidate.chars().count();
    let mut text = candidate;
    loop {
        let name = &text[sign..];
        if name.is_empty() {
            return None;
        }
        if length <= MAX_NAME_LENGTH
            && let Some(user) = find(name)
        {
            return Some((user, text));
        }
        let last = text.chars().next_back().filter(|&c| is_sign(c))?;
        text = &text[..text.len() - last.len_utf8()];
        length -= 1;
    }
}

/// Lists the parts of a text that begin with an at sign and go on as a name does.
fn candidates(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut before = None;
    std::iter::from_fn(move || {
        loop {
            let c = rest.chars().next()?;
            let after = &rest[c.len_utf8()..];
            let begins = is_at(c) && !before.is_some_and(|c| c == '/' || is_visible_part(c));
            before = Some(c);
            if begins {
                let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
                let candidate = &rest[..c.len_utf8() + end];
                rest = &after[end..];
                before = candidate.chars().next_back();
                if end > 0 {
                    return Some(candidate);
                }
            } else {
                rest = after;
            }
        }
    })
}

fn is_at(c: char) -> bool {
    c == '@' || (!c.is_ascii() && nfkc(c.encode_utf8(&mut [0; 4])) == "@")
}

/// Tells whether a name may have this sign, in whatever width.
fn is_sign(c: char) -> bool {
    const SIGNS: &str = "._-@+";
    if c.is_ascii() {
        return SIGNS.contains(c);
    }
    let plain = nfkc(c.encode_utf8(&mut [0; 4])).into_owned();
    plain.is_ascii() && plain.chars().all(|c| SIGNS.contains(c))
}

fn is_visible_part(c: char) -> bool {
    c.is_alphanumeric() || is_sign(c) || (!c.is_ascii() && is_mark(c))
}

fn is_part(c: char) -> bool {
    is_visible_part(c) || (!c.is_ascii() && is_ignorable(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{may_mention, mentioned};
    use crate::UserId;

    fn people(names: &[&str]) -> Vec<(UserId, String)> {
        names.iter().zip(1..).map(|(name, id)| (UserId(id), (*name).to_owned())).collect()
    }

    /// Names who is mentioned by the places of the names.
    fn found(text: &str, names: &[&str]) -> Vec<(i64, String)> {
        let mentions = mentioned(text, &people(names)).into_iter();
        mentions.map(|mention| (mention.user.0, mention.text)).collect()
    }

    #[test]
    fn a_name_is_found_where_it_is_a_word() {
        let names = ["ben", "anna.k", "ben.", "Müller"];
        for (text, expected) in [
            ("@ben", vec![(1, "@ben")]),
            ("Ask @BEN, please", vec![(1, "@BEN")]),
            ("(@ben)", vec![(1, "@ben")]),
            ("\"@ben\"/@anna.k", vec![(1, "@ben")]),
            ("@ben: see @anna.k", vec![(1, "@ben"), (2, "@anna.k")]),
            ("It's @ben's and @ben-", vec![(1, "@ben")]),
            ("Call @anna.k.", vec![(2, "@anna.k")]),
            ("Call @anna.k...", vec![(2, "@anna.k")]),
            ("Call @ben.", vec![(3, "@ben.")]),
            ("@müller", vec![(4, "@müller")]),
            ("@mu\u{308}ller", vec![(4, "@mu\u{308}ller")]),
            ("@MÜLLER", vec![(4, "@MÜLLER")]),
            ("\u{ff20}\u{ff42}\u{ff45}\u{ff4e}", vec![(1, "\u{ff20}\u{ff42}\u{ff45}\u{ff4e}")]),
            ("@b\u{ad}en", vec![(1, "@b\u{ad}en")]),
            ("first\n@ben\nlast", vec![(1, "@ben")]),
            ("@ben @Ben @BEN", vec![(1, "@ben")]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(id, text)| (id, text.to_owned())).collect();
            assert_eq!(found(text, &names), expected, "{text}");
        }
    }

    #[test]
    fn an_address_a_path_and_a_part_of_a_word_mention_nobody() {
        for text in [
            "ben",
            "@",
            "@ ben",
            "anna@ben",
            "anna@ben.org",
            "mail@ben",
            "a.@ben",
            "_@ben",
            "é@ben",
            "e\u{301}@ben",
            "@@ben",
            "@benjamin",
            "@benö",
            "@ben@example.org",
            "https://example.org/@ben",
            "@cleo",
        ] {
            assert!(found(text, &["ben"]).is_empty(), "{text}");
        }
    }

    #[test]
    fn names_may_be_addresses_and_twins_have_their_own_spelling() {
        let names = ["ben@example.org", "ben"];
        assert_eq!(found("@ben@example.org.", &names), [(1, "@ben@example.org".to_owned())]);
        assert_eq!(
            found("@Straße @STRASSE @strasse", &["strasse", "Straße"]),
            [(1, "@STRASSE".to_owned()), (2, "@Straße".to_owned())]
        );
    }

    #[test]
    fn a_long_run_of_signs_takes_no_time() {
        let text = format!("@ben{}", ".".repeat(9_990));
        assert_eq!(found(&text, &["ben"]), [(1, "@ben".to_owned())]);
        assert!(found(&"@".repeat(10_000), &["ben"]).is_empty());
        assert!(found(&"@b ".repeat(3_333), &["ben"]).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_mentioned_is_in_the_text(text in "(\\PC|@|ben|[.@ ]){0,40}") {
            let mentions = mentioned(&text, &people(&["ben", "b", "é"]));
            prop_assert!(mentions.is_empty() || may_mention(&text));
            for mention in mentions {
                prop_assert!(text.contains(&mention.text));
            }
        }
    }
}
