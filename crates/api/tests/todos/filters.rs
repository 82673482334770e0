//! The filters of the list, but for `search` and `overdue`.

use umbra_testkit::{Person, TestApp, umbra_test};

use crate::todos::{found, titles};

/// Writes a few todos down that differ in everything that can be filtered by.
async fn household(ana: &Person) {
    ana.todo("plain").create().await;
    ana.todo("done").with("completed", true).create().await;
    ana.todo("low home")
        .with("priority", "low")
        .with("category", "home")
        .due("2026-03-04")
        .create()
        .await;
    ana.todo("high Home")
        .with("priority", "high")
        .with("category", "Home")
        .due("2026-03-05")
        .create()
        .await;
    let early = ana
        .todo("midnight")
        .due("2026-03-05")
        .with("due_time", "00:00")
        .with("category", "home office");
    early.with("priority", "high").create().await;
    let late = ana.todo("last second").due("2026-03-05").with("due_time", "23:59:59");
    late.with("priority", "high").with("completed", true).create().await;
    ana.todo("sixth")
        .with("priority", "medium")
        .due("2026-03-06")
        .with("due_time", "12:00")
        .create()
        .await;
}

#[umbra_test]
async fn completed_tells_done_from_open(t: TestApp) {
    let ana = t.user("ana").await;
    household(&ana).await;
    assert_eq!(found(&ana, "completed=true").await, ["done", "last second"]);
    let open = ["plain", "low home", "high Home", "midnight", "sixth"];
    assert_eq!(found(&ana, "completed=false").await, open);
    assert_eq!(found(&ana, "").await.len(), 7);
}

#[umbra_test]
async fn a_priority_finds_its_own(t: TestApp) {
    let ana = t.user("ana").await;
    household(&ana).await;
    for (priority, expected) in [
        ("none", &["plain", "done"][..]),
        ("low", &["low home"]),
        ("medium", &["sixth"]),
        ("high", &["high Home", "midnight", "last second"]),
    ] {
        assert_eq!(found(&ana, &format!("priority={priority}")).await, expected, "{priority}");
    }
}

#[umbra_test]
async fn a_category_is_compared_exactly(t: TestApp) {
    let ana = t.user("ana").await;
    household(&ana).await;
    ana.todo("percent").with("category", "100%").create().await;
    for (category, expected) in [
        ("home", &["low home"][..]),
        ("Home", &["high Home"]),
        ("home+office", &["midnight"]),
        ("HOME", &[]),
        ("hom", &[]),
        ("%25", &[]),
        ("100%25", &["percent"]),
        ("hom_", &[]),
    ] {
        assert_eq!(found(&ana, &format!("category={category}")).await, expected, "{category}");
    }
}

#[umbra_test]
async fn a_range_of_days_includes_both_of_its_ends(t: TestApp) {
    let ana = t.user("ana").await;
    household(&ana).await;
    let fifth = ["high Home", "midnight", "last second"];
    for (query, expected) in [
        ("due_from=2026-03-05&due_to=2026-03-05", &fifth[..]),
        ("due_from=2026-03-06", &["sixth"]),
        ("due_to=2026-03-04", &["low home"]),
        ("due_from=2026-03-07", &[]),
        ("due_to=2026-03-03", &[]),
        ("due_from=2026-03-06&due_to=2026-03-05", &[]),
        ("due_to=2026-03-05", &["low home", fifth[0], fifth[1], fifth[2]]),
        ("due_from=2026-03-05", &[fifth[0], fifth[1], fifth[2], "sixth"]),
        ("due_from=0001-01-01&due_to=9999-12-31&completed=true", &["last second"]),
    ] {
        assert_eq!(found(&ana, query).await, expected, "{query}");
    }
    for query in ["due_from=0001-01-01", "due_to=9999-12-31"] {
        assert_eq!(found(&ana, query).await.len(), 5, "{query}: only what is due");
    }
}

#[umbra_test]
async fn the_first_and_the_last_day_can_be_due(t: TestApp) {
    let ana = t.user("ana").await;
    ana.todo("first").due("0001-01-01").create().await;
    ana.todo("last").due("9999-12-31").with("due_time", "23:59:59").create().await;
    ana.todo("last day").due("9999-12-31").create().await;
    ana.todo("never").create().await;
    assert_eq!(found(&ana, "due_to=0001-01-01").await, ["first"]);
    assert_eq!(found(&ana, "due_from=9999-12-31").await, ["last", "last day"]);
}

#[umbra_test]
async fn filters_narrow_each_other(t: TestApp) {
    let ana = t.user("ana").await;
    household(&ana).await;
    for (query, expected) in [
        ("priority=high&completed=false", &["high Home", "midnight"][..]),
        ("priority=high&category=home", &[]),
        ("priority=high&search=MID&due_from=2026-03-05&completed=false", &["midnight"]),
        ("completed=true&due_from=2026-03-01", &["last second"]),
        ("completed=true&overdue=true", &[]),
    ] {
        assert_eq!(found(&ana, query).await, expected, "{query}");
    }
}

#[umbra_test]
async fn a_bad_filter_is_refused_by_name(t: TestApp) {
    let ana = t.user("ana").await;
    for (query, pointer, code) in [
        ("completed=yes", "/completed", "invalid_type"),
        ("completed=1", "/completed", "invalid_type"),
        ("completed=", "/completed", "invalid_type"),
        ("completed=true&completed=false", "/completed", "duplicate_field"),
        ("overdue=True", "/overdue", "invalid_type"),
        ("priority=urgent", "/priority", "invalid_value"),
        ("priority=3", "/priority", "invalid_value"),
        ("category=", "/category", "blank"),
        ("category=a%0Ab", "/category", "control_character"),
        ("category=a%00b", "/category", "invalid_value"),
        ("due_from=tomorrow", "/due_from", "invalid_date"),
        ("due_from=2026-02-29", "/due_from", "invalid_date"),
        ("due_to=2026-03-05T00:00:00Z", "/due_to", "invalid_date"),
        ("due_to=", "/due_to", "invalid_date"),
        ("sort=id", "/sort", "invalid_value"),
        ("sort=", "/sort", "invalid_value"),
        ("sort=--title", "/sort", "invalid_value"),
        ("sort=title;DROP TABLE todos", "/sort", "invalid_value"),
        ("sort=title&sort=-title", "/sort", "duplicate_field"),
    ] {
        let refused = ana.get(format!("/api/todos?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    let all = "category=&due_from=x&due_to=x&sort=x";
    let problem = ana.get(format!("/api/todos?{all}")).await.assert_problem(422, "invalid");
    for pointer in ["/category", "/due_from", "/due_to", "/sort"] {
        let errors = problem.body()["errors"].as_array().unwrap();
        assert!(errors.iter().any(|error| error["pointer"] == pointer), "{pointer}: {errors:?}");
    }
}

#[umbra_test]
async fn no_query_finds_other_peoples_todos(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    ana.todo("Secret").with("description", "hidden").due("2026-03-01").create().await;
    for other in [ben, admin] {
        for query in ["search=secret", "overdue=true", "sort=title", "due_to=2026-03-01"] {
            let list = other.get(format!("/api/todos?{query}")).await;
            assert!(titles(&list).is_empty(), "{query}");
        }
    }
}
