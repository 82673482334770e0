//! What becomes of the places of one that are on events of the other when a connection ends.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, umbra_test};

use super::{PATH, block, connect};

async fn place(who: &Client, name: &str, address: Option<&str>) -> i64 {
    who.draft("/api/locations", json!({"name": name, "address": address})).create().await.id
}

async fn march(who: &Client) -> Vec<[Value; 3]> {
    let shown = who.events("2026-03-01", "2026-04-01").await;
    let fields = ["location_id", "location_name", "location_text"];
    shown.iter().map(|event| fields.map(|field| event[field].clone())).collect()
}

fn words(text: &str) -> [Value; 3] {
    [Value::Null, Value::Null, json!(text)]
}

async fn texts(t: &TestApp) -> [Vec<String>; 2] {
    let dump = t.database_dump().await;
    ["events", "event_overrides"].map(|table| dump.table(table).to_vec())
}

#[umbra_test]
async fn events_of_one_leave_the_places_of_the_other_when_their_connection_ends(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    for ends in ["by one", "by a block"] {
        let connection = connect(&ana, &ben).await;
        let school = place(&ana, "School", Some("Ring 1\n1010 Wien")).await;
        let home = place(&ben, "Home", None).await;
        let own = ana.calendar("Own").create().await;
        let (family, club) =
            (ben.calendar("Family").create().await, cleo.calendar("Club").create().await);
        for calendar in [&family, &club] {
            let sql = format!(
                "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({}, {}, 4)",
                calendar.id, ana.id
            );
            assert_eq!(t.execute(&sql).await, 1);
        }
        let event = |who: &Client, of: &Created, title: &str, day: u8| {
            who.event(title, &format!("2026-03-{day:02}T10:00:00Z")).with("calendar_id", of.id)
        };
        let mine = event(&ana, &own, "Mine", 2).with("location_id", school).create().await;
        let ours = event(&ana, &club, "Ours", 2).with("location_id", school).create().await;
        let plain = event(&ana, &family, "Plain", 3).with("location_id", school).create().await;
        let said = event(&ana, &family, "Said", 4).with("location_id", school);
        let said = said.with("location_text", "Room 5").create().await;
        let at_home = event(&ben, &family, "Dinner", 5).with("location_id", home).create().await;
        let series = event(&ana, &family, "Series", 10).rule("FREQ=DAILY;COUNT=4");
        let series = series.with("location_id", school).create().await;
        let visiting = event(&ben, &family, "Visiting", 20).rule("FREQ=DAILY;COUNT=2");
        let visiting = visiting.create().await;
        for (who, of, day, change) in [
            (&ana, &series, "11", json!({"title": "Recital"})),
            (&ben, &series, "12", json!({"location_id": home})),
            (&ben, &series, "13", json!({"location_id": null})),
            (&ana, &visiting, "20", json!({"location_id": school})),
        ] {
            let one = of.scoped("this", &format!("2026-03-{day}T10:00:00"));
            who.patch(one, change).await.assert_status(200);
        }
        let all = [(&ben, &plain), (&ben, &said), (&ben, &series), (&ben, &visiting)];
        let untouched = [(&ben, &at_home), (&ana, &mine), (&ana, &ours)];
        let mut before = Vec::new();
        for (who, event) in all.iter().chain(&untouched) {
            before.push(who.get(event.url()).await.etag().to_owned());
        }
        if ends == "by one" {
            ben.delete(format!("{PATH}/{connection}")).await.assert_status(204);
        } else {
            block(&ben, &ana).await;
        }
        for (at, (who, event)) in all.iter().chain(&untouched).enumerate() {
            let same = who.get(event.url()).await.etag() == before[at];
            assert_eq!(same, at >= all.len(), "{ends}: {}", event.url());
        }
        let label = "School, Ring 1, 1010 Wien";
        let at_home = [json!(home), json!("Home"), Value::Null];
        let nowhere = [Value::Null, Value::Null, Value::Null];
        let expected = [
            words(label),
            words("Room 5"),
            at_home.clone(),
            words(label),
            words(label),
            at_home,
            nowhere.clone(),
            words(label),
            nowhere,
        ];
        assert_eq!(march(&ben).await, expected, "{ends}");
        // What is stored to be searched is what a change would write.
        let stored = texts(&t).await;
        t.execute("UPDATE text_keys SET stale = TRUE").await;
        t.store.migrate_up(None).await.unwrap();
        assert_eq!(texts(&t).await, stored, "{ends}");
        // Where Ana's own events are, and those of Cleo's, still follows what she calls it.
        let renamed = json!({"name": "Conservatory"});
        ana.patch(format!("/api/locations/{school}"), renamed).await.assert_status(200);
        assert_eq!(march(&ben).await, expected, "{ends}");
        let here = [json!(school), json!("Conservatory"), Value::Null];
        assert_eq!(march(&ana).await, [here.clone(), here], "{ends}");
        for (who, calendar) in [(&ana, &own), (&ben, &family), (&cleo, &club)] {
            who.delete(calendar.url()).await.assert_status(204);
        }
    }
}
