//! `category`, `is_favorite` and `sort`.

use serde_json::json;
use umbra_testkit::{Person, TestApp, umbra_test};

use super::{PATH, found, keep};

/// Makes an account that knows four people, and another one that knows one like the first.
async fn household(t: &TestApp) -> Person {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let zoe = json!({"first_name": "Zoe", "last_name": "Adler", "category": "Friends",
        "is_favorite": true});
    keep(&ana, zoe.clone()).await;
    keep(&ana, json!({"first_name": "adam", "last_name": "zenk", "category": "Friends"})).await;
    keep(&ana, json!({"company": "Museum", "is_favorite": true})).await;
    keep(&ana, json!({"first_name": "Bo", "category": "friends"})).await;
    keep(&ben, zoe).await;
    ana
}

#[umbra_test]
async fn filters_leave_the_order_and_narrow_together(t: TestApp) {
    let ana = household(&t).await;
    for (query, expected) in [
        ("", &["Zoe Adler", "Bo", "Museum", "adam zenk"][..]),
        ("sort=last_name", &["Zoe Adler", "Bo", "Museum", "adam zenk"]),
        ("sort=first_name", &["adam zenk", "Bo", "Museum", "Zoe Adler"]),
        ("category=Friends", &["Zoe Adler", "adam zenk"]),
        ("category=Friends&sort=first_name", &["adam zenk", "Zoe Adler"]),
        ("category=friends", &["Bo"]),
        ("is_favorite=true", &["Zoe Adler", "Museum"]),
        ("is_favorite=false", &["Bo", "adam zenk"]),
        ("is_favorite=true&category=Friends", &["Zoe Adler"]),
        ("search=e&category=Friends", &["Zoe Adler", "adam zenk"]),
        ("search=friends&sort=first_name", &["adam zenk", "Bo", "Zoe Adler"]),
        ("search=friends&is_favorite=true", &["Zoe Adler"]),
        ("search=adler&is_favorite=false", &[]),
    ] {
        assert_eq!(found(&ana, query).await, expected, "{query}");
    }
    let refused = ana.get(format!("{PATH}?sort=age")).await;
    refused.assert_problem(422, "invalid").assert_field("/sort", "invalid_value");
}

#[umbra_test]
async fn pages_keep_to_their_filter_and_to_their_order(t: TestApp) {
    let ana = household(&t).await;
    for (query, expected) in [
        ("search=friends", ["Zoe Adler", "Bo", "adam zenk"]),
        ("search=friends&sort=first_name", ["adam zenk", "Bo", "Zoe Adler"]),
        ("search=fr", ["Zoe Adler", "Bo", "adam zenk"]),
    ] {
        let mut seen = Vec::new();
        let mut next = Some(format!("{PATH}?limit=1&{query}"));
        while let Some(page) = next {
            let reply = ana.get(page).await.assert_status(200);
            seen.extend(super::names(&reply.json()));
            next = reply.next_page();
        }
        assert_eq!(seen, expected, "{query}");
    }
    let first = ana.get(format!("{PATH}?limit=1&sort=first_name")).await;
    let other = first.next_page().unwrap().replace("sort=first_name", "sort=last_name");
    let refused = ana.get(other).await.assert_problem(422, "invalid");
    refused.assert_field("/cursor", "invalid_cursor");
}
