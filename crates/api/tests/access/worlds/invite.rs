//! Inviting people to events and occurrences, and what they answer.

use serde_json::{Value, json};

use super::{
    model,
    world::{World, all_of},
};

const PATH: &str = "/api/event-invitations";

/// An invitation, as it is in the tables.
#[derive(Debug, Clone)]
pub struct Invited {
    pub event: i64,
    /// Its name as the API has it, a date where it takes all day; empty for all of the event.
    pub occurrence: String,
    pub is_declined: bool,
}

impl Invited {
    /// Tells whether it is to a happening.
    pub fn covers(&self, event: i64, occurrence: Option<&str>) -> bool {
        self.event == event && (self.occurrence.is_empty() || occurrence == Some(&*self.occurrence))
    }
}

/// Reads all invitations of somebody.
pub async fn of(world: &World, who: i64) -> Vec<Invited> {
    let sql = format!(
        "SELECT i.event_id || ' ' || i.status || ' ' || CASE WHEN e.timezone IS NULL \
         THEN SUBSTR(i.recurrence_id, 1, 10) ELSE i.recurrence_id END \
         FROM event_invitations i JOIN events e ON e.id = i.event_id WHERE i.user_id = {who}"
    );
    let read = |row: String| {
        let mut parts = row.splitn(3, ' ');
        let event = parts.next().unwrap().parse().unwrap();
        let is_declined = parts.next() == Some("3");
        Invited { event, occurrence: parts.next().unwrap().to_owned(), is_declined }
    };
    world.t.texts(&sql).await.into_iter().map(read).collect()
}

/// Invites somebody, answers, or takes an invitation back.
pub async fn act(world: &mut World) {
    match world.dice.below(5) {
        0 | 1 => invite(world).await,
        2 | 3 => answer(world).await,
        _ => take_back(world).await,
    }
}

async fn invite(world: &mut World) {
    let events = world.events.clone();
    let Some(event) = world.one_of(&events) else { return };
    let id: i64 = event.rsplit('/').next().unwrap().parse().unwrap();
    let calendar = format!("SELECT '' || calendar_id FROM events WHERE id = {id}");
    let Some(calendar) = world.t.texts(&calendar).await.pop() else { return };
    let owner = model::owner(&world.model.calendars[&calendar.parse().unwrap()]);
    let who = if world.dice.below(4) > 0 { world.place_of(owner) } else { world.somebody() };
    let other = world.other(who);
    let mut body = json!({"user_ids": [world.people[other].id]});
    if world.dice.below(2) == 0 {
        let list = "/api/events?start=2026-02-20&end=2026-04-10";
        let list = all_of(&world.people[who], list).await;
        let of = list.into_iter().filter(|one| one["id"] == id);
        let of: Vec<_> = of.filter(|one| one["recurrence_id"].is_string()).collect();
        if let Some(one) = world.one_of(&of) {
            body["recurrence_id"] = one["recurrence_id"].clone();
        }
    }
    world.send(who, "POST", format!("{event}/invitations"), body).await;
}

async fn answer(world: &mut World) {
    let who = world.somebody();
    let mine = all_of(&world.people[who], PATH).await;
    let Some(one) = world.one_of(&mine) else { return };
    let status = world.dice.of(&["accepted", "tentative", "declined"]);
    let path = format!("{PATH}/{}/respond", one["id"]);
    let reply = world.send(who, "PUT", path, json!({"status": status})).await;
    assert_eq!(reply.status(), 200, "{reply:?}");
}

async fn take_back(world: &mut World) {
    let sql = "SELECT '/api/events/' || event_id || '/invitations/' || id FROM event_invitations \
               ORDER BY id";
    let all = world.t.texts(sql).await;
    let Some(path) = world.one_of(&all) else { return };
    let who = world.somebody();
    world.send(who, "DELETE", path, Value::Null).await;
}
