//! `ETag`, `If-Match` and `If-None-Match`.

use serde_json::json;
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::contract::{resource::assert_unchanged, table::resources};

#[umbra_test]
async fn a_change_happens_only_to_the_version_that_was_read(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        for n in 0..resource.changes(&ana, "").len() {
            let made = resource.draft(&ana).create().await;
            let change = || resource.changes(&ana, &made.url()).swap_remove(n);
            for stale in ["\"2\"", "\"0\"", "W/\"1\"", "\"2\", W/\"1\", \"3\""] {
                let refused = change().header("If-Match", stale).await;
                refused.assert_problem(412, "precondition_failed");
            }
            for malformed in
                ["1", "\"1", "", ",", "\"1\" \"2\"", "*, \"1\"", "w/\"1\"", "\"1\u{e9}\""]
            {
                let refused = change().header("If-Match", malformed).await;
                refused.assert_problem(400, "malformed_if_match");
            }
            assert_unchanged(&ana, &made.url(), &made.body, &made.etag).await;
            let done = change().header("If-Match", &made.etag).await;
            assert!(done.status() < 300, "{done:?}");
            let again = change().header("If-Match", &made.etag).await;
            if done.status() == 204 {
                again.assert_problem(404, "not_found");
            } else {
                assert_eq!(done.etag(), "\"2\"");
                again.assert_problem(412, "precondition_failed");
            }
        }
    }
}

#[umbra_test]
async fn any_of_several_versions_may_match(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let change = resource.change();
        for (condition, status) in [
            ("*", 200),
            ("\"1\"", 200),
            ("\"7\", \"1\"", 200),
            ("W/\"1\",\"1\"", 200),
            (" , \"1\" ,", 200),
            ("\"7\", \"8\"", 412),
            ("\"01\"", 412),
            ("\"+1\"", 412),
            ("\"-1\"", 412),
            ("\"1.0\"", 412),
            ("\"\"", 412),
            ("\"abc\"", 412),
            ("\"9223372036854775808\"", 412),
        ] {
            let made = resource.draft(&ana).create().await;
            let put = ana.put(made.url(), &change).header("If-Match", condition).await;
            let put = put.assert_status(status);
            let read = ana.get(made.url()).await.json();
            if status == 200 {
                assert_eq!(
                    (&read[resource.label()], &read),
                    (&change[resource.label()], &put.json())
                );
            } else {
                assert_eq!(read, made.body, "{condition}");
            }
        }
        let made = resource.draft(&ana).create().await;
        let lines = ana.put(made.url(), &change).header("If-Match", "\"7\"");
        lines.another_header("If-Match", "\"1\"").await.assert_status(200);
        ana.delete(made.url()).header("If-Match", "*").await.assert_status(204);
    }
}

#[umbra_test]
async fn a_change_of_nothing_needs_the_right_version_too(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        for method in ["PUT", "PATCH"] {
            let empty =
                |tag: &str| ana.request(method, made.url(), json!({})).header("If-Match", tag);
            empty("\"7\"").await.assert_problem(412, "precondition_failed");
            assert_eq!(empty(&made.etag).await.assert_status(200).etag(), made.etag);
        }
    }
}

#[umbra_test]
async fn of_20_changes_of_one_version_one_wins(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        let replies = at_once((0..20).map(|n| {
            let change = json!({resource.label(): format!("Change {n}")});
            ana.put(made.url(), change).header("If-Match", &made.etag)
        }))
        .await;
        let won: Vec<_> = replies.iter().filter(|reply| reply.status() == 200).collect();
        let [winner] = won[..] else { panic!("{replies:?}") };
        for lost in replies.iter().filter(|reply| reply.status() != 200) {
            lost.assert_problem(412, "precondition_failed");
        }
        assert_unchanged(&ana, &made.url(), &winner.json(), "\"2\"").await;
    }
}

#[umbra_test]
async fn of_all_kinds_of_changes_of_one_version_one_wins_on_any_process(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        let url = made.url();
        let requests =
            (0..3).flat_map(|_| [resource.changes(&ana, &url), resource.changes(&second, &url)]);
        let conditional = requests.flatten().map(|request| request.header("If-Match", &made.etag));
        let replies = at_once(conditional).await;
        let won = replies.iter().filter(|reply| reply.status() < 300).count();
        assert_eq!(won, 1, "{replies:?}");
        let deleted = replies.iter().any(|reply| reply.status() == 204);
        for reply in replies.iter().filter(|reply| reply.status() >= 300) {
            // After a delete there is nothing left to contradict.
            assert!(reply.status() == 412 || (deleted && reply.status() == 404), "{reply:?}");
        }
    }
}

#[umbra_test]
async fn what_the_client_has_is_not_sent_again(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        for known in ["\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"] {
            for request in [ana.get(made.url()), ana.head(made.url())] {
                let reply = request.header("If-None-Match", known).await.assert_status(304);
                assert!(reply.bytes().is_empty(), "{reply:?}");
                assert_eq!(reply.etag(), "\"1\"");
            }
        }
        for other in ["\"7\"", "\"01\"", "nonsense", ""] {
            let reply = ana.get(made.url()).header("If-None-Match", other).await;
            assert_eq!(reply.assert_status(200).json(), made.body, "{other}");
        }
        let changed = ana.put(made.url(), resource.change()).await.assert_status(200);
        let reply = ana.get(made.url()).header("If-None-Match", &made.etag).await;
        let reply = reply.assert_status(200);
        assert_eq!((reply.json(), reply.etag()), (changed.json(), "\"2\""));
    }
}
