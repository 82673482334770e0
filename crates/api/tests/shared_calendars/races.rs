//! Two at once: of what contradicts each other one thing happens, and nothing half.

use std::future::IntoFuture as _;

use serde_json::{Value, json};
use umbra_testkit::{Client, Person, Reply, Request, TestApp, umbra_test};

use super::{World, accepting, changing, offering, path, personal, removing, share, shared_with};
use crate::connections::{PATH as CONNECTIONS, connect};

/// Sends both at once, now the one first and now the other one.
async fn race(round: usize, one: Request, other: Request) -> [Reply; 2] {
    if round.is_multiple_of(2) {
        let (one, other) = tokio::join!(one.into_future(), other.into_future());
        [one, other]
    } else {
        let (other, one) = tokio::join!(other.into_future(), one.into_future());
        [one, other]
    }
}

/// Checks that somebody holds nothing, is offered nothing, and has nothing.
async fn nothing_left(t: &TestApp, world: &World, who: &Person) {
    who.get(world.url()).await.assert_problem(404, "not_found");
    assert_eq!(shared_with(who).await, Vec::<Value>::new());
    assert_eq!(personal(t, who).await, [0, 0]);
}

/// Ends whatever is left between the two.
async fn clear(world: &World) {
    let reply = removing(&world.ana, world.calendar, &world.ben).await;
    assert!([204, 404].contains(&reply.status()), "{reply:?}");
}

#[umbra_test]
async fn who_accepts_what_is_taken_back_holds_nothing_after_both(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    for round in 0..8 {
        offering(ana, *calendar, ben, "full_access").await.assert_status(201);
        let [accepted, removed] =
            race(round, accepting(ben, *calendar), removing(ana, *calendar, ben)).await;
        assert!([200, 404].contains(&accepted.status()), "{accepted:?}");
        removed.assert_status(204);
        nothing_left(&t, &world, ben).await;
    }
}

#[umbra_test]
async fn what_is_accepted_twice_is_held_once(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    for round in 0..6 {
        offering(ana, *calendar, ben, "read_only").await.assert_status(201);
        let [one, other] = race(round, accepting(ben, *calendar), accepting(ben, *calendar)).await;
        assert_eq!(one.assert_status(200).json(), other.assert_status(200).json());
        assert_eq!(shared_with(ben).await.len(), 1);
        clear(&world).await;
    }
}

#[umbra_test]
async fn accepting_and_declining_at_once_does_one_of_them(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    for round in 0..6 {
        offering(ana, *calendar, ben, "read_only").await.assert_status(201);
        let declining = ben.post(path(*calendar, "/decline"), ());
        let [accepted, declined] = race(round, accepting(ben, *calendar), declining).await;
        let held = shared_with(ben).await.len();
        match (accepted.status(), declined.status()) {
            (200, 404) => assert_eq!(held, 1),
            (404, 204) => assert_eq!(held, 0),
            other => panic!("{other:?}"),
        }
        clear(&world).await;
    }
}

#[umbra_test]
async fn of_two_changes_of_a_right_one_comes_last_and_is_what_holds(t: TestApp) {
    let world = World::shared(&t, "read_only").await;
    let World { ana, ben, calendar, .. } = &world;
    let event = world.event("Dentist", "2026-03-03T20:00:00Z").create().await;
    for round in 0..8 {
        let mine = json!({"reminders": [5]});
        ben.patch(event.url(), &mine).await.assert_status(200);
        let [less, more] = race(
            round,
            changing(ana, *calendar, ben, "free_busy"),
            changing(ana, *calendar, ben, "full_access"),
        )
        .await;
        less.assert_status(200);
        more.assert_status(200);
        let held = shared_with(ben).await[0]["permission"].clone();
        assert!([json!("free_busy"), json!("full_access")].contains(&held), "{held}");
        // Whichever came last, the lower one took away what was Ben's.
        assert_eq!(personal(&t, ben).await, [0, 0]);
        changing(ana, *calendar, ben, "read_only").await.assert_status(200);
    }
}

#[umbra_test]
async fn who_parts_while_something_is_offered_or_accepted_shares_nothing(t: TestApp) {
    let mut world = World::begin(&t).await;
    for round in 0..8 {
        let World { ana, ben, connection, calendar } = &world;
        let parting = |who: &Client| who.delete(format!("{CONNECTIONS}/{connection}"));
        let (offer, other) = if round < 4 {
            (offering(ana, *calendar, ben, "full_access"), parting(ben))
        } else {
            offering(ana, *calendar, ben, "full_access").await.assert_status(201);
            (accepting(ben, *calendar), parting(ana))
        };
        let [first, parted] = race(round, offer, other).await;
        parted.assert_status(204);
        assert!([200, 201, 404, 422].contains(&first.status()), "{first:?}");
        nothing_left(&t, &world, &world.ben).await;
        assert_eq!(t.database_dump().await.table("calendar_offers").len(), 0);
        world.connection = connect(&world.ana, &world.ben).await;
    }
}

#[umbra_test]
async fn a_reminder_of_who_lost_the_right_does_not_ring(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    for round in 0..4 {
        share(ana, *calendar, ben, "read_only").await;
        let at = t.app.now() + jiff::SignedDuration::from_mins(10);
        let event = world.event("Dentist", &at.to_string()).create().await;
        ben.patch(event.url(), json!({"reminders": [5]})).await.assert_status(200);
        t.clock.advance(jiff::SignedDuration::from_mins(6));
        let (fired, removed) = if round % 2 == 0 {
            tokio::join!(t.fire_reminders(), removing(ana, *calendar, ben).into_future())
        } else {
            let revoke = removing(ana, *calendar, ben).into_future();
            let (removed, fired) = tokio::join!(revoke, t.fire_reminders());
            (fired, removed)
        };
        removed.assert_status(204);
        assert!(fired.len() <= 1, "{fired:?}");
        t.drain_jobs().await;
        let due: Vec<Value> = ben.get("/api/reminders/due").await.assert_status(200).json_as();
        assert_eq!(due, Vec::<Value>::new());
        nothing_left(&t, &world, ben).await;
        assert!(t.fire_reminders().await.is_empty());
    }
}

#[umbra_test]
async fn a_calendar_is_handed_over_or_its_receiver_goes(t: TestApp) {
    for round in 0..4 {
        let (ana, ben) = (t.user("ana").await, t.user(&format!("ben{round}")).await);
        connect(&ana, &ben).await;
        let calendar = ana.calendar("Family").create().await;
        share(&ana, calendar.id, &ben, "full_access").await;
        let sql = format!("DELETE FROM users WHERE id = {}", ben.id);
        let (handed, gone) = if round % 2 == 0 {
            tokio::join!(changing(&ana, calendar.id, &ben, "owner").into_future(), t.execute(&sql))
        } else {
            let (gone, handed) = tokio::join!(
                t.execute(&sql),
                changing(&ana, calendar.id, &ben, "owner").into_future()
            );
            (handed, gone)
        };
        assert_eq!(gone, 1);
        let left = ana.get(calendar.url()).await;
        match handed.status() {
            // It was Ben's then, and went with him.
            200 => drop(left.assert_problem(404, "not_found")),
            404 => assert_eq!(left.assert_status(200).json()["permission"], "owner"),
            other => panic!("{other}: {handed:?}"),
        }
    }
}

#[umbra_test]
async fn a_calendar_is_handed_over_or_the_two_part(t: TestApp) {
    for round in 0..6 {
        let (ana, ben) = (t.user("ana").await, t.user(&format!("ben{round}")).await);
        let connection = connect(&ana, &ben).await;
        let calendar = ana.calendar("Family").create().await;
        share(&ana, calendar.id, &ben, "full_access").await;
        let parting = ben.delete(format!("{CONNECTIONS}/{connection}"));
        let [handed, parted] =
            race(round, changing(&ana, calendar.id, &ben, "owner"), parting).await;
        parted.assert_status(204);
        let (of_ana, of_ben) =
            (ana.get(calendar.url()).await.status(), ben.get(calendar.url()).await.status());
        match handed.status() {
            200 => assert_eq!((of_ana, of_ben), (404, 200), "whoever owns it keeps it alone"),
            404 => assert_eq!((of_ana, of_ben), (200, 404)),
            other => panic!("{other}: {handed:?}"),
        }
    }
}

#[umbra_test]
async fn two_who_hand_a_calendar_to_each_other_leave_one_owner(t: TestApp) {
    let world = World::shared(&t, "full_access").await;
    let World { ana, ben, calendar, .. } = &world;
    let cleo = t.user("cleo").await;
    connect(ana, &cleo).await;
    connect(ben, &cleo).await;
    share(ana, *calendar, &cleo, "full_access").await;
    let people = [ana, ben, &cleo];
    for round in 0..6 {
        let owner = people
            .into_iter()
            .zip([
                ana.get(world.url()).await,
                ben.get(world.url()).await,
                cleo.get(world.url()).await,
            ])
            .find(|(_, seen)| seen.json()["permission"] == "owner")
            .unwrap()
            .0;
        let others: Vec<_> = people.into_iter().filter(|one| one.id != owner.id).collect();
        let [one, other] = race(
            round,
            changing(owner, *calendar, others[0], "owner"),
            changing(owner, *calendar, others[1], "owner"),
        )
        .await;
        let mut statuses = [one.status(), other.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403]);
        let dump = t.database_dump().await;
        let owners = dump
            .table("calendar_members")
            .iter()
            .filter(|row| row.trim_start_matches('(').starts_with(&calendar.to_string()));
        assert_eq!(owners.count(), 3);
    }
}

#[umbra_test]
async fn who_leaves_while_they_edit_has_done_so_before_or_not_at_all(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    let series = world.daily(ana).await;
    for round in 0..8 {
        share(ana, *calendar, ben, "full_access").await;
        let title = format!("Round {round}");
        let body = json!({"title": title, "reminders": [round + 1]});
        let url = if round < 4 {
            format!("{}?scope=all", series.url())
        } else {
            series.scoped("this", "2026-03-04T09:00:00")
        };
        let [edited, left] =
            race(round, ben.patch(&url, body), ben.delete(path(*calendar, ""))).await;
        left.assert_status(204);
        assert!([200, 404].contains(&edited.status()), "{edited:?}");
        nothing_left(&t, &world, ben).await;
        let now = ana.get(url.replace("scope=this&", "").replace("?scope=all", "")).await.json();
        assert_eq!(now["title"] == title.as_str(), edited.status() == 200);
    }
}
