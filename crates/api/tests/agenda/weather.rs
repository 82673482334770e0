//! The weather of today, as far as it is known.

use std::time::Duration;

use serde_json::Value;
use umbra_testkit::{Manner, Person, TestApp, umbra_test};

use crate::{
    agenda::read,
    weather::{live_at, weather, with_weather},
};

async fn of(who: &Person) -> Value {
    read(who, "/api/dashboard").await["weather"].clone()
}

#[umbra_test(with = with_weather)]
async fn it_is_what_the_weather_shows_and_asks_nobody_outside(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    assert_eq!(of(&ana).await, Value::Null, "there is no place");
    // AdjacentMoments hundredths of a degree, on both sides of zero.
    for (latitude, longitude) in [
        (48.208_49, 16.372_08),
        (-33.865_000_1, -151.205),
        (0.004_999_9, -0.005),
        (-0.004_999_9, 179.999_999_9),
        (90.0, -180.0),
    ] {
        live_at(&ana, latitude, longitude).await;
        assert_eq!(of(&ana).await, Value::Null, "nobody has asked for {latitude} {longitude}");
        let asked = t.weather().requests().len();
        let outside = weather(&ana).await;
        assert_eq!(of(&ana).await, outside);
        assert_eq!(t.weather().requests().len(), asked + 1);
    }
    live_at(&ana, 48.208, 16.372).await;
    live_at(&ben, 48.211, 16.368).await;
    let shown = of(&ben).await;
    assert_eq!(shown, weather(&ben).await, "neighbors share it, each with a place of their own");
    assert_eq!(shown["place"]["latitude"], 48.211);
}

#[umbra_test(with = with_weather)]
async fn what_is_old_is_marked_and_what_is_a_day_old_is_left_out(t: TestApp) {
    let ana = t.user("ana").await;
    live_at(&ana, 48.2, 16.4).await;
    weather(&ana).await;
    t.weather().answers(Manner::Status(500));
    t.clock.advance(Duration::from_mins(30));
    let shown = of(&ana).await;
    assert_eq!(shown["is_stale"], true);
    assert_eq!(t.weather().requests().len(), 1, "today asks nobody");
    assert_eq!(weather(&ana).await, shown);
    assert_eq!(of(&ana).await, shown);
    t.clock.advance(Duration::from_hours(24));
    assert_eq!(of(&ana).await, Value::Null);
    ana.get("/api/weather").await.assert_problem(503, "weather_unavailable");
}

#[umbra_test]
async fn there_is_none_where_it_is_switched_off(t: TestApp) {
    let ana = t.user("ana").await;
    live_at(&ana, 48.2, 16.4).await;
    assert_eq!(read(&ana, "/api/dashboard").await["weather"], Value::Null);
}
