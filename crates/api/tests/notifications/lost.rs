//! Nobody reads of what they may not see any more.

use serde_json::json;
use umbra_domain::{
    CalendarId, EventId,
    notification::{Answer, NotificationDraft},
};
use umbra_testkit::{TestApp, umbra_test};

use super::{World, hold, notify, titles, told, unread};
use crate::connections::{block, connect};

#[umbra_test]
async fn what_is_in_a_project_is_told_to_its_members_and_goes_with_the_membership(t: TestApp) {
    let world = World::begin(&t).await;
    let (ben, cleo) = (&world.ben, t.user("cleo").await);
    let at = world.say(&world.task, "Shh").await;
    let everybody = [world.ana.id, ben.id, cleo.id];
    let all = [
        NotificationDraft::commented(world.ana.id, at, everybody),
        NotificationDraft::mentioned(world.ana.id, at, everybody),
        NotificationDraft::project_joined(world.ana.id, at.0, cleo.id),
        NotificationDraft::project_joined(world.ana.id, at.0, ben.id),
        world.assigned(&world.task),
    ];
    notify(&t, &all).await;
    assert!(told(&world.ana).await.is_empty(), "nobody is told of what they did");
    assert!(told(&cleo).await.is_empty(), "she is no member");
    assert_eq!(told(ben).await.len(), 4);
    let leave = format!(
        "DELETE FROM project_members WHERE project_id = {} AND user_id = {}",
        world.project.id, ben.id
    );
    t.execute(&leave).await;
    assert_eq!((told(ben).await.len(), unread(ben).await), (0, 0));
    // Coming back begins afresh.
    crate::projects::grant(&t, &world.project, ben, crate::projects::VIEW).await;
    assert!(told(ben).await.is_empty());
    notify(&t, &[world.commented(at)]).await;
    assert_eq!(titles(ben).await, ["ana commented on “Dig”"]);
}

#[umbra_test]
async fn what_is_in_a_calendar_goes_with_the_right_to_see_it(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ana.calendar("Family").create().await;
    let other = ana.calendar("Work").create().await;
    let ways = ["busy", "revoked", "private", "moved", "deleted", "calendar deleted"];
    for way in ways {
        let place = &calendar;
        hold(&t, place.id, ben.id, Some(3)).await;
        let event = ana.event("Choir", "2026-03-03T19:00:00Z").with("calendar_id", place.id);
        let event = event.create().await;
        let about = [
            NotificationDraft::event_invited(ana.id, (EventId(event.id), None), [ben.id]),
            NotificationDraft::calendar_accepted(ana.id, CalendarId(place.id), ben.id),
        ];
        notify(&t, &about).await;
        assert_eq!(unread(&ben).await, 2, "{way}");
        match way {
            "busy" => hold(&t, place.id, ben.id, Some(1)).await,
            "revoked" => hold(&t, place.id, ben.id, None).await,
            "private" => {
                let private = json!({"visibility": "private"});
                ana.patch(event.url(), private).await.assert_status(200);
            }
            "moved" => {
                let moved = json!({"calendar_id": other.id});
                ana.patch(event.url(), moved).await.assert_status(200);
            }
            "deleted" => {
                ana.delete(event.url()).await.assert_status(204);
            }
            _ => {
                ana.delete(place.url()).await.assert_status(204);
            }
        }
        // Of the calendar itself somebody hears for as long as they may read of it where the path leads.
        let left = usize::from(!matches!(way, "busy" | "revoked" | "calendar deleted"));
        assert_eq!(told(&ben).await.len(), left, "{way}");
        let rows = t.database_dump().await.table("notifications").len();
        assert_eq!(rows, left, "{way}: nothing is left behind");
        if way != "calendar deleted" {
            // What comes back begins afresh.
            hold(&t, place.id, ben.id, Some(3)).await;
            assert_eq!(told(&ben).await.len(), left, "{way}");
            hold(&t, place.id, ben.id, None).await;
            ana.delete(event.url()).await;
        }
    }
}

#[umbra_test]
async fn what_moves_to_where_one_may_see_it_stays(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (one, other) = (ana.calendar("A").create().await, ana.calendar("B").create().await);
    for calendar in [&one, &other] {
        hold(&t, calendar.id, ben.id, Some(2)).await;
    }
    let event = ana.event("Choir", "2026-03-03T19:00:00Z").with("calendar_id", one.id);
    let event = event.create().await;
    notify(&t, &[NotificationDraft::event_invited(ana.id, (EventId(event.id), None), [ben.id])])
        .await;
    ana.patch(event.url(), json!({"calendar_id": other.id})).await.assert_status(200);
    hold(&t, one.id, ben.id, None).await;
    assert_eq!(unread(&ben).await, 1);
    hold(&t, other.id, ben.id, None).await;
    assert_eq!(unread(&ben).await, 0);
}

#[umbra_test]
async fn who_is_blocked_is_not_heard_elsewhere_either(t: TestApp) {
    let world = World::begin(&t).await;
    let (ben, cleo) = (&world.ben, t.user("cleo").await);
    connect(ben, &cleo).await;
    crate::projects::grant(&t, &world.project, &cleo, crate::projects::EDIT).await;
    ben.post(format!("{}/read-all", super::PATH), ()).await.assert_status(200);
    let at = world.say(&world.task, "All of you").await;
    let said = NotificationDraft::commented(cleo.id, at, [ben.id, world.ana.id]);
    notify(&t, std::slice::from_ref(&said)).await;
    assert_eq!(unread(ben).await, 1);
    block(ben, &cleo).await;
    assert_eq!(unread(ben).await, 0);
    notify(&t, &[said]).await;
    assert_eq!(unread(ben).await, 0);
    assert_eq!(told(&world.ana).await[0]["count"], 2);
}

#[umbra_test]
async fn blocking_one_person_loses_nothing_that_others_said(t: TestApp) {
    let world = World::begin(&t).await;
    let (ben, cleo) = (&world.ben, t.user("cleo").await);
    connect(ben, &cleo).await;
    ben.post(format!("{}/read-all", super::PATH), ()).await.assert_status(200);
    let at = world.say(&world.task, "All of you").await;
    let calendar = world.ana.calendar("Family").create().await;
    hold(&t, calendar.id, ben.id, Some(2)).await;
    let event = world.ana.event("Choir", "2026-03-03T19:00:00Z").with("calendar_id", calendar.id);
    let event = (EventId(event.create().await.id), None);
    let all = [
        NotificationDraft::event_invited(world.ana.id, event, [ben.id]),
        world.commented(at),
        NotificationDraft::mentioned(cleo.id, at, [ben.id]),
    ];
    notify(&t, &all).await;
    notify(&t, &[NotificationDraft::commented(cleo.id, at, [ben.id])]).await;
    notify(&t, &[NotificationDraft::event_changed(cleo.id, event, [ben.id])]).await;
    assert_eq!(unread(ben).await, 3);
    block(ben, &cleo).await;
    let mut left = titles(ben).await;
    left.retain(|title| !title.contains("connect"));
    left.sort();
    assert_eq!(left, ["2 new comments on “Dig”", "ana invited you to “Choir”"]);
    let comments = told(ben).await;
    let comments = comments.iter().find(|one| one["kind"] == "comment").unwrap();
    assert_eq!((&comments["actor"], &comments["count"]), (&json!(null), &json!(2)));
    // Who alone did something again is named again.
    ben.post(format!("{}/read-all", super::PATH), ()).await.assert_status(200);
    notify(&t, &[world.commented(at)]).await;
    assert_eq!(titles(ben).await[0], "ana commented on “Dig”");
}

#[umbra_test]
async fn what_is_told_without_the_right_never_comes_alive(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ana.calendar("Family").create().await;
    let answered = |id| {
        NotificationDraft::invitation_answered(
            ana.id,
            (EventId(id), None),
            Answer::Accepted,
            [ben.id],
        )
    };
    for right in [None, Some(1)] {
        if right.is_some() {
            hold(&t, calendar.id, ben.id, right).await;
        }
        let event = ana.event("Choir", "2026-03-03T19:00:00Z").with("calendar_id", calendar.id);
        let event = event.create().await;
        let all = [
            answered(event.id),
            NotificationDraft::calendar_accepted(ana.id, CalendarId(calendar.id), ben.id),
        ];
        notify(&t, &all).await;
        assert!(t.database_dump().await.table("notifications").is_empty(), "{right:?}");
        hold(&t, calendar.id, ben.id, Some(4)).await;
        assert!(told(&ben).await.is_empty(), "{right:?}");
        let private = ana.event("Gift", "2026-03-04T19:00:00Z").with("calendar_id", calendar.id);
        let private = private.with("visibility", "private").create().await;
        notify(&t, &[answered(private.id)]).await;
        assert!(t.database_dump().await.table("notifications").is_empty(), "{right:?}");
        hold(&t, calendar.id, ben.id, None).await;
    }
}

#[umbra_test]
async fn an_actor_whose_account_is_gone_is_called_somebody(t: TestApp) {
    let (world, admin) = (World::begin(&t).await, t.admin().await);
    let cleo = t.user("cleo").await;
    let at = world.say(&world.task, "Bye").await;
    notify(&t, &[NotificationDraft::commented(cleo.id, at, [world.ben.id])]).await;
    admin.delete(format!("/api/admin/users/{}", cleo.id)).await.assert_status(204);
    assert_eq!(titles(&world.ben).await, ["Somebody commented on “Dig”"]);
    assert_eq!(told(&world.ben).await[0]["actor"], json!(null));
    admin.delete(format!("/api/admin/users/{}", world.ben.id)).await.assert_status(204);
    assert!(t.database_dump().await.table("notifications").is_empty());
}
