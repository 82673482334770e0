//! The order of the list, `limit`, `cursor` and the header `Link`.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use umbra_testkit::{Client, Reply, TestApp, umbra_test};

use crate::calendars::{names, rows};

/// Follows the links from a page to the last one, and returns all pages.
async fn pages(client: &Client, first: &str) -> Vec<Reply> {
    let mut pages = vec![client.get(first).await.assert_status(200)];
    while let Some(next) = pages.last().and_then(Reply::next_page) {
        assert!(pages.len() < 100, "the pages have no end: {next}");
        pages.push(client.get(next).await.assert_status(200));
    }
    pages
}

/// Returns the cursor in the link to the next page.
#[track_caller]
fn cursor(page: &Reply) -> String {
    let link = page.next_page().unwrap();
    link.split(['?', '&']).find_map(|part| part.strip_prefix("cursor=")).unwrap().to_owned()
}

/// Makes calendars whose order isn't that of their making, and returns all names in order.
async fn shuffled(client: &Client) -> [&'static str; 9] {
    for (name, place) in [
        ("beta", 0),
        ("Last", i32::MAX),
        ("Zeta: the end", -5),
        ("Alpha", 0),
        ("alpha", 0),
        ("First", i32::MIN),
        ("Äther", 0),
        ("10: ten", 9),
    ] {
        client.calendar(name).with("sort_order", place).create().await;
    }
    ["First", "Zeta: the end", "Alpha", "alpha", "beta", "Personal", "Äther", "10: ten", "Last"]
}

#[umbra_test]
async fn the_list_is_by_sort_order_then_by_name_whatever_its_case_then_by_id(t: TestApp) {
    let ana = t.user("ana").await;
    let expected = shuffled(&ana).await;
    assert_eq!(names(&ana.get("/api/calendars").await), expected);
    let beta = rows(&ana.get("/api/calendars").await)[4].clone();
    let moved = json!({"sort_order": -6});
    ana.put(crate::calendars::url(&beta), moved).await.assert_status(200);
    assert_eq!(names(&ana.get("/api/calendars").await)[..3], ["First", "beta", "Zeta: the end"]);
}

#[umbra_test]
async fn pages_of_any_size_add_up_to_the_list(t: TestApp) {
    let ana = t.user("ana").await;
    let expected = shuffled(&ana).await;
    for limit in [1, 2, 3, 4, 8, 9, 200] {
        let pages = pages(&ana, &format!("/api/calendars?limit={limit}")).await;
        let seen: Vec<String> = pages.iter().flat_map(names).collect();
        assert_eq!(seen, expected, "limit {limit}");
        assert_eq!(pages.len(), expected.len().div_ceil(limit), "limit {limit}");
        for page in &pages[..pages.len() - 1] {
            assert_eq!(rows(page).len(), limit);
        }
    }
    for (limit, code) in [("0", "out_of_range"), ("201", "out_of_range"), ("x", "invalid_type")] {
        let refused = ana.get(format!("/api/calendars?limit={limit}")).await;
        refused.assert_problem(422, "invalid").assert_field("/limit", code);
    }
}

#[umbra_test]
async fn a_page_goes_on_where_the_last_one_ended_although_rows_come_and_go(t: TestApp) {
    let ana = t.user("ana").await;
    shuffled(&ana).await;
    let page = ana.get("/api/calendars?limit=3").await;
    let last = rows(&page)[2].clone();
    assert_eq!(last["name"], "Alpha");
    ana.delete(crate::calendars::url(&last)).await.assert_status(204);
    ana.calendar("Earlier").with("sort_order", -9).create().await;
    ana.calendar("alphabet").create().await;
    let next = ana.get(page.next_page().unwrap()).await;
    assert_eq!(names(&next), ["alpha", "alphabet", "beta"]);
}

#[umbra_test]
async fn a_cursor_of_another_list_or_of_nobodys_making_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    ana.calendar("Work").create().await;
    for title in ["a", "b"] {
        ana.todo(title).create().await;
    }
    let real = cursor(&ana.get("/api/calendars?limit=1").await);
    let of_todos = cursor(&ana.get("/api/todos?limit=1").await);
    let parsed: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(&real).unwrap()).unwrap();
    assert_eq!(parsed["k"], "0:personal");
    let forged = ["", "x", "0", ":", "x:y", "0.5:y", "2147483648:y", " 0:y", "0:a\u{0}b"];
    let forged = forged.map(|key| {
        let mut forged = parsed.clone();
        forged["k"] = key.into();
        BASE64_URL_SAFE_NO_PAD.encode(forged.to_string())
    });
    for bad in forged.into_iter().chain([of_todos, "x".to_owned(), format!("{real}A")]) {
        let refused = ana.get(format!("/api/calendars?cursor={bad}")).await;
        refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
    }
    let ben = t.user("ben").await;
    let theirs = ben.get(format!("/api/calendars?cursor={real}")).await;
    assert!(!theirs.text().contains("Work"), "{theirs:?}");
}
