//! What ends with a connection, with an account, and with a membership.

use serde_json::json;
use umbra_testkit::{TestApp, at_once, umbra_test};

use super::{invite, left, seen, two};
use crate::connections::{PATH as CONNECTIONS, block, connect, list, only};

#[umbra_test]
async fn parting_ends_invitations_between_the_two(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let cleo = t.user("cleo").await;
    connect(&ana, &cleo).await;
    let event = ana.event("Party", "2026-03-05T20:00:00Z").create().await;
    for blocks in [false, true] {
        invite(&ana, event.id, &[&ben, &cleo], None).await;
        for who in [&ben, &cleo] {
            who.patch(event.url(), json!({"reminders": [30]})).await.assert_status(200);
        }
        assert_eq!(left(&t).await, [2, 2, 0, 2]);
        if blocks {
            block(&ben, &ana).await;
        } else {
            let id = only(&list(&ben, CONNECTIONS).await);
            ben.delete(format!("{CONNECTIONS}/{id}")).await.assert_status(204);
        }
        assert_eq!(left(&t).await, [1, 1, 0, 1]);
        ben.get(event.url()).await.assert_problem(404, "not_found");
        assert_eq!(seen(&cleo).await, ["Party 05"]);
        if !blocks {
            connect(&ana, &ben).await;
            ben.get(event.url()).await.assert_problem(404, "not_found");
        }
    }
    assert_eq!(t.execute(&format!("DELETE FROM users WHERE id = {}", cleo.id)).await, 1);
    assert_eq!(left(&t).await, [0, 0, 0, 0]);
}

#[umbra_test]
async fn what_is_personal_stays_as_long_as_either_right(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let calendar = ana.calendar("Family").create().await.id;
    let event = ana.event("Party", "2026-03-05T20:00:00Z").with("calendar_id", calendar);
    let event = event.create().await;
    for invitation_first in [true, false] {
        let member = format!(
            "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES ({calendar}, {}, 2)",
            ben.id
        );
        t.execute(&member).await;
        let invited = invite(&ana, event.id, &[&ben], None).await;
        assert_eq!(seen(&ben).await, ["Party 05"], "once");
        ben.patch(event.url(), json!({"reminders": [30]})).await.assert_status(200);
        let membership =
            format!("DELETE FROM calendar_members WHERE user_id = {} AND held = 2", ben.id);
        let invitation = format!("{}/invitations/{}", event.url(), invited[0]["id"]);
        if invitation_first {
            ana.delete(&invitation).await.assert_status(204);
        } else {
            t.execute(&membership).await;
        }
        let read = ben.get(event.url()).await.assert_status(200).json();
        assert_eq!(read["reminders"], json!([30]));
        assert_eq!(left(&t).await[1..], [1, 0, 1]);
        if invitation_first {
            t.execute(&membership).await;
        } else {
            ana.delete(&invitation).await.assert_status(204);
        }
        assert_eq!(left(&t).await, [0, 0, 0, 0]);
    }
}

#[umbra_test]
async fn inviting_while_parting_leaves_nothing(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let second = ben.at(&t.second_process().await);
    let event = ana.event("Party", "2026-03-05T20:00:00Z").create().await;
    let path = format!("{}/invitations", event.url());
    for _ in 0..6 {
        let id = only(&list(&ben, CONNECTIONS).await);
        let replies = at_once([
            ana.post(&path, json!({"user_ids": [ben.id]})),
            second.delete(format!("{CONNECTIONS}/{id}")),
        ])
        .await;
        assert!([201, 422].contains(&replies[0].status()), "{replies:?}");
        assert_eq!(replies[1].status(), 204, "{replies:?}");
        assert_eq!(left(&t).await[0], 0);
        connect(&ana, &ben).await;
        t.clock.advance(std::time::Duration::from_secs(60 * 60));
    }
}
