//! `/api/weather` over HTTP, against a server that speaks Open-Meteo's format.

mod keeping;
mod places;

use serde_json::{Value, json};
use umbra_testkit::{Client, Manner, Setup, TestApp, WeatherServer, umbra_test};

pub fn with_weather(setup: &mut Setup) {
    setup.weather = Some(WeatherServer::start());
}

pub async fn live_at(browser: &Client, latitude: f64, longitude: f64) {
    let place = json!({"name": "Home", "latitude": latitude, "longitude": longitude});
    let settings = json!({"weather_place": place});
    browser.put("/api/settings", settings).await.assert_status(200);
}

pub async fn weather(browser: &Client) -> Value {
    browser.get("/api/weather").await.assert_status(200).json()
}

#[umbra_test(with = with_weather)]
async fn the_weather_is_that_of_the_place_in_the_settings(t: TestApp) {
    let ana = t.user("ana").await;
    ana.get("/api/weather").await.assert_problem(409, "weather_place_missing");
    assert!(t.weather().requests().is_empty());

    live_at(&ana, 48.208_49, 16.372_08).await;
    let shown = weather(&ana).await;
    let place = json!({"name": "Home", "latitude": 48.208_49, "longitude": 16.372_08});
    assert_eq!(shown["place"], place);
    assert_eq!(shown["timezone"], "Europe/Vienna");
    assert_eq!(
        shown["current"],
        json!({
            "time": "2026-03-01T09:15:00", "temperature": 21.3, "apparent_temperature": 19.8,
            "humidity": 61.0, "precipitation": 0.1, "weather_code": 3, "is_day": true,
            "wind_speed": 11.2, "wind_direction": 281.0,
        })
    );
    assert_eq!(shown["hourly"].as_array().unwrap().len(), 168);
    assert_eq!(
        shown["hourly"][167],
        json!({
            "time": "2026-03-07T23:00:00", "temperature": 21.3, "precipitation_probability": null,
            "precipitation": 0.0, "weather_code": 61, "is_day": false,
        })
    );
    assert_eq!(
        shown["daily"][0],
        json!({
            "date": "2026-03-01", "weather_code": 61, "temperature_max": 23.3,
            "temperature_min": 13.8, "precipitation": 1.2, "precipitation_probability": 80.0,
            "sunrise": "2026-03-01T06:35:00", "sunset": "2026-03-01T17:44:00",
            "wind_speed_max": 22.4, "uv_index_max": 2.95,
        })
    );
    assert_eq!(shown["is_stale"], false);
    assert_eq!(shown["attribution"]["url"], "https://open-meteo.com/");

    let requests = t.weather().requests();
    assert_eq!(requests.len(), 1);
    let near = "/v1/forecast?latitude=48.21&longitude=16.37&current=temperature_2m";
    assert!(requests[0].starts_with(near), "no more precise than needed: {requests:?}");
    assert!(requests[0].ends_with("&timezone=auto&forecast_days=7"), "{requests:?}");
}

#[umbra_test]
async fn an_operator_can_switch_the_weather_off(t: TestApp) {
    let ana = t.user("ana").await;
    live_at(&ana, 48.2, 16.4).await;
    ana.get("/api/weather").await.assert_problem(409, "weather_off");
    ana.get("/api/weather/search?q=Vienna").await.assert_problem(409, "weather_off");
}

#[umbra_test(with = with_weather)]
async fn what_is_no_forecast_is_none(t: TestApp) {
    let ana = t.user("ana").await;
    let elsewhere = WeatherServer::start();
    let manners = [
        Manner::Status(400),
        Manner::Status(502),
        Manner::Body("<html>".to_owned()),
        Manner::Body(r#"{"timezone": "Europe/Vienna"}"#.to_owned()),
        Manner::Body(uneven()),
        Manner::Endless,
        Manner::Redirect(format!("{}/v1/forecast", elsewhere.origin())),
    ];
    for (n, manner) in manners.into_iter().enumerate() {
        live_at(&ana, 40.0 + n as f64, 16.4).await;
        t.weather().answers(manner);
        let refused = ana.get("/api/weather").await;
        refused.assert_problem(503, "weather_unavailable");
        assert_eq!(refused.header("retry-after"), Some("30"));
    }
    assert!(elsewhere.requests().is_empty(), "no redirect is followed");
}

/// A forecast with a list that is too short.
fn uneven() -> String {
    let list = |n| vec![1.0; n];
    json!({
        "timezone": "UTC",
        "current": {"time": "2026-03-01T09:15", "temperature_2m": 1.0},
        "hourly": {"time": ["2026-03-01T09:00"], "temperature_2m": list(0),
            "precipitation_probability": list(1), "precipitation": list(1),
            "weather_code": list(1), "is_day": list(1)},
        "daily": {"time": [], "weather_code": [], "temperature_2m_max": [],
            "temperature_2m_min": [], "precipitation_sum": [],
            "precipitation_probability_max": [], "sunrise": [], "sunset": [],
            "wind_speed_10m_max": [], "uv_index_max": []},
    })
    .to_string()
}
