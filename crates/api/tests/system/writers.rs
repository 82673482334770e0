//! Many who write at the same time.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

const WRITERS: usize = 50;
const EACH: usize = 20;

#[umbra_test]
async fn fifty_writers_on_two_processes_are_all_served(t: TestApp) {
    let ana = t.user("ana").await;
    let elsewhere = ana.at(&t.second_process().await);
    let writers = (0..WRITERS).map(async |writer| {
        let client = if writer % 2 == 0 { &*ana } else { &elsewhere };
        for number in 0..EACH {
            let title = format!("{writer}/{number}");
            let made = client.post("/api/todos", json!({"title": title})).await;
            let todo = made.assert_status(201).json();
            let url = format!("/api/todos/{}", todo["id"]);
            client.patch(format!("{url}/toggle"), ()).await.assert_status(200);
        }
    });
    join_all(writers).await;

    let mut titles = BTreeSet::new();
    let mut next = Some("/api/todos?completed=true&limit=200".to_owned());
    while let Some(url) = next {
        let page = ana.get(url).await.assert_status(200);
        for todo in page.json().as_array().unwrap() {
            assert!(titles.insert(todo["title"].as_str().unwrap().to_owned()), "{todo} twice");
        }
        next = page.next_page();
    }
    assert_eq!(titles.len(), WRITERS * EACH);
}
