//! What somebody may do who holds a right on another person's calendar.
//!
//! The rows that say who holds what are written here, without the people having agreed to it.

use sea_orm::sqlx;
use serde_json::{Value, json};
use umbra_testkit::{Client, Person, Reply, TestApp, send_until_locked, umbra_test};

const BUSY: u8 = 1;
const VIEW: u8 = 2;
const COMMENT: u8 = 3;
const EDIT: u8 = 4;
const MANAGE: u8 = 5;

/// Ana's calendar, with a dentist today and a choir that recurs, and what it is called.
struct World {
    ana: Person,
    ben: Person,
    calendar: i64,
    event: i64,
    series: i64,
}

const TABLES: [&str; 6] =
    ["calendars", "calendar_members", "events", "event_overrides", "event_templates", "reminders"];

async fn made(client: &Client, path: &str, body: Value) -> i64 {
    client.post(path, body).await.assert_status(201).json()["id"].as_i64().unwrap()
}

impl World {
    async fn begin(t: &TestApp) -> Self {
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        let calendar = made(&ana, "/api/calendars", json!({"name": "Family"})).await;
        let dentist = json!({"title": "Dentist", "calendar_id": calendar,
            "start": "2026-03-02T20:00:00Z", "end": "2026-03-02T21:00:00Z"});
        let choir = json!({"title": "Choir", "calendar_id": calendar,
            "start": "2026-01-05T19:00:00Z", "end": "2026-01-05T20:00:00Z",
            "recurrence_rule": "FREQ=WEEKLY"});
        let event = made(&ana, "/api/events", dentist).await;
        let series = made(&ana, "/api/events", choir).await;
        Self { ana, ben, calendar, event, series }
    }

    async fn grant(&self, t: &TestApp, right: u8) {
        let Self { calendar, ben, .. } = self;
        let sql = format!(
            "INSERT INTO calendar_members (calendar_id, user_id, held) \
             VALUES ({calendar}, {}, {right}) \
             ON CONFLICT (calendar_id, user_id) DO UPDATE SET held = excluded.held",
            ben.id
        );
        assert_eq!(t.execute(&sql).await, 1);
    }

    async fn revoke(&self, t: &TestApp) {
        let Self { calendar, ben, .. } = self;
        let sql = format!(
            "DELETE FROM calendar_members WHERE calendar_id = {calendar} AND user_id = {}",
            ben.id
        );
        assert_eq!(t.execute(&sql).await, 1);
    }

    /// Finds where the events are shown to Ben: by id, in a range, in a calendar, in a search, in
    /// the coming days and today.
    async fn shown(&self) -> Vec<(&'static str, bool)> {
        let Self { ben, calendar, event, series, .. } = self;
        let range = "/api/events?start=2026-03-02&end=2026-03-03";
        let calendars = ben.get("/api/calendars").await.assert_status(200).json();
        let listed = calendars.as_array().unwrap().iter().any(|one| one["id"] == *calendar);
        let by_id = |reply: Reply| match reply.status() {
            200 => true,
            _ => reply.assert_problem(404, "not_found").body()["code"] != "not_found",
        };
        let filtered = format!("{range}&calendar_id={calendar}");
        let is_known = match ben.get(&filtered).await {
            reply if reply.status() == 200 => true,
            reply => reply.assert_problem(404, "not_found").body()["code"] != "not_found",
        };
        let both = async |path: String, list: &str| {
            let body = ben.get(path).await.assert_status(200).json();
            let list = if list.is_empty() { &body } else { &body[list] };
            let ids: Vec<_> = list.as_array().unwrap().iter().map(|one| &one["id"]).collect();
            assert_eq!(ids.contains(&&json!(event)), ids.contains(&&json!(series)), "{body}");
            ids.contains(&&json!(event))
        };
        vec![
            ("calendars", listed),
            ("calendar", by_id(ben.get(format!("/api/calendars/{calendar}")).await)),
            ("event", by_id(ben.get(format!("/api/events/{event}")).await)),
            ("series", by_id(ben.get(format!("/api/events/{series}")).await)),
            ("range", both(range.to_owned(), "").await),
            ("filter", is_known && both(filtered, "").await),
            ("search", both(format!("{range}&search=I"), "").await),
            ("upcoming", both("/api/upcoming".to_owned(), "events").await),
            ("dashboard", both("/api/dashboard".to_owned(), "events").await),
        ]
    }

    async fn everything(t: &TestApp) -> Vec<Vec<String>> {
        let dump = t.database_dump().await;
        let sorted = |name| {
            let mut rows = dump.table(name).to_vec();
            rows.sort_unstable();
            rows
        };
        TABLES.map(sorted).into()
    }
}

#[umbra_test]
async fn who_may_view_a_calendar_sees_it_wherever_its_owner_does_and_no_longer(t: TestApp) {
    let world = World::begin(&t).await;
    let everywhere = |seen: bool, shown: Vec<(&str, bool)>| {
        assert!(shown.iter().all(|(_, here)| *here == seen), "{seen}: {shown:?}");
    };
    everywhere(false, world.shown().await);
    // A busy time is no event.
    world.grant(&t, BUSY).await;
    everywhere(false, world.shown().await);
    for right in [VIEW, COMMENT, EDIT, MANAGE] {
        world.grant(&t, right).await;
        everywhere(true, world.shown().await);
    }
    world.revoke(&t).await;
    everywhere(false, world.shown().await);
}

#[umbra_test]
async fn who_may_only_look_changes_nothing(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, event, series } = &world;
    let own = made(ben, "/api/events", json!({"title": "Run", "start": "2026-03-02"})).await;
    let named = json!({"name": "Lesson", "title": "Piano"});
    let template = made(ben, "/api/event-templates", named).await;
    let calendar_url = format!("/api/calendars/{calendar}");
    let event_url = format!("/api/events/{event}");
    let one = format!("/api/events/{series}?scope=this&recurrence_id=2026-03-02T19:00:00");
    let own_words = format!("/api/events/{series}/overrides/2026-03-02T19:00:00");
    ana.patch(&one, json!({"title": "Choir at Ana's"})).await.assert_status(200);
    for (right, code) in [(VIEW, "read_only"), (COMMENT, "comment_only")] {
        world.grant(&t, right).await;
        let before = World::everything(&t).await;
        let title = json!({"title": "Mine now"});
        for refused in [
            ben.put(&event_url, &title).await,
            ben.patch(&event_url, &title).await,
            ben.patch(&one, &title).await,
            ben.delete(&one).await,
            ben.delete(&own_words).await,
            ben.delete(&event_url).await,
            ben.patch(&calendar_url, json!({"name": "Mine"})).await,
            ben.put(&calendar_url, json!({"is_default": true})).await,
            ben.delete(&calendar_url).await,
        ] {
            refused.assert_problem(403, code);
        }
        // As if there were no such calendar.
        let into = json!({"calendar_id": calendar});
        let new = json!({"title": "x", "start": "2026-03-02", "calendar_id": calendar});
        let lesson = json!({"name": "x", "title": "x", "calendar_id": calendar});
        let copy = json!({"start": "2026-03-02T10:00", "calendar_id": calendar});
        for refused in [
            ben.post("/api/events", new).await,
            ben.patch(format!("/api/events/{own}"), &into).await,
            ben.post("/api/event-templates", lesson).await,
            ben.patch(format!("/api/event-templates/{template}"), &into).await,
            ben.post(format!("/api/event-templates/{template}/instantiate"), copy).await,
        ] {
            let problem = refused.assert_problem(422, "invalid");
            problem.assert_field("/calendar_id", "unknown_calendar");
        }
        assert_eq!(World::everything(&t).await, before, "{code}");
    }
    ana.get(&event_url).await.assert_status(200);
}

#[umbra_test]
async fn who_may_edit_makes_and_changes_events_but_the_calendar_stays_its_owners(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, event, series } = &world;
    world.grant(&t, EDIT).await;
    let calendar_url = format!("/api/calendars/{calendar}");
    let event_url = format!("/api/events/{event}");
    let new = json!({"title": "Party", "start": "2026-03-07", "calendar_id": calendar});
    let party = made(ben, "/api/events", new).await;
    let seen = ana.get(format!("/api/events/{party}")).await.assert_status(200).json();
    assert_eq!(seen["calendar_id"], *calendar);
    ben.patch(&event_url, json!({"title": "Dentist, upper left"})).await.assert_status(200);
    let one = format!("/api/events/{series}?scope=this&recurrence_id=2026-03-02T19:00:00");
    ben.patch(&one, json!({"title": "Choir in the church"})).await.assert_status(200);
    let own_words = format!("/api/events/{series}/overrides/2026-03-02T19:00:00");
    ben.delete(&own_words).await.assert_status(200);
    let back = ana.get(one.replace("scope=this&", "")).await.assert_status(200).json();
    assert_eq!(back["title"], "Choir");
    ben.patch(&calendar_url, json!({"sort_order": 7})).await.assert_status(200);
    let before = World::everything(&t).await;
    for refused in [
        ben.patch(&calendar_url, json!({"name": "x", "is_visible": false})).await,
        ben.patch(&calendar_url, json!({"name": "Family and friends"})).await,
        ben.put(&calendar_url, json!({"is_default": true})).await,
        ben.delete(&calendar_url).await,
        ben.delete(&event_url).await,
        ben.delete(&one).await,
    ] {
        refused.assert_problem(403, "not_yours");
    }
    assert_eq!(World::everything(&t).await, before);
    world.grant(&t, MANAGE).await;
    ben.patch(&calendar_url, json!({"name": "Family and friends"})).await.assert_status(200);
    ben.delete(&one).await.assert_status(204);
    ben.delete(&event_url).await.assert_status(204);
    ben.delete(&calendar_url).await.assert_problem(403, "not_yours");
    ana.delete(&calendar_url).await.assert_status(204);
}

#[umbra_test]
async fn a_default_calendar_is_ones_own_whatever_one_may_do_with_those_of_others(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, .. } = &world;
    let own = ana.get("/api/calendars").await.json();
    let default = own.as_array().unwrap().iter().find(|one| one["is_default"] == true).unwrap();
    let sql = format!(
        "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({}, {}, {MANAGE})",
        default["id"], ben.id
    );
    t.execute(&sql).await;
    let event = made(ben, "/api/events", json!({"title": "Run", "start": "2026-03-02"})).await;
    ana.get(format!("/api/events/{event}")).await.assert_problem(404, "not_found");
    // Another person's default is listed beside one's own, and stays theirs.
    let fresh = json!({"name": "Mine", "is_default": true});
    ben.post("/api/calendars", fresh).await.assert_status(201);
    let kept = ana.get(format!("/api/calendars/{}", default["id"])).await.json();
    assert_eq!((&kept["is_default"], &kept["updated_at"]), (&json!(true), &default["updated_at"]));
}

#[umbra_test]
async fn a_right_that_is_taken_away_during_a_change_is_gone_for_it(t: TestApp) {
    // On SQLite there is one writer: whoever comes second sees what the first one did.
    let Some(pool) = t.store.postgres_pool() else { return };
    let world = World::begin(&t).await;
    world.grant(&t, EDIT).await;
    let World { ana, ben, event, .. } = &world;
    let url = format!("/api/events/{event}");
    let mut revoking = pool.begin().await.unwrap();
    let text = "DELETE FROM calendar_members WHERE user_id = $1 AND held < 6";
    sqlx::query(text).bind(ben.id.0).execute(&mut *revoking).await.unwrap();
    // The change finds the event and waits for the right to it.
    let change = ben.patch(&url, json!({"title": "Mine now"}));
    let change = send_until_locked(&pool, change, 1).await;
    revoking.commit().await.unwrap();
    change.await.unwrap().assert_problem(404, "not_found");
    let kept = ana.get(&url).await.assert_status(200).json();
    assert_eq!(kept["title"], "Dentist");
}
