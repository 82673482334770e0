//! Everything that happens in a world, as the owners of the calendars read it.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
};
use serde_json::Value;
use umbra_domain::{civil::start_of_day, zone::ZoneDatabase};

use super::{model, world::World};

/// So many occurrences of a rule are tried: more than any rule here has.
const TRIED: i64 = 6;

/// A single event, or an occurrence of a series.
#[derive(Debug)]
pub struct Happening {
    pub id: i64,
    pub calendar: i64,
    pub recurrence_id: Option<String>,
    /// Whether it keeps somebody busy.
    is_busy: bool,
    start: Value,
    end: Value,
}

impl Happening {
    /// The path at which it is read.
    pub fn path(&self) -> String {
        match &self.recurrence_id {
            Some(occurrence) => format!("/api/events/{}?recurrence_id={occurrence}", self.id),
            None => format!("/api/events/{}", self.id),
        }
    }

    /// When it keeps somebody busy, on a clock that tells when days begin.
    pub fn busy(&self, zone: &str) -> Option<(Timestamp, Timestamp)> {
        let [start, end] = [&self.start, &self.end].map(|one| instant(one.as_str().unwrap(), zone));
        (self.is_busy && start < end).then_some((start, end))
    }
}

/// The path at which something that happens is read.
pub fn path_of(one: &Value) -> String {
    match one["recurrence_id"].as_str() {
        Some(occurrence) => format!("/api/events/{}?recurrence_id={occurrence}", one["id"]),
        None => format!("/api/events/{}", one["id"]),
    }
}

/// Reads an instant, or the beginning of a day in a zone.
pub fn instant(text: &str, zone: &str) -> Timestamp {
    let Ok(day) = text
        .parse::<Date>()
        .map_err(drop)
        .and_then(|day| if text.len() == 10 { Ok(day) } else { Err(()) })
    else {
        return text.parse().unwrap();
    };
    let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
    start_of_day(day, &rules).unwrap()
}

/// Everything that happens.
pub struct Truth {
    pub events: Vec<Happening>,
}

impl Truth {
    pub async fn read(world: &World) -> Self {
        let mut events = Vec::new();
        let sql = "SELECT id || ' ' || calendar_id FROM events ORDER BY id";
        for row in world.t.texts(sql).await {
            let (id, calendar) = row.split_once(' ').unwrap();
            let (id, calendar): (i64, i64) = (id.parse().unwrap(), calendar.parse().unwrap());
            let owner = world.place_of(model::owner(&world.model.calendars[&calendar]));
            let owner = &world.people[owner];
            let whole = owner.get(format!("/api/events/{id}")).await.assert_status(200).json();
            let of = |one: &Value| Happening {
                id,
                calendar,
                recurrence_id: one["recurrence_id"].as_str().map(str::to_owned),
                is_busy: one["transparency"] == "busy" && one["status"] != "cancelled",
                start: one["start"].clone(),
                end: one["end"].clone(),
            };
            let Some(rule) = whole["recurrence_rule"].as_str() else {
                events.push(of(&whole));
                continue;
            };
            let days = if rule.starts_with("FREQ=DAILY") { 1 } else { 7 };
            for turn in 0..TRIED {
                let later = SignedDuration::from_hours(24 * days * turn);
                let occurrence = if whole["all_day"] == true {
                    let first: Date = whole["start"].as_str().unwrap().parse().unwrap();
                    first.saturating_add(later).to_string()
                } else {
                    let first = whole["start_in_timezone"].as_str().unwrap();
                    let first: DateTime = first.parse().unwrap();
                    first.saturating_add(later).to_string()
                };
                let path = format!("/api/events/{id}?recurrence_id={occurrence}");
                let reply = owner.get(path).await;
                if reply.status() == 200 {
                    events.push(of(&reply.json()));
                } else {
                    reply.assert_problem(404, "not_found");
                }
            }
        }
        Self { events }
    }
}
