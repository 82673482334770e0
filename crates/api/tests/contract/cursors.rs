//! Cursors: each belongs to one list, and is no secret.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use umbra_testkit::{Client, Reply, TestApp, umbra_test};

use crate::contract::{
    paging::{Paged, paged_of, rows},
    resource::ids,
};

/// Returns the cursor to the second row.
async fn cursor(client: &Client, path: &str) -> String {
    let link = client.get(format!("{path}?limit=1")).await.next_page().unwrap();
    link.split(['?', '&']).find_map(|part| part.strip_prefix("cursor=")).unwrap().to_owned()
}

async fn with_cursor(client: &Client, list: &Paged, cursor: &str) -> Reply {
    client.get(format!("{}?cursor={cursor}", list.resource.path)).await
}

#[umbra_test]
async fn a_cursor_belongs_to_one_list(t: TestApp) {
    let admin = t.admin().await;
    t.user("ben").await;
    let mut cursors = vec![("/api/admin/users", cursor(&admin, "/api/admin/users").await)];
    let lists = paged_of(&admin).await;
    for list in &lists {
        list.create_all(&admin).await;
        cursors.push((list.resource.template, cursor(&admin, &list.resource.path).await));
    }
    for list in &lists {
        for (of, cursor) in &cursors {
            let reply = with_cursor(&admin, list, cursor).await;
            if *of == list.resource.template {
                assert!(!rows(&reply).is_empty());
            } else {
                let problem = reply.assert_problem(422, "invalid");
                problem.assert_field("/cursor", "invalid_cursor");
            }
        }
    }
}

#[umbra_test]
async fn garbage_is_no_cursor(t: TestApp) {
    let ana = t.user("ana").await;
    for list in paged_of(&ana).await {
        list.create_all(&ana).await;
        let real = cursor(&ana, &list.resource.path).await;
        for garbage in [
            "".to_owned(),
            "x".to_owned(),
            "null".to_owned(),
            "AAAA".to_owned(),
            "%00".to_owned(),
            "%ff".to_owned(),
            "-1".to_owned(),
            "' OR 1=1".to_owned(),
            format!("{real}="),
            format!("{real}A"),
            real[..real.len() - 3].to_owned(),
            real.to_lowercase(),
            "A".repeat(5000),
            BASE64_URL_SAFE_NO_PAD.encode("[".repeat(3000)),
            BASE64_URL_SAFE_NO_PAD.encode("{}"),
            BASE64_URL_SAFE_NO_PAD.encode([0xff; 40]),
        ] {
            let problem = with_cursor(&ana, &list, &garbage).await.assert_problem(422, "invalid");
            let code = if garbage == "%00" { "invalid_value" } else { "invalid_cursor" };
            problem.assert_field("/cursor", code);
        }
        let twice = with_cursor(&ana, &list, &format!("{real}&cursor={real}")).await;
        twice.assert_problem(422, "invalid").assert_field("/cursor", "duplicate_field");
    }
}

/// A cursor isn't signed: somebody may write their own.
#[umbra_test]
async fn a_forged_cursor_is_refused_or_leads_to_some_page(t: TestApp) {
    let ana = t.user("ana").await;
    let places = [
        json!(""),
        json!("x"),
        json!("0"),
        json!("-1"),
        json!(":"),
        json!("x:y"),
        json!("0.5:y"),
        json!("2147483648:y"),
        json!(" 0:y"),
        json!("1e3"),
        json!(" 1"),
        json!("40000"),
        json!("' OR ''='"),
        json!("a\u{0}b"),
        json!("\u{10ffff}"),
        json!("9223372036854775807"),
        json!("-9223372036854775808"),
        json!("9223372036854775808"),
        // The first and the last instant there is, far outside of what PostgreSQL can store.
        json!("-377705023201000000"),
        json!("253402207200999999"),
        json!("-62167219200000001"),
        json!(null),
        json!(0),
        json!(7),
        json!(i64::MAX),
        json!(u64::MAX),
    ];
    for list in paged_of(&ana).await {
        list.create_all(&ana).await;
        let real = cursor(&ana, &list.resource.path).await;
        let real: Value =
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(real).unwrap()).unwrap();
        let own = ids(&list.resource.rows(&ana).await);
        for name in real.as_object().unwrap().keys() {
            for place in &places {
                let mut forged = real.clone();
                forged[name] = place.clone();
                let forged = BASE64_URL_SAFE_NO_PAD.encode(forged.to_string());
                let reply = with_cursor(&ana, &list, &forged).await;
                if reply.status() == 200 {
                    assert!(ids(&rows(&reply)).iter().all(|id| own.contains(id)), "{reply:?}");
                } else {
                    let problem = reply.assert_problem(422, "invalid");
                    problem.assert_field("/cursor", "invalid_cursor");
                }
            }
        }
    }
}

#[umbra_test]
async fn somebody_elses_cursor_shows_nothing_of_theirs(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let (mut hers, mut theirs) = (Vec::new(), Vec::new());
    for list in paged_of(&ana).await {
        list.create_all(&ana).await;
        hers.push((cursor(&ana, &list.resource.path).await, list));
    }
    for (other, makes) in [(&ben, true), (&admin, false)] {
        for list in paged_of(other).await {
            if makes {
                list.create_all(other).await;
            }
            theirs.push((other, list));
        }
    }
    for (other, list) in &theirs {
        let of = |(_, hers): &&(String, Paged)| hers.resource.template == list.resource.template;
        let (cursor, _) = hers.iter().find(of).unwrap();
        let own = ids(&list.resource.rows(other).await);
        let page = with_cursor(other, list, cursor).await;
        assert!(ids(&rows(&page)).iter().all(|id| own.contains(id)), "{page:?}");
    }
}
