//! Recognises texts a guesser tries first, whatever their length.

use zeroize::Zeroizing;

/// Tells whether `chars` is one block of at most `longest` characters, written at least twice:
/// `aaaaaaaa`, `abcabcabc`, and also with the last block cut short, `abcabcab`.
pub(crate) fn repeats_a_block(chars: &[char], longest: usize) -> bool {
    let half = chars.len() / 2;
    (1..=longest.min(half)).any(|period| {
        let (head, tail) = (&chars[..chars.len() - period], &chars[period..]);
        head == tail
    })
}

/// Tells whether every character follows the one before it by the same single step, up or down
/// (`12345678`, `hgfedcba`), where `0` may follow `9` as on a keyboard.
pub(crate) fn is_a_run(chars: &[char]) -> bool {
    let rises = |pair: &[char]| {
        let (from, to) = (u32::from(pair[0]), u32::from(pair[1]));
        to == from + 1 || (pair[0] == '9' && pair[1] == '0')
    };
    let falls = |pair: &[char]| {
        let (from, to) = (u32::from(pair[0]), u32::from(pair[1]));
        from == to + 1 || (pair[0] == '0' && pair[1] == '9')
    };
    chars.len() > 1 && (chars.windows(2).all(rises) || chars.windows(2).all(falls))
}

/// The rows of a keyboard, each key a place. Keys of other languages' layouts are near these.
const KEYBOARD: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Tells which part of the steps from one letter or digit to the next go nowhere far: to the same
/// one, to a neighbour on the keyboard, or to the next in the alphabet. What else there is between
/// them doesn't count.
pub(crate) fn walked(chars: &[char]) -> f32 {
    let letters = chars.iter().filter(|c| c.is_alphanumeric());
    let letters: Zeroizing<Vec<char>> =
        Zeroizing::new(letters.flat_map(|c| c.to_lowercase()).collect());
    if letters.len() < 2 {
        return 0.0;
    }
    let near = letters.windows(2).filter(|pair| is_near(pair[0], pair[1])).count();
    near as f32 / (letters.len() - 1) as f32
}

fn is_near(one: char, other: char) -> bool {
    let key = |wanted: char| {
        KEYBOARD.iter().enumerate().find_map(|(row, keys)| Some((row, keys.find(wanted)?)))
    };
    let beside = match (key(one), key(other)) {
        (Some(one), Some(other)) => one.0.abs_diff(other.0) <= 1 && one.1.abs_diff(other.1) <= 1,
        _ => false,
    };
    beside || u32::from(one).abs_diff(u32::from(other)) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_repeated_block_is_recognised_up_to_the_longest_one() {
        assert!(repeats_a_block(&chars("aaaaaaaa"), 1));
        assert!(repeats_a_block(&chars("abcabcab"), 3));
        assert!(!repeats_a_block(&chars("abcabcab"), 2));
        assert!(!repeats_a_block(&chars("abcdefab"), 4));
    }

    #[test]
    fn texts_too_short_to_repeat_do_not_repeat() {
        assert!(!repeats_a_block(&[], 4));
        assert!(!repeats_a_block(&chars("a"), 4));
    }

    #[test]
    fn runs_go_up_or_down_and_wrap_behind_nine() {
        for run in ["12345678", "abcdefgh", "87654321", "7890123", "3210987", "αβγδε"] {
            assert!(is_a_run(&chars(run)), "{run}");
        }
        for other in ["12345679", "abcdefgi", "aabbccdd", "", "a"] {
            assert!(!is_a_run(&chars(other)), "{other}");
        }
    }
}
