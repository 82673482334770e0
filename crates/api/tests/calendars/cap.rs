//! How many calendars a person may have.

use umbra_domain::{
    Clock as _,
    calendar::{Calendar, CalendarPreferences, MAX_CALENDARS, Name},
};
use umbra_store::{StoreError, calendar, resource};
use umbra_testkit::{Person, Reply, TestApp, at_once, umbra_test};

use crate::calendars::{default_of, rows};

/// Makes calendars without a request for each, until a person may have only `left` more.
async fn fill(t: &TestApp, who: &Person, left: u64) {
    let now = t.clock.now();
    let written = t.store.write(async |tx| {
        for n in resource::count_own::<Calendar>(tx, who.id).await?..MAX_CALENDARS - left {
            let new = Calendar::named(Name::parse(&format!("Calendar {n}")).unwrap());
            calendar::create(tx, who.id, new, &CalendarPreferences::default(), now).await?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
}

#[umbra_test]
async fn a_calendar_too_many_does_not_become_the_default(t: TestApp) {
    let ana = t.user("ana").await;
    fill(&t, &ana, 1).await;
    let requests = (0..10).map(|_| ana.calendar("New").with("is_default", true).send());
    let replies: Vec<Reply> = at_once(requests).await;
    let made = replies.iter().filter(|reply| reply.status() == 201).collect::<Vec<_>>();
    let [made] = made[..] else { panic!("{replies:?}") };
    for refused in replies.iter().filter(|reply| reply.status() != 201) {
        refused.assert_problem(409, "too_many_calendars");
    }
    assert_eq!(rows(&ana.get("/api/calendars?limit=200").await).len(), 100);
    assert_eq!(default_of(&ana).await, made.json());
}
