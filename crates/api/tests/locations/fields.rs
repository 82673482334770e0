//! Fields with rules of their own: coordinates are there both or neither.

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use super::PATH;

/// Makes a location somewhere, and returns its path.
async fn at(client: &Client, latitude: impl Into<Value>, longitude: impl Into<Value>) -> String {
    let place = json!({"name": "Home", "latitude": latitude.into(), "longitude": longitude.into()});
    let reply = client.post(PATH, place).await.assert_status(201);
    reply.header("location").unwrap().to_owned()
}

/// Reads where a location is.
async fn point(client: &Client, url: &str) -> Value {
    let location = client.get(url).await.assert_status(200).json();
    json!([location["latitude"], location["longitude"]])
}

#[umbra_test]
async fn coordinates_are_kept_to_seven_decimals(t: TestApp) {
    let ana = t.user("ana").await;
    for (latitude, longitude, shown) in [
        (json!(48.2103961), json!(-16.3654403), json!([48.2103961, -16.3654403])),
        (json!(90), json!(-180.0), json!([90.0, -180.0])),
        (json!(0.12345678), json!(-1e-8), json!([0.1234568, 0.0])),
        (Value::Null, Value::Null, json!([null, null])),
    ] {
        assert_eq!(point(&ana, &at(&ana, latitude, longitude).await).await, shown);
    }
}

#[umbra_test]
async fn coordinates_are_moved_one_by_one_and_cleared_together(t: TestApp) {
    let ana = t.user("ana").await;
    let url = at(&ana, Value::Null, Value::Null).await;
    for (change, shown, version) in [
        (json!({"latitude": 1.5, "longitude": 2.5}), json!([1.5, 2.5]), "\"2\""),
        (json!({"longitude": -2.5}), json!([1.5, -2.5]), "\"3\""),
        (json!({"latitude": 1.500_000_01}), json!([1.5, -2.5]), "\"3\""),
        (json!({"latitude": null, "longitude": null}), json!([null, null]), "\"4\""),
    ] {
        let reply = ana.put(&url, &change).await.assert_status(200);
        assert_eq!((point(&ana, &url).await, reply.etag()), (shown, version), "{change}");
    }
}

#[umbra_test]
async fn one_coordinate_alone_is_refused_and_nothing_changes(t: TestApp) {
    let ana = t.user("ana").await;
    let (nowhere, home) = (at(&ana, Value::Null, Value::Null).await, at(&ana, 1.5, 2.5).await);
    for (request, pointer) in [
        (ana.post(PATH, json!({"name": "x", "latitude": 1})), "/longitude"),
        (ana.post(PATH, json!({"name": "x", "latitude": null, "longitude": 1})), "/latitude"),
        (ana.patch(&nowhere, json!({"longitude": 1})), "/latitude"),
        (ana.patch(&home, json!({"latitude": null})), "/latitude"),
        (ana.put(&home, json!({"longitude": null, "latitude": 3})), "/longitude"),
    ] {
        let problem = request.await.assert_problem(422, "invalid");
        problem.assert_field(pointer, "missing_coordinate");
    }
    assert_eq!(point(&ana, &nowhere).await, json!([null, null]));
    assert_eq!(point(&ana, &home).await, json!([1.5, 2.5]));
}

#[umbra_test]
async fn every_text_has_its_bounds(t: TestApp) {
    let ana = t.user("ana").await;
    let url = at(&ana, Value::Null, Value::Null).await;
    for (field, most) in
        [("name", 200), ("category", 100), ("address", 1_000), ("phone", 50), ("notes", 10_000)]
    {
        let long = "ä".repeat(most);
        let reply = ana.patch(&url, json!({field: format!(" {long} ")})).await.assert_status(200);
        assert_eq!(reply.json()[field], long);
        for (value, code) in [(format!("{long}x"), "too_long"), (" ".to_owned(), "blank")] {
            let refused = ana.patch(&url, json!({field: value})).await;
            refused.assert_problem(422, "invalid").assert_field(&format!("/{field}"), code);
        }
    }
}

#[umbra_test]
async fn all_that_is_wrong_is_told_at_once(t: TestApp) {
    let ana = t.user("ana").await;
    let body = json!({"name": "two\nlines", "address": "two\nlines", "latitude": 91,
        "longitude": -180.1, "email": "nobody", "website": "javascript:alert(1)"});
    let problem = ana.post(PATH, body).await.assert_problem(422, "invalid");
    problem.assert_field("/name", "control_character");
    problem.assert_field("/latitude", "out_of_range");
    problem.assert_field("/longitude", "out_of_range");
    problem.assert_field("/email", "invalid_email");
    problem.assert_field("/website", "invalid_url");
    assert_eq!(problem.body()["errors"].as_array().map(Vec::len), Some(5));
    assert_eq!(ana.get(PATH).await.assert_status(200).json(), json!([]));
}
