//! What the invited are told of what becomes of an event.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Person, TestApp, umbra_test};

use super::{answer, invite, two};
use crate::{
    connections::{block, connect},
    notifications::{PATH as NOTIFICATIONS, hold, told},
};

const NAME: &str = "2026-03-05T09:00:00";

/// Lists what somebody was told of events, by title and body, and begins afresh.
async fn news(who: &Client) -> Vec<(String, String)> {
    let all = told(who).await;
    let text = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    let events = all.iter().filter(|one| one["kind"] == "event_invitation");
    let said: Vec<_> = events.map(|one| (text(one, "title"), text(one, "body"))).collect();
    for one in all {
        who.delete(format!("{NOTIFICATIONS}/{}", one["id"])).await.assert_status(204);
    }
    said
}

async fn titles(who: &Client) -> Vec<String> {
    news(who).await.into_iter().map(|(title, _)| title).collect()
}

fn at(day: u8, time: &str) -> String {
    let name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    format!("{}, {day} March 2026 at {time}", name[usize::from(day - 2) % 7])
}

/// Ana's daily event, to all of which Ben is invited, and Cleo to one occurrence.
async fn begin(t: &TestApp) -> (Person, Person, Person, Created, Vec<Value>) {
    let (ana, ben) = two(t).await;
    let cleo = t.user("cleo").await;
    connect(&ana, &cleo).await;
    let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let mut invited = invite(&ana, series.id, &[&ben], None).await;
    invited.extend(invite(&ana, series.id, &[&cleo], Some(NAME)).await);
    for who in [&ben, &cleo] {
        assert_eq!(titles(who).await, ["ana invited you to “Daily”"]);
    }
    (ana, ben, cleo, series, invited)
}

#[umbra_test]
async fn who_is_invited_hears_of_another_time_and_place(t: TestApp) {
    let (ana, ben, cleo, series, invited) = begin(&t).await;
    let all = format!("{}?scope=all", series.url());
    // What it is called is nothing to answer anew.
    ana.patch(&all, json!({"title": "Choir", "description": "x"})).await.assert_status(200);
    assert_eq!((news(&ben).await, news(&cleo).await), (vec![], vec![]));
    // One occurrence, for each by what they are invited to.
    let once = series.scoped("this", NAME);
    ana.patch(&once, json!({"start": "2026-03-05T11:00:00Z"})).await.assert_status(200);
    let expected = [("ana changed “Choir”".to_owned(), at(5, "11:00"))];
    assert_eq!(told(&cleo).await[0]["path"], format!("{}?recurrence_id={NAME}", series.url()));
    assert_eq!((news(&ben).await, news(&cleo).await), (expected.to_vec(), expected.to_vec()));
    let other = series.scoped("this", "2026-03-06T09:00:00");
    ana.patch(&other, json!({"location_text": "Hall"})).await.assert_status(200);
    let expected = vec![("ana changed “Choir”".to_owned(), at(6, "09:00"))];
    assert_eq!((news(&ben).await, news(&cleo).await), (expected, vec![]));
    // All of it: of what has a place of its own nothing changes.
    ana.patch(&once, json!({"location_text": "Garden"})).await.assert_status(200);
    news(&ben).await;
    news(&cleo).await;
    ana.patch(&all, json!({"location_text": "Attic"})).await.assert_status(200);
    assert_eq!((titles(&ben).await.len(), titles(&cleo).await.len()), (1, 0));
    // Whoever declined hears of nothing but another time, which asks them anew.
    answer(&ben, &invited[0], "declined").await;
    ana.patch(&all, json!({"location_text": "Cellar"})).await.assert_status(200);
    assert_eq!(titles(&ben).await.len(), 0);
    ana.patch(&all, json!({"start": "2026-03-02T10:00:00Z"})).await.assert_status(200);
    assert_eq!(titles(&ben).await, ["ana changed “Choir”"]);
    let read = ben.get(series.url()).await.json();
    assert_eq!(read["my_invitation"]["status"], "pending");
}

#[umbra_test]
async fn who_is_invited_hears_that_it_does_not_take_place(t: TestApp) {
    let (ana, ben, cleo, series, _) = begin(&t).await;
    let once = series.scoped("this", NAME);
    let said = || vec![("ana cancelled “Daily”".to_owned(), at(5, "09:00"))];
    ana.patch(&once, json!({"status": "cancelled"})).await.assert_status(200);
    assert_eq!((news(&ben).await, news(&cleo).await), (said(), said()));
    ana.patch(&once, json!({"status": "confirmed"})).await.assert_status(200);
    assert_eq!(
        (titles(&ben).await, titles(&cleo).await.len()),
        (vec!["ana changed “Daily”".into()], 1)
    );
    // Deleted, there is nothing to look at, and it says all the same what it was.
    ana.delete(&once).await.assert_status(204);
    let left = told(&cleo).await;
    assert_eq!((&left[0]["subject"], &left[0]["path"]), (&json!(null), &json!(super::PATH)));
    assert_eq!((news(&ben).await, news(&cleo).await), (said(), said()));
    // The rest is later than all that Cleo was invited to.
    ana.delete(series.scoped("following", "2026-03-20T09:00:00")).await.assert_status(204);
    assert_eq!(
        (titles(&ben).await, titles(&cleo).await.len()),
        (vec!["ana changed “Daily”".into()], 0)
    );
    invite(&ana, series.id, &[&cleo], Some("2026-03-06T09:00:00")).await;
    titles(&cleo).await;
    ana.patch(series.scoped("this", "2026-03-06T09:00:00"), json!({"title": "Concert"}))
        .await
        .assert_status(200);
    ana.delete(format!("{}?scope=all", series.url())).await.assert_status(204);
    assert_eq!(news(&ben).await, [("ana cancelled “Daily”".to_owned(), at(2, "09:00"))]);
    assert_eq!(news(&cleo).await, [("ana cancelled “Concert”".to_owned(), at(6, "09:00"))]);
}

#[umbra_test]
async fn nobody_hears_of_what_is_over_or_of_whom_they_block(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let cleo = t.user("cleo").await;
    connect(&ana, &cleo).await;
    let event = ana.event("Party", "2026-03-03").create().await;
    let invited = invite(&ana, event.id, &[&ben, &cleo], None).await;
    titles(&ben).await;
    answer(&ben, &invited[0], "declined").await;
    ana.delete(event.url()).await.assert_status(204);
    assert_eq!(titles(&ben).await.len(), 0);
    assert_eq!(told(&cleo).await[0]["body"], "Tuesday, 3 March 2026");
    block(&cleo, &ana).await;
    assert_eq!(titles(&cleo).await.len(), 0);
    let event = ana.event("Party", "2026-03-03T10:00:00Z").create().await;
    invite(&ana, event.id, &[&ben], None).await;
    t.clock.set("2026-03-04T10:00:00Z".parse::<jiff::Timestamp>().unwrap());
    titles(&ben).await;
    ana.delete(event.url()).await.assert_status(204);
    assert_eq!(titles(&ben).await.len(), 0);
}

#[umbra_test]
async fn what_was_told_of_an_occurrence_goes_with_it(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let other = "2026-03-04T09:00:00";
    let one = invite(&ana, series.id, &[&ben], Some(NAME)).await;
    invite(&ana, series.id, &[&ben], Some(other)).await;
    // One of them rings, at a time that the other one shares.
    for name in [NAME, other] {
        ben.patch(series.scoped("this", name), json!({"reminders": [10]})).await.assert_status(200);
    }
    let about = async || {
        let dump = t.database_dump().await;
        let rows = dump.table("notifications").iter().map(|row| format!("{row:?}"));
        let of = |name: &str| rows.clone().filter(|row| row.contains(name)).count();
        (of(NAME), of(other))
    };
    assert_eq!(about().await, (1, 1));
    ana.delete(format!("{}/invitations/{}", series.url(), one[0]["id"])).await.assert_status(204);
    assert_eq!(about().await, (0, 1));
    // By either right it stays, and goes with the last one.
    let one = invite(&ana, series.id, &[&ben], Some(NAME)).await;
    let whole = invite(&ana, series.id, &[&ben], None).await;
    ana.delete(format!("{}/invitations/{}", series.url(), one[0]["id"])).await.assert_status(204);
    assert_eq!(about().await, (1, 1));
    ana.delete(format!("{}/invitations/{}", series.url(), whole[0]["id"])).await.assert_status(204);
    assert_eq!(about().await, (0, 1));
    // What the database should not have left isn't read either.
    let row = format!(
        "INSERT INTO notifications (user_id, notice, count, group_key, is_deleted, created_at, \
         updated_at, occurrence, event_id) SELECT user_id, notice, count, 'x', is_deleted, created_at, \
         updated_at, '{NAME}', event_id FROM notifications WHERE occurrence = '{other}'"
    );
    t.execute(&row).await;
    assert_eq!(titles(&ben).await, ["ana invited you to “Daily”"]);
}

#[umbra_test]
async fn a_reminder_of_a_lost_occurrence_is_not_read_any_more(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let one = invite(&ana, series.id, &[&ben], Some("2026-03-03T09:00:00")).await;
    invite(&ana, series.id, &[&ben], Some(NAME)).await;
    for name in ["2026-03-03T09:00:00", NAME] {
        ben.patch(series.scoped("this", name), json!({"reminders": [10]})).await.assert_status(200);
    }
    t.clock.set("2026-03-03T08:50:00Z".parse::<jiff::Timestamp>().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    let rang = async || {
        let all = told(&ben).await;
        all.iter().filter(|one| one["kind"] == "reminder").count()
    };
    assert_eq!(rang().await, 1);
    ana.delete(format!("{}/invitations/{}", series.url(), one[0]["id"])).await.assert_status(204);
    assert_eq!(rang().await, 0);
}

#[umbra_test]
async fn answers_are_told_to_who_may_invite(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let cleo = t.user("cleo").await;
    connect(&ana, &cleo).await;
    connect(&ben, &cleo).await;
    let calendar = ana.calendar("Family").create().await.id;
    hold(&t, calendar, ben.id, Some(5)).await;
    let event = ana.event("Party", "2026-03-05T20:00:00Z").with("calendar_id", calendar);
    let event = event.create().await;
    let invited = invite(&ben, event.id, &[&cleo], None).await;
    let answers = async |who: &Client| {
        let all = told(who).await;
        all.iter().filter(|one| one["kind"] == "invitation_response").count()
    };
    answer(&cleo, &invited[0], "accepted").await;
    assert_eq!((answers(&ana).await, answers(&ben).await), (0, 1));
    // He sees the event and not who comes.
    hold(&t, calendar, ben.id, Some(4)).await;
    assert_eq!(answers(&ben).await, 0);
    answer(&cleo, &invited[0], "declined").await;
    assert_eq!((answers(&ana).await, answers(&ben).await), (1, 0));
    // Whom she blocks, nobody invites in her calendar.
    hold(&t, calendar, ben.id, Some(5)).await;
    block(&cleo, &ana).await;
    let body = json!({"user_ids": [cleo.id]});
    let refused = ben.post(format!("{}/invitations", event.url()), body).await;
    refused.assert_problem(422, "invalid").assert_field("/user_ids/0", "unknown_user");
}
