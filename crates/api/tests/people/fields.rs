//! Fields with rules of their own: what a person is called by, birthdays, and lists.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, keep, named};

#[umbra_test]
async fn anything_to_be_called_by_is_enough(t: TestApp) {
    let ana = t.user("ana").await;
    for (fields, called) in [
        (json!({"first_name": "Bo"}), "Bo"),
        (json!({"last_name": "Li", "prefix": "Dr."}), "Dr. Li"),
        (json!({"middle_name": "Eva"}), "Eva"),
        (json!({"nickname": "Bobby", "company": "Example"}), "Bobby"),
        (json!({"company": "Example"}), "Example"),
        (json!({"emails": [{"email": "bo@example.org"}]}), "bo@example.org"),
        (json!({"phones": [{"phone": "112"}]}), "112"),
        (
            json!({"prefix": "Dr.", "first_name": "Anna", "middle_name": "Maria",
                "last_name": "Müller", "suffix": "MSc", "nickname": "Anni"}),
            "Dr. Anna Maria Müller MSc",
        ),
    ] {
        assert_eq!(keep(&ana, fields).await.body["display_name"], called);
    }
}

#[umbra_test]
async fn nobody_is_kept_without_anything_to_be_called_by(t: TestApp) {
    let ana = t.user("ana").await;
    let place = json!([{"city": "Graz"}]);
    for nameless in
        [json!({}), json!({"prefix": "Dr.", "suffix": "Jr.", "notes": "x", "addresses": place})]
    {
        let refused = ana.post(PATH, nameless).await.assert_problem(422, "invalid");
        refused.assert_field("/first_name", "nameless");
    }
    let bo = keep(&ana, json!({"first_name": "Bo", "last_name": "Li"})).await;
    let refused = ana.patch(bo.url(), json!({"first_name": null, "last_name": null})).await;
    refused.assert_problem(422, "invalid").assert_field("/first_name", "nameless");
    assert_eq!(ana.get(bo.url()).await.assert_status(200).json(), bo.body);
    let change = json!({"first_name": null, "last_name": null, "nickname": "Bobby"});
    let changed = ana.patch(bo.url(), change).await.assert_status(200).json();
    assert_eq!(changed["display_name"], "Bobby");
}

#[umbra_test]
async fn a_birthday_may_leave_its_year_out(t: TestApp) {
    let ana = t.user("ana").await;
    let bo = named(&ana, "Bo", "Li").await;
    for birthday in ["1990-12-31", "--12-31", "1992-02-29", "--02-29", "0001-01-01"] {
        let changed = ana.patch(bo.url(), json!({"birthday": birthday})).await.assert_status(200);
        assert_eq!(changed.json()["birthday"], birthday);
        assert_eq!(ana.get(bo.url()).await.json()["birthday"], birthday);
    }
    for bad in ["1990-02-29", "--02-30", "--2-1", "12-31", "1990", "31.12.1990", "", "0000-01-01"] {
        let refused = ana.patch(bo.url(), json!({"birthday": bad})).await;
        refused.assert_problem(422, "invalid").assert_field("/birthday", "invalid_birthday");
    }
}

#[umbra_test]
async fn what_is_wrong_in_a_list_is_told_at_its_place(t: TestApp) {
    let ana = t.user("ana").await;
    let body = json!({
        "first_name": "two\nlines",
        "emails": [{"email": "bo@example.org"}, {"email": "nobody", "label": " "}],
        "phones": [{"phone": " "}],
        "addresses": [{"label": "home"}, {"street": "Ring 1\nTop 2", "city": "a\nb"}],
    });
    let problem = ana.post(PATH, body).await.assert_problem(422, "invalid");
    for (pointer, code) in [
        ("/first_name", "control_character"),
        ("/emails/1/email", "invalid_email"),
        ("/emails/1/label", "blank"),
        ("/phones/0/phone", "blank"),
        ("/addresses/0", "blank"),
        ("/addresses/1/city", "control_character"),
    ] {
        problem.assert_field(pointer, code);
    }
    assert_eq!(problem.body()["errors"].as_array().map(Vec::len), Some(6));
    for (field, entry, pointer, code) in [
        ("emails", json!({"email": "a@b.org", "id": 1}), "/emails/0/id", "unknown_field"),
        ("phones", json!({"label": "home"}), "/phones/0/phone", "missing_field"),
        ("addresses", json!({"city": 8010}), "/addresses/0/city", "invalid_type"),
    ] {
        let refused = ana.post(PATH, json!({"first_name": "Bo", field: [entry]})).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    assert_eq!(ana.get(PATH).await.assert_status(200).json(), json!([]));
}

#[umbra_test]
async fn every_text_and_every_list_has_its_bounds(t: TestApp) {
    let ana = t.user("ana").await;
    let bo = named(&ana, "Bo", "Li").await;
    for (field, most) in [
        ("prefix", 100),
        ("first_name", 100),
        ("middle_name", 100),
        ("last_name", 100),
        ("suffix", 100),
        ("nickname", 100),
        ("company", 200),
        ("job_title", 200),
        ("category", 100),
        ("notes", 10_000),
    ] {
        let long = "ä".repeat(most);
        let reply = ana.patch(bo.url(), json!({field: format!(" {long} ")})).await;
        assert_eq!(reply.assert_status(200).json()[field], long);
        for (value, code) in [(format!("{long}x"), "too_long"), (" ".to_owned(), "blank")] {
            let refused = ana.patch(bo.url(), json!({field: value})).await;
            refused.assert_problem(422, "invalid").assert_field(&format!("/{field}"), code);
        }
    }
    let list = |entry: Value, count: usize| Value::Array(vec![entry; count]);
    for (field, entry, most) in [
        ("emails", json!({"email": "a@example.org"}), 50),
        ("phones", json!({"phone": "112"}), 50),
        ("addresses", json!({"city": "Graz"}), 20),
    ] {
        let reply = ana.patch(bo.url(), json!({field: list(entry.clone(), most)})).await;
        assert_eq!(reply.assert_status(200).json()[field].as_array().map(Vec::len), Some(most));
        let refused = ana.patch(bo.url(), json!({field: list(entry, most + 1)})).await;
        refused.assert_problem(422, "invalid").assert_field(&format!("/{field}"), "too_many");
    }
}
