//! What came long ago, and is told together.

use fluent_bundle::FluentArgs;
use jiff::Timestamp;

use super::{Kind, Language, Notice, Notification, text::shown, wanted::is_wanted};
use crate::settings::NtfySettings;

/// How many things are named of those that are told together: the rest is counted.
pub const FIRST_NAMED: usize = 5;

/// How many characters of a name are shown.
const MAX_NAME_LENGTH: usize = 60;

/// Things of one category that are told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// What happened.
    pub notice: Notice,
    /// Whether it is about reminders on events.
    pub on_event: bool,
    /// How many there are.
    pub count: u64,
    /// When the first of them came, and what they are called: [`FIRST_NAMED`] at most, in order.
    pub first: Vec<(Timestamp, String)>,
}

impl Gathered {
    fn is_wanted(&self, ntfy: &NtfySettings) -> bool {
        let on_event = self.on_event || self.notice == Notice::EventStarts;
        is_wanted(ntfy, self.notice.kind(), on_event)
    }
}

impl Notification {
    /// Leaves out of what is told together what somebody doesn't want on their phone; `None` if nothing is left
    /// of it by that.
    #[must_use]
    pub fn on_phone(&self, ntfy: &NtfySettings) -> Option<Self> {
        if self.gathered.is_empty() {
            return Some(self.clone());
        }
        let mut told = self.clone();
        told.gathered.retain(|one| one.is_wanted(ntfy));
        told.count = told.gathered.iter().map(|one| one.count).sum();
        (told.count > 0).then_some(told)
    }

    /// Names the first of what it tells of together, a line each, and counts the rest.
    pub(super) fn say_gathered(&self, language: &Language) -> Option<String> {
        let all: u64 = self.gathered.iter().map(|one| one.count).sum();
        let named = self.gathered.iter().flat_map(|of| of.first.iter().map(move |one| (of, one)));
        let mut named: Vec<_> = named.collect();
        named.sort_by_key(|(_, (came, _))| *came);
        named.truncate(FIRST_NAMED);
        let say = |(of, (_, name)): &(&Gathered, &(Timestamp, String))| {
            let name = shown(&cut(name)).into_owned();
            if of.notice.kind() != Kind::Birthday {
                return name;
            }
            let mut arguments = FluentArgs::new();
            arguments.set("name", name);
            language.say(of.notice.code(), &arguments)
        };
        let mut lines: Vec<_> = named.iter().map(say).collect();
        let rest = all.saturating_sub(lines.len() as u64);
        if rest > 0 && !lines.is_empty() {
            let mut arguments = FluentArgs::new();
            arguments.set("count", rest);
            lines.push(language.say("missed-more", &arguments));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// Cuts a name to what is shown of it, and shows that it did.
fn cut(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME_LENGTH) {
        None => name.to_owned(),
        Some(_) => name.chars().take(MAX_NAME_LENGTH - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Gathered, MAX_NAME_LENGTH, cut};
    use crate::{
        notification::{Language, Notice, text::tests::told},
        settings::NtfySettings,
    };

    fn gathered(notice: Notice, count: u64, names: &[(i64, &str)]) -> Gathered {
        let at = |second| Timestamp::from_second(second).unwrap();
        let first = names.iter().map(|&(second, name)| (at(second), name.to_owned())).collect();
        Gathered { notice, on_event: false, count, first }
    }

    #[test]
    fn the_first_are_named_in_the_order_in_which_they_came_and_the_rest_is_counted() {
        let mut missed = told(Notice::Missed, "de", 9);
        missed.gathered = vec![
            gathered(Notice::TodoDue, 5, &[(1, "Milch"), (3, "Miete"), (9, "Müll")]),
            gathered(Notice::Birthday, 1, &[(2, "Ben")]),
            gathered(Notice::Reminded, 3, &[(4, "Tabletten"), (5, "Wasser"), (6, "Tür")]),
        ];
        let german = Language::of(&missed.locale);
        let said = missed.say_gathered(german).unwrap();
        assert_eq!(said, "Milch\nBen hat Geburtstag\nMiete\nTabletten\nWasser\nund 4 weitere");
        missed.gathered = vec![gathered(Notice::TodoDue, 1, &[(1, "Milch")])];
        assert_eq!(missed.say_gathered(german).as_deref(), Some("Milch"));
        missed.gathered.clear();
        assert_eq!(missed.say_gathered(german), None);
    }

    #[test]
    fn what_somebody_does_not_want_on_their_phone_is_left_out_there() {
        let mut missed = told(Notice::Missed, "en", 9);
        let wants_all = NtfySettings::default();
        assert_eq!(missed.on_phone(&wants_all).unwrap().count, 9, "nobody knows what it was");
        missed.gathered = vec![
            gathered(Notice::TodoDue, 5, &[(1, "Milk")]),
            gathered(Notice::Reminded, 3, &[(4, "Tablets")]),
        ];
        assert_eq!(missed.on_phone(&wants_all).unwrap().count, 8);
        let no_todos = NtfySettings { todos_enabled: false, ..NtfySettings::default() };
        let left = missed.on_phone(&no_todos).unwrap();
        assert_eq!((left.count, left.gathered.len()), (3, 1));
        let neither = NtfySettings { reminders_enabled: false, ..no_todos };
        assert_eq!(missed.on_phone(&neither), None);
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(cut("Milch"), "Milch");
        assert_eq!(cut(&"ä".repeat(MAX_NAME_LENGTH)), "ä".repeat(MAX_NAME_LENGTH));
        let long = cut(&"ä".repeat(MAX_NAME_LENGTH + 1));
        assert_eq!((long.chars().count(), long.chars().last()), (MAX_NAME_LENGTH, Some('…')));
    }
}
