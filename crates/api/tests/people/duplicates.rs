//! `GET /api/people/{id}/duplicates`.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, umbra_test};

use super::{keep, named};

/// Returns who may be the same as a person, and why.
async fn duplicates(client: &Client, person: &Created) -> Vec<(String, Vec<String>)> {
    let list = client.get(person.action("duplicates")).await.assert_status(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = list.as_array().unwrap().iter();
    all.map(|one| {
        let reasons = one["reasons"].as_array().unwrap().iter().map(text).collect();
        (text(&one["person"]["display_name"]), reasons)
    })
    .collect()
}

#[umbra_test]
async fn those_who_may_be_the_same_are_told_with_the_reason(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let anna = json!({"first_name": "Anna", "last_name": "Müller",
        "emails": [{"email": "anna@example.org"}], "phones": [{"phone": "+43 664 1234567"}]});
    let made = keep(&ana, anna.clone()).await;
    named(&ana, "Anna", "Mueller").await;
    named(&ana, "Anja", "Müller").await;
    named(&ana, "Müller", "ANNA").await;
    keep(&ana, json!({"nickname": "Work", "phones": [{"phone": "0664/123 45 67"}]})).await;
    keep(&ana, json!({"nickname": "Mail", "emails": [{"email": "ANNA@example.org"}]})).await;
    let twice = json!({"first_name": "Anna", "last_name": "Muller",
        "emails": [{"email": "anna@Example.org"}], "phones": [{"phone": "0664 1234567"}]});
    keep(&ana, twice).await;
    named(&ana, "Some", "Body").await;
    keep(&ben, anna).await;
    let reasons = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let expected = [
        ("Mail", reasons(&["same_email"])),
        ("Anna Muller", reasons(&["same_email", "same_phone", "same_name"])),
        ("Work", reasons(&["same_phone"])),
        ("Müller ANNA", reasons(&["same_name"])),
        ("Anna Mueller", reasons(&["similar_name"])),
    ]
    .map(|(name, reasons)| (name.to_owned(), reasons));
    assert_eq!(duplicates(&ana, &made).await, expected);
}

#[umbra_test]
async fn they_follow_every_change(t: TestApp) {
    let ana = t.user("ana").await;
    let (one, other) = (named(&ana, "Bo", "Li").await, named(&ana, "Cy", "Ng").await);
    assert_eq!(duplicates(&ana, &one).await, []);
    ana.patch(other.url(), json!({"first_name": "BO", "last_name": "Lí"})).await.assert_status(200);
    assert_eq!(duplicates(&ana, &one).await.len(), 1);
    assert_eq!(duplicates(&ana, &other).await.len(), 1);
    ana.delete(other.url()).await.assert_status(204);
    assert_eq!(duplicates(&ana, &one).await, []);
    ana.get(other.action("duplicates")).await.assert_problem(404, "not_found");
    // Somebody of whom nothing tells is like nobody.
    let emergency = keep(&ana, json!({"phones": [{"phone": "112"}]})).await;
    assert_eq!(duplicates(&ana, &emergency).await, []);
}

#[umbra_test]
async fn the_likeliest_come_first_and_no_more_than_50(t: TestApp) {
    let ana = t.user("ana").await;
    let one = keep(
        &ana,
        json!({"first_name": "Bo", "last_name": "Li", "emails": [{"email": "bo@example.org"}]}),
    )
    .await;
    for _ in 0..55 {
        named(&ana, "Bo", "Li").await;
    }
    keep(&ana, json!({"nickname": "Mail", "emails": [{"email": "bo@example.org"}]})).await;
    let found = duplicates(&ana, &one).await;
    assert_eq!((found.len(), found[0].0.as_str()), (50, "Mail"));
}
