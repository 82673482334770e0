//! Finding places by name, and the place in the settings.

use serde_json::json;
use umbra_testkit::{Manner, TestApp, umbra_test};

use crate::weather::with_weather;

#[umbra_test(with = with_weather)]
async fn places_are_found_by_name_in_a_language(t: TestApp) {
    let ana = t.user("ana").await;
    let found = ana.get("/api/weather/search?q=%20Wien%20&language=de-at").await;
    let found = found.assert_status(200).json();
    assert_eq!(
        found[0],
        json!({
            "name": "Wien", "country": "Österreich", "region": "Wien", "latitude": 48.208_49,
            "longitude": 16.372_08, "timezone": "Europe/Vienna",
        })
    );
    assert_eq!(found.as_array().unwrap().len(), 2);
    assert_eq!(t.weather().requests(), ["/v1/search?name=Wien&count=10&language=de&format=json"]);
    ana.get("/api/weather/search?q=WIEN&language=de").await.assert_status(200);
    assert_eq!(t.weather().requests().len(), 1, "it was asked before");
    ana.get("/api/weather/search?q=wien").await.assert_status(200);
    assert_eq!(t.weather().requests().len(), 2, "in English");
    let none = ana.get("/api/weather/search?q=nowhere").await.assert_status(200);
    assert_eq!(none.json(), json!([]));
    t.weather().answers(Manner::Status(429));
    ana.get("/api/weather/search?q=Graz").await.assert_problem(503, "weather_unavailable");
}

#[umbra_test(with = with_weather)]
async fn what_is_no_name_or_language_is_looked_for_nowhere(t: TestApp) {
    let ana = t.user("ana").await;
    let refused = [
        ("q=W", "/q", "too_short"),
        ("q=", "/q", "blank"),
        ("q=Wien&language=german!", "/language", "invalid_locale"),
        ("q=Wi%07en", "/q", "control_character"),
    ];
    for (query, pointer, code) in refused {
        let reply = ana.get(format!("/api/weather/search?{query}")).await;
        reply.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    ana.get("/api/weather/search").await.assert_problem(422, "invalid");
    assert!(t.weather().requests().is_empty());
}

#[umbra_test]
async fn a_place_in_the_settings_has_a_name_and_both_coordinates(t: TestApp) {
    let ana = t.user("ana").await;
    let put = |place| ana.put("/api/settings", json!({"weather_place": place}));
    let vienna = json!({"name": "Vienna", "latitude": 48.2, "longitude": 16.4});
    assert_eq!(put(vienna.clone()).await.assert_status(200).json()["weather_place"], vienna);

    let reply = put(json!({"name": " ", "latitude": 91, "longitude": -180.1})).await;
    let problem = reply.assert_problem(422, "invalid");
    problem.assert_field("/weather_place/name", "blank");
    problem.assert_field("/weather_place/latitude", "out_of_range");
    problem.assert_field("/weather_place/longitude", "out_of_range");
    for place in [
        json!({"name": "Vienna", "latitude": 48.2}),
        json!({"name": "Vienna", "latitude": 48.2, "longitude": 16.4, "altitude": 171}),
        json!("Vienna"),
    ] {
        put(place).await.assert_status(422);
    }
    let settings = ana.get("/api/settings").await.json();
    assert_eq!(settings["weather_place"], vienna);
    assert_eq!(put(json!(null)).await.json()["weather_place"], json!(null));
}

#[umbra_test]
async fn a_language_is_kept_as_its_tag(t: TestApp) {
    let ana = t.user("ana").await;
    assert_eq!(ana.get("/api/settings").await.json()["locale"], "en");
    let put = |locale: &str| ana.put("/api/settings", json!({"locale": locale}));
    for (given, kept) in [
        ("de-at", "de-AT"),
        ("DE", "de"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("en-GB-u-ca-gregory", "en-GB"),
        ("sr-Latn", "sr-Latn"),
    ] {
        assert_eq!(put(given).await.assert_status(200).json()["locale"], kept, "{given}");
    }
    for bad in ["", "german", "de_AT.UTF-8", "und", "d", "de--AT", "x-private"] {
        let reply = put(bad).await;
        reply.assert_problem(422, "invalid").assert_field("/locale", "invalid_locale");
    }
    let cleared = ana.put("/api/settings", json!({"locale": null})).await.assert_status(200);
    assert_eq!(cleared.json()["locale"], "en");
}
