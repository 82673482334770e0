//! Events on which somebody has set no reminder.

use serde_json::json;
use umbra_testkit::{Person, TestApp, umbra_test};

use super::{look, settle, titles};
use crate::{
    deliveries::{phones, set_up, shown, with_phone},
    notifications::{hold, told, unread},
};

async fn ana(t: &TestApp) -> Person {
    let ana = with_phone(t, "ana").await;
    settle(t, &ana, "Europe/Vienna").await;
    ana
}

#[umbra_test(with = phones)]
async fn an_event_without_a_reminder_is_told_a_quarter_of_an_hour_before(t: TestApp) {
    let ana = ana(&t).await;
    let event = ana.event("Choir", "2026-03-02T19:00:00Z").create().await;
    let own = ana.event("Dentist", "2026-03-02T19:00:00Z").with("reminders", json!([60]));
    own.create().await;
    assert_eq!(look(&t, "2026-03-02T18:44:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T18:45:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-02T18:50:00Z").await, 0);
    t.deliver().await;
    assert_eq!(shown(&t, "ana"), ["Choir"]);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!((&all[0]["kind"], &all[0]["path"]), (&json!("reminder"), &json!(event.url())));
    assert_eq!(all[0]["body"], "Monday, 2 March 2026 at 20:00");
    // Moved, it is read, and told again.
    let later = json!({"start": "2026-03-02T21:00:00Z", "end": "2026-03-02T22:00:00Z"});
    ana.patch(event.url(), later).await.assert_status(200);
    t.deliver().await;
    assert_eq!((unread(&ana).await, shown(&t, "ana").len()), (0, 0));
    assert_eq!(look(&t, "2026-03-02T20:44:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T20:45:00Z").await, 1);
    ana.delete(event.url()).await.assert_status(204);
    assert_eq!(unread(&ana).await, 0);
}

#[umbra_test(with = phones)]
async fn each_occurrence_of_a_series_is_told_where_it_is(t: TestApp) {
    let ana = ana(&t).await;
    let series = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=DAILY").create().await;
    let moved = json!({"start": "2026-03-03T10:00:00Z", "end": "2026-03-03T11:00:00Z"});
    ana.patch(series.scoped("this", "2026-03-03T20:00:00"), moved).await.assert_status(200);
    let off = json!({"status": "cancelled"});
    ana.patch(series.scoped("this", "2026-03-04T20:00:00"), off).await.assert_status(200);
    let mut at = Vec::new();
    for day in 2..6 {
        for hour in ["07:00", "09:45", "18:45", "22:00"] {
            let now = format!("2026-03-0{day}T{hour}:00Z");
            if look(&t, &now).await > 0 {
                at.push(format!("{day} {hour}"));
            }
        }
    }
    assert_eq!(at, ["2 18:45", "3 09:45", "5 18:45"]);
}

#[umbra_test(with = phones)]
async fn only_what_is_ones_own_is_told_and_only_to_who_wants_it(t: TestApp) {
    let (ana, ben) = (ana(&t).await, t.user("ben").await);
    let shared = ben.calendar("Family").create().await;
    hold(&t, shared.id, ana.id, Some(4)).await;
    let theirs = ben.event("Theirs", "2026-03-02T12:00:00Z").with("calendar_id", shared.id);
    theirs.create().await;
    ana.event("Mine", "2026-03-02T12:00:00Z").create().await;
    ana.event("Day off", "2026-03-03").with("all_day", true).create().await;
    assert_eq!(look(&t, "2026-03-02T11:45:00Z").await, 1);
    assert_eq!(titles(&t, "ana").await, ["Mine"]);
    assert!(titles(&t, "ben").await.is_empty(), "he has no phone set up");
    // What is of whole days comes in the morning.
    assert_eq!(look(&t, "2026-03-03T06:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 1);
    let ana = t.user("ana").await;
    ana.event("Soon", "2026-03-03T12:00:00Z").create().await;
    ana.event("Later", "2026-03-03T13:00:00Z").create().await;
    ana.put("/api/settings", json!({"ntfy_event_lead_minutes": 60})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T11:00:00Z").await, 1);
    set_up(&t, &ana, "ntfy_events_enabled = FALSE").await;
    assert_eq!(look(&t, "2026-03-03T12:00:00Z").await, 0);
}

#[umbra_test(with = phones)]
async fn what_is_over_when_everybody_comes_back_is_not_told(t: TestApp) {
    let ana = ana(&t).await;
    for (title, start, end) in [
        ("Over", "2026-03-02T12:00:00Z", "2026-03-02T12:30:00Z"),
        ("Running", "2026-03-02T12:00:00Z", "2026-03-02T16:00:00Z"),
    ] {
        ana.event(title, start).with("end", end).create().await;
    }
    t.notify_due().await;
    assert_eq!(look(&t, "2026-03-02T13:00:00Z").await, 1);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!((&all[0]["title"], &all[0]["is_late"]), (&json!("Running"), &json!(true)));
}

#[umbra_test(with = phones)]
async fn what_takes_no_time_is_told_when_it_begins_though_somebody_looks_a_moment_later(
    t: TestApp,
) {
    let ana = ana(&t).await;
    ana.put("/api/settings", json!({"ntfy_event_lead_minutes": 0})).await.assert_status(200);
    ana.event("Train", "2026-03-02T12:00:00Z").create().await;
    ana.event("Lunch", "2026-03-02T11:00:00Z").with("end", "2026-03-02T12:00:00Z").create().await;
    assert_eq!(look(&t, "2026-03-02T10:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T11:00:01Z").await, 1);
    assert_eq!(look(&t, "2026-03-02T11:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T12:00:01Z").await, 1);
    assert_eq!(look(&t, "2026-03-02T12:00:02Z").await, 0);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!((&all[0]["title"], &all[0]["is_late"]), (&json!("Train"), &json!(false)));
    assert_eq!(all[1]["title"], "Lunch");
}

#[umbra_test(with = phones)]
async fn what_was_told_stays_so_when_others_of_its_series_go(t: TestApp) {
    let ana = ana(&t).await;
    let series = ana.event("Stand-up", "2026-03-02T09:00:00").zone("Europe/Vienna");
    let series = series.rule("FREQ=DAILY").create().await;
    let title = json!({"title": "Stand-up outside"});
    ana.patch(series.scoped("this", "2026-03-04T09:00:00"), title).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-02T07:45:00Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T07:45:00Z").await, 1);
    let ana = t.user("ana").await;
    let stays = async |what: &str| {
        t.deliver().await;
        assert_eq!((unread(&ana).await, shown(&t, "ana").len()), (1, 1), "{what}");
        assert_eq!(t.notify_due().await, 0, "{what}");
    };
    ana.delete(series.scoped("this", "2026-04-03T09:00:00")).await.assert_status(204);
    stays("another one is left out").await;
    for rule in ["FREQ=DAILY;UNTIL=20260501T070000Z", "FREQ=DAILY;COUNT=20", "FREQ=DAILY"] {
        let all = format!("{}?scope=all", series.url());
        ana.patch(all, json!({"recurrence_rule": rule})).await.assert_status(200);
        stays(rule).await;
    }
    ana.delete(series.scoped("following", "2026-03-20T09:00:00")).await.assert_status(204);
    stays("the end").await;
    ana.delete(series.scoped("this", "2026-03-03T09:00:00")).await.assert_status(204);
    t.deliver().await;
    assert_eq!((unread(&ana).await, shown(&t, "ana").len()), (0, 0), "it is left out itself");
}

#[umbra_test(with = phones)]
async fn what_was_told_goes_with_the_days_of_its_series(t: TestApp) {
    ana(&t).await;
    for change in [
        json!({"recurrence_rule": "FREQ=DAILY;UNTIL=20260302T090000Z"}),
        json!({"recurrence_rule": "FREQ=WEEKLY;BYDAY=MO"}),
    ] {
        t.clock.set("2026-03-02T08:00:00Z".parse().unwrap());
        let ana = t.user("ana").await;
        let series = ana.event("Choir", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
        t.clock.set("2026-03-02T12:00:00Z".parse().unwrap());
        t.notify_due().await;
        assert_eq!(look(&t, "2026-03-03T08:45:00Z").await, 1, "{change}");
        let ana = t.user("ana").await;
        assert_eq!(unread(&ana).await, 1, "{change}");
        let all = format!("{}?scope=all", series.url());
        ana.patch(all, &change).await.assert_status(200);
        assert_eq!((unread(&ana).await, t.notify_due().await), (0, 0), "{change}");
        ana.delete(format!("{}?scope=all", series.url())).await.assert_status(204);
    }
}

#[umbra_test(with = phones)]
async fn what_was_told_of_a_moved_occurrence_goes_only_when_that_moves_again(t: TestApp) {
    let ana = ana(&t).await;
    let series = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=DAILY").create().await;
    let third = series.scoped("this", "2026-03-03T20:00:00");
    let to = |start: &str, end: &str| json!({"start": format!("2026-03-03T{start}:00Z"), "end": format!("2026-03-03T{end}:00Z")});
    ana.patch(&third, to("10:00", "11:00")).await.assert_status(200);
    let fifth = series.scoped("this", "2026-03-05T20:00:00");
    ana.patch(fifth, json!({"title": "Rehearsal"})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T09:45:00Z").await, 1);
    let ana = t.user("ana").await;
    let stays = async |what: &str| {
        t.deliver().await;
        assert_eq!((unread(&ana).await, shown(&t, "ana").len()), (1, 1), "{what}");
        assert_eq!(t.notify_due().await, 0, "{what}");
    };
    ana.patch(&third, json!({"title": "Outside"})).await.assert_status(200);
    stays("its title").await;
    ana.patch(&third, to("10:00", "12:00")).await.assert_status(200);
    stays("its end").await;
    let all = format!("{}?scope=all", series.url());
    ana.patch(&all, json!({"recurrence_rule": "FREQ=DAILY;COUNT=20"})).await.assert_status(200);
    stays("the end of the series").await;
    // Moved on, and back to where the series has it.
    for (start, end, told) in [("14:00", "15:00", "13:45"), ("19:00", "20:00", "18:45")] {
        ana.patch(&third, to(start, end)).await.assert_status(200);
        t.deliver().await;
        assert_eq!((unread(&ana).await, shown(&t, "ana").len()), (0, 0), "{start}");
        assert_eq!(look(&t, &format!("2026-03-03T{told}:00Z")).await, 1, "{start}");
        t.deliver().await;
        assert_eq!((unread(&ana).await, shown(&t, "ana").len()), (1, 1), "{start}");
    }
}

#[umbra_test(with = phones)]
async fn what_takes_place_after_all_is_told_again(t: TestApp) {
    let ana = ana(&t).await;
    let series = ana.event("Choir", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let one = ana.event("Dentist", "2026-03-03T09:00:00Z").create().await;
    assert_eq!(look(&t, "2026-03-02T08:45:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-03T08:45:00Z").await, 2);
    t.deliver().await;
    let ana = t.user("ana").await;
    let today = [series.scoped("this", "2026-03-03T10:00:00"), one.url()];
    let change = async |body: serde_json::Value| {
        for url in &today {
            ana.patch(url, &body).await.assert_status(200);
        }
        let told = t.notify_due().await;
        t.deliver().await;
        (told, shown(&t, "ana").len())
    };
    // What was told the day before stays.
    assert_eq!(change(json!({"status": "cancelled"})).await, (0, 1));
    assert_eq!(change(json!({"status": "confirmed"})).await, (2, 3));
    let to = |start: &str| json!({"start": format!("2026-03-03T{start}:00Z"), "end": "2026-03-03T21:00:00Z"});
    assert_eq!(change(to("20:00")).await, (0, 1));
    assert_eq!(change(to("09:00")).await, (2, 3));
}

#[umbra_test(with = phones)]
async fn a_whole_day_is_told_once_to_who_travels(t: TestApp) {
    let ana = ana(&t).await;
    ana.event("Day off", "2026-03-03").with("all_day", true).create().await;
    let series = ana.event("Fair", "2026-03-03").with("all_day", true);
    series.rule("FREQ=DAILY;COUNT=2").create().await;
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 2);
    let to = async |zone: &str| settle(&t, &t.user("ana").await, zone).await;
    // The morning of the 3rd comes once more, and that of the 4th twice.
    assert_eq!(to("Pacific/Honolulu").await, 0);
    assert_eq!(look(&t, "2026-03-03T18:00:00Z").await, 0);
    assert_eq!(look(&t, "2026-03-04T18:00:00Z").await, 1);
    assert_eq!(to("Pacific/Pago_Pago").await, 0);
    assert_eq!(look(&t, "2026-03-04T19:00:00Z").await, 0);
    assert_eq!(titles(&t, "ana").await.len(), 3);
}

#[umbra_test(with = phones)]
async fn what_becomes_somebodys_is_looked_at_at_once(t: TestApp) {
    let (admin, ben) = (t.admin().await, t.user("ben").await);
    let ana = ana(&t).await;
    // Switched off in the morning, and on again.
    let active = format!("/api/admin/users/{}/active", ana.id);
    ana.event("Day off", "2026-03-03").with("all_day", true).create().await;
    admin.put(&active, json!({"is_active": false})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 0);
    t.clock.set("2026-03-03T07:30:00Z".parse().unwrap());
    let admin = t.admin().await;
    admin.put(&active, json!({"is_active": true})).await.assert_status(200);
    assert_eq!(t.notify_due().await, 1, "switched on");
    // Handed over, or shown again.
    let calendar = t.user("ben").await.calendar("Choir").create().await;
    hold(&t, calendar.id, ana.id, Some(5)).await;
    let event = t.user("ben").await.event("Rehearsal", "2026-03-03T14:00:00Z");
    event.with("calendar_id", calendar.id).create().await;
    assert_eq!(look(&t, "2026-03-03T07:40:00Z").await, 0);
    hold(&t, calendar.id, ben.id, Some(5)).await;
    hold(&t, calendar.id, ana.id, Some(6)).await;
    assert_eq!(look(&t, "2026-03-03T07:45:00Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T13:45:00Z").await, 1, "handed over");
    let (ana, url) = (t.user("ana").await, calendar.url());
    ana.patch(&url, json!({"is_visible": false})).await.assert_status(200);
    let event = ana.event("Concert", "2026-03-03T18:00:00Z").with("calendar_id", calendar.id);
    event.create().await;
    assert_eq!(look(&t, "2026-03-03T13:50:00Z").await, 0);
    ana.patch(&url, json!({"is_visible": true})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T13:55:00Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T17:45:00Z").await, 1, "shown again");
}
