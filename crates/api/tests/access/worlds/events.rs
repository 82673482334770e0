//! What happens, in ranges, in single calendars and by search; and when somebody is busy.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_testkit::Person;

use super::{
    lists::has,
    model::{BUSY, OWN, VIEW},
    occurrences::{Happening, Truth, instant, path_of},
    seen::Seen,
    world::{WORDS, World, all_of},
};

/// Ranges as days: all of it, two weeks, one day.
const RANGES: [(&str, &str); 3] =
    [("2026-02-20", "2026-04-10"), ("2026-03-01", "2026-03-08"), ("2026-03-04", "2026-03-05")];

pub async fn zone(who: &Person) -> String {
    let settings = who.get("/api/settings").await.assert_status(200).json();
    settings["timezone"].as_str().unwrap().to_owned()
}

/// The calendars that are shown to somebody who asks for none in particular.
async fn shown(world: &World, who: &Person) -> BTreeSet<i64> {
    let sql = format!(
        "SELECT '' || calendar_id FROM calendar_members WHERE user_id = {} AND is_visible",
        who.id
    );
    world.t.texts(&sql).await.iter().map(|id| id.parse().unwrap()).collect()
}

fn of_calendar(one: &Value) -> i64 {
    one["calendar_id"].as_i64().unwrap()
}

fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_key(|row| (row["id"].as_i64(), row["recurrence_id"].to_string()));
    rows
}

/// When something begins and ends.
fn times(one: &Value, zone: &str) -> (Timestamp, Timestamp) {
    let [start, end] = ["start", "end"].map(|name| instant(one[name].as_str().unwrap(), zone));
    (start, end)
}

/// Tells whether a list shows something that somebody can read: its calendar does, or an invitation that
/// they haven't declined.
fn is_listed(world: &World, who: &Person, seen: &Seen, one: &Value, in_calendar: bool) -> bool {
    let (id, occurrence) = (one["id"].as_i64().unwrap(), one["recurrence_id"].as_str());
    let invited = |one: &&super::invite::Invited| one.covers(id, occurrence);
    let mut invitations = seen.invited.iter().filter(invited);
    (in_calendar && by_calendar(world, who, one))
        || invitations.any(|invitation| !invitation.is_declined)
}

/// Tells whether somebody sees something by what they hold on its calendar.
fn by_calendar(world: &World, who: &Person, one: &Value) -> bool {
    let held = world.model.on_calendar(of_calendar(one), who.id.0);
    let is_theirs = held == OWN || one["created_by"] == json!(who.id);
    held >= VIEW && (one["visibility"] == "default" || is_theirs)
}

/// Tells whether a search finds an event: by its title, by what its place is called, or was.
fn is_found(one: &Value, word: &str) -> bool {
    ["title", "location_name", "location_text"].iter().any(|field| has(&one[*field], word))
}

/// The events that somebody can read which overlap a range.
pub fn within(seen: &Seen, zone: &str, (from, to): (&str, &str)) -> Vec<Value> {
    let (from, to) = (instant(from, zone), instant(to, zone));
    let overlaps = |one: &&Value| {
        let (start, end) = times(one, zone);
        start < to && (end > from || (start == end && start >= from))
    };
    seen.events.iter().filter(overlaps).cloned().collect()
}

/// When the calendars of others keep somebody busy in a range who doesn't see why: calendar, start, end.
fn busy(
    world: &World,
    who: &Person,
    (seen, truth): (&Seen, &Truth),
    zone: &str,
    (from, to): (&str, &str),
) -> Vec<(i64, Timestamp, Timestamp)> {
    let (from, to) = (instant(from, zone), instant(to, zone));
    let is_shown = |happening: &Happening| {
        let read = seen.events.iter().find(|one| path_of(one) == happening.path());
        read.is_some_and(|one| is_listed(world, who, seen, one, true))
    };
    let mut all = Vec::new();
    for one in &truth.events {
        let held = world.model.on_calendar(one.calendar, who.id.0);
        if held < BUSY || is_shown(one) {
            continue;
        }
        if let Some((start, end)) = one.busy(zone).filter(|(start, end)| *start < to && *end > from)
        {
            all.push((one.calendar, start.max(from), end.min(to)));
        }
    }
    all.sort_unstable();
    let mut merged: Vec<(i64, Timestamp, Timestamp)> = Vec::new();
    for (calendar, start, end) in all {
        match merged.last_mut() {
            Some(last) if last.0 == calendar && start <= last.2 => last.2 = last.2.max(end),
            _ => merged.push((calendar, start, end)),
        }
    }
    merged
}

/// Takes a list apart, and checks that a busy time is nothing else.
fn divided(list: Vec<Value>) -> (Vec<Value>, Vec<(i64, Timestamp, Timestamp)>) {
    let (busy, events): (Vec<_>, Vec<_>) =
        list.into_iter().partition(|one| one.get("kind").is_some());
    let mut times: Vec<_> = busy
        .iter()
        .map(|one| {
            let fields: BTreeSet<_> = one.as_object().unwrap().keys().map(String::as_str).collect();
            let known = ["calendar_id", "end", "end_local", "kind", "start", "start_local"];
            assert_eq!(fields, BTreeSet::from(known), "{one}");
            let time = |field: &str| one[field].as_str().unwrap().parse().unwrap();
            (of_calendar(one), time("start"), time("end"))
        })
        .collect();
    times.sort_unstable();
    (sorted(events), times)
}

pub async fn compare(world: &World, who: &Person, seen: &Seen, truth: &Truth) {
    let (zone, shown) = (zone(who).await, shown(world, who).await);
    let name = &who.username;
    for range in RANGES {
        let path = format!("/api/events?start={}&end={}", range.0, range.1);
        let (listed, times) = divided(who.get(&path).await.assert_status(200).json_as());
        let all = within(seen, &zone, range);
        let is_shown = |calendar: i64| shown.contains(&calendar);
        let expected: Vec<_> = all
            .iter()
            .filter(|one| is_listed(world, who, seen, one, is_shown(of_calendar(one))))
            .cloned()
            .collect();
        assert_eq!(listed, sorted(expected.clone()), "{name} lists {path}");
        let busy = busy(world, who, (seen, truth), &zone, range);
        let in_shown: Vec<_> = busy.iter().filter(|one| is_shown(one.0)).copied().collect();
        assert_eq!(times, in_shown, "{name} lists {path}");
        let word = WORDS[2];
        let found = who.get(format!("{path}&search={word}")).await.assert_status(200).json_as();
        let has_word = expected.into_iter().filter(|one| is_found(one, word)).collect();
        assert_eq!(divided(found), (sorted(has_word), Vec::new()), "{name} searches {path}");
        if range != RANGES[0] {
            continue;
        }
        for calendar in world.model.calendars.keys() {
            let path = format!("{path}&calendar_id={calendar}");
            let reply = who.get(&path).await;
            if world.model.on_calendar(*calendar, who.id.0) < BUSY {
                reply.assert_problem(404, "not_found");
                continue;
            }
            let here = all.iter().filter(|one| of_calendar(one) == *calendar);
            let here = here.filter(|one| is_listed(world, who, seen, one, true)).cloned().collect();
            let busy: Vec<_> = busy.iter().filter(|one| one.0 == *calendar).copied().collect();
            assert_eq!(divided(reply.assert_status(200).json_as()), (sorted(here), busy), "{path}");
        }
    }
    for word in WORDS {
        let found = all_of(who, &format!("/api/events?search={word}&limit=2")).await;
        let (found, times) = divided(found);
        assert_eq!(times, []);
        let with_word = seen.events.iter().filter(|one| {
            is_listed(world, who, seen, one, shown.contains(&of_calendar(one)))
                && is_found(one, word)
        });
        let expected: BTreeSet<_> = with_word.map(|one| one["id"].as_i64().unwrap()).collect();
        let ids: Vec<_> = found.iter().map(|one| one["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, expected.into_iter().collect::<Vec<_>>(), "{name} searches {word}");
        for one in found {
            assert!(seen.events.contains(&one), "{name} finds {one}");
        }
    }
}
