//! Versions, where the calendar and the times of a template have a say.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

#[umbra_test]
async fn a_stale_version_matters_more_than_what_the_template_refuses(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Trip", "Trip").with("all_day", true).create().await;
    for change in [json!({"duration_minutes": 60}), json!({"calendar_id": 4711})] {
        let stale = ana.put(template.url(), &change).header("If-Match", "\"7\"").await;
        stale.assert_problem(412, "precondition_failed");
        ana.put(template.url(), &change).await.assert_problem(422, "invalid");
    }
}

#[umbra_test]
async fn a_template_whose_calendar_is_deleted_has_a_new_version(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    let of_work = ana.template("Lesson", "Piano").with("calendar_id", work.id).create().await;
    let other = ana.template("Trip", "Trip").create().await;
    ana.delete(work.url()).await.assert_status(204);
    let read = ana.get(of_work.url()).header("If-None-Match", &of_work.etag).await;
    assert_eq!(read.assert_status(200).json()["calendar_id"], json!(null));
    let stale = ana.put(of_work.url(), json!({"name": "x"})).header("If-Match", &of_work.etag);
    stale.await.assert_problem(412, "precondition_failed");
    assert_eq!(ana.get(other.url()).await.etag(), other.etag);
}
