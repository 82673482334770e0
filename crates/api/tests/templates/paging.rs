//! The order of the list, `limit`, `cursor` and the header `Link`.

use serde_json::json;
use umbra_testkit::{Client, Reply, TestApp, umbra_test};

use crate::templates::{PATH, names, rows};

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

/// Makes templates whose order isn't that of their making, and returns all names in order.
async fn shuffled(client: &Client) -> [&'static str; 7] {
    for name in ["beta", "Zeta: the end", "Alpha", "alpha", "ALPHA", "Äther", "10: ten"] {
        client.template(name, "x").create().await;
    }
    ["10: ten", "Alpha", "alpha", "ALPHA", "beta", "Zeta: the end", "Äther"]
}

#[umbra_test]
async fn the_list_is_by_name_whatever_its_case_then_by_id(t: TestApp) {
    let ana = t.user("ana").await;
    let expected = shuffled(&ana).await;
    assert_eq!(names(&ana.get(PATH).await), expected);
    let beta = rows(&ana.get(PATH).await)[4].clone();
    let renamed = ana.put(format!("{PATH}/{}", beta["id"]), json!({"name": "Aaa"})).await;
    renamed.assert_status(200);
    assert_eq!(names(&ana.get(PATH).await)[..3], ["10: ten", "Aaa", "Alpha"]);
}

#[umbra_test]
async fn pages_of_any_size_add_up_to_the_list(t: TestApp) {
    let ana = t.user("ana").await;
    let expected = shuffled(&ana).await;
    for limit in [1, 2, 3, 6, 7, 200] {
        let pages = pages(&ana, &format!("{PATH}?limit={limit}")).await;
        let seen: Vec<String> = pages.iter().flat_map(names).collect();
        assert_eq!(seen, expected, "limit {limit}");
        assert_eq!(pages.len(), expected.len().div_ceil(limit), "limit {limit}");
    }
    for (query, field, code) in [
        ("limit=0", "/limit", "out_of_range"),
        ("limit=201", "/limit", "out_of_range"),
        ("search=x", "/search", "unknown_field"),
    ] {
        let refused = ana.get(format!("{PATH}?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(field, code);
    }
}

#[umbra_test]
async fn a_page_goes_on_where_the_last_one_ended_although_rows_come_and_go(t: TestApp) {
    let ana = t.user("ana").await;
    shuffled(&ana).await;
    let page = ana.get(format!("{PATH}?limit=2")).await;
    let last = rows(&page)[1].clone();
    assert_eq!(last["name"], "Alpha");
    ana.delete(format!("{PATH}/{}", last["id"])).await.assert_status(204);
    ana.template("0: earlier", "x").create().await;
    ana.template("alphabet", "x").create().await;
    let next = ana.get(page.next_page().unwrap()).await;
    assert_eq!(names(&next), ["alpha", "ALPHA"]);
    assert_eq!(names(&ana.get(next.next_page().unwrap()).await), ["alphabet", "beta"]);
}

#[umbra_test]
async fn a_cursor_of_another_list_or_of_nobodys_making_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    shuffled(&ana).await;
    ana.calendar("Work").create().await;
    let real = cursor(&ana.get(format!("{PATH}?limit=1")).await);
    let of_calendars = cursor(&ana.get("/api/calendars?limit=1").await);
    for bad in [of_calendars, "x".to_owned(), format!("{real}A")] {
        let refused = ana.get(format!("{PATH}?cursor={bad}")).await;
        refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
    }
    let ben = t.user("ben").await;
    assert!(rows(&ben.get(format!("{PATH}?cursor={real}")).await).is_empty());
}
