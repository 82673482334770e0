//! What a notification says.

use std::borrow::Cow;

use fluent_bundle::FluentArgs;
use icu_properties::{CodePointMapData, props::BidiClass};
use jiff::{
    Timestamp, Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{Kind, Language, Moment, Notice, Notification};
use crate::{
    action_link::{LinkAct, LinkSubject, SNOOZE_MINUTES},
    settings::Locale,
    todo::Due,
    user::PreferredName,
};

/// The text of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What happened, in a line.
    pub title: String,
    /// More about it, if there is more.
    pub body: Option<String>,
}

/// Says that a test came through, in the reader's language.
#[must_use]
pub fn test_message(locale: &Locale) -> Text {
    let (language, none) = (Language::of(locale), FluentArgs::new());
    Text { title: language.say("push-test", &none), body: language.say_below("push-test", &none) }
}

/// Says what stands on a button, in the reader's language.
#[must_use]
pub fn button(locale: &Locale, act: LinkAct, subject: &LinkSubject) -> String {
    let mut arguments = FluentArgs::new();
    arguments.set("minutes", SNOOZE_MINUTES);
    let message = match (act, subject) {
        (LinkAct::Snooze, _) => "button-snooze",
        (LinkAct::Hour, _) => "button-hour",
        (LinkAct::Tomorrow, _) => "button-tomorrow",
        (LinkAct::Done, LinkSubject::Reminder { .. }) => "button-dismiss",
        (LinkAct::Done, LinkSubject::Todo { .. } | LinkSubject::Task { .. }) => "button-done",
    };
    Language::of(locale).say(message, &arguments)
}

impl Notification {
    /// Says it in the reader's language, with times on a clock of theirs.
    #[must_use]
    pub fn text(&self, clock: &TimeZone) -> Text {
        let language = Language::of(&self.locale);
        let mut arguments = FluentArgs::new();
        arguments.set("count", self.count);
        arguments.set("actor", self.actor_in(language));
        if let Some(name) = &self.name {
            arguments.set("name", shown(name));
        }
        if let Some(place) = &self.place {
            arguments.set("place", shown(place));
        }
        if let Some(address) = &self.address {
            arguments.set("address", address.as_str());
        }
        let when = self.when.map(|when| when.say(language, clock));
        if let Some(when) = when.or_else(|| self.due.map(|due| say_due(due, language))) {
            arguments.set("when", when);
        }
        if let Some(age) = self.age {
            arguments.set("age", age);
        }
        let message = match (self.notice, self.age) {
            (Notice::Birthday, Some(_)) => "birthday-of-age",
            (notice, _) => notice.code(),
        };
        let title = language.say(message, &arguments);
        let said = match self.notice.kind() {
            Kind::Comment | Kind::Mention => {
                self.excerpt.as_deref().map(|text| shown(text).into_owned())
            }
            Kind::Digest => self.say_gathered(language),
            _ => language.say_below(message, &arguments),
        };
        let late = self.came_at.filter(|_| self.is_late()).map(|came| {
            arguments.set("came", Moment::At(came).say(language, clock));
            language.say("late", &arguments)
        });
        let body = match (said, late) {
            (Some(said), Some(late)) => Some(format!("{said}\n{late}")),
            (said, late) => said.or(late),
        };
        Text { title, body }
    }

    /// Names who did it.
    fn actor_in(&self, language: &Language) -> String {
        match &self.actor {
            Some(peer) => {
                let name = peer.preferred_name.as_ref().map(PreferredName::as_str);
                shown(name.unwrap_or(&peer.username)).into_owned()
            }
            None => language.say("somebody", &FluentArgs::new()),
        }
    }
}

impl Moment {
    /// Says when, on somebody's clock.
    pub(crate) fn say(self, language: &Language, clock: &TimeZone) -> String {
        match self {
            Self::Day(day) => language.say("day", &of_day(day)),
            Self::At(at) => {
                let local = on_clock(at, clock);
                say_moment(local.date(), local.time(), language)
            }
        }
    }
}

fn say_due(due: Due, language: &Language) -> String {
    match due.time {
        Some(time) => say_moment(due.date, time, language),
        None => language.say("day", &of_day(due.date)),
    }
}

fn say_moment(day: Date, time: Time, language: &Language) -> String {
    let mut arguments = of_day(day);
    arguments.set("time", time.strftime("%H:%M").to_string());
    language.say("moment", &arguments)
}

fn on_clock(at: Timestamp, clock: &TimeZone) -> Zoned {
    at.to_zoned(clock.clone())
}

fn of_day(day: Date) -> FluentArgs<'static> {
    let mut arguments = FluentArgs::new();
    arguments.set("weekday", i64::from(day.weekday().to_monday_one_offset()));
    arguments.set("day", i64::from(day.day()));
    arguments.set("month", i64::from(day.month()));
    // As text, so that no language groups its digits.
    arguments.set("year", day.year().to_string());
    arguments
}

/// Makes what somebody wrote safe to stand in a sentence: it can't turn the rest around. Marks that would
/// (Unicode Standard Annex #9, section 2) are left out, and text that runs from right to left, and only
/// that, is isolated from what is around it.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let classes = CodePointMapData::<BidiClass>::new();
    let is_mark = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let turns = |c| matches!(classes.get(c), BidiClass::RightToLeft | BidiClass::ArabicLetter);
    let plain: Cow<'_, str> =
        if text.contains(is_mark) { text.replace(is_mark, "").into() } else { text.into() };
    if plain.chars().any(turns) { format!("\u{2068}{plain}\u{2069}").into() } else { plain }
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::{Text, shown};
    use crate::{
        NotificationId, UserId,
        connection::Peer,
        notification::{Language, Moment, Notice, Notification, Subject},
        settings::Locale,
        todo::Due,
        user::PreferredName,
    };

    pub(in crate::notification) fn told(notice: Notice, locale: &str, count: u64) -> Notification {
        let now = Timestamp::UNIX_EPOCH;
        let name = PreferredName::parse("Ben").unwrap();
        let peer = Peer { id: UserId(2), username: "ben".to_owned(), preferred_name: Some(name) };
        Notification {
            id: NotificationId(1),
            notice,
            count,
            created_at: now,
            updated_at: now,
            read_at: None,
            actor: Some(peer),
            subject: Subject::Account,
            name: Some("Choir".to_owned()),
            place: Some("Kitchen".to_owned()),
            excerpt: Some("Shall we?".to_owned()),
            when: Some(Moment::At("2026-03-02T23:30:00Z".parse().unwrap())),
            due: None,
            age: None,
            came_at: None,
            is_gathered: false,
            snoozes: 0,
            snoozed_until: None,
            gathered: Vec::new(),
            address: Some("203.0.113.7".to_owned()),
            locale: Locale::parse(locale).unwrap(),
        }
    }

    fn text(notification: &Notification) -> Text {
        // An hour ahead of UTC.
        notification.text(&TimeZone::fixed(jiff::tz::offset(1)))
    }

    #[test]
    fn everything_is_said_in_every_language_whatever_the_number() {
        for language in Language::all() {
            for &notice in Notice::ALL {
                for count in [1, 2, 7] {
                    let Text { title, body } = text(&told(notice, language.tag(), count));
                    let all = format!("{title} {}", body.unwrap_or_default());
                    assert!(!title.is_empty(), "{notice:?} in {}", language.tag());
                    assert!(!all.contains(['{', '}', '$']), "{all}");
                }
            }
        }
    }

    #[test]
    fn what_is_said_reads_well() {
        let said = |notice, locale, count| {
            let Text { title, body } = text(&told(notice, locale, count));
            (title, body.unwrap_or_default())
        };
        let both = |title: &str, body: &str| (title.to_owned(), body.to_owned());
        assert_eq!(
            said(Notice::EventInvited, "en-GB", 1),
            both("Ben invited you to “Choir”", "Tuesday, 3 March 2026 at 00:30")
        );
        assert_eq!(
            said(Notice::EventInvited, "de-AT", 1),
            both("Ben lädt dich zu „Choir“ ein", "Dienstag, 3. März 2026, 00:30 Uhr")
        );
        assert_eq!(said(Notice::Commented, "en", 1), both("Ben commented on “Choir”", "Shall we?"));
        assert_eq!(said(Notice::Commented, "de", 3).0, "3 neue Kommentare zu „Choir“");
        assert_eq!(
            said(Notice::TaskAssigned, "en", 10),
            both("Ben assigned 10 tasks to you", "Kitchen")
        );
        assert_eq!(said(Notice::ConnectionRequested, "fr", 1).0, "Ben wants to connect with you");
    }

    #[test]
    fn who_is_gone_is_somebody_and_what_is_not_known_is_not_said() {
        let gone = Notification { actor: None, ..told(Notice::Commented, "de", 1) };
        assert_eq!(text(&gone).title, "Jemand hat „Choir“ kommentiert");
        let unknown = Notification { when: None, ..told(Notice::EventInvited, "en", 1) };
        assert_eq!(text(&unknown).body, None);
        let nowhere = Notification { address: None, ..told(Notice::TotpDisabled, "en", 1) };
        assert_eq!(text(&nowhere).body, None);
        let day = Some(Moment::Day("2026-12-24".parse().unwrap()));
        let day = Notification { when: day, ..told(Notice::Birthday, "de", 1) };
        assert_eq!(text(&day).body.as_deref(), Some("Donnerstag, 24. Dezember 2026"));
    }

    #[test]
    fn what_is_due_says_when_and_how_late_it_is_told() {
        let due = Due::parse("2026-03-10".parse().ok(), "14:30".parse().ok()).unwrap();
        let todo = Notification { when: None, due, ..told(Notice::TodoDue, "en", 1) };
        assert_eq!(text(&todo).body.as_deref(), Some("Tuesday, 10 March 2026 at 14:30"));
        let came_at = Some("1969-12-31T22:00:00Z".parse().unwrap());
        let late = Notification { came_at, locale: Locale::parse("de").unwrap(), ..todo };
        let body = text(&late).body.unwrap();
        assert_eq!(
            body,
            "Dienstag, 10. März 2026, 14:30 Uhr\n\
             Verspätet: das war für Mittwoch, 31. Dezember 1969, 23:00 Uhr."
        );
        let aged = Notification { age: Some(34), ..told(Notice::Birthday, "en", 1) };
        assert_eq!(text(&aged).title, "Choir turns 34");
        let missed = |count| text(&told(Notice::Missed, "en", count)).title;
        assert_eq!(missed(1), "Something came while this server was away");
        assert_eq!(missed(12), "12 things came while this server was away");
    }

    #[test]
    fn what_somebody_wrote_cannot_turn_the_rest_of_a_text_around() {
        assert_eq!(shown("Choir {$x} \u{fc}"), "Choir {$x} \u{fc}");
        assert_eq!(shown("a\u{202e}b\u{2069}c"), "abc");
        assert_eq!(shown("שלום"), "\u{2068}שלום\u{2069}");
        assert_eq!(shown("a \u{2067}مرحبا"), "\u{2068}a مرحبا\u{2069}");
    }
}
