//! Text without what makes no difference: case, composition, width, and what can't be seen.

use std::borrow::Cow;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{
    ComposingNormalizerBorrowed as Composing, DecomposingNormalizerBorrowed as Decomposing,
};
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory},
};

const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Folds text so that two texts are the same when a reader takes them for the same: `STRASSE` and
/// `Straße`, a sigma in and at the end of a word, `ü` as one character and as two, full width and
/// half width, with and without soft hyphens and other default-ignorable code points.
///
/// This is Unicode's NFKC case folding (`toNFKC_Casefold`, D147 of chapter 3), which minds neither
/// the language nor the place in a word. Accents are a difference.
pub(crate) fn caseless(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let (nfd, nfkd) = (Decomposing::new_nfd(), Decomposing::new_nfkd());
    let once = CASES.fold_string(&nfd.normalize(text)).into_owned();
    let twice = CASES.fold_string(&nfkd.normalize(&once)).into_owned();
    let seen: String = nfkd.normalize(&twice).chars().filter(|&c| !is_ignorable(c)).collect();
    nfkc(&seen).into_owned()
}

/// Composes text and replaces what is only another form of a character (Unicode's NFKC).
pub(crate) fn nfkc(text: &str) -> Cow<'_, str> {
    Composing::new_nfkc().normalize(text)
}

/// Takes text apart into letters and their marks, and replaces what is only another form of a
/// character (Unicode's NFKD).
pub(crate) fn decomposed(text: &str) -> Cow<'_, str> {
    Decomposing::new_nfkd().normalize(text)
}

/// Composes text (Unicode's NFC), so that it is the same however it was typed and looks as it did.
#[must_use]
pub fn composed(text: &str) -> Cow<'_, str> {
    Composing::new_nfc().normalize(text)
}

/// Tells whether a character shows nothing by itself where it isn't supported: fillers, joiners,
/// selectors of variants, marks of direction.
pub(crate) fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Tells whether a character combines with the one before it, as vowel signs do.
pub(crate) fn is_mark(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    matches!(category, GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark)
}

/// Folds text for searching: a text is found by every part of itself, however either is written.
/// Fold what is searched and what is looked for, and compare bytes: both databases then agree.
///
/// Upper and lower case are one, `ß` is `ss`, and it makes no difference whether letters were typed
/// composed or decomposed (umlauts, Vietnamese, Korean) or in which width. Dotted and dotless `i`
/// are one as well, which Turkish distinguishes by case only. Accents are a difference: `apfel` does
/// not find `Äpfel`.
#[must_use]
pub fn fold(text: &str) -> String {
    let folded = caseless(text);
    if folded.is_ascii() {
        return folded;
    }
    folded.replace("i\u{307}", "i").replace('ı', "i")
}

/// Puts the texts together in which a search looks, folded. A line break between them keeps it from
/// matching across two of them.
pub fn searchable<'a>(texts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    fold(&texts.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use icu_properties::{CodePointSetData, props::ChangesWhenNfkcCasefolded};
    use proptest::prelude::*;

    use super::{Decomposing, caseless, fold, searchable};

    #[test]
    fn searchable_texts_are_apart_from_each_other() {
        assert_eq!(searchable([Some("Äpfel"), None, Some("Buy MILK")]), "äpfel\nbuy milk");
        assert_eq!(searchable([None]), "");
    }

    #[test]
    fn one_word_is_found_however_it_is_written() {
        for (one, other) in [
            ("Straße", "STRASSE"),
            ("Straße", "STRAẞE"),
            ("Νίκος", "ΝΊΚΟΣ"),
            ("Οδυσσέας", "οδυσσέασ"),
            ("Tiếng Việt", "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t"),
            ("Tiếng Việt", "TIÊ\u{301}NG VIÊ\u{323}T"),
            ("한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}"),
            ("Müller", "Mu\u{308}ller"),
            ("ＡＢＣ １２３", "abc 123"),
            ("ｶﾞｷﾞ", "ガギ"),
            ("ﬁsh", "FISH"),
            ("Donau\u{ad}dampf\u{200b}schiff", "donaudampfschiff"),
            ("İSTANBUL", "istanbul"),
            ("ISPARTA", "ısparta"),
            ("a\u{a0}b", "a b"),
            ("Ꮳꮃꭹ", "ᏣᎳᎩ"),
            ("ᾳ", "ΑΙ"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        for (one, other) in [("Äpfel", "Apfel"), ("ά", "α"), ("किताब", "कतब"), ("が", "か")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn folding_is_unicodes_own_for_every_character() {
        let changes = CodePointSetData::new::<ChangesWhenNfkcCasefolded>();
        for c in ('\0'..='\u{323af}').chain('\u{e0000}'..='\u{e0fff}') {
            let text = c.to_string();
            assert_eq!(caseless(&text) != text, changes.contains(c), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_folded_stays_as_it_is_and_no_form_makes_a_difference(text in "\\PC{0,12}") {
            let folded = caseless(&text);
            prop_assert_eq!(&caseless(&folded), &folded);
            prop_assert_eq!(&caseless(&Decomposing::new_nfd().normalize(&text)), &folded);
            prop_assert_eq!(&caseless(&Decomposing::new_nfkd().normalize(&text)), &folded);
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
