//! Versions, where the default calendar has a say.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

#[umbra_test]
async fn a_stale_version_matters_more_than_what_the_default_calendar_refuses(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").with("is_default", true).create().await;
    for (tag, status, code) in
        [("\"7\"", 412, "precondition_failed"), ("\"1\"", 409, "default_calendar")]
    {
        let step_down = ana.put(calendar.url(), json!({"is_default": false}));
        step_down.header("If-Match", tag).await.assert_problem(status, code);
        let delete = ana.delete(calendar.url()).header("If-Match", tag).await;
        delete.assert_problem(status, code);
    }
}

#[umbra_test]
async fn the_calendar_that_stops_being_the_default_gets_a_new_version(t: TestApp) {
    let ana = t.user("ana").await;
    let old = ana.calendar("Old").with("is_default", true).create().await;
    let new = ana.calendar("New").create().await;
    let moved = ana.put(new.url(), json!({"is_default": true})).header("If-Match", &new.etag).await;
    assert_eq!(moved.assert_status(200).etag(), "\"2\"");
    let read = ana.get(old.url()).header("If-None-Match", &old.etag).await.assert_status(200);
    assert_eq!((read.json()["is_default"].clone(), read.etag()), (json!(false), "\"2\""));
    let stale = ana.delete(old.url()).header("If-Match", &old.etag).await;
    stale.assert_problem(412, "precondition_failed");
}
