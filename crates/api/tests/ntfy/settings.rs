//! What people set about messages to their phones.

use serde_json::{Value, json};
use umbra_auth::{OsEntropy, SecretKey};
use umbra_domain::UserId;
use umbra_store::settings;
use umbra_testkit::{Setup, TestApp, umbra_test};

use crate::ntfy::{TOKEN, set, set_up, with_ntfy};

#[umbra_test(with = with_ntfy)]
async fn everything_has_a_default_and_comes_back_as_it_was_set(t: TestApp) {
    let ana = t.user("ana").await;
    let before = ana.get("/api/settings").await.json();
    let defaults = json!({
        "ntfy_enabled": false, "ntfy_server_url": t.ntfy().origin(), "ntfy_topic": null,
        "ntfy_has_token": false, "ntfy_events_enabled": true, "ntfy_event_lead_minutes": 15,
        "ntfy_reminders_enabled": true, "ntfy_todos_enabled": true, "ntfy_todo_lead_days": 0,
        "ntfy_projects_enabled": true, "ntfy_project_lead_days": 1, "quiet_hours_start": null,
        "quiet_hours_end": null,
    });
    for (field, value) in defaults.as_object().unwrap() {
        assert_eq!(&before[field], value, "{field}");
    }
    let other = json!({
        "ntfy_enabled": true, "ntfy_server_url": "https://1.1.1.1:8443", "ntfy_topic": "a_B-3",
        "ntfy_events_enabled": false, "ntfy_event_lead_minutes": 10_080,
        "ntfy_reminders_enabled": false, "ntfy_todos_enabled": false, "ntfy_todo_lead_days": 30,
        "ntfy_projects_enabled": false, "ntfy_project_lead_days": 0,
        "quiet_hours_start": "22:00", "quiet_hours_end": "07:05",
    });
    let changed = set(&ana, other.clone()).await;
    let read = ana.get("/api/settings").await.json();
    for (field, value) in other.as_object().unwrap() {
        assert_eq!((&changed[field], &read[field]), (value, value), "{field}");
    }
    // `null` sets the default.
    let nulls: Value =
        other.as_object().unwrap().keys().map(|field| (field.clone(), json!(null))).collect();
    let cleared = set(&ana, nulls).await;
    for (field, value) in defaults.as_object().unwrap() {
        assert_eq!(&cleared[field], value, "{field}");
    }
}

#[umbra_test(with = with_ntfy)]
async fn what_no_phone_could_be_reached_by_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    let before = t.database_dump().await;
    let refused = [
        ("ntfy_topic", json!("a/b"), "invalid_topic"),
        ("ntfy_topic", json!(""), "invalid_topic"),
        ("ntfy_topic", json!("x".repeat(65)), "invalid_topic"),
        ("ntfy_auth_token", json!("tk with blanks"), "invalid_token"),
        ("ntfy_auth_token", json!("tk\r\nX-Evil: 1"), "invalid_token"),
        ("ntfy_event_lead_minutes", json!(-1), "out_of_range"),
        ("ntfy_event_lead_minutes", json!(10_081), "out_of_range"),
        ("ntfy_todo_lead_days", json!(31), "out_of_range"),
        ("ntfy_project_lead_days", json!(i64::MAX), "out_of_range"),
        ("ntfy_enabled", json!("yes"), "invalid_type"),
        ("quiet_hours_start", json!("24:00"), "invalid_time"),
        ("quiet_hours_end", json!("07:00:30"), "invalid_time"),
        ("ntfy_server_url", json!("ntfy.example.org"), "invalid_url"),
        ("ntfy_server_url", json!("ftp://ntfy.example.org"), "invalid_url"),
        ("ntfy_server_url", json!("https://ana:pw@1.1.1.1"), "invalid_url"),
        ("ntfy_server_url", json!("https://1.1.1.1/umbra"), "invalid_url"),
        ("ntfy_server_url", json!("https://1.1.1.1/?auth=x"), "invalid_url"),
        ("ntfy_server_url", json!("https://1.1.1.1/#x"), "invalid_url"),
        ("ntfy_server_url", json!(format!("https://{}.org", "x".repeat(300))), "too_long"),
    ];
    for (field, value, code) in refused {
        let problem = ana.put("/api/settings", json!({field: value})).await;
        problem.assert_problem(422, "invalid").assert_field(&format!("/{field}"), code);
    }
    let enabled = ana.put("/api/settings", json!({"ntfy_enabled": true})).await;
    enabled.assert_problem(422, "invalid").assert_field("/ntfy_topic", "ntfy_topic_missing");
    let half = ana.put("/api/settings", json!({"quiet_hours_start": "22:00"})).await;
    let half = half.assert_problem(422, "invalid");
    half.assert_field("/quiet_hours_end", "quiet_hours_incomplete");
    let none = json!({"quiet_hours_start": "22:00", "quiet_hours_end": "22:00"});
    let none = ana.put("/api/settings", none).await.assert_problem(422, "invalid");
    none.assert_field("/quiet_hours_end", "quiet_hours_empty");
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test(with = with_ntfy)]
async fn no_server_is_set_that_may_not_be_called(t: TestApp) {
    let ana = t.user("ana").await;
    // The kit's operator lists 127.0.0.0/8 alone.
    let not_called = [
        "http://10.0.0.1",
        "http://192.168.1.7:8080",
        "http://169.254.169.254",
        "http://[::1]",
        "http://[::ffff:127.0.0.1]",
        "http://0x0a000001",
        "http://0",
        "http://100.100.100.200",
    ];
    for server in not_called {
        let refused = ana.put("/api/settings", json!({"ntfy_server_url": server})).await;
        let problem = refused.assert_problem(422, "invalid");
        problem.assert_field("/ntfy_server_url", "ntfy_address_not_allowed");
    }
    let listed = set(&ana, json!({"ntfy_server_url": "http://127.0.0.1:1/"})).await;
    assert_eq!(listed["ntfy_server_url"], "http://127.0.0.1:1", "without the slash at its end");
    // What can't be looked up now is looked at with each call.
    set(&ana, json!({"ntfy_server_url": "https://no-such-name.invalid"})).await;
}

#[umbra_test(with = with_ntfy)]
async fn a_token_is_kept_replaced_removed_and_never_shown(t: TestApp) {
    let ana = t.user("ana").await;
    set_up(&ana).await;
    let with = set(&ana, json!({"ntfy_auth_token": TOKEN})).await;
    assert_eq!(with["ntfy_has_token"], true);
    assert!(with.get("ntfy_auth_token").is_none());
    let dump = t.database_dump().await;
    assert!(!dump.table("settings").join(" ").contains(TOKEN), "it is sealed");
    let kept = set(&ana, json!({"ntfy_topic": "another"})).await;
    assert_eq!(kept["ntfy_has_token"], true);
    let removed = set(&ana, json!({"ntfy_auth_token": null})).await;
    assert_eq!(removed["ntfy_has_token"], false);
}

#[umbra_test(with = with_ntfy)]
async fn a_token_goes_to_no_other_server(t: TestApp) {
    let ana = t.user("ana").await;
    set_up(&ana).await;
    set(&ana, json!({"ntfy_auth_token": TOKEN})).await;
    let same = set(&ana, json!({"ntfy_server_url": t.ntfy().origin()})).await;
    assert_eq!(same["ntfy_has_token"], true, "it is the server that it was");
    let moved = set(&ana, json!({"ntfy_server_url": "http://127.0.0.1:1"})).await;
    assert_eq!(moved["ntfy_has_token"], false);
    let both = json!({"ntfy_server_url": t.ntfy().origin(), "ntfy_auth_token": TOKEN});
    assert_eq!(set(&ana, both).await["ntfy_has_token"], true);
    let back = set(&ana, json!({"ntfy_server_url": null})).await;
    assert_eq!(back["ntfy_has_token"], true, "the default is the same server");
    // Whoever writes to the database can't have it sent elsewhere, or for somebody else.
    t.execute("UPDATE settings SET ntfy_server_url = 'http://127.0.0.1:1'").await;
    ana.post("/api/settings/ntfy/test", ()).await.assert_problem(409, "ntfy_token_lost");
    let ben = t.user("ben").await;
    set_up(&ben).await;
    let origin = t.ntfy().origin();
    t.execute(&format!(
        "UPDATE settings SET ntfy_server_url = '{origin}', ntfy_auth_token = \
         (SELECT ntfy_auth_token FROM settings WHERE user_id = {}) WHERE user_id = {}",
        ana.id, ben.id
    ))
    .await;
    ben.post("/api/settings/ntfy/test", ()).await.assert_problem(409, "ntfy_token_lost");
    assert!(t.ntfy().requests().is_empty());
}

#[umbra_test(with = with_ntfy)]
async fn the_database_itself_refuses_half_a_setting(t: TestApp) {
    let ana = t.user("ana").await;
    for change in [
        "ntfy_enabled = TRUE",
        "ntfy_auth_token = 'x'",
        "quiet_hours_start = '22:00'",
        "quiet_hours_end = '07:00'",
    ] {
        let sql = format!("UPDATE settings SET {change} WHERE user_id = {}", ana.id);
        assert!(t.try_execute(&sql).await.is_err(), "{change}");
    }
}

#[umbra_test]
async fn without_messages_to_phones_a_server_can_not_be_set(t: TestApp) {
    let ana = t.user("ana").await;
    assert_eq!(ana.get("/api/settings").await.json()["ntfy_server_url"], Value::Null);
    set(&ana, json!({"ntfy_topic": "ana", "ntfy_enabled": true})).await;
    for change in [json!({"ntfy_server_url": "https://1.1.1.1"}), json!({"ntfy_auth_token": TOKEN})]
    {
        ana.put("/api/settings", change).await.assert_problem(409, "ntfy_off");
    }
    ana.post("/api/settings/ntfy/test", ()).await.assert_problem(409, "ntfy_off");
}

#[umbra_test(with = with_ntfy)]
async fn what_pushing_needs_of_many_people_is_read_in_one_statement(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    set_up(&ana).await;
    let quiet = json!({"quiet_hours_start": "22:00", "quiet_hours_end": "07:00",
        "timezone": "Europe/Vienna", "locale": "de-AT"});
    set(&ana, quiet).await;
    let ids = [ana.id, ben.id, UserId(4711)];
    let found = settings::for_push(t.store.reader(), &ids).await.unwrap();
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [ana.id, ben.id]);
    let of_ana = found[&ana.id].as_ref().unwrap();
    assert_eq!((of_ana.timezone.as_str(), of_ana.locale.as_str()), ("Europe/Vienna", "de-AT"));
    assert!(of_ana.quiet_hours.is_some() && of_ana.ntfy.enabled);
    assert!(t.app.push_target(ana.id, &of_ana.ntfy).is_ok());
    assert!(t.app.push_target(ben.id, &found[&ben.id].as_ref().unwrap().ntfy).is_err());
}

/// Makes another secret the current one.
fn replaced(setup: &mut Setup) {
    let old = std::mem::replace(&mut setup.secret_key, SecretKey::generate(&OsEntropy));
    setup.old_secret_keys.push(old);
}

#[umbra_test(with = with_ntfy)]
async fn tokens_are_sealed_anew_with_another_secret_and_forgotten_with_a_lost_one(t: TestApp) {
    let ana = t.user("ana").await;
    set_up(&ana).await;
    set(&ana, json!({"ntfy_auth_token": TOKEN})).await;
    let process = t.second_process_with(replaced).await;
    let rotation = process.app.operator_rotate_keys().await.unwrap();
    assert_eq!((rotation.seen, rotation.resealed), (1, 1));
    assert_eq!(rotation.keys, [(process.app.current_key().to_string(), 1)]);
    assert_eq!(rotation.unopened_tokens, []);
    ana.at(&process).post("/api/settings/ntfy/test", ()).await.assert_status(200);
    let sent = t.ntfy().requests();
    assert_eq!(sent[0].authorization.as_deref(), Some(&*format!("Bearer {TOKEN}")));

    let lost = |setup: &mut Setup| setup.secret_key = SecretKey::generate(&OsEntropy);
    let process = t.second_process_with(lost).await;
    let rotation = process.app.operator_rotate_keys().await.unwrap();
    assert_eq!(rotation.unopened_tokens.len(), 1);
    process.app.operator_replace_lost_key().await.unwrap();
    let found = settings::find(t.store.reader(), ana.id).await.unwrap().unwrap();
    assert_eq!(found.ntfy.token, None);
}
