//! Every search finds what was written, and every list by name has it in its place.

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

/// What is written, and what is typed to find it.
const WORDS: [(&str, &[&str]); 7] = [
    ("Straße", &["strasse", "STRASSE", "STRAẞE"]),
    ("Οδυσσέας", &["ΟΔΥΣΣΈΑΣ", "οδυσσέασ", "ΟΔΥΣΣΕ\u{301}ΑΣ"]),
    ("Tiếng Việt", &["tie\u{302}\u{301}ng vie\u{323}\u{302}t", "VIỆT"]),
    ("bệnh vie\u{323}\u{302}n", &["viện", "BỆNH VIỆN"]),
    ("한국어", &["\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"]),
    ("Mu\u{308}ller", &["müller", "MÜLLER"]),
    ("İSTANBUL", &["istanbul", "İstanbul"]),
];

/// Lists what a query finds.
async fn found(client: &Client, path: &str, query: &str) -> Vec<Value> {
    client.get(format!("{path}?{query}")).await.assert_status(200).json_as()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[umbra_test]
async fn every_search_finds_a_word_in_every_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    for (word, _) in WORDS {
        ana.todo(word).create().await;
        ana.draft("/api/locations", json!({"name": "x", "notes": word})).create().await;
        ana.reminder("x", "2027-01-01T00:00:00Z").with("description", word).create().await;
        ana.event("x", "2026-03-05T10:00:00Z").with("location_text", word).create().await;
        let series = ana.event("y", "2026-03-05T10:00:00Z").with("description", word);
        series.with("recurrence_rule", "FREQ=DAILY;COUNT=1").create().await;
        let changed = ana.event("z", "2026-03-05T10:00:00Z").rule("FREQ=DAILY;COUNT=2");
        let changed = changed.create().await;
        let url = changed.scoped("this", "2026-03-06T10:00:00");
        ana.patch(url, json!({"title": word})).await.assert_status(200);
    }
    for (word, typed) in WORDS {
        for text in typed.iter().chain([&word]) {
            let search = format!("search={}", encoded(text));
            for (path, range, field, count) in [
                ("/api/todos", "", "title", 1),
                ("/api/locations", "", "notes", 1),
                ("/api/reminders", "", "description", 1),
                ("/api/events", "start=2026-03-01&end=2026-04-01&", "", 3),
                ("/api/events", "", "", 3),
            ] {
                let rows = found(&ana, path, &format!("{range}{search}")).await;
                assert_eq!(rows.len(), count, "{path} {word} {text}");
                assert!(field.is_empty() || rows[0][field] == word, "{path} {text}");
            }
        }
    }
}

#[umbra_test]
async fn a_category_is_found_however_its_letters_were_composed(t: TestApp) {
    let ana = t.user("ana").await;
    for (path, name) in [("/api/todos", "title"), ("/api/locations", "name")] {
        for category in ["Bücher", "Bu\u{308}cher", "Bucher", "bücher"] {
            ana.draft(path, json!({name: "x", "category": category})).create().await;
        }
        for category in ["Bücher", "Bu\u{308}cher"] {
            let rows = found(&ana, path, &format!("category={}", encoded(category))).await;
            assert_eq!(rows.len(), 2, "{path} {category}");
        }
    }
}

#[umbra_test]
async fn lists_by_name_are_in_the_order_of_a_dictionary(t: TestApp) {
    let ana = t.user("ana").await;
    let words =
        ["Zahnarzt", "Äpfel", "apfel", "Straße", "Strauß", "Apfelmus", "Жук", "Émile", "Zoo"];
    let expected =
        ["apfel", "Äpfel", "Apfelmus", "Émile", "Straße", "Strauß", "Zahnarzt", "Zoo", "Жук"];
    for word in words {
        ana.todo(word).create().await;
        ana.calendar(word).create().await;
        ana.template(word, "x").create().await;
        ana.draft("/api/locations", json!({"name": word})).create().await;
    }
    for (path, name) in [
        ("/api/todos?sort=title", "title"),
        ("/api/todos?sort=-title", "title"),
        ("/api/calendars?", "name"),
        ("/api/event-templates?", "name"),
        ("/api/locations?", "name"),
    ] {
        for limit in [1, 4, 200] {
            let mut seen = Vec::new();
            let mut next = Some(format!("{path}&limit={limit}"));
            while let Some(url) = next {
                let page = ana.get(url).await.assert_status(200);
                let rows: Vec<Value> = page.json_as();
                seen.extend(rows.iter().map(|row| row[name].as_str().unwrap().to_owned()));
                next = page.next_page();
            }
            seen.retain(|name| name != "Personal");
            if path.contains("=-") {
                seen.reverse();
            }
            assert_eq!(seen, expected, "{path} by {limit}");
        }
    }
}

#[umbra_test]
async fn long_names_that_differ_at_their_end_page_without_a_gap(t: TestApp) {
    let ana = t.user("ana").await;
    for n in 0..7 {
        ana.todo(&format!("{}{n}", "🥛山x".repeat(150))).create().await;
    }
    let mut seen = Vec::new();
    let mut next = Some("/api/todos?sort=title&limit=2".to_owned());
    while let Some(url) = next {
        let page = ana.get(url).await.assert_status(200);
        seen.extend(page.json_as::<Vec<Value>>().iter().map(|todo| todo["id"].clone()));
        next = page.next_page();
    }
    let unique: std::collections::BTreeSet<_> = seen.iter().map(Value::to_string).collect();
    assert_eq!((seen.len(), unique.len()), (7, 7));
}
