//! `search`: text is found as it is, whatever its case.

use umbra_testkit::{Client, TestApp, umbra_test};

use crate::todos::found;

/// Searches for a text, percent-encoded byte by byte.
async fn search(client: &Client, text: &str) -> Vec<String> {
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    found(client, &format!("search={encoded}")).await
}

#[umbra_test]
async fn wildcards_and_quotes_mean_themselves(t: TestApp) {
    let ana = t.user("ana").await;
    let all = [
        "100% wool",
        "100 percent wool",
        "snake_case",
        "snakeXcase",
        r"back\slash",
        r"back\\slash",
        "O'Reilly",
        "a \"quoted\" word",
        "[a-z]*?",
        "'; DROP TABLE todos; --",
    ];
    for title in all {
        ana.todo(title).create().await;
    }
    for (text, expected) in [
        ("%", &all[..1]),
        ("0% w", &all[..1]),
        ("100%wool", &[]),
        ("_", &all[2..3]),
        ("snake_case", &all[2..3]),
        (r"\", &all[4..6]),
        (r"\\", &all[5..6]),
        (r"k\s", &all[4..5]),
        ("'", &[all[6], all[9]]),
        ("\"", &all[7..8]),
        ("\"quoted\"", &all[7..8]),
        ("*", &all[8..9]),
        ("?", &all[8..9]),
        ("[a-z]", &all[8..9]),
        ("'; DROP TABLE todos; --", &all[9..]),
        (r"\%", &[]),
        ("%%", &[]),
        ("100% WOOL", &all[..1]),
    ] {
        assert_eq!(search(&ana, text).await, expected, "{text}");
    }
}

#[umbra_test]
async fn case_makes_no_difference_in_any_script(t: TestApp) {
    let ana = t.user("ana").await;
    let all =
        ["Buy MILK", "ÄPFEL pflücken", "Купить МОЛОКО", "ΓΑΛΑ από τη Σίκινο", "Straße kehren"];
    for title in all {
        ana.todo(title).create().await;
    }
    for (text, place) in [
        ("milk", 0),
        ("bUY m", 0),
        ("äpfel", 1),
        ("ÄPFEL", 1),
        ("PFLÜCKEN", 1),
        ("молоко", 2),
        ("КУПИТЬ", 2),
        ("γαλα", 3),
        ("ΣΊΚ", 3),
        ("STRAẞE", 4),
        ("strasse", 4),
        ("a\u{308}pfel", 1),
    ] {
        assert_eq!(search(&ana, text).await, [all[place]], "{text}");
    }
    assert!(search(&ana, "apfel").await.is_empty(), "an accent is a difference");
}

#[umbra_test]
async fn title_description_and_category_are_searched_but_not_across(t: TestApp) {
    let ana = t.user("ana").await;
    ana.todo("one").with("description", "two\nthree").with("category", "four").create().await;
    ana.todo("five").create().await;
    for text in ["one", "two", "three", "four", "tWo"] {
        assert_eq!(search(&ana, text).await, ["one"], "{text}");
    }
    for text in ["onetwo", "one two", "threefour", "none", "high"] {
        assert!(search(&ana, text).await.is_empty(), "{text}");
    }
}

#[umbra_test]
async fn a_search_follows_every_change(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").with("description", "Two litres").create().await;
    let change = serde_json::json!({"title": "Buy bread", "description": null});
    ana.put(todo.url(), change).await.assert_status(200);
    assert!(search(&ana, "milk").await.is_empty());
    assert!(search(&ana, "litres").await.is_empty());
    assert_eq!(search(&ana, "bread").await, ["Buy bread"]);
    ana.delete(todo.url()).await.assert_status(204);
    assert!(search(&ana, "bread").await.is_empty());
}

#[umbra_test]
async fn an_empty_search_finds_everything_and_a_long_one_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    ana.todo(&"x".repeat(300)).create().await;
    assert_eq!(search(&ana, "").await.len(), 1);
    assert_eq!(search(&ana, &"x".repeat(200)).await.len(), 1);
    assert_eq!(search(&ana, &"%".repeat(200)).await.len(), 0);
    assert_eq!(search(&ana, &"🥛".repeat(200)).await.len(), 0);
    let long = ana.get(format!("/api/todos?search={}", "x".repeat(201))).await;
    long.assert_problem(422, "invalid").assert_field("/search", "too_long");
    let nul = ana.get("/api/todos?search=a%00b").await;
    nul.assert_problem(422, "invalid").assert_field("/search", "invalid_value");
}

#[umbra_test]
async fn bytes_that_are_no_text_find_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    ana.todo("Buy milk").create().await;
    for bytes in ["%ff", "%c3%28", "%ed%a0%80", "milk%80"] {
        assert!(found(&ana, &format!("search={bytes}")).await.is_empty(), "{bytes}");
    }
}
