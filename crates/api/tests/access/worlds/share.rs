//! What people do with each other: every way in which somebody gets a right or loses it.

use serde_json::{Value, json};

use super::{
    model::{self, OWN},
    world::{World, all_of},
};
use crate::{connections, shared_calendars};

const PERMISSIONS: [(&str, i16); 4] =
    [("free_busy", 1), ("read_only", 2), ("create_modify", 4), ("full_access", 5)];

const ROLES: [(&str, i16); 3] = [("viewer", 2), ("commenter", 3), ("editor", 4)];

/// Lets somebody ask another one, who accepts if they see it and like to.
pub async fn connect(world: &mut World, one: usize, other: usize) {
    let username = world.people[other].username.clone();
    let asked = world.send(one, "POST", connections::REQUESTS, json!({"username": username})).await;
    let (from, to) = (world.people[one].id.0, world.people[other].id.0);
    if asked.status() != 201 {
        return;
    }
    if asked.json()["status"] == "connected" {
        world.model.connect(from, to);
    } else if world.dice.below(6) > 0 {
        let id = &asked.json()["request"]["id"];
        let path = format!("{}/{id}/accept", connections::REQUESTS);
        if world.send(other, "POST", path, Value::Null).await.status() == 201 {
            world.model.connect(from, to);
        }
    }
}

/// Does one of these things.
pub async fn act(world: &mut World) {
    match world.dice.below(20) {
        0..5 => offer(world).await,
        5..10 => join(world).await,
        10 | 11 => change_calendar(world).await,
        12 | 13 => change_project(world).await,
        14 | 15 => between(world).await,
        16 => take_back(world).await,
        17 => delete(world).await,
        18 => leave_for_good(world).await,
        _ => world.pass_time().await,
    }
}

/// Makes this up between two people, connected or not.
async fn between(world: &mut World) {
    let one = world.somebody();
    let other = world.other(one);
    let (who, whom) = (world.people[one].id.0, world.people[other].id.0);
    match world.dice.below(5) {
        0 => {
            let all = all_of(&world.people[one], connections::PATH).await;
            let Some(found) = all.iter().find(|row| row["user_id"] == whom) else { return };
            let path = format!("{}/{}", connections::PATH, found["id"]);
            if world.send(one, "DELETE", path, Value::Null).await.status() == 204 {
                world.model.part(who, whom);
            }
        }
        1 => {
            let body = json!({"user_id": whom});
            if world.send(one, "POST", connections::BLOCKED, body).await.status() == 201 {
                world.model.block(who, whom);
            }
        }
        2 => {
            let path = format!("{}/{whom}", connections::BLOCKED);
            if world.send(one, "DELETE", path, Value::Null).await.status() == 204 {
                world.model.blocked.remove(&(who, whom));
            }
        }
        _ => connect(world, one, other).await,
    }
}

/// Offers a calendar; most accept.
async fn offer(world: &mut World) {
    let calendars: Vec<_> = world.model.calendars.keys().copied().collect();
    let calendar = world.dice.of(&calendars);
    let members = world.model.calendars[&calendar].clone();
    let owner = world.place_of(model::owner(&members));
    let other = world.other(owner);
    let whom = world.people[other].id.0;
    let (permission, held) = world.dice.of(&PERMISSIONS);
    let path = shared_calendars::path(calendar, "/members");
    let body = json!({"user_id": whom, "permission": permission});
    if world.send(owner, "POST", path, body).await.status() != 201 {
        return;
    }
    world.model.offers.insert((calendar, whom), held);
    if world.dice.below(5) > 0 {
        answer(world, calendar, other, true).await;
    }
}

async fn answer(world: &mut World, calendar: i64, who: usize, accepts: bool) {
    let verb = if accepts { "/accept" } else { "/decline" };
    let path = shared_calendars::path(calendar, verb);
    let status = world.send(who, "POST", path, Value::Null).await.status();
    let who = world.people[who].id.0;
    if !(200..300).contains(&status) {
        return;
    }
    let offered = world.model.offers.remove(&(calendar, who));
    if accepts {
        let members = world.model.calendars.get_mut(&calendar).unwrap();
        // Accepted once more, it stays as it is.
        let held = offered.or(members.get(&who).copied());
        members.insert(who, held.expect("something was offered"));
    } else {
        offered.expect("something was offered");
    }
}

/// Answers an offer, leaves, or changes what somebody holds on a calendar.
async fn change_calendar(world: &mut World) {
    let calendars: Vec<_> = world.model.calendars.keys().copied().collect();
    let calendar = world.dice.of(&calendars);
    let members = world.model.calendars[&calendar].clone();
    let owner = world.place_of(model::owner(&members));
    let other = world.somebody();
    let whom = world.people[other].id.0;
    let member = shared_calendars::path(calendar, &format!("/members/{whom}"));
    match world.dice.below(6) {
        0 => answer(world, calendar, other, true).await,
        1 => answer(world, calendar, other, false).await,
        2 => {
            let path = shared_calendars::path(calendar, "");
            if world.send(other, "DELETE", path, Value::Null).await.status() == 204 {
                world.model.calendars.get_mut(&calendar).unwrap().remove(&whom).unwrap();
            }
        }
        3 => {
            if world.send(owner, "DELETE", member, Value::Null).await.status() == 204 {
                let held = world.model.calendars.get_mut(&calendar).unwrap().remove(&whom);
                let offered = world.model.offers.remove(&(calendar, whom));
                assert!(held.is_some() != offered.is_some(), "one of both");
            }
        }
        4 => {
            let body = json!({"permission": "owner"});
            if world.send(owner, "PUT", member, body).await.status() == 200 && owner != other {
                world.model.hand_calendar_over(calendar, whom);
            }
        }
        _ => {
            let (permission, held) = world.dice.of(&PERMISSIONS);
            let body = json!({"permission": permission});
            if world.send(owner, "PUT", member, body).await.status() != 200 {
                return;
            }
            if let Some(offered) = world.model.offers.get_mut(&(calendar, whom)) {
                *offered = held;
            } else {
                world.model.calendars.get_mut(&calendar).unwrap().insert(whom, held).unwrap();
            }
        }
    }
}

/// Takes somebody into a project.
async fn join(world: &mut World) {
    let projects: Vec<_> = world.model.projects.keys().copied().collect();
    let Some(project) = world.one_of(&projects) else { return };
    let owner = world.place_of(model::owner(&world.model.projects[&project]));
    let other = world.other(owner);
    let whom = world.people[other].id.0;
    let (role, held) = world.dice.of(&ROLES);
    let body = json!({"user_id": whom, "role": role});
    let path = format!("/api/projects/{project}/members");
    if world.send(owner, "POST", path, body).await.status() == 201 {
        world.model.projects.get_mut(&project).unwrap().insert(whom, held);
    }
}

/// Puts somebody out of a project, or changes what they are in it.
async fn change_project(world: &mut World) {
    let projects: Vec<_> = world.model.projects.keys().copied().collect();
    let Some(project) = world.one_of(&projects) else { return };
    let owner = world.place_of(model::owner(&world.model.projects[&project]));
    let other = world.somebody();
    let whom = world.people[other].id.0;
    let member = format!("/api/projects/{project}/members/{whom}");
    let choice = world.dice.below(4);
    match choice {
        0 | 1 => {
            let who = if choice == 0 { owner } else { other };
            if world.send(who, "DELETE", member, Value::Null).await.status() == 204 {
                world.model.projects.get_mut(&project).unwrap().remove(&whom).unwrap();
            }
        }
        2 => {
            let body = json!({"role": "owner"});
            if world.send(owner, "PUT", member, body).await.status() == 200 && owner != other {
                world.model.hand_project_over(project, whom);
            }
        }
        _ => {
            let (role, held) = world.dice.of(&ROLES);
            if world.send(owner, "PUT", member, json!({"role": role})).await.status() == 200 {
                let before =
                    world.model.projects.get_mut(&project).unwrap().insert(whom, held).unwrap();
                assert!(before < OWN);
            }
        }
    }
}

/// Cancels a request that waits, or rejects one.
async fn take_back(world: &mut World) {
    let who = world.somebody();
    let (list, rest, method) = match world.dice.below(2) {
        0 => ("outgoing", "", "DELETE"),
        _ => ("incoming", "/reject", "POST"),
    };
    let waiting = all_of(&world.people[who], &format!("{}/{list}", connections::REQUESTS)).await;
    if let Some(one) = world.one_of(&waiting) {
        let path = format!("{}/{}{rest}", connections::REQUESTS, one["id"]);
        world.send(who, method, path, Value::Null).await;
    }
}

/// Deletes a calendar, a project, or something in one.
async fn delete(world: &mut World) {
    match world.dice.below(5) {
        0 => {
            let calendars: Vec<_> = world.model.calendars.keys().copied().collect();
            let calendar = world.dice.of(&calendars);
            let who = world.place_of(model::owner(&world.model.calendars[&calendar]));
            let path = format!("/api/calendars/{calendar}");
            if world.send(who, "DELETE", path, Value::Null).await.status() == 204 {
                world.model.delete_calendar(calendar);
            }
        }
        1 => {
            let projects: Vec<_> = world.model.projects.keys().copied().collect();
            let Some(project) = world.one_of(&projects) else { return };
            let who = world.place_of(model::owner(&world.model.projects[&project]));
            let path = format!("/api/projects/{project}");
            if world.send(who, "DELETE", path, Value::Null).await.status() == 204 {
                world.model.projects.remove(&project);
            }
        }
        _ => {
            let (events, tasks, comments) =
                (world.events.clone(), world.tasks.clone(), world.comments.clone());
            let all: Vec<_> = [events, tasks, comments].into_iter().flatten().collect();
            let Some(path) = world.one_of(&all) else { return };
            let who = world.somebody();
            let path = if path.contains("events") { format!("{path}?scope=all") } else { path };
            world.send(who, "DELETE", path, Value::Null).await;
        }
    }
}

/// Deletes an account; somebody else moves in.
async fn leave_for_good(world: &mut World) {
    if world.dice.below(3) > 0 {
        return;
    }
    let place = world.somebody();
    let who = world.people[place].id.0;
    println!("the account of {} goes", world.people[place].username);
    world.admin.delete(format!("/api/admin/users/{who}")).await.assert_status(204);
    world.model.leave_for_good(who);
    world.own.retain(|(of, _)| *of != place);
    let newcomer = world.newcomer().await;
    world.people[place] = newcomer;
}
