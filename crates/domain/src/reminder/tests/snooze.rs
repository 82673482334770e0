use super::at;
use crate::reminder::Snooze;

#[test]
fn minutes_are_1_to_a_week() {
    assert_eq!(Snooze::minutes(1), Ok(Snooze::Minutes(1)));
    assert_eq!(Snooze::minutes(10_080), Ok(Snooze::Minutes(10_080)));
    for bad in [0, -1, 10_081, i64::MAX, i64::MIN] {
        assert_eq!(Snooze::minutes(bad).unwrap_err().code, "out_of_range");
    }
    let until = Snooze::Minutes(90).until(at("2026-03-02T08:00:00Z"));
    assert_eq!(until, Ok(at("2026-03-02T09:30:00Z")));
}

#[test]
fn an_instant_lies_ahead_and_at_most_a_year() {
    let now = at("2026-03-02T08:00:00Z");
    for good in ["2026-03-02T08:00:00.000001Z", "2027-03-03T08:00:00Z"] {
        assert_eq!(Snooze::Until(at(good)).until(now), Ok(at(good)));
    }
    for bad in [
        "2026-03-02T08:00:00Z",
        "2026-03-02T08:00:00.0000009Z",
        "2026-03-01T08:00:00Z",
        "2027-03-03T08:00:00.000001Z",
        "9999-12-30T00:00:00Z",
    ] {
        assert_eq!(Snooze::Until(at(bad)).until(now).unwrap_err().code, "out_of_range", "{bad}");
    }
}
