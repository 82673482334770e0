//! The lists and their pages.

use umbra_testkit::{Client, TestApp, umbra_test};

use super::{BLOCKED, PATH, REQUESTS, ask, block, connect, names};

async fn pages(who: &Client, path: &str) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), Some(format!("{path}?limit=2")));
    while let Some(path) = next {
        let reply = who.get(&path).await.assert_status(200);
        let page: Vec<serde_json::Value> = reply.json_as();
        assert!((1..=2).contains(&page.len()), "{page:?}");
        all.extend(names(&page).into_iter().map(str::to_owned));
        next = reply.next_page();
    }
    all
}

#[umbra_test]
async fn every_list_goes_on_where_a_page_ends(t: TestApp) {
    let ana = t.user("ana").await;
    let people = ["Zoe", "äda", "ben", "Cleo", "Ada"];
    for name in people {
        connect(&t.user(name).await, &ana).await;
    }
    assert_eq!(pages(&ana, PATH).await, ["Ada", "äda", "ben", "Cleo", "Zoe"]);
    for name in people {
        block(&ana, &t.user(name).await).await;
    }
    assert_eq!(pages(&ana, BLOCKED).await, ["Ada", "äda", "ben", "Cleo", "Zoe"]);
    for name in ["one", "two", "three"] {
        ask(&*t.user(name).await, "ana").await;
        ask(&ana, &format!("to-{name}")).await;
    }
    assert_eq!(pages(&ana, &format!("{REQUESTS}/incoming")).await, ["three", "two", "one"]);
    assert_eq!(
        pages(&ana, &format!("{REQUESTS}/outgoing")).await,
        ["to-three", "to-two", "to-one"]
    );
}

#[umbra_test]
async fn a_cursor_belongs_to_its_list(t: TestApp) {
    let ana = t.user("ana").await;
    for name in ["ben", "cleo"] {
        connect(&t.user(name).await, &ana).await;
        ask(&*t.user(&format!("{name}2")).await, "ana").await;
        ask(&ana, &format!("{name}3")).await;
    }
    let (incoming, outgoing) = (format!("{REQUESTS}/incoming"), format!("{REQUESTS}/outgoing"));
    let lists = [PATH, &incoming, &outgoing];
    for list in lists {
        let reply = ana.get(format!("{list}?limit=1")).await.assert_status(200);
        let next = reply.next_page().unwrap();
        let (_, cursor) = next.split_once("cursor=").unwrap();
        for other in lists.iter().chain([&BLOCKED]).filter(|other| **other != list) {
            let refused = ana.get(format!("{other}?cursor={cursor}")).await;
            refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
        }
    }
}
