//! What has no single read: who is connected, who shares what with whom, and who is in it.

use std::collections::BTreeSet;

use serde_json::Value;
use umbra_testkit::Person;

use super::{
    model::{self, OWN, VIEW},
    seen::Seen,
    world::{World, all_of},
};
use crate::{connections, shared_calendars};

/// What rights on calendars are called, by their numbers.
fn permission(held: i16) -> &'static str {
    ["", "free_busy", "read_only", "", "create_modify", "full_access", "owner"][held as usize]
}

fn role(held: i16) -> &'static str {
    ["", "", "viewer", "commenter", "editor", "", "owner"][held as usize]
}

fn id_of(row: &Value, field: &str) -> i64 {
    row[field].as_i64().unwrap()
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap()
}

pub async fn compare(world: &World, who: &Person, seen: &Seen) {
    let (me, name) = (who.id.0, &who.username);
    let others = |list: Vec<Value>| -> BTreeSet<i64> {
        list.iter().map(|row| id_of(row, "user_id")).collect()
    };
    let connected = others(all_of(who, &format!("{}?limit=2", connections::PATH)).await);
    let people = world.people.iter().map(|person| person.id.0);
    let expected: BTreeSet<_> =
        people.filter(|other| world.model.are_connected(me, *other)).collect();
    assert_eq!(connected, expected, "connections of {name}");
    let blocked = others(all_of(who, connections::BLOCKED).await);
    let by_me = world.model.blocked.iter().filter(|pair| pair.0 == me).map(|pair| pair.1);
    assert_eq!(blocked, by_me.collect(), "{name} blocks");
    // What one asks and isn't blocked for, the other may answer.
    let incoming = all_of(who, &format!("{}/incoming", connections::REQUESTS)).await;
    for asked in &incoming {
        let sender = &world.people[world.place_of(id_of(asked, "user_id"))];
        let outgoing = all_of(sender, &format!("{}/outgoing", connections::REQUESTS)).await;
        assert!(outgoing.iter().any(|row| row["id"] == asked["id"]), "{name} is asked: {asked}");
        let pair = (me, sender.id.0);
        assert!(!world.model.blocked.contains(&pair) && !connected.contains(&pair.1), "{asked}");
    }
    shared(world, who).await;
    members(world, who, seen).await;
}

/// What others share with somebody, or offer them.
async fn shared(world: &World, who: &Person) {
    let me = who.id.0;
    let listed = all_of(who, &format!("{}?limit=2", shared_calendars::PATH)).await;
    let listed: BTreeSet<_> = listed
        .iter()
        .map(|row| {
            let owner = id_of(&row["owner"], "user_id");
            (id_of(row, "calendar_id"), owner, text(row, "permission"), text(row, "status"))
        })
        .collect();
    let mut expected = BTreeSet::new();
    for (calendar, members) in &world.model.calendars {
        let owner = model::owner(members);
        if let Some(held) = members.get(&me).filter(|held| **held < OWN) {
            expected.insert((*calendar, owner, permission(*held), "accepted"));
        }
        if let Some(held) = world.model.offers.get(&(*calendar, me)) {
            expected.insert((*calendar, owner, permission(*held), "pending"));
        }
    }
    assert_eq!(listed, expected, "shared with {}", who.username);
}

/// Who is in what somebody may see.
async fn members(world: &World, who: &Person, seen: &Seen) {
    let me = who.id.0;
    for (calendar, members) in &world.model.calendars {
        let reply = who.get(shared_calendars::path(*calendar, "/members")).await;
        let held = world.model.on_calendar(*calendar, me);
        if held < VIEW {
            reply.assert_problem(404, "not_found");
            continue;
        }
        let listed: Vec<Value> = reply.assert_status(200).json_as();
        let listed: BTreeSet<_> = listed
            .iter()
            .map(|row| (id_of(row, "user_id"), text(row, "permission"), text(row, "status")))
            .collect();
        let accepted = members.iter().map(|(who, held)| (*who, permission(*held), "accepted"));
        let mut expected: BTreeSet<_> = accepted.collect();
        if held == OWN {
            let offers = world.model.offers.iter().filter(|((of, _), _)| of == calendar);
            expected.extend(offers.map(|((_, to), held)| (*to, permission(*held), "pending")));
        }
        assert_eq!(listed, expected, "{} lists who is in {calendar}", who.username);
    }
    for (project, members) in &world.model.projects {
        let path = format!("/api/projects/{project}");
        let reply = who.get(format!("{path}/members?limit=200")).await;
        let Some(body) = seen.things.get(&path) else {
            reply.assert_problem(404, "not_found");
            continue;
        };
        assert_eq!(body["member_count"], members.len(), "{path}");
        assert_eq!(body["role"], role(members[&me]), "{path}");
        let listed: Vec<Value> = reply.assert_status(200).json_as();
        let listed: BTreeSet<_> =
            listed.iter().map(|row| (id_of(row, "user_id"), text(row, "role"))).collect();
        let expected = members.iter().map(|(who, held)| (*who, role(*held))).collect();
        assert_eq!(listed, expected, "{path}");
    }
}
