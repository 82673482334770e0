//! `category`, `is_favorite` and `search`.

use serde_json::{Value, json};
use umbra_testkit::{Client, Person, Reply, TestApp, umbra_test};

use super::PATH;

/// Returns the names of what a query finds, in order.
async fn found(client: &Client, query: &str) -> Vec<String> {
    let all: Vec<Value> = client.get(format!("{PATH}?{query}")).await.assert_status(200).json_as();
    all.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

/// Makes an account with four locations, and one of somebody else's that is like the first.
async fn household(t: &TestApp) -> Person {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let cafe = json!({"name": "Prückel", "category": "Cafés", "is_favorite": true,
        "address": "Stubenring 24\n1010 Wien"});
    for location in [
        &cafe,
        &json!({"name": "central", "category": "Cafés", "notes": "100% full on Sundays"}),
        &json!({"name": "Dr. Özil", "category": "health", "is_favorite": true}),
        &json!({"name": "home_office"}),
    ] {
        ana.post(PATH, location).await.assert_status(201);
    }
    ben.post(PATH, &cafe).await.assert_status(201);
    ana
}

#[umbra_test]
async fn filters_leave_the_order_and_narrow_together(t: TestApp) {
    let ana = household(&t).await;
    for (query, expected) in [
        ("", &["central", "Dr. Özil", "home_office", "Prückel"][..]),
        ("category=Caf%C3%A9s", &["central", "Prückel"]),
        ("category=caf%C3%A9s", &[]),
        ("is_favorite=true", &["Dr. Özil", "Prückel"]),
        ("is_favorite=false", &["central", "home_office"]),
        ("is_favorite=true&category=Caf%C3%A9s", &["Prückel"]),
        ("is_favorite=false&search=central", &["central"]),
        ("category=health&search=central", &[]),
    ] {
        assert_eq!(found(&ana, query).await, expected, "{query}");
    }
}

#[umbra_test]
async fn a_search_looks_at_what_people_write_whatever_its_case(t: TestApp) {
    let ana = household(&t).await;
    for (text, expected) in [
        ("CENTRAL", &["central"][..]),
        ("%C3%B6zil", &["Dr. Özil"]),
        ("1010+wien", &["Prückel"]),
        ("caf%C3%A9", &["central", "Prückel"]),
        ("sundays", &["central"]),
        // Wildcards of the databases mean themselves.
        ("%25", &["central"]),
        ("_", &["home_office"]),
        // Not across two fields.
        ("central+100", &[]),
        ("centralcaf", &[]),
    ] {
        assert_eq!(found(&ana, &format!("search={text}")).await, expected, "{text}");
    }
}

#[umbra_test]
async fn pages_keep_to_their_filter(t: TestApp) {
    let ana = household(&t).await;
    let first = ana.get(format!("{PATH}?limit=1&is_favorite=true")).await.assert_status(200);
    let second = ana.get(first.next_page().unwrap()).await.assert_status(200);
    let name = |reply: &Reply| reply.json()[0]["name"].clone();
    assert_eq!((name(&first), name(&second)), (json!("Dr. Özil"), json!("Prückel")));
    assert_eq!(second.next_page(), None);
}
