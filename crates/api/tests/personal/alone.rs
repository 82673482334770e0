//! Whatever two people do on one calendar, each has what they would have if the other did nothing
//! for themselves.

use serde_json::{Value, json};
use umbra_testkit::{Client, Person, TestApp, umbra_test};

use super::{MANAGE, grant, mark};

/// Numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Something that somebody does to the occurrence at a place of what they see.
struct Deed {
    by_ana: bool,
    place: u64,
    method: &'static str,
    scope: &'static str,
    body: Value,
}

impl Deed {
    /// Invents one: half of them are for oneself.
    fn roll(dice: &mut Dice) -> Self {
        let scope = ["this", "following", "all"][usize::try_from(dice.below(3)).unwrap()];
        let (by_ana, place) = (dice.below(2) == 0, dice.below(20));
        let personal = match dice.below(3) {
            0 => json!({"is_starred": dice.below(2) == 0}),
            1 => json!({"reminders": [dice.below(3)]}),
            _ => json!({"is_starred": dice.below(2) == 0, "reminders": []}),
        };
        let deed = |method, scope, body| Self { by_ana, place, method, scope, body };
        match dice.below(12) {
            0 => deed("DELETE", "this", Value::Null),
            1 if dice.below(3) == 0 => deed("DELETE", "following", Value::Null),
            2 => deed("BACK", "this", Value::Null),
            3 => deed("PATCH", scope, json!({"title": format!("T{}", dice.below(9))})),
            4 => deed("MOVE", scope, json!(dice.below(48))),
            5 => {
                let mut mixed = personal;
                mixed["title"] = json!(format!("T{}", dice.below(9)));
                deed("PATCH", scope, mixed)
            }
            _ => deed("PATCH", scope, personal),
        }
    }

    fn is_personal(&self) -> bool {
        self.body.as_object().is_some_and(|body| !body.contains_key("title"))
    }

    /// Leaves out what is for oneself.
    fn for_all(&self) -> Value {
        let mut body = self.body.clone();
        if let Some(body) = body.as_object_mut() {
            body.remove("is_starred");
            body.remove("reminders");
        }
        body
    }
}

/// Lists what somebody sees of a calendar.
async fn seen(who: &Client, calendar: i64) -> Vec<Value> {
    let path = format!("/api/events?start=2026-01-01&end=2027-01-01&calendar_id={calendar}");
    who.get(path).await.assert_status(200).json_as()
}

/// Does it, on the event that is at that place in a calendar, and returns the status.
async fn does(who: &Person, calendar: i64, deed: &Deed, body: Value) -> u16 {
    let all = seen(who, calendar).await;
    let place = usize::try_from(deed.place).unwrap() % all.len().max(1);
    let Some(event) = all.get(place) else { return 0 };
    let (id, name) = (&event["id"], event["recurrence_id"].as_str().unwrap_or_default());
    let scope = if name.is_empty() { String::new() } else { format!("?scope={}", deed.scope) };
    let of = match (name, deed.scope) {
        ("", _) | (_, "all") => String::new(),
        _ => format!("&recurrence_id={name}"),
    };
    let path = format!("/api/events/{id}{scope}{of}");
    let reply = match deed.method {
        "DELETE" => who.delete(path).await,
        "BACK" => who.delete(format!("/api/events/{id}/overrides/{name}")).await,
        "MOVE" => {
            let whole = who.get(format!("/api/events/{id}")).await.json();
            let from = if deed.scope == "all" { &whole["start"] } else { &event["start"] };
            let start: jiff::Timestamp = from.as_str().unwrap().parse().unwrap();
            let by = jiff::SignedDuration::from_hours(body.as_i64().unwrap());
            who.patch(path, json!({"start": (start + by).to_string()})).await
        }
        _ => who.patch(path, body).await,
    };
    reply.status()
}

#[umbra_test]
async fn each_has_what_they_would_have_alone(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    for seed in 1..=6 {
        let mut dice = Dice(seed);
        // Both do what they do in the first one; in each of the others one does nothing for themselves.
        let mut calendars = Vec::new();
        for name in ["Both", "Ana", "Ben"] {
            let calendar = ana.calendar(&format!("{name} {seed}")).create().await.id;
            grant(&t, calendar, ben.id.0, MANAGE).await;
            let daily = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=12");
            daily.with("calendar_id", calendar).create().await;
            let weekly = ana.event("Weekly", "2026-03-03T12:00:00Z").rule("FREQ=WEEKLY;COUNT=6");
            weekly.with("calendar_id", calendar).create().await;
            calendars.push(calendar);
        }
        let [both, of_ana, of_ben] = calendars[..] else { unreachable!() };
        for _ in 0..30 {
            let deed = Deed::roll(&mut dice);
            let (who, own, other) =
                if deed.by_ana { (&ana, of_ana, of_ben) } else { (&ben, of_ben, of_ana) };
            let done = does(who, both, &deed, deed.body.clone()).await;
            assert_eq!(does(who, own, &deed, deed.body.clone()).await, done, "{}", deed.body);
            if !deed.is_personal() {
                assert_eq!(does(who, other, &deed, deed.for_all()).await, done, "{}", deed.body);
            }
            for (who, alone) in [(&ana, of_ana), (&ben, of_ben)] {
                let marks = async |calendar| -> Vec<_> {
                    let all = seen(who, calendar).await;
                    all.iter()
                        .map(|one| (one["title"].clone(), one["start"].clone(), mark(one)))
                        .collect()
                };
                assert_eq!(marks(both).await, marks(alone).await, "seed {seed}: {}", deed.body);
            }
        }
    }
}
