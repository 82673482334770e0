//! `POST /api/people/{id}/merge`.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, found, keep, named};

#[umbra_test]
async fn merging_keeps_all_that_either_says(t: TestApp) {
    let ana = t.user("ana").await;
    let one = keep(
        &ana,
        json!({"first_name": "Anna", "last_name": "Müller", "company": "Old", "notes": "Likes tea.",
            "emails": [{"email": "anna@example.org", "label": "home"}],
            "phones": [{"phone": "0664 1234567"}],
            "addresses": [{"street": "Ring 1", "city": "Graz"}],
            "birthday": "--02-29"}),
    )
    .await;
    let other = keep(
        &ana,
        json!({"first_name": "Anna", "last_name": "Meier", "nickname": "Anni", "company": "New",
            "notes": "Hates coffee.", "is_favorite": true, "birthday": "1992-02-29",
            "emails": [{"email": "ANNA@example.org"}, {"email": "a@work.example", "label": "work"}],
            "phones": [{"phone": "+43 664 1234567", "label": "mobile"}],
            "addresses": [{"street": "Ring 1", "city": "Graz", "label": "home"}, {"city": "Linz"}]}),
    )
    .await;
    let body = json!({"person_id": other.id, "take": ["company"]});
    let merged = ana.post(one.action("merge"), body).await.assert_status(200);
    assert_eq!(merged.etag(), "\"2\"");
    let seen = merged.json();
    let email = |email: &str, label: &str| json!({"email": email, "label": label});
    let address = |street: Option<&str>, city: &str, label: Option<&str>| {
        json!({"label": label, "street": street, "postal_code": null, "city": city,
            "region": null, "country": null})
    };
    for (field, value) in [
        ("id", json!(one.id)),
        ("display_name", json!("Anna Müller")),
        ("nickname", json!("Anni")),
        ("company", json!("New")),
        ("birthday", json!("1992-02-29")),
        ("is_favorite", json!(true)),
        ("emails", json!([email("anna@example.org", "home"), email("a@work.example", "work")])),
        ("phones", json!([{"phone": "+43 664 1234567", "label": "mobile"}])),
        (
            "addresses",
            json!([address(Some("Ring 1"), "Graz", Some("home")), address(None, "Linz", None)]),
        ),
        ("notes", json!("Likes tea.\n\nHates coffee.\n\nlast_name: Meier\ncompany: Old")),
    ] {
        assert_eq!(seen[field], value, "{field}");
    }
    assert_eq!(ana.get(one.url()).await.assert_status(200).json(), seen);
    ana.get(other.url()).await.assert_problem(404, "not_found");
    assert_eq!(found(&ana, "search=work.example").await, ["Anna Müller"]);
    assert_eq!(found(&ana, "search=meier").await, Vec::<String>::new());
}

#[umbra_test]
async fn what_is_written_beside_a_number_stays(t: TestApp) {
    let ana = t.user("ana").await;
    for (own, others, merged) in [
        (
            "0664 1234567 (evenings)",
            "+43 664 1234567",
            &["0664 1234567 (evenings)", "+43 664 1234567"][..],
        ),
        ("0664 1234567 (evenings)", "0664/1234567", &["0664 1234567 (evenings)"]),
        ("+43 664 1234567 (evenings)", "0664 1234567", &["+43 664 1234567 (evenings)"]),
        ("0664 1234567", "0664/1234567", &["0664 1234567"]),
        ("0664 1234567", "+43 664 1234567", &["+43 664 1234567"]),
    ] {
        let with = |phone: &str| json!({"first_name": "Bo", "phones": [{"phone": phone}]});
        let (one, other) = (keep(&ana, with(own)).await, keep(&ana, with(others)).await);
        let seen = ana.post(one.action("merge"), json!({"person_id": other.id})).await;
        let seen = seen.assert_status(200).json();
        let phones = seen["phones"].as_array().unwrap().iter();
        let phones: Vec<_> = phones.map(|one| one["phone"].as_str().unwrap()).collect();
        assert_eq!(phones, merged, "{own} and {others}");
    }
}

#[umbra_test]
async fn only_two_people_of_ones_own_are_merged(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (one, bens) = (named(&ana, "Bo", "Li").await, named(&ben, "Bo", "Li").await);
    let before = t.database_dump().await;
    for (id, code) in [
        (bens.id, "unknown_person"),
        (i64::MAX, "unknown_person"),
        (0, "unknown_person"),
        (-1, "unknown_person"),
        (one.id, "same_person"),
    ] {
        let refused = ana.post(one.action("merge"), json!({"person_id": id})).await;
        refused.assert_problem(422, "invalid").assert_field("/person_id", code);
    }
    for id in [one.id, i64::MAX] {
        let refused = ana.post(bens.action("merge"), json!({"person_id": id})).await;
        refused.assert_problem(404, "not_found");
    }
    for take in [json!(["notes"]), json!("company"), json!([7])] {
        let body = json!({"person_id": one.id, "take": take});
        ana.post(one.action("merge"), body).await.assert_problem(422, "invalid");
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn a_merge_is_of_the_version_that_was_read_and_happens_once(t: TestApp) {
    let ana = t.user("ana").await;
    let (one, other) = (named(&ana, "Bo", "Li").await, named(&ana, "Bob", "Li").await);
    let body = json!({"person_id": other.id});
    let merge = || ana.post(one.action("merge"), &body);
    let stale = merge().header("If-Match", "\"7\"").await;
    stale.assert_problem(412, "precondition_failed");
    ana.get(other.url()).await.assert_status(200);
    let once = || merge().header("If-Match", &one.etag).header("Idempotency-Key", "merge-1");
    let first = once().await.assert_status(200);
    assert_eq!(first.etag(), "\"2\"");
    let again = once().await.assert_status(200);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!((again.json(), again.etag()), (first.json(), first.etag()));
    let third = named(&ana, "Bobby", "Li").await;
    let reused = ana.post(one.action("merge"), json!({"person_id": third.id}));
    let reused = reused.header("Idempotency-Key", "merge-1").await;
    reused.assert_problem(422, "idempotency_key_reused");
    // Without a key, a retry learns that the other one is gone.
    let retried = merge().await.assert_problem(422, "invalid");
    retried.assert_field("/person_id", "unknown_person");
}

#[umbra_test]
async fn somebody_with_nothing_to_add_leaves_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    let (one, other) = (named(&ana, "Bo", "Li").await, named(&ana, "Bo", "Li").await);
    let merged = ana.post(one.action("merge"), json!({"person_id": other.id})).await;
    assert_eq!((merged.json(), merged.etag()), (one.body.clone(), &*one.etag));
    ana.get(other.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn what_would_be_too_much_is_not_merged(t: TestApp) {
    let ana = t.user("ana").await;
    let long = |letter: &str| json!({"first_name": "Bo", "notes": letter.repeat(6_000)});
    let mails = |letter: &str| {
        let email = |n: usize| json!({"email": format!("{letter}{n}@example.org")});
        json!({"first_name": "Cy", "emails": (0..30).map(email).collect::<Vec<_>>()})
    };
    for (one, other) in [(long("x"), long("y")), (mails("x"), mails("y"))] {
        let (one, other) = (keep(&ana, one).await, keep(&ana, other).await);
        let refused = ana.post(one.action("merge"), json!({"person_id": other.id})).await;
        refused.assert_problem(409, "too_much_to_merge");
        for kept in [&one, &other] {
            assert_eq!(ana.get(kept.url()).await.assert_status(200).json(), kept.body);
        }
    }
    assert_eq!(ana.get(PATH).await.json().as_array().map(Vec::len), Some(4));
}
