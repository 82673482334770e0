//! Very many events, none of them in 2026, written in statements of a thousand rows.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::date;
use sea_orm::sqlx::{self, AssertSqlSafe};
use umbra_domain::CalendarId;
use umbra_domain::recurrence::Ends;
use umbra_domain::{
    civil::format_local,
    event::{Event, Extent, When},
};
use umbra_store::Store;

use super::invented::{self, MADE, days, later, timed};
use crate::dice::Dice;
use crate::failure::{Failure, Outcome};

/// How many rows a statement writes.
const ROWS: usize = 1_000;

/// Days of the ten years before 2026, less half a year in which what began may reach into it.
const BEFORE: u32 = 3_653 - 190;

/// Days of the ten years after it.
const AFTER: u32 = 3_653;

/// Runs a text of ours without parameters.
pub(crate) async fn execute(store: &Store, text: String) -> Outcome {
    let text = sqlx::raw_sql(AssertSqlSafe(text));
    let failed = Failure::when("a statement failed");
    match (store.postgres_pool(), store.sqlite_pool()) {
        (Some(pool), _) => text.execute(&pool).await.map(drop).map_err(failed),
        (_, Some(pool)) => text.execute(&pool).await.map(drop).map_err(failed),
        _ => Err(Failure::new("there is no other database")),
    }
}

/// Writes `count` events, the same ones each time: of 100, 91 last an hour, 6 a day, 2 up to two
/// weeks, and one is a series of half a year.
pub(super) async fn fill(store: &Store, calendar: CalendarId, count: usize) -> Outcome {
    let mut dice = Dice::seeded(0x00f1_11e4);
    for first in (0..count).step_by(ROWS) {
        let numbers = first..count.min(first + ROWS);
        let events = numbers.map(|number| event(calendar, number, &mut dice));
        insert(store, &events.collect::<Outcome<Vec<_>>>()?).await?;
    }
    Ok(())
}

fn event(calendar: CalendarId, number: usize, dice: &mut Dice) -> Outcome<Event> {
    let day = match dice.below(BEFORE + AFTER) {
        before @ 0..BEFORE => later(date(2016, 1, 1), before),
        after => later(date(2027, 1, 1), after - BEFORE),
    };
    let time =
        day.at(8, 0, 0, 0).saturating_add(jiff::SignedDuration::from_mins(dice.below(600).into()));
    let when = match dice.below(100) {
        0 => {
            let when = timed(time, 60, "Europe/Vienna")?;
            return invented::series(calendar, number, when, "FREQ=WEEKLY;COUNT=26", Vec::new());
        }
        1..3 => days(day, 2 + dice.below(12)),
        3..9 => days(day, 1),
        _ => timed(time, 60, "Europe/Vienna")?,
    };
    invented::single(calendar, number, when)
}

/// Writes events without overrides as the store does.
pub(crate) async fn insert(store: &Store, events: &[Event]) -> Outcome {
    let mut text = "INSERT INTO events (calendar_id, version, title, description, location_text, \
        color, is_starred, reminders, dtstart, dtend, timezone, end_timezone, \
        local_start, local_end, recurrence_rule, recurrence_start, recurrence_end, exdates, \
        starts_at, ends_at, span, search_text, created_at, updated_at) VALUES "
        .to_owned();
    for (place, event) in events.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        row(&mut text, event);
    }
    execute(store, text).await
}

fn row(text: &mut String, event: &Event) {
    let Event { calendar, content, when, repeat, .. } = event;
    let repeat = repeat.as_ref();
    let extent = Extent::of(event, &[]);
    let (start, end) = when.bounds();
    let (zone, end_zone) = match when {
        When::Timed { zone, end_zone, .. } => {
            (Some(zone.as_str()), (zone != end_zone).then(|| end_zone.as_str()))
        }
        When::Days { .. } => (None, None),
    };
    let ends = repeat.and_then(|repeat| match repeat.ends {
        Ends::Never => None,
        Ends::At(end) => Some(format_local(end)),
    });
    let excluded = repeat.map(|repeat| repeat.excluded.iter().map(|&local| format_local(local)));
    let excluded = excluded.map(|all| all.collect::<Vec<_>>().join(","));
    let span = extent.span().get();
    // Writing into a text can't fail.
    let _ = write!(text, "({calendar}, 1, {}, ", quoted(content.title.as_str()));
    let description = content.description.as_ref().map(|text| text.as_str());
    let location = content.location_text.as_ref().map(|text| text.as_str());
    let color = content.color.as_ref().map(|color| color.as_str());
    let _ =
        write!(text, "{}, {}, {}, ", nullable(description), nullable(location), nullable(color));
    text.push_str("FALSE, '', ");
    let _ =
        write!(text, "{}, {}, {}, {}, ", at(start), at(end), nullable(zone), nullable(end_zone));
    let rule = repeat.map(|repeat| repeat.rule.to_string());
    let begins = repeat.map(|repeat| format_local(repeat.start));
    let (local, end_local) =
        when.locals().map(|(start, end)| (format_local(start), format_local(end))).unzip();
    for column in [local, end_local, rule, begins, ends] {
        let _ = write!(text, "{}, ", nullable(column.as_deref()));
    }
    let _ = write!(text, "{}, ", quoted(&excluded.unwrap_or_default()));
    let _ = write!(text, "{}, {}, {span}, ", at(extent.starts_at), at(extent.ends_at));
    let _ = write!(text, "{}, {}, {})", quoted(&content.searched()), at(MADE), at(MADE));
}

pub(crate) fn nullable(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), quoted)
}

pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Writes an instant in whole seconds as the store's driver does.
pub(crate) fn at(at: Timestamp) -> String {
    at.strftime("'%Y-%m-%dT%H:%M:%S+00:00'").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::{filled::store_all, invented::Invented};
    use crate::http::block_on;
    use crate::testing::store_with_account;

    #[test]
    fn a_row_is_what_the_store_writes() {
        block_on(async {
            let (_folder, store) = store_with_account(MADE).await?;
            let pool = store.sqlite_pool().unwrap();
            // Accounts are made with a calendar.
            let calendar = sqlx::query_scalar("SELECT id FROM calendars").fetch_one(&pool).await;
            let calendar = CalendarId(calendar.unwrap());
            let mut dice = Dice::seeded(1);
            let events = (0..300).map(|number| event(calendar, number, &mut dice));
            let events = events.collect::<Outcome<Vec<_>>>()?;
            assert!(events.iter().any(|event| event.repeat.is_some()));
            insert(&store, &events).await?;
            for event in &events {
                store_all(&store, vec![Invented { event: event.clone(), overrides: Vec::new() }])
                    .await?;
            }
            let columns = "calendar_id, version, title, description, location_text, color, \
                is_starred, reminders, dtstart, dtend, timezone, end_timezone, \
                local_start, local_end, recurrence_rule, recurrence_start, recurrence_end, exdates, starts_at, ends_at, span, search_text, \
                created_at, updated_at";
            let text = format!(
                "SELECT count(*) FROM (SELECT {columns} FROM events GROUP BY {columns} \
                 HAVING count(*) = 2)"
            );
            let twice: i64 =
                sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&pool).await.unwrap();
            assert_eq!(twice, 300);
            store.close().await;
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn nothing_lies_in_2026() {
        let mut dice = Dice::seeded(2);
        let year = [(2025, 12, 29), (2027, 1, 1)].map(|(year, month, day)| {
            date(year, month, day).to_zoned(TimeZone::UTC).unwrap().timestamp()
        });
        for number in 0..5_000 {
            let event = event(CalendarId(1), number, &mut dice).unwrap();
            let extent = Extent::of(&event, &[]);
            let margin = jiff::SignedDuration::from_hours(27);
            assert!(extent.ends_at < year[0] || extent.starts_at + margin >= year[1], "{event:?}");
        }
    }
}
