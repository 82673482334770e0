//! Who may not share what with whom.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{World, accepting, changing, everything, offering, path, removing, share};
use crate::{
    connections::{block, connect},
    invitations::invite,
};

#[umbra_test]
async fn only_connections_are_offered_anything_and_strangers_are_as_nobody(t: TestApp) {
    let World { ana, ben, calendar, .. } = &World::begin(&t).await;
    let (cleo, dora) = (t.user("cleo").await, t.user("dora").await);
    connect(ana, &dora).await;
    block(&dora, ana).await;
    let before = everything(&t).await;
    let refused = async |id: i64| {
        let body = json!({"user_id": id, "permission": "read_only"});
        let reply = ana.post(path(*calendar, "/members"), body).await;
        reply.assert_problem(422, "invalid").assert_field("/user_id", "unknown_user");
        let said = reply.json();
        said["errors"].to_string()
    };
    let nobody = refused(i64::MAX).await;
    for id in [cleo.id.0, dora.id.0, 0, -1] {
        assert_eq!(refused(id).await, nobody);
    }
    let yourself = offering(ana, *calendar, ana, "read_only").await;
    yourself.assert_problem(422, "invalid").assert_field("/user_id", "yourself");
    let owner = offering(ana, *calendar, ben, "owner").await;
    owner.assert_problem(422, "invalid").assert_field("/permission", "not_offered");
    let odd = offering(ana, *calendar, ben, "commenter").await;
    assert_eq!(odd.status(), 422);
    for whom in [&cleo, &dora, ben] {
        changing(ana, *calendar, whom, "read_only").await.assert_problem(404, "not_found");
        removing(ana, *calendar, whom).await.assert_problem(404, "not_found");
    }
    for reply in
        [changing(ana, *calendar, ana, "read_only").await, removing(ana, *calendar, ana).await]
    {
        reply.assert_problem(409, "calendar_owner");
    }
    ana.delete(path(*calendar, "")).await.assert_problem(409, "calendar_owner");
    accepting(ana, *calendar).await.assert_problem(404, "not_found");
    assert_eq!(everything(&t).await, before);
}

#[umbra_test]
async fn only_the_owner_shares_and_others_learn_what_they_may_know(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, calendar, .. } = &world;
    let (cleo, dora) = (t.user("cleo").await, t.user("dora").await);
    for who in [&cleo, &dora] {
        connect(ana, who).await;
        connect(ben, who).await;
    }
    share(ana, *calendar, &cleo, "read_only").await;
    offering(ana, *calendar, &dora, "full_access").await.assert_status(201);
    share(ana, *calendar, ben, "free_busy").await;
    for (permission, status, code) in [
        ("free_busy", 404, "not_found"),
        ("read_only", 403, "read_only"),
        ("create_modify", 403, "not_yours"),
        ("full_access", 403, "not_yours"),
    ] {
        changing(ana, *calendar, ben, permission).await.assert_status(200);
        let before = everything(&t).await;
        for refused in [
            offering(ben, *calendar, &cleo, "full_access").await,
            offering(ben, *calendar, ben, "full_access").await,
            changing(ben, *calendar, ben, "full_access").await,
            changing(ben, *calendar, ben, "owner").await,
            changing(ben, *calendar, &cleo, "free_busy").await,
            removing(ben, *calendar, &cleo).await,
            removing(ben, *calendar, &dora).await,
            removing(ben, *calendar, ana).await,
        ] {
            refused.assert_problem(status, code);
        }
        let list = ben.get(path(*calendar, "/members")).await;
        if permission == "free_busy" {
            list.assert_problem(404, "not_found");
        } else {
            // Whom it is offered to is the owner's to know.
            let names: Vec<_> = super::members(ben, *calendar).await;
            assert_eq!(names.len(), 3, "{names:?}");
            assert!(!names.iter().any(|one| one.contains("dora")), "{names:?}");
        }
        assert_eq!(everything(&t).await, before, "{permission}");
    }
    assert_eq!(
        super::members(ana, *calendar).await,
        [
            "ana owner accepted",
            "ben full_access accepted",
            "cleo read_only accepted",
            "dora full_access pending",
        ]
    );
}

#[umbra_test]
async fn a_calendar_is_shared_with_a_hundred_and_no_more(t: TestApp) {
    let World { ana, ben, calendar, .. } = &World::begin(&t).await;
    let cleo = t.user("cleo").await;
    connect(ana, &cleo).await;
    for number in 0..99 {
        let sql = format!(
            "INSERT INTO users (id, username, username_key, username_order, role, is_active, \
             password_hash, must_change_password, mfa_enforce_pending, passwordless_enabled, \
             credential_version, code_failures, created_at, updated_at) VALUES ({0}, 'u{0}', 'u{0}', \
             'u{0}', 'standard', TRUE, 'x', FALSE, FALSE, FALSE, 1, 0, '2026-01-01 00:00:00+00:00', \
             '2026-01-01 00:00:00+00:00')",
            1_000 + number
        );
        t.execute(&sql).await;
        let (table, held) = if number % 2 == 0 {
            ("calendar_members", "held")
        } else {
            ("calendar_offers", "held, offered_at")
        };
        let more = if number % 2 == 0 { "" } else { ", '2026-01-01 00:00:00+00:00'" };
        let sql = format!(
            "INSERT INTO {table} (calendar_id, user_id, {held}) VALUES ({calendar}, {}, 2{more})",
            1_000 + number
        );
        t.execute(&sql).await;
    }
    let offers =
        [offering(ana, *calendar, ben, "read_only"), offering(ana, *calendar, &cleo, "read_only")];
    let mut replies: Vec<_> = umbra_testkit::at_once(offers).await;
    replies.sort_by_key(umbra_testkit::Reply::status);
    assert_eq!(replies[0].status(), 201);
    replies[1].assert_problem(409, "too_many_members");
    // One that waits may still be changed.
    let known = if super::members(ana, *calendar).await.iter().any(|one| one.starts_with("ben")) {
        ben
    } else {
        &cleo
    };
    offering(ana, *calendar, known, "full_access").await.assert_status(201);
}

#[umbra_test]
async fn who_may_edit_takes_nothing_of_others_out_to_manage_it_elsewhere(t: TestApp) {
    let world = World::shared(&t, "create_modify").await;
    let World { ana, ben, calendar, .. } = &world;
    let cleo = t.user("cleo").await;
    connect(ana, &cleo).await;
    let home = ben.calendar("Home").create().await.id;
    let (single, series) =
        (world.event("Dinner", "2026-03-02T20:00:00Z").create().await, world.daily(ana).await);
    for event in [&single, &series] {
        invite(ana, event.id, &[&cleo], None).await;
    }
    let invitations = format!("/api/events/{}/invitations", single.id);
    let before = everything(&t).await;
    let away = json!({"calendar_id": home});
    for url in [
        single.url(),
        format!("{}?scope=all", series.url()),
        series.scoped("following", "2026-03-04T09:00:00"),
        series.scoped("following", "2026-03-02T09:00:00"),
        series.scoped("this", "2026-03-04T09:00:00"),
    ] {
        ben.patch(&url, &away).await.assert_problem(403, "not_yours");
        ben.put(&url, &away).await.assert_problem(403, "not_yours");
        // Nor does it tell whether there is such a calendar.
        ben.patch(&url, json!({"calendar_id": i64::MAX})).await.assert_problem(403, "not_yours");
    }
    assert_eq!(everything(&t).await, before);
    assert_eq!(ben.get(&invitations).await.assert_status(200).json(), json!([]));
    // Where it is already, it goes nowhere.
    let stays = json!({"calendar_id": calendar, "title": "Supper"});
    ben.patch(single.url(), stays).await.assert_status(200);
    // What is one's own goes where one may put it.
    let own = world.daily(ben).await;
    ben.patch(own.scoped("following", "2026-03-04T09:00:00"), &away).await.assert_status(200);
    ben.patch(format!("{}?scope=all", own.url()), &away).await.assert_status(200);
    changing(ana, *calendar, ben, "full_access").await.assert_status(200);
    ben.patch(single.url(), &away).await.assert_status(200);
}
