//! The order of the list.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use umbra_domain::text::sort_key;
use umbra_testkit::{TestApp, umbra_test};

use crate::calendars::{names, rows};

#[umbra_test]
async fn a_calendar_that_is_moved_shows_in_its_new_place(t: TestApp) {
    let ana = t.user("ana").await;
    for (name, place) in [("beta", 0), ("Zeta", -5), ("First", i32::MIN)] {
        ana.calendar(name).with("sort_order", place).create().await;
    }
    let list = ana.get("/api/calendars").await;
    assert_eq!(names(&list), ["First", "Zeta", "beta", "Personal"]);
    let moved = json!({"sort_order": -6});
    ana.put(crate::calendars::url(&rows(&list)[2]), moved).await.assert_status(200);
    let list = ana.get("/api/calendars").await;
    assert_eq!(names(&list), ["First", "beta", "Zeta", "Personal"]);
}

#[umbra_test]
async fn a_cursor_of_no_calendars_place_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    ana.calendar("Work").create().await;
    let link = ana.get("/api/calendars?limit=1").await.next_page().unwrap();
    let (_, real) = link.split_once("cursor=").unwrap();
    let parsed: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(real).unwrap()).unwrap();
    assert_eq!(parsed["k"], format!("0:{}", sort_key("Personal")));
    for key in ["", "x", "0", ":", "x:y", "0.5:y", "2147483648:y", " 0:y", "0:a\u{0}b"] {
        let mut forged = parsed.clone();
        forged["k"] = key.into();
        let forged = BASE64_URL_SAFE_NO_PAD.encode(forged.to_string());
        let refused = ana.get(format!("/api/calendars?cursor={forged}")).await;
        refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
    }
}
