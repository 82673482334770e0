//! How many calendars a person may have.

use umbra_domain::{
    Clock as _,
    calendar::{Calendar, MOST, Name},
};
use umbra_store::{StoreError, resource};
use umbra_testkit::{Person, Reply, TestApp, at_once, umbra_test};

use crate::calendars::rows;

/// Makes calendars without a request for each, until a person may have only `left` more.
async fn fill(t: &TestApp, who: &Person, left: u64) {
    let now = t.clock.now();
    let written = t.app.store.write(async |tx| {
        for n in resource::count_own::<Calendar>(tx, who.id).await?..MOST - left {
            let new = Calendar::named(Name::parse(&format!("Calendar {n}")).unwrap());
            resource::create(tx, &who.id, new, now).await?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
}

#[umbra_test]
async fn the_101st_calendar_is_refused_until_one_is_deleted(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    fill(&t, &ana, 1).await;
    let last = ana.calendar("Last").create().await;
    for request in [ana.calendar("Too much"), ana.calendar("Too much").with("is_default", true)] {
        request.send().await.assert_problem(409, "too_many_calendars");
    }
    let all = rows(&ana.get("/api/calendars?limit=200").await);
    assert_eq!(all.len(), 100);
    let default = all.iter().find(|row| row["is_default"] == true).unwrap();
    assert_eq!(default["name"], "Personal", "a refused calendar took nothing over");
    ben.calendar("Work").create().await;
    ana.delete(last.url()).await.assert_status(204);
    ana.calendar("Fits").create().await;
}

#[umbra_test]
async fn of_10_calendars_at_once_only_those_below_the_cap_are_made(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    fill(&t, &ana, 3).await;
    let requests = (0..10).map(|n| {
        let browser = if n % 2 == 0 { &*ana } else { &second };
        let builder = browser.calendar(&format!("New {n}"));
        if n % 3 == 0 { builder.with("is_default", true).send() } else { builder.send() }
    });
    let replies: Vec<Reply> = at_once(requests).await;
    let made = replies.iter().filter(|reply| reply.status() == 201).count();
    assert_eq!(made, 3, "{replies:?}");
    for refused in replies.iter().filter(|reply| reply.status() != 201) {
        refused.assert_problem(409, "too_many_calendars");
    }
    assert_eq!(rows(&ana.get("/api/calendars?limit=200").await).len(), 100);
    crate::calendars::default_of(&ana).await;
}
