//! `cargo xtask codegen`: files that are made from the code.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::{json, process};

/// A file and the command of `umbra` that prints what belongs into it.
struct Generated {
    path: &'static str,
    command: &'static str,
    form: fn(&str) -> Outcome<String>,
}

const FILES: &[Generated] = &[
    Generated { path: "docs/openapi.json", command: "openapi", form: json::canonical },
    Generated { path: "docs/errors.md", command: "error-reference", form: text },
    Generated { path: "docs/config.md", command: "config-reference", form: text },
    Generated { path: "docs/metrics.md", command: "metric-reference", form: text },
    Generated { path: "docs/schema.md", command: "schema", form: text },
];

/// Lines that a difference shows at most.
const SHOWN_LINES: usize = 16;

impl Generated {
    fn content(&self, umbra: &Path) -> Outcome<String> {
        (self.form)(&process::output(process::command(umbra).arg(self.command))?)
    }

    fn place(&self) -> PathBuf {
        process::root().join(self.path)
    }
}

/// Writes the files that aren't up to date.
pub(crate) fn write() -> Outcome {
    let umbra = process::umbra()?;
    each(|file| {
        let (content, place) = (file.content(&umbra)?, file.place());
        if fs::read_to_string(&place).is_ok_and(|present| present == content) {
            println!("codegen: {} is up to date", file.path);
            return Ok(());
        }
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(Failure::about(folder))?;
        }
        fs::write(&place, content).map_err(Failure::about(&place))?;
        println!("codegen: wrote {}", file.path);
        Ok(())
    })
}

/// Fails when a file isn't what [`write()`] would make of it.
pub(crate) fn check() -> Outcome {
    let umbra = process::umbra()?;
    each(|file| {
        let present = fs::read_to_string(file.place()).unwrap_or_default();
        match difference(&present, &file.content(&umbra)?) {
            None => {
                println!("codegen: {} is up to date", file.path);
                Ok(())
            }
            Some(difference) => Err(Failure::new(format!(
                "{} isn't up to date, run `cargo xtask codegen`\n{difference}",
                file.path
            ))),
        }
    })
}

/// Does something with every file, also after it failed with one.
fn each(mut act: impl FnMut(&Generated) -> Outcome) -> Outcome {
    let failures: Vec<String> = FILES
        .iter()
        .filter_map(|file| act(file).err())
        .map(|failure| format!("codegen: {failure}"))
        .collect();
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(failures.join("\n"))) }
}

/// Ends text with exactly one line break.
fn text(printed: &str) -> Outcome<String> {
    Ok(format!("{}\n", printed.trim_end()))
}

/// Shows the lines that differ, shortened.
fn difference(present: &str, wanted: &str) -> Option<String> {
    let (old, new): (Vec<_>, Vec<_>) = (present.lines().collect(), wanted.lines().collect());
    let mut shown = Vec::new();
    let (mut at, mut to) = (0, 0);
    while at < old.len() || to < new.len() {
        let (gone, come) = until_equal(&old[at..], &new[to..]);
        if gone + come > 0 {
            shown.push(format!("line {}:", at + 1));
            shown.extend(old[at..at + gone].iter().map(|line| format!("  - {line}")));
            shown.extend(new[to..to + come].iter().map(|line| format!("  + {line}")));
        }
        (at, to) = (at + gone + 1, to + come + 1);
    }
    let hidden = shown.len().saturating_sub(SHOWN_LINES);
    shown.truncate(SHOWN_LINES);
    if hidden > 0 {
        shown.push(format!("… and {hidden} lines more"));
    }
    // Texts that differ in their line breaks only have no lines to show.
    (present != wanted).then(|| shown.join("\n"))
}

/// Counts the lines to pass over on both sides, as few as possible, until they are equal or at
/// their ends.
fn until_equal(old: &[&str], new: &[&str]) -> (usize, usize) {
    (0..=old.len() + new.len())
        .flat_map(|sum| (0..=sum).map(move |gone| (gone, sum - gone)))
        .filter(|&(gone, come)| gone <= old.len() && come <= new.len())
        .find(|&(gone, come)| old.get(gone) == new.get(come))
        .unwrap_or((old.len(), new.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
    }

    #[test]
    fn only_what_differs_is_shown() {
        let shown = difference("a\nb\nc\nd\ne\n", "a\nB\nB2\nc\nd\nE\n").unwrap();
        assert_eq!(shown, "line 2:\n  - b\n  + B\n  + B2\nline 5:\n  - e\n  + E");
    }

    #[test]
    fn what_was_added_at_the_end_is_shown() {
        assert_eq!(difference("a\n", "a\na\n").unwrap(), "line 2:\n  + a");
    }

    #[test]
    fn what_was_removed_at_the_start_is_shown() {
        assert_eq!(difference("x\na\n", "a\n").unwrap(), "line 1:\n  - x");
    }

    #[test]
    fn a_missing_line_break_is_a_difference() {
        assert_eq!(difference("a", "a\n").as_deref(), Some(""));
    }

    #[test]
    fn a_long_difference_is_shortened() {
        let shown = difference("", &"x\n".repeat(SHOWN_LINES + 3)).unwrap();
        assert_eq!(shown.lines().count(), SHOWN_LINES + 1);
        assert!(shown.ends_with("… and 4 lines more"), "{shown}");
    }
}
