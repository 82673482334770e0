//! Inviting, answering, and what the two see.

use serde_json::json;
use umbra_testkit::{TestApp, at_once, umbra_test};

use super::{PATH, answer, invite, left, seen, two};

#[umbra_test]
async fn the_invited_see_the_event_until_they_decline(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let event = ana.event("Party", "2026-03-02T20:00:00Z").create().await;
    ben.get(event.url()).await.assert_problem(404, "not_found");
    let invited = invite(&ana, event.id, &[&ben], None).await;
    assert_eq!(
        (&invited[0]["status"], &invited[0]["user_id"]),
        (&json!("pending"), &json!(ben.id))
    );
    let read = ben.get(event.url()).await.assert_status(200).json();
    assert_eq!(read["my_invitation"], json!({"id": invited[0]["id"], "status": "pending"}));
    assert_eq!((&read["is_busy"], &read["invitation_counts"]), (&json!(false), &json!(null)));
    for (status, is_busy) in [("accepted", true), ("tentative", true), ("declined", false)] {
        let answered = answer(&ben, &invited[0], status).await;
        assert_eq!(
            (&answered["status"], &answered["event"]["id"]),
            (&json!(status), &json!(event.id))
        );
        let read = ben.get(event.url()).await.assert_status(200).json();
        assert_eq!(read["is_busy"], is_busy, "{status}");
        let sees = if status == "declined" { vec![] } else { vec!["Party 02".to_owned()] };
        assert_eq!(seen(&ben).await, sees, "{status}");
        let agenda = ben.get("/api/agenda?start=2026-03-01&end=2026-04-01").await.json();
        assert_eq!(agenda["events"].as_array().unwrap().len(), sees.len(), "{status}");
        for path in ["/api/dashboard", "/api/upcoming"] {
            let shown = ben.get(path).await.assert_status(200).json();
            let events = shown["events"].to_string();
            assert_eq!(events.contains("Party"), !sees.is_empty(), "{path} {status}: {shown}");
        }
        let found = ben.get("/api/events?search=party").await.assert_status(200).json();
        assert_eq!(found.as_array().unwrap().len(), sees.len(), "{status}");
        let counts = ana.get(event.url()).await.json()["invitation_counts"].clone();
        let mut expected = json!({"pending": 0, "accepted": 0, "tentative": 0, "declined": 0});
        expected[status] = json!(1);
        assert_eq!(counts, expected);
        let listed = ben.get(format!("{PATH}?status={status}")).await.assert_status(200).json();
        assert_eq!(listed[0]["id"], invited[0]["id"]);
    }
    // Invited again, they are asked anew, by the same invitation.
    let again = invite(&ana, event.id, &[&ben, &ben], None).await;
    assert_eq!((again.len(), &again[0]["id"]), (1, &invited[0]["id"]));
    assert_eq!(again[0]["status"], "pending");
    assert_eq!(seen(&ben).await, ["Party 02"]);
}

#[umbra_test]
async fn the_invited_may_look_and_set_what_is_their_own(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let event = ana.event("Party", "2026-03-05T20:00:00Z").create().await;
    let invited = invite(&ana, event.id, &[&ben], None).await;
    let own = json!({"is_starred": true, "reminders": [30]});
    ben.patch(event.url(), own).await.assert_status(200);
    assert_eq!(left(&t).await, [1, 1, 0, 1]);
    ben.patch(event.url(), json!({"title": "Mine"})).await.assert_problem(403, "read_only");
    ben.delete(event.url()).await.assert_problem(403, "read_only");
    let invitations = format!("{}/invitations", event.url());
    let body = json!({"user_ids": [ana.id]});
    ben.post(&invitations, body).await.assert_problem(403, "read_only");
    let listed = ben.get(&invitations).await.assert_status(200).json();
    assert_eq!(listed[0]["id"], invited[0]["id"]);
    let one = format!("{invitations}/{}", invited[0]["id"]);
    ben.delete(&one).await.assert_problem(403, "read_only");
    assert_eq!(ana.get(event.url()).await.json()["is_starred"], false);
    // Private and in another calendar, it is still what they were asked to.
    let other = ana.calendar("Other").create().await.id;
    let moved = json!({"visibility": "private", "calendar_id": other});
    ana.patch(event.url(), moved).await.assert_status(200);
    let read = ben.get(event.url()).await.assert_status(200).json();
    assert_eq!((&read["is_starred"], &read["reminders"]), (&json!(true), &json!([30])));
    // What declines, or is taken back, leaves nothing.
    answer(&ben, &invited[0], "declined").await;
    assert_eq!(left(&t).await, [1, 0, 0, 0]);
    for own in [json!({"reminders": [30]}), json!({"is_starred": true})] {
        ben.patch(event.url(), own).await.assert_problem(403, "read_only");
    }
    assert_eq!(left(&t).await, [1, 0, 0, 0]);
    answer(&ben, &invited[0], "accepted").await;
    ben.patch(event.url(), json!({"reminders": [30]})).await.assert_status(200);
    ana.delete(&one).await.assert_status(204);
    ana.delete(&one).await.assert_problem(404, "not_found");
    assert_eq!(left(&t).await, [0, 0, 0, 0]);
    ben.get(event.url()).await.assert_problem(404, "not_found");
    ben.put(format!("{PATH}/{}/respond", invited[0]["id"]), json!({"status": "accepted"}))
        .await
        .assert_problem(404, "not_found");
}

#[umbra_test]
async fn only_connections_are_invited_and_all_or_nobody(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let cleo = t.user("cleo").await;
    let event = ana.event("Party", "2026-03-05T20:00:00Z").create().await;
    let path = format!("{}/invitations", event.url());
    for stranger in [cleo.id.0, 999_999, ana.id.0, 0, i64::MAX] {
        let refused = ana.post(&path, json!({"user_ids": [ben.id, stranger]})).await;
        refused.assert_problem(422, "invalid").assert_field("/user_ids/1", "unknown_user");
    }
    ana.post(&path, json!({"user_ids": []})).await.assert_problem(422, "invalid");
    let wrong = json!({"user_ids": [ben.id], "recurrence_id": "2026-03-05T20:00:00"});
    let refused = ana.post(&path, wrong).await;
    refused.assert_problem(422, "invalid").assert_field("/recurrence_id", "unknown_occurrence");
    let status = json!({"status": "pending"});
    let invited = invite(&ana, event.id, &[&ben], None).await;
    let respond = format!("{PATH}/{}/respond", invited[0]["id"]);
    ben.put(&respond, status).await.assert_problem(422, "invalid");
    cleo.put(&respond, json!({"status": "accepted"})).await.assert_problem(404, "not_found");
    ana.put(&respond, json!({"status": "accepted"})).await.assert_problem(404, "not_found");
    assert_eq!(left(&t).await[0], 1);
}

#[umbra_test]
async fn whoever_answers_while_the_event_goes_leaves_nothing(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let second = ben.at(&t.second_process().await);
    for round in 0..6 {
        let event = ana.event("Party", "2026-03-05T20:00:00Z").create().await;
        let invited = invite(&ana, event.id, &[&ben], None).await;
        ben.patch(event.url(), json!({"reminders": [5]})).await.assert_status(200);
        let path = format!("{PATH}/{}/respond", invited[0]["id"]);
        let status = ["accepted", "declined"][round % 2];
        let gone = if round < 3 {
            ana.delete(event.url())
        } else {
            ana.delete(format!("{}/invitations/{}", event.url(), invited[0]["id"]))
        };
        let mut both = vec![second.put(path, json!({"status": status})), gone];
        if round % 2 == 1 {
            both.reverse();
        }
        for reply in at_once(both).await {
            assert!([200, 204, 404].contains(&reply.status()), "{reply:?}");
        }
        assert_eq!(left(&t).await, [0, 0, 0, 0]);
        // Nobody reads of what they can't see any more.
        for who in [&ana, &ben] {
            for one in crate::notifications::told(who).await {
                if one["subject"]["type"] == "event" {
                    who.get(one["path"].as_str().unwrap()).await.assert_status(200);
                }
            }
        }
    }
}

#[umbra_test]
async fn inviting_twice_at_once_is_one_invitation(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let second = ana.at(&t.second_process().await);
    let event = ana.event("Party", "2026-03-05T20:00:00Z").create().await;
    let path = format!("{}/invitations", event.url());
    let body = json!({"user_ids": [ben.id]});
    for reply in at_once([ana.post(&path, &body), second.post(&path, &body)]).await {
        assert_eq!(reply.status(), 201, "{reply:?}");
    }
    assert_eq!(left(&t).await[0], 1);
}
