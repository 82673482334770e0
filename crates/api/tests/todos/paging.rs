//! `limit`, `cursor` and the header `Link`.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use umbra_domain::{
    Clock as _,
    todo::{Priority, Title, Todo},
};
use umbra_store::resource;
use umbra_testkit::{Client, Person, Reply, TestApp, umbra_test};

use crate::todos::{ids, pages, rows};

/// Writes todos down without a request for each.
async fn write_down(t: &TestApp, who: &Person, count: usize) {
    for n in 0..count {
        let new = Todo {
            title: Title::parse(&format!("Todo {n}")).unwrap(),
            description: None,
            priority: Priority::None,
            category: None,
            due: None,
            recurrence: None,
            last_completed_at: None,
            completed_at: None,
        };
        resource::create(t.store.autocommit(), &who.id, new, t.clock.now()).await.unwrap();
    }
}

/// Returns the cursor in the link to the next page.
#[track_caller]
fn cursor(page: &Reply) -> String {
    let link = page.next_page().unwrap();
    link.split(['?', '&']).find_map(|part| part.strip_prefix("cursor=")).unwrap().to_owned()
}

async fn refused(client: &Client, query: &str) {
    let refused = client.get(format!("/api/todos?{query}")).await;
    refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
}

#[umbra_test]
async fn a_page_has_100_todos_by_default_and_never_over_200(t: TestApp) {
    let ana = t.user("ana").await;
    write_down(&t, &ana, 201).await;
    let sizes = async |query: &str| -> Vec<usize> {
        pages(&ana, &format!("/api/todos{query}"))
            .await
            .iter()
            .map(|page| rows(page).len())
            .collect()
    };
    assert_eq!(sizes("").await, [100, 100, 1]);
    assert_eq!(sizes("?limit=200").await, [200, 1]);
    assert_eq!(sizes("?limit=67").await, [67, 67, 67], "a full last page has no next one");
}

#[umbra_test]
async fn a_link_is_relative_and_keeps_all_other_parameters(t: TestApp) {
    let ana = t.user("ana").await;
    write_down(&t, &ana, 3).await;
    let page = ana.get("/api/todos?search=todo+&limit=1&sort=-title&completed=false").await;
    let next = page.next_page().unwrap();
    assert!(next.starts_with("/api/todos?"), "{next}");
    for part in ["search=todo+", "limit=1", "sort=-title", "completed=false", "cursor="] {
        assert_eq!(next.matches(part).count(), 1, "{part} in {next}");
    }
    let page = ana.get(next).await;
    let after = page.next_page().unwrap();
    assert_eq!(after.matches("cursor=").count(), 1, "{after}");
}

#[umbra_test]
async fn a_cursor_belongs_to_one_order(t: TestApp) {
    let ana = t.user("ana").await;
    write_down(&t, &ana, 3).await;
    let orders = ["created_at", "-created_at", "updated_at", "due_date", "priority", "title"];
    for made_for in orders {
        let page = ana.get(format!("/api/todos?limit=1&sort={made_for}")).await;
        let cursor = cursor(&page);
        for order in orders {
            let query = format!("limit=1&sort={order}&cursor={cursor}");
            if order == made_for {
                assert_eq!(ids(&ana.get(format!("/api/todos?{query}")).await).len(), 1);
            } else {
                refused(&ana, &query).await;
            }
        }
    }
}

/// A cursor is no secret and isn't signed: somebody may write their own.
#[umbra_test]
async fn a_forged_cursor_is_refused_or_leads_to_some_page(t: TestApp) {
    let ana = t.user("ana").await;
    write_down(&t, &ana, 3).await;
    let places = [
        json!(""),
        json!("x"),
        json!("0"),
        json!("-1"),
        json!("1e3"),
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
        json!(7),
    ];
    for order in ["created_at", "-updated_at", "due_date", "-priority", "title"] {
        let page = ana.get(format!("/api/todos?limit=1&sort={order}")).await;
        let real = BASE64_URL_SAFE_NO_PAD.decode(cursor(&page)).unwrap();
        let real: Value = serde_json::from_slice(&real).unwrap();
        let names: Vec<_> = real.as_object().unwrap().keys().cloned().collect();
        for name in &names {
            for place in places.iter().chain(&[json!(0), json!(i64::MAX), json!(u64::MAX)]) {
                let mut forged = real.clone();
                forged[name] = place.clone();
                let forged = BASE64_URL_SAFE_NO_PAD.encode(forged.to_string());
                let reply = ana.get(format!("/api/todos?sort={order}&cursor={forged}")).await;
                if reply.status() != 200 {
                    let problem = reply.assert_problem(422, "invalid");
                    problem.assert_field("/cursor", "invalid_cursor");
                }
            }
        }
    }
}
