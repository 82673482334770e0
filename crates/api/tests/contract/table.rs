//! The table: a row for each resource.

use serde_json::{Value, json};

use crate::contract::resource::Resource;

/// Returns all rows.
pub fn all() -> Vec<Resource> {
    vec![
        todos(),
        calendars(),
        reminders(),
        templates(),
        events(),
        locations(),
        people(),
        projects(),
        tasks(),
        comments(),
    ]
}

/// Returns all rows, and prints the path of each as its turn comes, so that a failed test shows
/// which one it was.
pub fn resources() -> impl Iterator<Item = Resource> {
    all().into_iter().inspect(|resource| println!("{}", resource.template))
}

fn todos() -> Resource {
    Resource::new("/api/todos", "todos")
        .required("title", "Buy milk", "Buy bread")
        .optional("description", "Two litres.\nOr three.", "Three", Value::Null)
        .optional("priority", "high", "low", "none")
        .optional("category", "groceries", "home", Value::Null)
        .optional("due_time", "09:30:00", "23:59:59", Value::Null)
        .optional("due_date", "2026-03-05", "2026-03-06", Value::Null)
        .optional("completed", true, false, false)
        .derived(["completed_at"])
        .action("PATCH", "toggle", None)
        .paged(
            // The newest come first.
            ["a", "c", "b", "A", "d"].map(|title| json!({"title": title})),
            ["d", "A", "b", "c", "a"],
        )
}

fn calendars() -> Resource {
    let named = |name: &str, place: i32| json!({"name": name, "sort_order": place});
    Resource::new("/api/calendars", "calendars")
        .required("name", "Work", "Club")
        .optional("color", "#1a2b3c", "#112233", "#3366cc")
        .optional("description", "Meetings\nand calls", "Calls", Value::Null)
        .optional("is_visible", false, true, true)
        .optional("sort_order", -3, 7, 0)
        .derived(["display_color"])
        .at_most(100, "too_many_calendars")
        .paged(
            [
                named("beta", 0),
                named("Last", i32::MAX),
                named("Zeta: the end", -5),
                named("Alpha", 0),
                named("alpha", 0),
                named("First", i32::MIN),
                named("Äther", 0),
                named("10: ten", 9),
            ],
            // With the calendar that everybody has.
            [
                "First",
                "Zeta: the end",
                "Alpha",
                "alpha",
                "Äther",
                "beta",
                "Personal",
                "10: ten",
                "Last",
            ],
        )
}

fn reminders() -> Resource {
    let at = |title: &str, instant: &str| json!({"title": title, "remind_at": instant});
    let off = |title: &str| json!({"title": title, "remind_at": "2026-03-03T00:00:00Z", "is_active": false});
    Resource::new("/api/reminders", "reminders")
        .required("title", "Tablets", "Vitamins")
        .required("remind_at", "2027-03-05T09:00:00Z", "2027-03-06T09:00:00Z")
        .optional("description", "Two of them", "One", Value::Null)
        .optional("recurrence_rule", "FREQ=DAILY", "FREQ=WEEKLY", Value::Null)
        .optional("is_active", false, true, true)
        .derived(["next_at"])
        .action("PATCH", "dismiss", None)
        .action("PATCH", "snooze", Some(json!({"minutes": 5})))
        .paged(
            // What rings next comes first, and what never does last.
            [
                off("off"),
                at("last", "2027-01-01T00:00:00Z"),
                at("second", "2026-03-03T00:00:01Z"),
                at("first", "2026-03-03T00:00:00Z"),
                at("second too", "2026-03-03T00:00:01Z"),
                off("off too"),
            ],
            ["first", "second", "second too", "last", "off", "off too"],
        )
}

fn templates() -> Resource {
    let names = ["beta", "Zeta: the end", "Alpha", "alpha", "ALPHA", "Äther", "10: ten"];
    Resource::new("/api/event-templates", "event_templates")
        .required("name", "Lesson", "Club")
        .required("title", "Piano", "Violin")
        .optional("description", "Scales\nfirst", "Etudes", Value::Null)
        .optional("location_text", "Ring 1", "Ring 2", Value::Null)
        .optional("start_time", "18:00:00", "07:30:00", Value::Null)
        .optional("duration_minutes", 45, 0, 60)
        .optional("recurrence_rule", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=3", Value::Null)
        .optional("color", "#1a2b3c", "#112233", Value::Null)
        .optional("is_starred", true, false, false)
        .optional("reminders", json!([1440, 10]), json!([30, 0]), json!([]))
        .at_most(200, "too_many_templates")
        .unconditional("POST", "instantiate", Some(json!({"start": "2026-03-05T10:00"})))
        .paged(
            names.map(|name| json!({"name": name})),
            ["10: ten", "Alpha", "alpha", "ALPHA", "Äther", "beta", "Zeta: the end"],
        )
}

fn events() -> Resource {
    Resource::new("/api/events", "events")
        .required("title", "Dentist", "Doctor")
        // The end moves along.
        .required("start", "2026-03-06T10:00:00Z", "2026-03-09T10:00:00Z")
        .optional("description", "Bring the card", "And the letter", Value::Null)
        .optional("location_text", "Ring 1", "Ring 2", Value::Null)
        .optional("status", "tentative", "cancelled", "confirmed")
        .optional("transparency", "free", "busy", "busy")
        .optional("visibility", "private", "default", "default")
        .optional("color", "#1a2b3c", "#112233", Value::Null)
        .optional("is_starred", true, false, false)
        .optional("reminders", json!([1440, 10]), json!([30, 0]), json!([]))
        .derived([
            "is_busy",
            "end",
            "start_local",
            "end_local",
            "start_in_timezone",
            "end_in_timezone",
        ])
        // The list is a range of occurrences, and has no pages.
        .whole("start=2026-03-01&end=2026-04-01")
}

fn locations() -> Resource {
    let names = ["beta", "Zeta: the end", "Alpha", "alpha", "ALPHA", "Äther", "10: ten"];
    // Coordinates change together, so they have tests of their own.
    Resource::new("/api/locations", "locations")
        .required("name", "Café Central", "Library")
        .optional("category", "cafés", "culture", Value::Null)
        .optional("address", "Herrengasse 14\n1010 Wien", "Ring 1", Value::Null)
        .optional("phone", "+43 1 5333763", "112", Value::Null)
        .optional("email", "tables@example.org", "books@example.org", Value::Null)
        .optional("website", "https://example.org", "http://example.org/b?c#d", Value::Null)
        .optional("notes", "Cash only.\nNo dogs.", "Quiet", Value::Null)
        .optional("is_favorite", true, false, false)
        .paged(
            names.map(|name| json!({"name": name})),
            ["10: ten", "Alpha", "alpha", "ALPHA", "Äther", "beta", "Zeta: the end"],
        )
}

fn people() -> Resource {
    let named = |first: &str, last: &str| json!({"first_name": first, "last_name": last});
    let email = |email: &str, label: Option<&str>| json!([{"email": email, "label": label}]);
    let phone = |phone: &str, label: Option<&str>| json!([{"phone": phone, "label": label}]);
    let address = |street: &str, city: Option<&str>| {
        json!([{"label": "home", "street": street, "postal_code": "8010", "city": city,
            "region": null, "country": "Austria"}])
    };
    Resource::new("/api/people", "people")
        .label_of_many("first_name", "Anna", "Maria")
        .optional("prefix", "Dr.", "Mag.", Value::Null)
        .optional("middle_name", "Maria", "Eva", Value::Null)
        .optional("last_name", "Müller", "Meier", Value::Null)
        .optional("suffix", "MSc", "Jr.", Value::Null)
        .optional("nickname", "Anni", "Mimi", Value::Null)
        .optional("company", "Example Ltd", "Museum", Value::Null)
        .optional("job_title", "Carpenter", "Painter", Value::Null)
        .optional("category", "friends", "family", Value::Null)
        .optional(
            "emails",
            email("a@example.org", Some("work")),
            email("b@example.org", None),
            json!([]),
        )
        .optional("phones", phone("+43 664 1234567", Some("mobile")), phone("112", None), json!([]))
        .optional(
            "addresses",
            address("Ring 1\nTop 2", Some("Graz")),
            address("Ring 3", None),
            json!([]),
        )
        .optional("birthday", "1992-02-29", "--12-31", Value::Null)
        .optional("notes", "Likes tea.\nNo sugar.", "Allergic to nuts", Value::Null)
        .optional("is_favorite", true, false, false)
        .derived(["display_name"])
        .paged(
            // By family name, and by first name where there is none.
            [
                named("Zoe", "beta"),
                named("Zeta: the end", "Zeta"),
                named("b", "Alpha"),
                named("a", "alpha"),
                json!({"first_name": "ALPHB"}),
                named("10: ten", "10"),
            ],
            ["10: ten", "a", "b", "ALPHB", "Zoe", "Zeta: the end"],
        )
}

fn projects() -> Resource {
    let placed = |name: &str, place: i32| json!({"name": name, "sort_order": place});
    Resource::new("/api/projects", "projects")
        .required("name", "New kitchen", "Garden")
        .optional("description", "Oak,\nif it fits", "Pine", Value::Null)
        .optional("status", "on_hold", "completed", "active")
        .optional("color", "#1a2b3c", "#112233", "#3366cc")
        .optional("due_date", "2026-03-05", "2026-03-06", Value::Null)
        .optional("is_archived", true, false, false)
        .optional("sort_order", -3, 7, 0)
        .paged(
            [
                placed("beta", 0),
                placed("Last", i32::MAX),
                placed("Zeta: the end", -5),
                placed("Alpha", 0),
                placed("alpha", 0),
                placed("First", i32::MIN),
                placed("Äther", 0),
                placed("10: ten", 9),
            ],
            ["First", "Zeta: the end", "Alpha", "alpha", "Äther", "beta", "10: ten", "Last"],
        )
}

fn tasks() -> Resource {
    Resource::new("/api/projects/{id}/tasks", "tasks")
        .in_project()
        .required("title", "Measure the walls", "Order the doors")
        .optional("description", "Twice,\nto be sure", "Once", Value::Null)
        .optional("status", "in_progress", "review", "todo")
        .optional("priority", "high", "low", "none")
        .optional("start_date", "2026-03-05", "2026-03-06", Value::Null)
        .optional("due_date", "2026-03-30", "2026-03-31", Value::Null)
        .paged(
            // New ones come last.
            ["b", "a", "c", "A"].map(|title| json!({"title": title})),
            ["b", "a", "c", "A"],
        )
}

fn comments() -> Resource {
    Resource::new("/api/projects/{id}/tasks/{task_id}/comments", "task_comments")
        .on_task()
        .required("content", "The left one\nis crooked.", "Both are.")
        .paged(
            // The oldest come first.
            ["b", "a", "c"].map(|content| json!({"content": content})),
            ["b", "a", "c"],
        )
}
