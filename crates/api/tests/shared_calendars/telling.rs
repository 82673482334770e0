//! Who is told of what, and no longer than it holds.

use umbra_testkit::{TestApp, umbra_test};

use super::{World, accepting, changing, offering, path, removing};
use crate::notifications::told;

/// Lists the kinds of what somebody was told of this calendar.
async fn kinds(who: &umbra_testkit::Client) -> Vec<String> {
    let all = told(who).await;
    let of_calendars = all.iter().filter(|one| one["kind"] == "calendar_share");
    of_calendars.map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[umbra_test]
async fn who_is_offered_a_calendar_is_told_until_they_answer(t: TestApp) {
    let World { ana, ben, calendar, .. } = &World::begin(&t).await;
    for answer in ["declined", "taken back", "accepted"] {
        offering(ana, *calendar, ben, "read_only").await.assert_status(201);
        offering(ana, *calendar, ben, "free_busy").await.assert_status(201);
        assert_eq!(kinds(ben).await.len(), 1);
        match answer {
            "declined" => {
                ben.post(path(*calendar, "/decline"), ()).await.assert_status(204);
            }
            "taken back" => {
                removing(ana, *calendar, ben).await.assert_status(204);
            }
            _ => {
                accepting(ben, *calendar).await.assert_status(200);
            }
        }
        assert_eq!(kinds(ben).await, Vec::<String>::new(), "{answer}");
    }
    // Who offered it is told that it was accepted, once.
    accepting(ben, *calendar).await.assert_status(200);
    assert_eq!(kinds(ana).await.len(), 1);
    changing(ana, *calendar, ben, "owner").await.assert_status(200);
    assert_eq!(kinds(ben).await.len(), 1);
    // Whoever is in it no longer hears no more of it.
    removing(ben, *calendar, ana).await.assert_status(204);
    assert_eq!(kinds(ana).await, Vec::<String>::new());
}
