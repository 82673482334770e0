//! What is taken for a field, and what is refused.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::todos::rows;

/// Checks that creating and changing refuse a field's value at its place, and do nothing else.
async fn refused(t: &TestApp, field: &str, values: &[(Value, &str)]) {
    // Somebody who has nothing else.
    let ana = t.user(&format!("refused-{field}")).await;
    let todo = ana.todo("Buy milk").due("2026-03-05").create().await;
    let pointer = format!("/{field}");
    for (value, code) in values {
        let mut new = json!({"title": "Buy bread", "due_date": "2026-03-05"});
        new[field] = value.clone();
        let created = ana.post("/api/todos", new).await;
        created.assert_problem(422, "invalid").assert_field(&pointer, code);
        for method in ["PUT", "PATCH"] {
            let changed = ana.request(method, todo.url(), json!({field: value})).await;
            changed.assert_problem(422, "invalid").assert_field(&pointer, code);
        }
    }
    assert_eq!(rows(&ana.get("/api/todos").await), [todo.body], "nothing was done");
}

/// Checks that a field's value is taken, and comes back as expected.
async fn taken(t: &TestApp, field: &str, values: &[(Value, Value)]) {
    let ana = t.user("ana").await;
    for (value, stored) in values {
        let mut new = json!({"title": "Buy bread", "due_date": "2026-03-05"});
        new[field] = value.clone();
        let created = ana.post("/api/todos", &new).await.assert_status(201);
        assert_eq!(&created.json()[field], stored);
        let url = created.header("location").unwrap();
        assert_eq!(&ana.get(url).await.json()[field], stored);
        let other = ana.todo("Buy milk").due("2026-03-04").create().await;
        let changed = ana.put(other.url(), json!({field: value})).await.assert_status(200);
        assert_eq!(&changed.json()[field], stored);
    }
}

fn same<T: Into<Value> + Clone>(value: T) -> (Value, Value) {
    (value.clone().into(), value.into())
}

#[umbra_test]
async fn a_title_is_one_line_of_1_to_500_characters(t: TestApp) {
    let longest = "🥛".repeat(500);
    taken(
        &t,
        "title",
        &[
            same("x"),
            same(longest.clone()),
            ("  trimmed\u{3000}".into(), "trimmed".into()),
            (format!(" {longest}\t").into(), longest.into()),
        ],
    )
    .await;
    refused(
        &t,
        "title",
        &[
            ("".into(), "blank"),
            ("   ".into(), "blank"),
            ("\u{3000}\u{a0}\n".into(), "blank"),
            ("🥛".repeat(501).into(), "too_long"),
            ("a\u{0}b".into(), "control_character"),
            ("a\nb".into(), "control_character"),
            ("a\rb".into(), "control_character"),
            ("\u{1b}[31mred".into(), "control_character"),
            ("a\u{7f}b".into(), "control_character"),
            ("a\u{85}b".into(), "control_character"),
            (5.into(), "invalid_type"),
            (true.into(), "invalid_type"),
            (json!(["Buy milk"]), "invalid_type"),
            (json!({"text": "Buy milk"}), "invalid_type"),
        ],
    )
    .await;
}

#[umbra_test]
async fn text_comes_back_as_it_was_sent(t: TestApp) {
    let texts = [
        "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪",
        "שלום עולם",
        "e\u{301} is not é",
        "ﬁne ½ Ⅷ",
        "O'Reilly \"quoted\" `code` \\ / <b>&amp;</b> ${x} {{x}} %s %00",
        "'; DROP TABLE todos; --",
        "\u{fffd}\u{feff}\u{10ffff}",
    ];
    taken(&t, "title", &texts.map(same)).await;
    taken(&t, "description", &texts.map(same)).await;
    // It is compared as a whole, so it has one form.
    let composed = texts.map(|text| (text.into(), text.replace("e\u{301}", "é").into()));
    taken(&t, "category", &composed).await;
}

#[umbra_test]
async fn a_description_has_lines_and_at_most_10000_characters(t: TestApp) {
    let longest = "ä".repeat(10_000);
    taken(&t, "description", &[same("One\r\n\tTwo\nThree"), same(longest)]).await;
    refused(
        &t,
        "description",
        &[
            ("ä".repeat(10_001).into(), "too_long"),
            (" \n ".into(), "blank"),
            ("a\u{0}b".into(), "control_character"),
            ("a\u{1b}b".into(), "control_character"),
            (5.into(), "invalid_type"),
        ],
    )
    .await;
}

#[umbra_test]
async fn a_category_is_one_line_of_1_to_100_characters(t: TestApp) {
    taken(&t, "category", &[same("ü".repeat(100)), (" home ".into(), "home".into())]).await;
    refused(
        &t,
        "category",
        &[
            ("ü".repeat(101).into(), "too_long"),
            ("".into(), "blank"),
            ("a\nb".into(), "control_character"),
            (json!([]), "invalid_type"),
        ],
    )
    .await;
}

#[umbra_test]
async fn a_priority_is_one_of_four_words(t: TestApp) {
    taken(&t, "priority", &["none", "low", "medium", "high"].map(same)).await;
    refused(
        &t,
        "priority",
        &[
            ("urgent".into(), "invalid_value"),
            ("High".into(), "invalid_value"),
            ("".into(), "invalid_value"),
            (3.into(), "invalid_type"),
            (json!({"high": null}), "invalid_type"),
            (i64::MAX.into(), "invalid_type"),
        ],
    )
    .await;
}

#[umbra_test]
async fn a_due_date_is_a_day_of_the_years_1_to_9999(t: TestApp) {
    taken(&t, "due_date", &["0001-01-01", "9999-12-31", "2028-02-29"].map(same)).await;
    taken(&t, "due_date", &[(" 2028-02-29\n".into(), "2028-02-29".into())]).await;
    let bad = [
        "2026-02-29",
        "2026-13-01",
        "2026-3-1",
        "20260301",
        "0000-12-31",
        "10000-01-01",
        "-001-01-01",
        "2026-03-05T00:00:00Z",
        "2026 -03-05",
        "tomorrow",
        "",
    ];
    let mut values = bad.map(|text| (Value::from(text), "invalid_date")).to_vec();
    values.push((20_260_305.into(), "invalid_type"));
    refused(&t, "due_date", &values).await;
}

#[umbra_test]
async fn a_due_time_is_a_time_of_day_to_the_second(t: TestApp) {
    taken(
        &t,
        "due_time",
        &[
            ("00:00".into(), "00:00:00".into()),
            (" 09:30:00.000 ".into(), "09:30:00".into()),
            same("23:59:59"),
            same("09:30:00"),
        ],
    )
    .await;
    let bad = ["24:00", "9:30", "09:60", "23:59:60", "09:30:00.5", "09:30Z", "T09:30", "noon", ""];
    let mut values = bad.map(|text| (Value::from(text), "invalid_time")).to_vec();
    values.push((930.into(), "invalid_type"));
    refused(&t, "due_time", &values).await;
}

#[umbra_test]
async fn completed_is_true_or_false(t: TestApp) {
    taken(&t, "completed", &[same(true), same(false)]).await;
    refused(
        &t,
        "completed",
        &[
            ("true".into(), "invalid_type"),
            (1.into(), "invalid_type"),
            (u64::MAX.into(), "invalid_type"),
            (i64::MIN.into(), "invalid_type"),
        ],
    )
    .await;
}

#[umbra_test]
async fn what_is_not_the_clients_to_say_is_refused(t: TestApp) {
    let values = [
        ("last_completed_at", json!("2026-03-02T08:00:00Z")),
        ("completed_at", json!("2026-03-02T08:00:00Z")),
        ("title_key", json!("a")),
        ("Title", json!("Buy bread")),
    ];
    for (field, value) in values {
        refused(&t, field, &[(value, "unknown_field")]).await;
    }
}

#[umbra_test]
async fn all_refused_fields_are_told_at_once(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let bad = json!({
        "title": " ",
        "description": "a\u{0}",
        "category": "x".repeat(101),
        "due_date": "2026-02-30",
        "due_time": "25:00",
    });
    let expected = [
        ("/category", "too_long"),
        ("/description", "control_character"),
        ("/due_date", "invalid_date"),
        ("/due_time", "invalid_time"),
        ("/title", "blank"),
    ];
    for reply in [ana.post("/api/todos", &bad).await, ana.patch(todo.url(), &bad).await] {
        let problem = reply.assert_problem(422, "invalid");
        let errors = problem.body()["errors"].as_array().unwrap();
        let mut told: Vec<_> = errors
            .iter()
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        told.sort_unstable();
        assert_eq!(told, expected);
        assert!(errors.iter().all(|error| !error["detail"].as_str().unwrap().is_empty()));
    }
}
