//! Ten years that lie behind somebody, written in statements of a thousand rows.

use jiff::civil::Date;
use umbra_domain::event::Event;
use umbra_domain::{CalendarId, UserId};
use umbra_store::Store;

use crate::calendar::MADE;
use crate::calendar::filler::{at, execute, insert};
use crate::calendar::invented::{self, days, later, timed};
use crate::dice::Dice;
use crate::failure::Outcome;

/// How many rows a statement writes.
const ROWS: usize = 1_000;

/// How many days ago it all ended: what lies ahead doesn't show any of it.
const AGO: i64 = 60;

/// How many days there are before.
const YEARS: u32 = 3_653;

/// How many projects the tasks are in.
const PROJECTS: usize = 10;

/// Writes about `count` rows, the same ones each time.
pub(super) async fn fill(
    store: &Store,
    (who, calendar): (UserId, CalendarId),
    day: Date,
    count: usize,
) -> Outcome {
    let past = Past { who, last: later_by(day, -AGO) };
    let mut dice = Dice::seeded(0x000a_6e0d);
    for first in (0..count * 40 / 100).step_by(ROWS) {
        let numbers = first..(count * 40 / 100).min(first + ROWS);
        let events = numbers.map(|number| past.event(calendar, number, &mut dice));
        insert(store, &events.collect::<Outcome<Vec<_>>>()?).await?;
    }
    for number in 0..PROJECTS {
        execute(store, past.project(number)).await?;
    }
    past.write(store, count * 25 / 100, TODOS, &mut dice, Past::todo).await?;
    past.write(store, count * 15 / 100, TASKS, &mut dice, Past::task).await?;
    past.write(store, count * 10 / 100, REMINDERS, &mut dice, Past::reminder).await?;
    past.write(store, count * 5 / 100, PEOPLE, &mut dice, Past::person).await?;
    let due = later_by(day, 1);
    execute(store, past.habit(due)).await?;
    past.write(store, count * 5 / 100, COMPLETIONS, &mut dice, Past::completion).await
}

const TODOS: &str = "INSERT INTO todos (user_id, version, title, title_key, description, priority, \
    due_rank, completed_at, search_text, recurrence_done, created_at, updated_at) ";

const TASKS: &str = "INSERT INTO tasks (project_id, created_by, version, title, description, status, \
    priority, start_date, due_rank, recurrence_done, completed_at, sort_order, search_text, \
    created_at, updated_at) ";

const REMINDERS: &str = "INSERT INTO reminders (user_id, version, title, timezone, remind_at, \
    remind_local, is_active, fired_at, fired_occurrence, is_dismissed, snooze_generation, \
    search_text, created_at, updated_at) ";

const PEOPLE: &str = "INSERT INTO people (user_id, version, first_name, emails, phones, addresses, \
    birth_day, is_favorite, last_key, first_key, search_text, match_keys, created_at, updated_at) ";

const COMPLETIONS: &str = "INSERT INTO todo_completions (todo_id, due_date, completed_at) ";

/// Whose past it is, and when it ended.
struct Past {
    who: UserId,
    last: Date,
}

impl Past {
    fn day(&self, dice: &mut Dice) -> Date {
        later_by(self.last, -i64::from(dice.below(YEARS)))
    }

    /// Writes so many rows of a kind.
    async fn write(
        &self,
        store: &Store,
        count: usize,
        insert: &str,
        dice: &mut Dice,
        row: impl Fn(&Self, usize, &mut Dice) -> String,
    ) -> Outcome {
        for first in (0..count).step_by(ROWS) {
            let rows = (first..count.min(first + ROWS)).map(|number| row(self, number, dice));
            let rows = rows.collect::<Vec<_>>().join(",");
            execute(store, format!("{insert}VALUES {rows}")).await?;
        }
        Ok(())
    }

    fn event(&self, calendar: CalendarId, number: usize, dice: &mut Dice) -> Outcome<Event> {
        let day = self.day(dice);
        let time = day.at(8 + (number % 10) as i8, 30, 0, 0);
        let when = match dice.below(100) {
            0 => {
                // Thirteen weeks before its end.
                let begins = later_by(day, -13 * 7).at(9, 0, 0, 0);
                let when = timed(begins, 60, "Europe/Vienna")?;
                let rule = "FREQ=WEEKLY;COUNT=13";
                return invented::series(calendar, number, when, rule, Vec::new());
            }
            1..10 => days(later_by(day, -1), 1),
            _ => timed(time, 60, "Europe/Vienna")?,
        };
        invented::single(calendar, number, when)
    }

    fn todo(&self, number: usize, dice: &mut Dice) -> String {
        let (who, day, made) = (self.who, self.day(dice), at(MADE));
        format!(
            "({who}, 1, 'Todo {number}', 'todo {number}', 'What there is to say', {}, \
             '{day}T24:00:00', {made}, 'todo {number}', 0, {made}, {made})",
            number % 4,
        )
    }

    fn project(&self, number: usize) -> String {
        let (who, made) = (self.who, at(MADE));
        format!(
            "INSERT INTO projects (user_id, version, name, name_key, status, color, is_archived, \
             sort_order, search_text, created_at, updated_at) VALUES ({who}, 1, 'Past {number}', \
             'past {number}', 1, '#3366cc', FALSE, {number}, 'past {number}', {made}, {made})"
        )
    }

    fn task(&self, number: usize, dice: &mut Dice) -> String {
        let (who, day, made) = (self.who, self.day(dice), at(MADE));
        let begins = later_by(day, -5);
        let project = number % PROJECTS;
        format!(
            "((SELECT id FROM projects WHERE user_id = {who} AND sort_order = {project}), {who}, \
             1, 'Task {number}', 'What there is to say', 4, {}, '{begins}', '{day}T24:00:00', 0, {made}, \
             {}, 'task {number}', {made}, {made})",
            number % 4,
            number * 1_024,
        )
    }

    fn reminder(&self, number: usize, dice: &mut Dice) -> String {
        let (who, day, made) = (self.who, self.day(dice), at(MADE));
        let rang = format!("'{day}T08:00:00+00:00'");
        format!(
            "({who}, 1, 'Reminder {number}', 'UTC', {rang}, '{day}T08:00:00', TRUE, {rang}, \
             '{day}T08:00:00', TRUE, 0, 'reminder {number}', {made}, {made})"
        )
    }

    /// Makes somebody whose birthday is in another half of the year.
    fn person(&self, number: usize, dice: &mut Dice) -> String {
        let (who, made) = (self.who, at(MADE));
        let born = later_by(self.last, AGO + 100 + i64::from(dice.below(160)));
        let born = i16::from(born.month()) * 100 + i16::from(born.day());
        format!(
            "({who}, 1, 'Person {number}', '[]', '[]', '[]', {born}, FALSE, \
             'person {number}', 'person {number}', 'person {number}', '[]', {made}, {made})"
        )
    }

    /// Writes a todo that recurs each day since ten years.
    fn habit(&self, due: Date) -> String {
        let (who, made) = (self.who, at(MADE));
        let anchor = later_by(self.last, -i64::from(YEARS));
        format!(
            "{TODOS}VALUES ({who}, 1, 'Habit', 'habit', NULL, 0, '{due}T24:00:00', NULL, 'habit', 1, \
             {made}, {made});
             UPDATE todos SET recurrence_rule = 'FREQ=DAILY', recurrence_basis = 'due', \
             recurrence_anchor = '{anchor}' WHERE title = 'Habit' AND user_id = {who}"
        )
    }

    fn completion(&self, _: usize, dice: &mut Dice) -> String {
        let (who, day, made) = (self.who, self.day(dice), at(MADE));
        format!(
            "((SELECT id FROM todos WHERE user_id = {who} AND title_key = 'habit'), '{day}', {made})"
        )
    }
}

fn later_by(day: Date, days: i64) -> Date {
    match u32::try_from(days) {
        Ok(days) => later(day, days),
        Err(_) => day.saturating_sub(jiff::SignedDuration::from_hours(-24 * days)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use umbra_domain::person::Birthdays;
    use umbra_store::agenda::{Dated, DatedIn};

    use super::*;
    use crate::http::block_on;
    use crate::testing::store_with_account;

    #[test]
    fn what_is_filled_is_what_the_store_reads() {
        block_on(async {
            let (_folder, store) = store_with_account(MADE).await?;
            let (who, day) = (UserId(1), date(2026, 6, 1));
            fill(&store, (who, CalendarId(1)), day, 1_000).await?;
            let range = |first: Date, after: Date| DatedIn {
                first,
                last: later_by(after, -1),
                from: first.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(),
                to: after.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(),
                birthdays: Birthdays::between(first, after).unwrap(),
                most: 10_000,
            };
            let mut counts = [0; 4];
            for year in 0..12 {
                let first = date(2015 + year, 1, 1);
                let after = date(2016 + year, 1, 1);
                let dated = Dated::read(store.reader(), who, &range(first, after)).await?;
                counts[0] += dated.todos.len();
                counts[1] +=
                    dated.tasks.iter().filter(|one| one.task.due.unwrap().date >= first).count();
                counts[2] += dated.reminders.len();
                counts[3] += dated.birthdays.len();
            }
            // The habit is there in each year, and people have a birthday in each.
            assert!(counts[0] > 250 && counts[2] == 100 && counts[3] == 12 * 50, "{counts:?}");
            assert!(counts[1] >= 150, "{counts:?}");
            let ahead = range(day.first_of_month(), date(2026, 7, 1));
            let ahead = Dated::read(store.reader(), who, &ahead).await?;
            assert!(ahead.todos.len() == 1 && ahead.tasks.is_empty() && ahead.birthdays.is_empty());
            store.close().await;
            Ok(())
        })
        .unwrap();
    }
}
