//! Events that only their maker and the calendar's owner see, and who deletes what.
//!
//! The rows that say who holds what are written here, without the people having agreed to it.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Person, TestApp, umbra_test};

const VIEW: u8 = 2;
const EDIT: u8 = 4;
const MANAGE: u8 = 5;

/// Ana's calendar, in which Ben and Cleo hold a right, and an event today that Ben made private.
struct World {
    ana: Person,
    ben: Person,
    cleo: Person,
    calendar: i64,
    secret: Created,
}

async fn hold(t: &TestApp, calendar: i64, who: &Person, right: u8) {
    let sql = format!(
        "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({calendar}, {}, {right}) \
         ON CONFLICT (calendar_id, user_id) DO UPDATE SET held = excluded.held",
        who.id
    );
    assert_eq!(t.execute(&sql).await, 1);
}

impl World {
    async fn begin(t: &TestApp, right_of_cleo: u8) -> Self {
        let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
        let calendar = ana.calendar("Family").create().await.id;
        hold(t, calendar, &ben, EDIT).await;
        hold(t, calendar, &cleo, right_of_cleo).await;
        let secret = ben.event("Surprise", "2026-03-02T20:00:00Z").rule("FREQ=WEEKLY");
        let secret = secret.with("calendar_id", calendar).with("visibility", "private");
        let secret = secret.with("reminders", json!([0])).create().await;
        Self { ana, ben, cleo, calendar, secret }
    }

    /// Finds where the private event is shown to somebody.
    async fn shown(&self, who: &Client) -> Vec<(&'static str, bool)> {
        let range = "/api/events?start=2026-03-02&end=2026-03-03";
        let url = self.secret.url();
        let single = async |url: String| {
            let reply = who.get(url).await;
            match reply.status() {
                200 => true,
                _ => reply.assert_problem(404, "not_found").body()["code"] != "not_found",
            }
        };
        let listed = async |path: String, list: &str| {
            let body = who.get(path).await.assert_status(200).json();
            let list = if list.is_empty() { &body } else { &body[list] };
            list.as_array().unwrap().iter().any(|one| one["id"] == self.secret.id)
        };
        let occurrence = format!("{url}?recurrence_id=2026-03-02T20:00:00");
        vec![
            ("single", single(url.clone()).await),
            ("occurrence", single(occurrence).await),
            ("range", listed(range.to_owned(), "").await),
            ("filter", listed(format!("{range}&calendar_id={}", self.calendar), "").await),
            ("search", listed(format!("{range}&search=surprise"), "").await),
            ("upcoming", listed("/api/upcoming".to_owned(), "events").await),
            ("dashboard", listed("/api/dashboard".to_owned(), "events").await),
        ]
    }
}

fn everywhere(seen: bool, shown: Vec<(&str, bool)>) {
    assert!(shown.iter().all(|(_, here)| *here == seen), "{seen}: {shown:?}");
}

#[umbra_test]
async fn a_private_event_is_its_makers_and_the_owners_and_nobody_elses(t: TestApp) {
    for right in [VIEW, EDIT, MANAGE] {
        let world = World::begin(&t, right).await;
        let World { ana, ben, cleo, secret, .. } = &world;
        everywhere(true, world.shown(ana).await);
        everywhere(true, world.shown(ben).await);
        everywhere(false, world.shown(cleo).await);
        let before = t.database_dump().await;
        let one = secret.scoped("this", "2026-03-02T20:00:00");
        let back = format!("{}/overrides/2026-03-02T20:00:00", secret.url());
        for missing in [
            cleo.patch(&one, json!({"title": "Seen"})).await,
            cleo.put(format!("{}?scope=all", secret.url()), json!({"visibility": "default"})).await,
            cleo.delete(&one).await,
            cleo.delete(format!("{}?scope=all", secret.url())).await,
            cleo.delete(&back).await,
        ] {
            missing.assert_problem(404, "not_found");
        }
        let after = t.database_dump().await;
        for table in ["events", "event_overrides", "reminders"] {
            assert_eq!(after.table(table), before.table(table), "{right}");
        }
        // Shown to everybody, it is there for everybody.
        let all_of_it = format!("{}?scope=all", secret.url());
        ana.patch(&all_of_it, json!({"visibility": "default"})).await.assert_status(200);
        everywhere(true, world.shown(cleo).await);
        for person in [ana, ben, cleo] {
            t.execute(&format!("DELETE FROM users WHERE id = {}", person.id)).await;
        }
    }
}

#[umbra_test]
async fn only_the_owner_and_the_maker_make_an_event_private(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, cleo, calendar, .. } = &world;
    let party = ben.event("Party", "2026-03-02T21:00:00Z").with("calendar_id", *calendar);
    let party = party.create().await;
    let private = json!({"visibility": "private"});
    cleo.patch(party.url(), &private).await.assert_problem(403, "not_yours");
    hold(&t, *calendar, cleo, MANAGE).await;
    cleo.patch(party.url(), &private).await.assert_problem(403, "not_yours");
    cleo.patch(party.url(), json!({"title": "Feast"})).await.assert_status(200);
    ana.patch(party.url(), &private).await.assert_status(200);
    cleo.get(party.url()).await.assert_problem(404, "not_found");
    ben.patch(party.url(), json!({"visibility": "default"})).await.assert_status(200);
    ben.patch(party.url(), &private).await.assert_status(200);
    cleo.get(party.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn reminders_of_those_who_see_it_no_more_end(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, cleo, calendar, .. } = &world;
    let party = ben.event("Party", "2026-03-02T08:10:00Z").with("calendar_id", *calendar);
    let party = party.create().await;
    cleo.patch(party.url(), json!({"reminders": [0]})).await.assert_status(200);
    let due = async |who: &Person| -> Vec<Value> {
        let due = who.get("/api/reminders/due").await.assert_status(200).json();
        due.as_array().unwrap().iter().map(|one| one["title"].clone()).collect()
    };
    t.clock.advance(Duration::from_mins(10));
    assert_eq!(due(cleo).await, ["Party"]);
    ana.patch(party.url(), json!({"visibility": "private"})).await.assert_status(200);
    assert!(due(cleo).await.is_empty());
}

#[umbra_test]
async fn who_may_edit_deletes_what_they_made_and_nothing_else(t: TestApp) {
    let world = World::begin(&t, EDIT).await;
    let World { ana, ben, cleo, calendar, secret } = &world;
    let choir = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=WEEKLY");
    let choir = choir.with("calendar_id", *calendar).create().await;
    for url in [
        format!("{}?scope=all", choir.url()),
        choir.scoped("this", "2026-03-09T19:00:00"),
        choir.scoped("following", "2026-03-09T19:00:00"),
    ] {
        ben.delete(url).await.assert_problem(403, "not_yours");
    }
    // What is left of a series that somebody else divides is still its maker's.
    let party = ben.event("Party", "2026-03-02T21:00:00Z").rule("FREQ=WEEKLY");
    let party = party.with("calendar_id", *calendar).create().await;
    let later = party.scoped("following", "2026-03-16T21:00:00");
    let rest = cleo.patch(&later, json!({"title": "Feast"})).await.assert_status(200).json();
    let rest = format!("/api/events/{}?scope=all", rest["id"]);
    cleo.delete(&rest).await.assert_problem(403, "not_yours");
    ben.delete(&rest).await.assert_status(204);
    ben.delete(party.scoped("this", "2026-03-09T21:00:00")).await.assert_status(204);
    ben.delete(format!("{}?scope=all", party.url())).await.assert_status(204);
    ben.delete(format!("{}?scope=all", secret.url())).await.assert_status(204);
    // What an account that is gone has made is the owner's to delete.
    let tea = cleo.event("Tea", "2026-03-02T16:00:00Z").with("calendar_id", *calendar);
    let tea = tea.create().await;
    t.execute(&format!("DELETE FROM users WHERE id = {}", cleo.id)).await;
    assert_eq!(ana.get(tea.url()).await.json()["created_by"], Value::Null);
    ben.delete(tea.url()).await.assert_problem(403, "not_yours");
    ana.delete(tea.url()).await.assert_status(204);
}
