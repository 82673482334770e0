//! What is stored beside texts is derived anew when a migration says that it is stale.

use serde_json::json;
use umbra_testkit::{Dump, TestApp, umbra_test};

/// The tables with derived columns, and how to spoil these.
const DERIVED: [(&str, &str); 11] = [
    (
        "todos",
        "title_key = LOWER(title), search_text = LOWER(title), \
         category = REPLACE(category, 'Ä', 'A\u{308}')",
    ),
    ("calendars", "name_key = LOWER(name)"),
    ("events", "search_text = ''"),
    ("event_overrides", "search_text = title"),
    ("reminders", "search_text = 'x'"),
    ("event_templates", "name_key = '~'"),
    ("locations", "name_key = '', search_text = LOWER(name), label = '', label_text = ''"),
    ("people", "last_key = '', first_key = '', search_text = '', match_keys = '[]'"),
    ("projects", "name_key = '', search_text = ''"),
    ("tasks", "search_text = ''"),
    ("users", "username_key = LOWER(username), username_order = ''"),
];

fn rows(dump: &Dump, table: &str) -> Vec<String> {
    let mut rows = dump.table(table).to_vec();
    rows.sort();
    rows
}

#[umbra_test]
async fn stale_keys_become_what_a_change_would_write(t: TestApp) {
    let ana = t.user("ana").await;
    // More than one batch, and every text that is searched.
    for n in 0..201 {
        let todo = ana.todo(&format!("Straße {n}")).with("category", "Äpfel");
        todo.with("description", "Οδυσσέας\n한국어").create().await;
    }
    ana.todo("Zahnarzt").create().await;
    ana.calendar("Ärzte").create().await;
    let event = ana.event("Straße", "2026-03-05T10:00:00Z").with("description", "İSTANBUL");
    event.with("location_text", "Weiß").with("reminders", json!([10])).create().await;
    let series = ana.event("x", "2026-01-01T10:00:00Z").rule("FREQ=DAILY").create().await;
    for day in 0..201 {
        let date = jiff::civil::date(2026, 1, 1).saturating_add(jiff::ToSpan::days(day));
        let words = json!({"title": format!("Straße {day}"), "description": "İSTANBUL"});
        let url = series.scoped("this", &format!("{date}T10:00:00"));
        ana.patch(url, words).await.assert_status(200);
    }
    let reminder = ana.reminder("ΝΊΚΟΣ", "2027-01-01T00:00:00Z");
    reminder.with("description", "ﬁne").create().await;
    ana.template("Übung", "x").create().await;
    let location = json!({"name": "Café", "address": "Straße 1", "category": "Ä", "notes": "ß"});
    ana.draft("/api/locations", location).create().await;
    let person = json!({"first_name": "Łucja", "last_name": "Weiß", "phones": [{"phone": "112"}]});
    ana.draft("/api/people", person).create().await;
    let project = ana.project("Ärztehaus").with("description", "Straße").create().await;
    ana.task(&project, "ΝΊΚΟΣ fragen").create().await;
    let before = t.database_dump().await;
    for (table, spoil) in DERIVED {
        assert!(t.execute(&format!("UPDATE {table} SET {spoil}")).await > 0);
    }
    t.store.migrate_up(None).await.unwrap();
    let spoilt = t.database_dump().await;
    for (table, _) in DERIVED {
        assert_ne!(rows(&spoilt, table), rows(&before, table), "{table} isn't stale");
    }
    t.execute("UPDATE text_keys SET stale = TRUE").await;
    t.store.migrate_up(None).await.unwrap();
    let after = t.database_dump().await;
    for (table, _) in DERIVED {
        assert_eq!(rows(&after, table), rows(&before, table), "{table}");
    }
}
