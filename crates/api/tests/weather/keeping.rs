//! Answers are kept for everybody.

use std::time::Duration;

use umbra_domain::Clock as _;
use umbra_testkit::{Manner, TestApp, at_once, umbra_test};

use crate::weather::{live_at, weather, with_weather};

const HALF_AN_HOUR: Duration = Duration::from_mins(30);

#[umbra_test(with = with_weather)]
async fn neighbors_share_an_answer_for_half_an_hour(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    live_at(&ana, 48.208, 16.372).await;
    live_at(&ben, 48.211, 16.368).await;
    let first = weather(&ana).await;
    t.weather().answers(Manner::Fine(15.0));
    t.clock.advance(HALF_AN_HOUR - Duration::from_secs(1));
    let same = weather(&ben).await;
    assert_eq!(same["current"], first["current"]);
    assert_eq!(same["fetched_at"], first["fetched_at"]);
    assert_eq!(t.weather().requests().len(), 1);

    t.clock.advance(Duration::from_secs(1));
    let newer = weather(&ben).await;
    assert_eq!(newer["current"]["temperature"], 15.0);
    assert_eq!(newer["fetched_at"], t.clock.now().to_string());
    assert_eq!(weather(&ana).await["current"], newer["current"]);
    assert_eq!(t.weather().requests().len(), 2);
}

#[umbra_test(with = with_weather)]
async fn of_all_who_ask_at_once_in_two_processes_one_asks_outside(t: TestApp) {
    let ana = t.user("ana").await;
    live_at(&ana, 48.2, 16.4).await;
    let there = ana.at(&t.second_process().await);
    for round in 1..=2 {
        t.weather().answers(Manner::Held);
        let browsers = (0..12).map(|n| if n % 2 == 0 { &*ana } else { &there });
        let all = at_once(browsers.map(|browser| browser.get("/api/weather")));
        let released = async {
            t.weather().was_asked(round).await;
            t.weather().answers(Manner::Fine(20.0));
        };
        let (replies, ()) = futures_util::join!(all, released);
        for reply in replies {
            reply.assert_status(200);
        }
        assert_eq!(t.weather().requests().len(), round);
        t.clock.advance(HALF_AN_HOUR);
    }
}

#[umbra_test(with = with_weather)]
async fn while_the_source_is_away_the_last_answer_is_shown_for_a_day(t: TestApp) {
    let ana = t.user("ana").await;
    live_at(&ana, 48.2, 16.4).await;
    let fetched = weather(&ana).await["fetched_at"].clone();
    t.weather().answers(Manner::Status(500));
    t.clock.advance(HALF_AN_HOUR);
    for _ in 0..3 {
        let stale = weather(&ana).await;
        assert_eq!((&stale["is_stale"], &stale["fetched_at"]), (&true.into(), &fetched));
    }
    assert_eq!(t.weather().requests().len(), 2, "it isn't asked again at once");
    t.clock.advance(Duration::from_secs(30));
    weather(&ana).await;
    t.clock.advance(Duration::from_secs(59));
    weather(&ana).await;
    assert_eq!(t.weather().requests().len(), 3, "each wait is twice the one before");
    t.clock.advance(Duration::from_secs(1));
    weather(&ana).await;
    assert_eq!(t.weather().requests().len(), 4);

    t.clock.advance(Duration::from_hours(24));
    ana.get("/api/weather").await.assert_problem(503, "weather_unavailable");
    t.weather().answers(Manner::Fine(9.0));
    ana.get("/api/weather").await.assert_problem(503, "weather_unavailable");
    t.clock.advance(Duration::from_mins(15));
    let back = weather(&ana).await;
    assert_eq!((&back["is_stale"], &back["current"]["temperature"]), (&false.into(), &9.0.into()));
}

#[umbra_test(with = with_weather)]
async fn a_process_that_died_while_it_asked_holds_nobody_up_for_long(t: TestApp) {
    let ana = t.user("ana").await;
    live_at(&ana, 48.2, 16.4).await;
    weather(&ana).await;
    t.clock.advance(HALF_AN_HOUR);
    let now = t.clock.now();
    let lease = now + Duration::from_secs(15);
    let key = "2 forecast 4820 1640";
    let db = t.store.autocommit();
    assert!(umbra_store::weather::claim(db, key, now, lease, now).await.unwrap());
    assert_eq!(weather(&ana).await["is_stale"], true);
    assert_eq!(t.weather().requests().len(), 1);
    t.clock.advance(Duration::from_secs(15));
    assert_eq!(weather(&ana).await["is_stale"], false);
}

#[umbra_test(with = with_weather)]
async fn what_nobody_asked_for_in_a_quarter_of_a_year_is_forgotten(t: TestApp) {
    let ana = t.user("ana").await;
    live_at(&ana, 48.2, 16.4).await;
    weather(&ana).await;
    t.clock.advance(Duration::from_hours(24 * 90));
    assert_eq!(t.app.purge_expired().await.unwrap().weather, 0);
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(t.app.purge_expired().await.unwrap().weather, 1);
}
