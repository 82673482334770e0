//! Birthdays of people whom somebody knows.

use serde_json::json;
use umbra_testkit::{Person, TestApp, umbra_test};

use super::{look, person};
use crate::notifications::told;

async fn knows(who: &Person, name: &str, birthday: &str) {
    who.draft("/api/people", json!({"first_name": name, "birthday": birthday})).create().await;
}

#[umbra_test]
async fn a_birthday_is_told_in_the_morning_with_the_age_where_it_is_known(t: TestApp) {
    let ana = person(&t, "ana", "Europe/Vienna").await;
    knows(&ana, "Ben", "1990-03-03").await;
    knows(&ana, "Cleo", "--03-03").await;
    knows(&ana, "Dora", "1990-03-04").await;
    // Their birthday was before she knew them.
    knows(&ana, "Emil", "1990-03-01").await;
    assert_eq!(look(&t, "2026-03-03T06:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 2);
    assert_eq!(look(&t, "2026-03-03T12:00:00Z").await, 0);
    let ana = t.user("ana").await;
    let mut all = told(&ana).await;
    all.sort_by_key(|one| one["title"].as_str().unwrap().to_owned());
    let titles: Vec<_> = all.iter().map(|one| one["title"].clone()).collect();
    assert_eq!(titles, ["Ben turns 36", "Cleo has a birthday"]);
    assert_eq!(all[0]["body"], "Tuesday, 3 March 2026");
    assert_eq!(
        (&all[0]["kind"], &all[0]["subject"]["type"]),
        (&json!("birthday"), &json!("person"))
    );
    // The next year is another one.
    assert_eq!(look(&t, "2026-03-04T07:00:00Z").await, 1);
    assert_eq!(look(&t, "2027-03-03T07:00:00Z").await, 3, "with Emil, two days late");
}

#[umbra_test]
async fn who_was_born_on_29_february_is_told_on_the_28th_in_other_years(t: TestApp) {
    t.clock.set("2026-02-01T12:00:00Z".parse().unwrap());
    let ana = person(&t, "ana", "UTC").await;
    knows(&ana, "Leap", "1992-02-29").await;
    assert_eq!(look(&t, "2026-02-27T08:00:00Z").await, 0);
    assert_eq!(look(&t, "2026-02-28T08:00:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-01T08:00:00Z").await, 0);
    assert_eq!(look(&t, "2028-02-28T08:00:00Z").await, 0);
    assert_eq!(look(&t, "2028-02-29T08:00:00Z").await, 1);
    let titles = super::titles(&t, "ana").await;
    assert_eq!(titles, ["Leap turns 36"], "one that isn't read tells of the latest");
}
