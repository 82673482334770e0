//! What is overdue, by the wall clock of the todo's owner.

use jiff::Timestamp;
use serde_json::json;
use umbra_testkit::{Person, TestApp, umbra_test};

use crate::todos::found;

/// Signs somebody in who lives in a zone.
async fn living_in(t: &TestApp, zone: &str) -> Person {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
    ana
}

/// Lists what is overdue at an instant, and checks that nothing is both or neither.
async fn overdue(t: &TestApp, who: &Person, at: &str) -> Vec<String> {
    t.clock.set(at.parse::<Timestamp>().unwrap());
    // The clock moves by months, which ends every session.
    let who = t.user(&who.username).await;
    let overdue = found(&who, "overdue=true").await;
    let mut all = found(&who, "overdue=false").await;
    assert!(overdue.iter().all(|title| !all.contains(title)), "{overdue:?} and {all:?}");
    all.extend(overdue.iter().cloned());
    all.sort_unstable();
    let mut expected = found(&who, "").await;
    expected.sort_unstable();
    assert_eq!(all, expected, "overdue or not");
    overdue
}

#[umbra_test]
async fn a_day_is_overdue_from_the_owners_midnight_on(t: TestApp) {
    let ana = living_in(&t, "Pacific/Auckland").await;
    ana.todo("fifth").due("2026-03-05").create().await;
    // Auckland is 13 hours ahead in its summer.
    assert!(overdue(&t, &ana, "2026-03-05T10:59:59.999999Z").await.is_empty());
    assert_eq!(overdue(&t, &ana, "2026-03-05T11:00:00Z").await, ["fifth"]);
    assert_eq!(overdue(&t, &ana, "2026-03-06T23:00:00Z").await, ["fifth"]);
}

#[umbra_test]
async fn a_moment_is_overdue_once_it_has_passed(t: TestApp) {
    let ana = living_in(&t, "America/New_York").await;
    ana.todo("morning").due("2026-03-05").with("due_time", "09:30").create().await;
    ana.todo("midnight").due("2026-03-05").with("due_time", "00:00").create().await;
    ana.todo("last second").due("2026-03-05").with("due_time", "23:59:59").create().await;
    ana.todo("day").due("2026-03-05").create().await;
    for (at, expected) in [
        ("2026-03-05T05:00:00Z", &[][..]),
        ("2026-03-05T05:00:01Z", &["midnight"]),
        ("2026-03-05T14:30:00Z", &["midnight"]),
        ("2026-03-05T14:30:01Z", &["morning", "midnight"]),
        ("2026-03-06T04:59:59Z", &["morning", "midnight"]),
        ("2026-03-06T05:00:00Z", &["morning", "midnight", "last second", "day"]),
    ] {
        assert_eq!(overdue(&t, &ana, at).await, expected, "{at}");
    }
}

#[umbra_test]
async fn what_is_done_or_has_no_day_is_never_overdue(t: TestApp) {
    let ana = t.user("ana").await;
    let late = ana.todo("late").due("2026-03-01").create().await;
    ana.todo("done").due("2026-03-01").with("completed", true).create().await;
    ana.todo("undated").create().await;
    ana.todo("undated and done").with("completed", true).create().await;
    ana.todo("last day").due("9999-12-31").with("due_time", "23:59:59").create().await;
    let now = "2026-03-02T08:00:00Z";
    assert_eq!(overdue(&t, &ana, now).await, ["late"]);
    let toggle = late.action("toggle");
    ana.patch(&toggle, ()).await.assert_status(200);
    assert!(overdue(&t, &ana, now).await.is_empty());
    ana.patch(&toggle, ()).await.assert_status(200);
    assert_eq!(overdue(&t, &ana, now).await, ["late"]);
    ana.put(late.url(), json!({"due_date": "2026-03-03"})).await.assert_status(200);
    assert!(overdue(&t, &ana, now).await.is_empty());
}

#[umbra_test]
async fn a_time_that_the_clock_skips_is_overdue_after_the_gap(t: TestApp) {
    let ana = living_in(&t, "Europe/Berlin").await;
    // On 2026-03-29 the clocks go from 02:00 to 03:00.
    ana.todo("before").due("2026-03-29").with("due_time", "01:59:59").create().await;
    ana.todo("skipped").due("2026-03-29").with("due_time", "02:30").create().await;
    ana.todo("after").due("2026-03-29").with("due_time", "03:00").create().await;
    ana.todo("day").due("2026-03-29").create().await;
    for (at, expected) in [
        ("2026-03-29T00:59:59Z", &[][..]),
        ("2026-03-29T01:00:00Z", &["before", "skipped"]),
        ("2026-03-29T01:00:01Z", &["before", "skipped", "after"]),
        ("2026-03-29T21:59:59Z", &["before", "skipped", "after"]),
        ("2026-03-29T22:00:00Z", &["before", "skipped", "after", "day"]),
    ] {
        assert_eq!(overdue(&t, &ana, at).await, expected, "{at}");
    }
}

#[umbra_test]
async fn what_is_overdue_stays_so_when_the_clock_is_set_back(t: TestApp) {
    let ana = living_in(&t, "Europe/Berlin").await;
    // On 2026-10-25 the clocks go from 03:00 back to 02:00.
    ana.todo("early").due("2026-10-25").with("due_time", "02:10").create().await;
    ana.todo("late").due("2026-10-25").with("due_time", "02:50").create().await;
    ana.todo("three").due("2026-10-25").with("due_time", "03:00").create().await;
    ana.todo("day").due("2026-10-25").create().await;
    for (at, expected) in [
        ("2026-10-25T00:10:00Z", &[][..]),
        ("2026-10-25T00:10:01Z", &["early"]),
        ("2026-10-25T00:59:59Z", &["early", "late"]),
        ("2026-10-25T01:00:00Z", &["early", "late"]),
        ("2026-10-25T01:05:00Z", &["early", "late"]),
        ("2026-10-25T02:00:00Z", &["early", "late"]),
        ("2026-10-25T02:00:01Z", &["early", "late", "three"]),
        ("2026-10-25T22:59:59Z", &["early", "late", "three"]),
        ("2026-10-25T23:00:00Z", &["early", "late", "three", "day"]),
    ] {
        assert_eq!(overdue(&t, &ana, at).await, expected, "{at}");
    }
}

#[umbra_test]
async fn a_day_whose_last_hour_repeats_is_not_over_before_its_end(t: TestApp) {
    let ana = living_in(&t, "America/Santiago").await;
    // On 2026-04-04 the clocks go from 24:00 back to 23:00.
    ana.todo("day").due("2026-04-04").create().await;
    ana.todo("evening").due("2026-04-04").with("due_time", "23:30").create().await;
    for (at, expected) in [
        ("2026-04-05T02:30:00Z", &[][..]),
        ("2026-04-05T02:30:01Z", &["evening"]),
        ("2026-04-05T03:10:00Z", &["evening"]),
        ("2026-04-05T03:59:59Z", &["evening"]),
        ("2026-04-05T04:00:00Z", &["day", "evening"]),
    ] {
        assert_eq!(overdue(&t, &ana, at).await, expected, "{at}");
    }
}

#[umbra_test]
async fn a_day_that_a_zone_leaves_out_is_over_when_the_next_begins(t: TestApp) {
    let ana = living_in(&t, "Pacific/Apia").await;
    // Samoa crossed the date line: 2011-12-29 was followed by 2011-12-31.
    ana.todo("29th").due("2011-12-29").create().await;
    ana.todo("30th").due("2011-12-30").create().await;
    ana.todo("31st").due("2011-12-31").create().await;
    assert!(overdue(&t, &ana, "2011-12-30T09:59:59Z").await.is_empty());
    assert_eq!(overdue(&t, &ana, "2011-12-30T10:00:00Z").await, ["29th", "30th"]);
}

#[umbra_test]
async fn owners_in_different_zones_disagree(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ana.put("/api/settings", json!({"timezone": "Pacific/Kiritimati"})).await.assert_status(200);
    ben.put("/api/settings", json!({"timezone": "Pacific/Pago_Pago"})).await.assert_status(200);
    for person in [&ana, &ben] {
        person.todo("first").due("2026-03-01").create().await;
        person.todo("second").due("2026-03-02").create().await;
    }
    // 00:30 on the 3rd at +14, 23:30 on the 1st at -11.
    assert_eq!(overdue(&t, &ana, "2026-03-02T10:30:00Z").await, ["first", "second"]);
    assert!(overdue(&t, &ben, "2026-03-02T10:30:00Z").await.is_empty());
}
