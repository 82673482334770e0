//! What everybody who is measured holds: the same todos, events and reminders of the same people.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan as _};
use serde_json::{Value, json};

use crate::ahead::this_day;
use crate::calendar::filler::{nullable, quoted};
use crate::dice::Dice;

/// Todos of each person; 50 are read at a time.
const TODOS: usize = 100;

/// Single events of each person, half a year to either side of today.
const SINGLE: usize = 180;

/// Series of each person, of up to two years.
const SERIES: usize = 20;

/// Reminders of each person, as many due as ahead.
const REMINDERS: usize = 20;

const RULES: [&str; 4] = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=MONTHLY;BYMONTHDAY=15",
];

/// Everybody's things.
pub(super) struct World {
    /// Today, in UTC.
    pub(super) day: Date,
    pub(super) people: Vec<Things>,
}

/// What one person has.
pub(super) struct Things {
    pub(super) todos: Vec<Todo>,
    pub(super) events: Vec<Event>,
    pub(super) reminders: Vec<Reminder>,
}

pub(super) struct Todo {
    title: String,
    description: Option<String>,
    due: Option<Date>,
    is_completed: bool,
}

pub(super) struct Event {
    title: String,
    description: Option<String>,
    location: Option<String>,
    start: DateTime,
    minutes: i64,
    rule: Option<&'static str>,
}

pub(super) struct Reminder {
    title: String,
    at: DateTime,
}

impl World {
    /// Invents it around today, the same one each time on a day.
    pub(super) fn invent(people: usize) -> Self {
        let day = this_day();
        let mut dice = Dice::seeded(0x0000_9ee5);
        Self { day, people: (0..people).map(|_| Things::invent(day, &mut dice)).collect() }
    }

    /// Gives the bounds of the month.
    pub(super) fn month(&self) -> (Date, Date) {
        let first = self.day.first_of_month();
        (first, first.saturating_add(1.month()))
    }

    /// Writes the rows of the peers on PostgreSQL: people with a password, a session for pgbench, and what
    /// they have.
    pub(super) fn sql(&self, hash: &str) -> String {
        let mut text = String::new();
        let mut rows = [Vec::new(), Vec::new(), Vec::new()];
        for (number, things) in self.people.iter().enumerate() {
            let id = number + 1;
            // Writing into a text can't fail.
            let _ = writeln!(
                text,
                "INSERT INTO users (email, password_hash, display_name) \
                 VALUES ('person{number}@example.test', {}, 'Person {number}');\n\
                 INSERT INTO sessions (id, user_id, expires_at) \
                 VALUES ('limit-{id}', {id}, now() + interval '30 days');",
                quoted(hash)
            );
            rows[0].extend(things.todos.iter().map(|todo| todo.sql(id)));
            rows[1].extend(things.events.iter().map(|event| event.sql(id)));
            rows[2].extend(things.reminders.iter().map(|reminder| reminder.sql(id)));
        }
        let into = [
            "todos (user_id, title, description, status, priority, due_at, completed_at, created_at)",
            "events (user_id, title, description, location, starts_at, ends_at, rrule)",
            "reminders (user_id, title, due_at)",
        ];
        for (into, rows) in into.into_iter().zip(rows) {
            for some in rows.chunks(500) {
                let _ = writeln!(text, "INSERT INTO {into} VALUES\n{};", some.join(",\n"));
            }
        }
        text
    }
}

impl Things {
    fn invent(day: Date, dice: &mut Dice) -> Self {
        let around = |dice: &mut Dice, days: u32| {
            later(day, i64::from(dice.below(2 * days + 1)) - i64::from(days))
        };
        let hour = |day: Date, dice: &mut Dice| day.at(6 + dice.below(15) as i8, 0, 0, 0);
        let todos = (0..TODOS).map(|number| Todo {
            title: format!("Todo number {number} to be done"),
            description: describe(number),
            due: number.is_multiple_of(2).then(|| around(dice, 60)),
            is_completed: number % 4 > 1,
        });
        let todos = todos.collect();
        let single = (0..SINGLE).map(|number| {
            let on = around(dice, 182);
            event(number, hour(on, dice), 60, None)
        });
        let mut events: Vec<_> = single.collect();
        events.extend((0..SERIES).map(|number| {
            let rule = RULES[number % RULES.len()];
            let begins = first_of(rule, later(day, -30 - i64::from(dice.below(700))));
            event(number, hour(begins, dice), 30, Some(rule))
        }));
        // None rings today: what is due is the same at any time of the day.
        let reminders = (0..REMINDERS as i64).map(|number| {
            let days = if number % 2 == 0 { -1 - number } else { 2 + number };
            let at = later(day, days).at(9, 0, 0, 0);
            Reminder { title: format!("Reminder {number}"), at }
        });
        Self { todos, events, reminders: reminders.collect() }
    }
}

impl Todo {
    /// Writes it as Umbra takes it.
    pub(super) fn for_umbra(&self) -> Value {
        json!({"title": self.title, "description": self.description, "priority": "medium",
            "due_date": self.due.map(|due| due.to_string()), "completed": self.is_completed})
    }

    /// Writes it as PocketBase takes it.
    pub(super) fn for_pocketbase(&self, owner: &str) -> Value {
        let due = self.due.map(|due| format!("{due} 23:59:59.000Z"));
        let completed = self.is_completed.then_some("2026-01-01 12:00:00.000Z");
        json!({"owner": owner, "title": self.title, "description": self.description, "priority": 2,
            "due": due, "completed": completed})
    }

    fn sql(&self, user: usize) -> String {
        let due = self.due.map(|due| format!("{due}T23:59:59Z"));
        let (status, completed) =
            if self.is_completed { ("done", "now() - interval '1 day'") } else { ("open", "NULL") };
        format!(
            "({user}, {}, {}, '{status}', 2, {}, {completed}, clock_timestamp())",
            quoted(&self.title),
            nullable(self.description.as_deref()),
            nullable(due.as_deref())
        )
    }
}

impl Event {
    /// Writes it as Umbra takes it.
    pub(super) fn for_umbra(&self) -> Value {
        json!({"title": self.title, "description": self.description, "location_text": self.location,
            "start": format!("{}Z", self.start), "end": format!("{}Z", self.end()), "timezone": "UTC",
            "recurrence_rule": self.rule})
    }

    fn end(&self) -> DateTime {
        self.start.saturating_add(SignedDuration::from_mins(self.minutes))
    }

    fn sql(&self, user: usize) -> String {
        format!(
            "({user}, {}, {}, {}, '{}Z', '{}Z', {})",
            quoted(&self.title),
            nullable(self.description.as_deref()),
            nullable(self.location.as_deref()),
            self.start,
            self.end(),
            nullable(self.rule)
        )
    }
}

impl Reminder {
    /// Writes it as Umbra takes it.
    pub(super) fn for_umbra(&self) -> Value {
        json!({"title": self.title, "remind_at": format!("{}Z", self.at), "timezone": "UTC"})
    }

    fn sql(&self, user: usize) -> String {
        format!("({user}, {}, '{}Z')", quoted(&self.title), self.at)
    }
}

fn event(number: usize, start: DateTime, minutes: i64, rule: Option<&'static str>) -> Event {
    Event {
        title: format!("Appointment number {number}"),
        description: describe(number),
        location: number.is_multiple_of(4).then(|| format!("Room {}", number % 9)),
        start,
        minutes,
        rule,
    }
}

/// Every third one has something to say.
fn describe(number: usize) -> Option<String> {
    number.is_multiple_of(3).then(|| "Some words of description. ".repeat(4).trim_end().to_owned())
}

/// Finds the first day from `day` on that a rule has, so that series begin alike whatever becomes of a start
/// that its rule doesn't have.
fn first_of(rule: &str, day: Date) -> Date {
    use jiff::civil::Weekday::{Friday, Monday, Tuesday, Wednesday};
    let has = |day: &Date| match rule {
        rule if rule.contains("BYMONTHDAY=15") => day.day() == 15,
        rule if rule.contains("BYDAY=TU") => day.weekday() == Tuesday,
        rule if rule.contains("BYDAY=MO") => [Monday, Wednesday, Friday].contains(&day.weekday()),
        _ => true,
    };
    (0..31).map(|days| later(day, days)).find(has).unwrap_or(day)
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(SignedDuration::from_hours(24 * days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn everybody_has_the_same_amounts_and_series_begin_by_their_rules() {
        let world = World::invent(3);
        for things in &world.people {
            let amounts = [things.todos.len(), things.events.len(), things.reminders.len()];
            assert_eq!(amounts, [TODOS, SINGLE + SERIES, REMINDERS]);
        }
        let day = date(2026, 11, 28);
        assert_eq!(
            RULES.map(|rule| first_of(rule, day).to_string()),
            ["2026-11-28", "2026-11-30", "2026-12-01", "2026-12-15"]
        );
    }

    #[test]
    fn rows_are_quoted() {
        let todo = Todo {
            title: "Ana's".into(),
            description: None,
            due: Some(date(2026, 1, 2)),
            is_completed: false,
        };
        let expected =
            "(7, 'Ana''s', NULL, 'open', 2, '2026-01-02T23:59:59Z', NULL, clock_timestamp())";
        assert_eq!(todo.sql(7), expected);
    }
}
