//! The orders of the list, and paging through them.

use std::{cmp::Ordering, collections::BTreeSet, time::Duration};

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use crate::todos::{ids, pages, rows};

const ORDERS: [&str; 10] = [
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
    "due_date",
    "-due_date",
    "priority",
    "-priority",
    "title",
    "-title",
];

/// Titles that an order by code point, or one that minds the case, would arrange differently.
const TITLES: [&str; 12] =
    ["apple", "Apple", "ÄPFEL", "äpfel", "zebra", "Zebra", "a b", "a-b", "ab", "10", "9", "🥛"];

/// The titles in their order, those with the same place together.
const IN_ORDER: [&[&str]; 9] = [
    &["🥛"],
    &["10"],
    &["9"],
    &["a b"],
    &["a-b"],
    &["ab"],
    &["ÄPFEL", "äpfel"],
    &["apple", "Apple"],
    &["zebra", "Zebra"],
];

/// Writes todos down that have many sort keys in common.
async fn write_down(client: &Client, count: usize) -> Vec<Value> {
    let mut todos = Vec::new();
    for n in 0..count {
        let todo = client.todo(TITLES[n % TITLES.len()]);
        let todo = match n % 5 {
            0 => todo,
            1 => todo.due("2026-03-05"),
            2 => todo.due("2026-03-05").with("due_time", "00:00"),
            3 => todo.due("2026-03-05").with("due_time", "23:59:59"),
            _ => todo.due("2026-03-04"),
        };
        let priority = ["none", "low", "medium", "high"][n % 4];
        todos.push(todo.with("priority", priority).create().await.body);
    }
    todos
}

/// Compares todos as an ascending order should, ids aside.
fn compare(order: &str, one: &Value, other: &Value) -> Ordering {
    let text = |todo: &Value, field: &str| todo[field].as_str().map(str::to_owned);
    let due = |todo: &Value| {
        // Later than any time of the day, and than any day.
        let time = text(todo, "due_time").unwrap_or_else(|| "24:00:00".to_owned());
        (text(todo, "due_date").unwrap_or_else(|| "~".to_owned()), time)
    };
    let rank = |todo: &Value| {
        ["none", "low", "medium", "high"].iter().position(|name| todo["priority"] == *name)
    };
    match order {
        "due_date" => due(one).cmp(&due(other)),
        "priority" => rank(one).cmp(&rank(other)),
        "title" => {
            let place = |todo| {
                text(todo, "title")
                    .map(|title| IN_ORDER.iter().position(|same| same.contains(&&*title)))
            };
            place(one).cmp(&place(other))
        }
        instant => text(one, instant).cmp(&text(other, instant)),
    }
}

fn sorted(order: &str, mut todos: Vec<Value>) -> Vec<i64> {
    let id = |todo: &Value| todo["id"].as_i64().unwrap();
    let (by, descending) = order.strip_prefix('-').map_or((order, false), |by| (by, true));
    todos.sort_by(|one, other| compare(by, one, other).then(id(one).cmp(&id(other))));
    if descending {
        todos.reverse();
    }
    todos.iter().map(id).collect()
}

#[umbra_test]
async fn every_order_shows_each_todo_once_and_in_its_place(t: TestApp) {
    let ana = t.user("ana").await;
    let mut written = Vec::new();
    for _ in 0..3 {
        written.extend(write_down(&ana, 9).await);
        t.clock.advance(Duration::from_millis(1500));
    }
    for n in [3, 17, 4, 22] {
        let url = format!("/api/todos/{}", written[n]["id"]);
        t.clock.advance(Duration::from_micros(1));
        written[n] = ana.put(url, json!({"description": "changed"})).await.json();
    }
    t.user("ben").await.todo("apple").create().await;
    for order in ORDERS {
        let expected = sorted(order, written.clone());
        for limit in [1, 5, 27, 200] {
            let first = format!("/api/todos?sort={order}&limit={limit}");
            let pages = pages(&ana, &first).await;
            let seen: Vec<_> = pages.iter().flat_map(ids).collect();
            assert_eq!(seen, expected, "{order} by {limit}");
            assert_eq!(pages.len(), 27_usize.div_ceil(limit), "{order} by {limit}");
        }
    }
}

#[umbra_test]
async fn the_newest_come_first_by_default(t: TestApp) {
    let ana = t.user("ana").await;
    let written = write_down(&ana, 5).await;
    assert_eq!(ids(&ana.get("/api/todos").await), sorted("-created_at", written));
}

#[umbra_test]
async fn what_changes_between_two_pages_moves_nothing_else(t: TestApp) {
    for (n, order) in ORDERS.iter().enumerate() {
        let ana = t.user(&format!("ana{n}")).await;
        let written = write_down(&ana, 14).await;
        let mut expected: BTreeSet<_> = sorted(order, written.clone()).into_iter().collect();
        let mut seen = Vec::new();
        let mut next = Some(format!("/api/todos?sort={order}&limit=3"));
        while let Some(url) = next {
            let page = ana.get(url).await.assert_status(200);
            let shown = ids(&page);
            seen.extend(shown.iter().copied());
            // The very todo that the cursor is made of goes, and one that wasn't shown yet.
            let hidden = expected.iter().copied().find(|id| !seen.contains(id));
            for id in shown.last().copied().into_iter().chain(hidden) {
                ana.delete(format!("/api/todos/{id}")).await.assert_status(204);
            }
            if let Some(hidden) = hidden {
                expected.remove(&hidden);
            }
            if seen.len() < 10 {
                write_down(&ana, 3).await;
            }
            next = page.next_page();
        }
        let unique: BTreeSet<_> = seen.iter().copied().collect();
        assert_eq!(unique.len(), seen.len(), "{order}: one was shown twice: {seen:?}");
        let missed: Vec<_> = expected.difference(&unique).collect();
        assert!(missed.is_empty(), "{order}: {missed:?} were missed");
    }
}

#[umbra_test]
async fn pages_of_a_filtered_list_are_filtered(t: TestApp) {
    let ana = t.user("ana").await;
    for n in 0..12 {
        let todo = ana.todo(&format!("100% & more {n}")).with("priority", ["low", "high"][n % 2]);
        todo.create().await;
    }
    ana.todo("high, too").with("priority", "high").create().await;
    let first = "/api/todos?search=100%25+%26&priority=high&completed=false&limit=2&sort=title";
    let pages = pages(&ana, first).await;
    let all: Vec<_> = pages.iter().flat_map(rows).collect();
    assert_eq!((pages.len(), all.len()), (3, 6));
    assert!(all.iter().all(|todo| todo["priority"] == "high"), "{all:?}");
    assert!(all.iter().all(|todo| todo["title"].as_str().unwrap().contains("100% &")), "{all:?}");
}
