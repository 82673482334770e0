//! Text as a search for people takes it: without case, accents and forms.

use crate::text::{decomposed, fold, nfkc};

/// Folds text so that a name is found as somebody remembers it: `Łódź` by `lodz`, `Müller` by
/// `MULLER` and in any Unicode form. On top of [`fold`], the marks of alphabets go, of Latin, Greek,
/// Cyrillic, Hebrew and Arabic letters; those of other scripts are letters of their own.
#[must_use]
pub fn plain(text: &str) -> String {
    let folded = fold(text);
    if folded.is_ascii() {
        return folded;
    }
    let mut bare = String::with_capacity(folded.len());
    for c in decomposed(&folded).chars().filter(|&c| !is_accent(c)) {
        match without_stroke(c) {
            Some(letters) => bare.push_str(letters),
            None => bare.push(c),
        }
    }
    nfkc(&bare).into_owned()
}

/// Tells whether a character only marks the letter before it.
const fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}'
            | '\u{64b}'..='\u{655}' | '\u{670}'
    )
}

/// Returns what people type for a letter that Unicode doesn't take apart.
const fn without_stroke(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn accents_case_and_forms_make_no_difference() {
        for (one, other) in [
            ("Müller", "MULLER"),
            ("Mu\u{308}ller", "muller"),
            ("Łódź", "lodz"),
            ("Søren Ærø", "soren aero"),
            ("Strauß", "STRAUSS"),
            ("İbrahim Işık", "ibrahim isik"),
            ("Nguyễn Đức", "nguyen duc"),
            ("Νίκος", "ΝΙΚΟΣ"),
            ("Фёдор", "федор"),
            ("ＡＮＮＡ", "anna"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
            ("שָׁלוֹם", "שלום"),
            ("مُحَمَّد", "محمد"),
        ] {
            assert_eq!(plain(one), plain(other), "{one} {other}");
        }
    }

    #[test]
    fn marks_that_make_another_letter_stay() {
        for (one, other) in [("が", "か"), ("किताब", "कताब"), ("山", "出")] {
            assert_ne!(plain(one), plain(other), "{one} {other}");
        }
    }
}
