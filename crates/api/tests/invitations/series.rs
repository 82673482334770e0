//! Invitations to a series, and to one occurrence of it.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{answer, invite, left, seen, two};

#[umbra_test]
async fn who_is_invited_to_an_occurrence_sees_nothing_of_the_others(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let event = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let name = "2026-03-04T09:00:00";
    let invited = invite(&ana, event.id, &[&ben], Some(name)).await;
    assert_eq!(invited[0]["recurrence_id"], name);
    assert_eq!(seen(&ben).await, ["Daily 04"]);
    for path in [event.url(), format!("{}?recurrence_id={name}", event.url())] {
        let read = ben.get(path).await.assert_status(200).json();
        assert_eq!(
            (&read["recurrence_id"], &read["recurrence_rule"]),
            (&json!(name), &json!(null))
        );
    }
    for other in ["2026-03-03T09:00:00", "2026-03-03T10:00:00"] {
        let read = format!("{}?recurrence_id={other}", event.url());
        ben.get(read).await.assert_problem(404, "not_found");
        let star = event.scoped("this", other);
        ben.patch(star, json!({"is_starred": true})).await.assert_problem(404, "not_found");
    }
    let own = json!({"reminders": [30]});
    ben.patch(event.scoped("this", name), &own).await.assert_status(200);
    ben.patch(format!("{}?scope=all", event.url()), &own).await.assert_problem(403, "read_only");
    assert_eq!(left(&t).await, [1, 1, 1, 1]);
    answer(&ben, &invited[0], "declined").await;
    ben.patch(event.scoped("this", name), &own).await.assert_problem(403, "read_only");
    assert_eq!(left(&t).await, [1, 0, 0, 0]);
    answer(&ben, &invited[0], "tentative").await;
    ben.patch(event.scoped("this", name), &own).await.assert_status(200);
    let found = ben.get("/api/events?search=daily").await.assert_status(200).json();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["recurrence_id"]), (1, &json!(name)));
    // It is at another time now, so they are asked anew.
    answer(&ben, &invited[0], "accepted").await;
    ana.patch(event.scoped("this", name), json!({"start": "2026-03-14T12:00:00Z"}))
        .await
        .assert_status(200);
    assert_eq!(seen(&ben).await, ["Daily 14"]);
    let read = ben.get(event.url()).await.json();
    assert_eq!(read["my_invitation"]["status"], "pending");
    // With the occurrence all of it goes.
    ana.delete(event.scoped("this", name)).await.assert_status(204);
    assert_eq!(left(&t).await, [0, 0, 0, 0]);
    ben.get(event.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn a_divided_series_takes_invitations_along(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let cleo = t.user("cleo").await;
    crate::connections::connect(&ana, &cleo).await;
    let daily = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=5");
    let event = daily.create().await;
    let all = invite(&ana, event.id, &[&ben], None).await;
    answer(&ben, &all[0], "accepted").await;
    for day in [3, 5] {
        invite(&ana, event.id, &[&cleo], Some(&format!("2026-03-0{day}T09:00:00"))).await;
        let one = event.scoped("this", &format!("2026-03-0{day}T09:00:00"));
        cleo.patch(one, json!({"reminders": [10]})).await.assert_status(200);
    }
    let rest = event.scoped("following", "2026-03-04T09:00:00");
    let second = ana.patch(rest, json!({"title": "Later"})).await.assert_status(200).json();
    assert_eq!(second["invitation_counts"]["accepted"], 1);
    assert_eq!(seen(&ben).await, ["Daily 02", "Daily 03", "Later 04", "Later 05", "Later 06"]);
    assert_eq!(seen(&cleo).await, ["Daily 03", "Later 05"]);
    let kept = cleo.events("2026-03-01", "2026-04-01").await;
    assert!(kept.iter().all(|one| one["reminders"] == json!([10])), "{kept:?}");
    // All of the second part is an hour later: who is invited to it is asked anew.
    let path = format!("/api/events/{}?scope=all", second["id"]);
    ana.patch(path, json!({"start": "2026-03-04T10:00:00Z"})).await.assert_status(200);
    assert_eq!(seen(&cleo).await, ["Daily 03", "Later 05"]);
    let statuses: Vec<_> = ben
        .events("2026-03-01", "2026-04-01")
        .await
        .iter()
        .map(|one| one["my_invitation"]["status"].clone())
        .collect();
    assert_eq!(statuses, ["accepted", "accepted", "pending", "pending", "pending"]);
}
