//! Somebody always runs the server.

use serde_json::{Value, json};
use umbra_app::{
    NewAccount,
    admin::{ConfigPatch, CreateUserError, UpdateConfigError},
    delivery::RetryDeliveryError,
};
use umbra_domain::{
    DeliveryId, UserId,
    id::Id as _,
    precondition::IfMatch,
    session::{Identity, Origin},
    user::{Role, Username},
};
use umbra_testkit::{Person, TestApp, at_once, umbra_test};

use crate::admin::kit::{assert_audited, url};

async fn promoted(t: &TestApp, admin: &Person, name: &str) -> Person {
    let id = t.user(name).await.id;
    admin.put(url(id, "/role"), json!({"role": "admin"})).await.assert_status(200);
    t.user(name).await
}

async fn admins(t: &TestApp) -> Vec<Value> {
    // Whoever is left can tell.
    for name in ["admin", "ana", "ben", "cleo"] {
        let reply = t.user(name).await.get("/api/admin/users?role=admin&active=true").await;
        if reply.status() == 200 {
            return reply.json().as_array().unwrap().clone();
        }
    }
    panic!("nobody runs the server");
}

#[umbra_test]
async fn admins_cannot_do_to_themselves_what_they_do_to_others(t: TestApp) {
    let admin = t.admin().await;
    promoted(&t, &admin, "ana").await;
    let id = admin.id;
    for request in [
        admin.put(url(id, "/role"), json!({"role": "standard"})),
        admin.put(url(id, "/role"), json!({"role": "admin"})),
        admin.put(url(id, "/active"), json!({"is_active": false})),
        admin.delete(url(id, "")),
        admin.post(url(id, "/reset-password"), json!({})),
        admin.post(url(id, "/disable-mfa"), ()),
        admin.put(url(id, "/passwordless"), json!({"enabled": false})),
    ] {
        request.await.assert_problem(409, "cannot_change_yourself");
    }
    let own = json!("this can't be done to one's own account");
    for action in ["admin.change_role", "admin.change_active", "admin.delete_user"] {
        assert_audited(&admin, id, action, "failure", own.clone()).await;
    }
    admin.get("/api/admin/users").await.assert_status(200);
}

#[umbra_test]
async fn a_switched_off_admin_does_not_count(t: TestApp) {
    let admin = t.admin().await;
    let ana = promoted(&t, &admin, "ana").await;
    admin.put(url(ana.id, "/active"), json!({"is_active": false})).await.assert_status(200);
    // One who can't sign in may go: somebody else is left.
    admin.put(url(ana.id, "/role"), json!({"role": "standard"})).await.assert_status(200);
    assert_eq!(admins(&t).await.len(), 1);
}

#[umbra_test]
async fn an_admin_whose_temporary_password_has_run_out_does_not_count(t: TestApp) {
    let admin = t.admin().await;
    let ana = promoted(&t, &admin, "ana").await;
    let delete = |confirm: bool| {
        let body = json!({"password": umbra_testkit::PASSWORD, "confirm": confirm});
        admin.request("DELETE", "/api/auth/me", body)
    };
    let now = t.app.now();
    let expires = now + jiff::SignedDuration::from_secs(60);
    let at = |at: jiff::Timestamp| at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let give = |at: String| {
        format!(
            "UPDATE users SET must_change_password = TRUE, password_expires_at = '{at}' WHERE id = {}",
            ana.id
        )
    };
    t.execute(&give(at(expires))).await;
    delete(false).await.assert_status(200);
    t.execute(&give(at(now - jiff::SignedDuration::from_secs(60)))).await;
    delete(false).await.assert_problem(409, "last_admin");
    delete(true).await.assert_problem(409, "last_admin");
    // A passkey signs in all the same.
    let credential = match t.is_postgres() {
        true => "'\\x01'",
        false => "x'01'",
    };
    t.execute(&format!(
        "INSERT INTO passkeys (user_id, name, credential_id, credential, sign_count, backup_state, \
         created_at, updated_at) SELECT id, 'Stick', {credential}, '{{}}', 0, FALSE, created_at, \
         created_at FROM users WHERE id = {}",
        ana.id
    ))
    .await;
    delete(false).await.assert_status(200);
}

/// Two admins do the same to each other, many times over.
async fn each_other(t: &TestApp, request: impl Fn(&Person, UserId) -> umbra_testkit::Request) {
    let admin = t.admin().await;
    let ana = promoted(t, &admin, "ana").await;
    let requests = (0..10).flat_map(|_| [request(&admin, ana.id), request(&ana, admin.id)]);
    let replies = at_once(requests).await;
    let done = replies.iter().filter(|reply| reply.status() < 300).count();
    assert!(done > 0, "{replies:?}");
    for reply in replies.iter().filter(|reply| reply.status() >= 300) {
        let code = reply.json()["code"].as_str().unwrap().to_owned();
        let expected = ["last_admin", "admin_only", "unauthenticated", "not_found"];
        assert!(expected.contains(&&*code), "{reply:?}");
    }
    assert_eq!(admins(t).await.len(), 1);
}

#[umbra_test]
async fn parallel_demotions_keep_one_admin(t: TestApp) {
    each_other(&t, |who, whom| who.put(url(whom, "/role"), json!({"role": "standard"}))).await;
}

#[umbra_test]
async fn parallel_switch_offs_keep_one_admin(t: TestApp) {
    each_other(&t, |who, whom| who.put(url(whom, "/active"), json!({"is_active": false}))).await;
}

#[umbra_test]
async fn parallel_deletions_keep_one_admin(t: TestApp) {
    let admin = t.admin().await;
    let ana = promoted(&t, &admin, "ana").await;
    let requests = [admin.delete(url(ana.id, "")), ana.delete(url(admin.id, ""))];
    let replies = at_once(requests).await;
    let done = replies.iter().filter(|reply| reply.status() == 204).count();
    assert_eq!(done, 1, "{replies:?}");
    let dump = t.database_dump().await;
    assert_eq!(dump.table("users").len(), 1);
}

#[umbra_test]
async fn a_ring_of_parallel_demotions_keeps_an_admin(t: TestApp) {
    let admin = t.admin().await;
    let ring = [
        promoted(&t, &admin, "ana").await,
        promoted(&t, &admin, "ben").await,
        promoted(&t, &admin, "cleo").await,
    ];
    let demoted = json!({"role": "standard"});
    let requests = (0..3).map(|n| ring[n].put(url(ring[(n + 1) % 3].id, "/role"), &demoted));
    at_once(requests.chain(ring.iter().map(|who| who.put(url(admin.id, "/role"), &demoted)))).await;
    assert!(!admins(&t).await.is_empty());
}

/// Somebody as in a race: their request was let in before they were demoted.
async fn demoted(t: &TestApp, admin: &Person) -> (Identity, Origin) {
    let ana = promoted(t, admin, "ana").await;
    let cookie = ana.cookie("session").unwrap();
    let identity = t.app.identify(&cookie).await.unwrap().unwrap();
    admin.put(url(ana.id, "/role"), json!({"role": "standard"})).await.assert_status(200);
    (identity, Origin { address: [127, 0, 0, 1].into(), user_agent: None })
}

#[umbra_test]
async fn the_last_admin_stays_even_for_a_caller_who_was_one(t: TestApp) {
    let admin = t.admin().await;
    let (identity, origin) = demoted(&t, &admin).await;
    let refused = t.app.change_active(&identity, admin.id, false, &origin).await.unwrap_err();
    assert!(matches!(refused, umbra_app::admin::ChangeUserError::LastAdmin), "{refused:?}");
    let ben = t.user("ben").await;
    let refused = t.app.delete_user(&identity, ben.id, &origin).await.unwrap_err();
    assert!(matches!(refused, umbra_app::admin::ChangeUserError::NoAdmin), "{refused:?}");
    ben.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn who_stopped_being_an_admin_meanwhile_makes_no_account_and_switches_nothing(t: TestApp) {
    let admin = t.admin().await;
    let (identity, origin) = demoted(&t, &admin).await;
    let before = t.database_dump().await;

    let zoe = NewAccount::named(Username::parse("zoe").unwrap());
    let made = t.app.create_user(&identity, zoe, Role::Admin, None, &origin).await;
    assert!(matches!(made, Err(CreateUserError::NoAdmin)), "{made:?}");
    let open = ConfigPatch { allow_registration: Some(false), ..ConfigPatch::default() };
    let switched = t.app.update_server_config(&identity, open, &IfMatch::Any, &origin).await;
    assert!(matches!(switched, Err(UpdateConfigError::NoAdmin)), "{switched:?}");
    let delivery = DeliveryId::from_positive(1).unwrap();
    let retried = t.app.retry_delivery(&identity, delivery, &origin).await;
    assert!(matches!(retried, Err(RetryDeliveryError::NoAdmin)), "{retried:?}");
    assert_eq!(t.database_dump().await, before);
}
