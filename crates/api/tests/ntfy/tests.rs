//! The test that a person sends to their own phone.

use std::time::Duration;

use serde_json::json;
use umbra_testkit::{NtfyManner, NtfyServer, TestApp, at_once, umbra_test};

use crate::ntfy::{TOKEN, set, set_up, with_ntfy};

const TEST: &str = "/api/settings/ntfy/test";

#[umbra_test(with = with_ntfy)]
async fn a_test_goes_to_the_topic_with_the_token_in_the_language_of_the_person(t: TestApp) {
    let ana = t.user("ana").await;
    set_up(&ana).await;
    let change = json!({"ntfy_auth_token": TOKEN, "locale": "de-AT", "ntfy_enabled": false});
    set(&ana, change).await;
    let reply = ana.post(TEST, ()).await.assert_status(200);
    assert_eq!(reply.json(), json!({"server_url": t.ntfy().origin()}));
    let sent = t.ntfy().requests();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].method.as_str(), sent[0].path.as_str()), ("POST", "/"));
    assert_eq!(sent[0].authorization.as_deref(), Some(&*format!("Bearer {TOKEN}")));
    let body = &sent[0].body;
    assert_eq!(body["topic"], "umbra-ana");
    assert_eq!(body["title"], "Umbra erreicht dieses Telefon");
    assert_eq!((&body["priority"], &body["click"]), (&json!(3), &json!("http://localhost:8000")));
    ana.post(TEST, ()).await.assert_status(200);
    let ids = t.ntfy().requests().into_iter().map(|one| one.body["sequence_id"].clone());
    let ids: Vec<_> = ids.collect();
    assert_ne!(ids[0], ids[1], "the second one rings, too");
}

#[umbra_test(with = with_ntfy)]
async fn without_a_topic_there_is_nothing_to_test(t: TestApp) {
    let ana = t.user("ana").await;
    ana.post(TEST, ()).await.assert_problem(409, "ntfy_not_set_up");
    assert!(t.ntfy().requests().is_empty());
}

#[umbra_test(with = with_ntfy)]
async fn what_the_server_answers_is_told_without_its_words(t: TestApp) {
    let ana = t.user("ana").await;
    set_up(&ana).await;
    for status in [403, 429, 500, 302] {
        t.clock.advance(Duration::from_mins(1));
        t.ntfy().answers(NtfyManner::Status(status, "location: http://127.0.0.1:1/\r\n"));
        let reply = ana.post(TEST, ()).await;
        assert!(!reply.text().contains(NtfyServer::SECRET), "{reply:?}");
        let problem = reply.assert_problem(409, "ntfy_refused");
        assert!(problem.detail().contains(&status.to_string()), "{}", problem.detail());
    }
    t.clock.advance(Duration::from_mins(5));
    t.ntfy().answers(NtfyManner::HangUp);
    ana.post(TEST, ()).await.assert_problem(409, "ntfy_unreachable");
    set(&ana, json!({"ntfy_server_url": "http://127.0.0.1:1"})).await;
    ana.post(TEST, ()).await.assert_problem(409, "ntfy_unreachable");
    // What was allowed when it was saved, and isn't any more.
    t.execute("UPDATE settings SET ntfy_server_url = 'http://10.0.0.1'").await;
    ana.post(TEST, ()).await.assert_problem(409, "ntfy_address_not_allowed");
}

#[umbra_test(with = with_ntfy)]
async fn five_tests_are_sent_at_once_and_then_one_a_minute(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    set_up(&ana).await;
    set_up(&ben).await;
    let replies = at_once((0..12).map(|_| ana.post(TEST, ()))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status() == 200).count(), 5);
    let refused = replies.into_iter().find(|reply| reply.status() == 429).unwrap();
    assert_eq!(refused.header("retry-after"), Some("60"));
    refused.assert_problem(429, "too_many_requests");
    let elsewhere = t.second_process().await;
    ana.at(&elsewhere).post(TEST, ()).await.assert_problem(429, "too_many_requests");
    ben.post(TEST, ()).await.assert_status(200);
    t.clock.advance(Duration::from_mins(1));
    ana.post(TEST, ()).await.assert_status(200);
    ana.post(TEST, ()).await.assert_problem(429, "too_many_requests");
    assert_eq!(t.ntfy().requests().len(), 7);
}
