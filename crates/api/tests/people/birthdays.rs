//! `GET /api/people/birthdays`, and birthdays in the agenda.

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use super::{PATH, keep};

async fn born(client: &Client, name: &str, birthday: &str) {
    keep(client, json!({"first_name": name, "birthday": birthday})).await;
}

/// Returns whose birthdays a query finds, on which days, and how old they are.
async fn celebrated(client: &Client, query: &str) -> Vec<(String, String, Value)> {
    let list = client.get(format!("{PATH}/birthdays?{query}")).await.assert_status(200).json();
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let all = list.as_array().unwrap().iter();
    all.map(|one| (text(one, "display_name"), text(one, "date"), one["age"].clone())).collect()
}

#[umbra_test]
async fn birthdays_come_by_date_with_the_age_where_the_year_is_known(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    born(&ana, "New year", "1990-01-01").await;
    born(&ana, "zoe", "--03-02").await;
    born(&ana, "Adam", "2000-03-02").await;
    born(&ana, "Yesterday", "1970-03-01").await;
    born(&ana, "Not yet", "2027-12-24").await;
    born(&ana, "Eve", "2026-12-24").await;
    born(&ben, "Somebody else's", "1990-12-24").await;
    keep(&ana, json!({"first_name": "Unknown"})).await;
    let expect = |all: &[(&str, &str, Value)]| -> Vec<(String, String, Value)> {
        let owned = |(name, date, age): &(&str, &str, Value)| {
            ((*name).to_owned(), (*date).to_owned(), age.clone())
        };
        all.iter().map(owned).collect()
    };
    let year = expect(&[
        ("Adam", "2026-03-02", json!(26)),
        ("zoe", "2026-03-02", Value::Null),
        ("Eve", "2026-12-24", json!(0)),
        ("New year", "2027-01-01", json!(37)),
        ("Yesterday", "2027-03-01", json!(57)),
    ]);
    assert_eq!(celebrated(&ana, "").await, year);
    assert_eq!(celebrated(&ana, "start=2026-03-02&end=2027-03-02").await, year);
    assert_eq!(celebrated(&ana, "start=2026-03-02&end=2026-03-03").await, year[..2]);
    assert_eq!(celebrated(&ana, "start=2026-12-01&end=2027-01-02").await, year[2..4]);
    // Of an instant, the day it is there counts.
    assert_eq!(celebrated(&ana, "start=2026-03-02T23:00&end=2026-03-02T23:30").await, year[..2]);
    assert_eq!(celebrated(&ana, "start=2026-03-02T00:00&end=2026-03-03T00:00").await, year[..2]);
    assert_eq!(celebrated(&ana, "start=2026-03-03&end=2026-12-24").await, []);
}

#[umbra_test]
async fn who_was_born_on_29_february_celebrates_on_the_28th_in_common_years(t: TestApp) {
    let ana = t.user("ana").await;
    born(&ana, "Leap", "1992-02-29").await;
    born(&ana, "Zoe", "--02-28").await;
    let days = async |query: &str| -> Vec<String> {
        let all = celebrated(&ana, query).await;
        all.into_iter().map(|(name, date, _)| format!("{name} {date}")).collect()
    };
    for (query, expected) in [
        ("start=2027-02-28&end=2027-03-01", &["Zoe 2027-02-28", "Leap 2027-02-28"][..]),
        ("start=2027-02-01&end=2027-02-28", &[]),
        ("start=2027-03-01&end=2027-04-01", &[]),
        ("start=2028-02-28&end=2028-02-29", &["Zoe 2028-02-28"]),
        ("start=2028-02-29&end=2028-03-01", &["Leap 2028-02-29"]),
        ("start=2027-02-28&end=2028-02-28", &["Zoe 2027-02-28", "Leap 2027-02-28"]),
        ("start=2027-03-01&end=2028-03-01", &["Zoe 2028-02-28", "Leap 2028-02-29"]),
    ] {
        assert_eq!(days(query).await, expected, "{query}");
    }
}

#[umbra_test]
async fn a_range_is_at_most_a_year(t: TestApp) {
    let ana = t.user("ana").await;
    for (query, pointer, code) in [
        ("start=2026-03-02&end=2026-03-02", "/end", "end_before_start"),
        ("start=2026-03-02&end=2027-03-03", "/end", "range_too_wide"),
        ("end=2026-03-02", "/end", "end_before_start"),
        ("start=2026-02-30", "/start", "invalid_date"),
        ("end=tomorrow", "/end", "invalid_date"),
    ] {
        let refused = ana.get(format!("{PATH}/birthdays?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
}

#[umbra_test]
async fn today_is_the_day_where_the_person_is(t: TestApp) {
    // 10:30 UTC is before midnight at UTC-11, and after it at UTC+14.
    t.clock.set("2026-03-02T10:30:00Z".parse::<Timestamp>().unwrap());
    let ana = t.user("ana").await;
    for day in ["2000-03-01", "2000-03-02", "2000-03-03", "2000-03-04"] {
        born(&ana, day, day).await;
    }
    for (zone, today) in [
        ("Pacific/Pago_Pago", "2026-03-01"),
        ("UTC", "2026-03-02"),
        ("Pacific/Kiritimati", "2026-03-03"),
    ] {
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        let dashboard = ana.get("/api/dashboard").await.assert_status(200).json();
        let [birthday] = &dashboard["birthdays"].as_array().unwrap()[..] else {
            panic!("{dashboard}")
        };
        assert_eq!((&birthday["date"], &birthday["age"]), (&json!(today), &json!(26)), "{zone}");
        let next = celebrated(&ana, "").await;
        assert_eq!(next[0].1, today, "{zone}");
    }
}
