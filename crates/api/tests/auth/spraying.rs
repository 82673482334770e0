//! One password tried on many names.

use std::time::Duration;

use umbra_api::Rate;
use umbra_testkit::{Client, PASSWORD, Reply, Setup, TestApp, at_once, umbra_test};

use crate::{
    alone::one_process_for_rates,
    auth::steps::{WRONG, login, sign_in, verified},
};

/// The limits that hold across processes stand alone.
fn without_rates(setup: &mut Setup) {
    setup.api.rates.auth = Rate::per_minute(100_000);
}

/// Tries a password on 500 names, ten at a time; the 400th is ana's.
async fn spray(browser: &Client) -> Vec<Reply> {
    let mut replies = Vec::new();
    for ten in (1..=500).collect::<Vec<_>>().chunks(10) {
        let tries = ten.iter().map(|n| match n {
            400 => login(browser, "ana", PASSWORD),
            n => login(browser, &format!("name{n}"), PASSWORD),
        });
        replies.extend(at_once(tries).await);
    }
    replies
}

fn refused(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status() == status).count()
}

#[umbra_test(with = without_rates)]
async fn one_password_tried_on_five_hundred_names_is_throttled(t: TestApp) {
    t.user("ana").await;
    let replies = spray(&t.from_address("203.0.113.66")).await;
    let tried = refused(&replies, 401);
    assert!((100..110).contains(&tried), "{tried} names were tried");
    assert_eq!(refused(&replies, 429), 500 - tried, "whoever's name it is");
    for throttled in replies.iter().filter(|reply| reply.status() == 429) {
        throttled.assert_problem(429, "too_many_requests");
        assert_eq!(throttled.header("retry-after"), Some("900"), "{throttled:?}");
    }
    let (real, of_nobody) = verified(&t.hashes);
    assert_eq!((real, of_nobody as usize), (0, tried), "what is throttled costs no hash");
}

#[umbra_test(with = without_rates)]
async fn a_throttle_holds_in_every_process_for_its_source_and_for_fifteen_minutes(t: TestApp) {
    t.user("ana").await;
    let second = t.second_process().await;
    let guesser = t.from_address("203.0.113.66");
    let names: Vec<_> = (0..100).map(|n| format!("name{n}")).collect();
    for ten in names.chunks(10) {
        at_once(ten.iter().map(|name| login(&guesser, name, WRONG))).await;
    }
    for browser in [&guesser, &guesser.at(&second)] {
        login(browser, "ana", PASSWORD).await.assert_problem(429, "too_many_requests");
    }
    sign_in(&t.from_address("203.0.113.67"), "ana", PASSWORD).await;
    t.clock.advance(Duration::from_secs(15 * 60 - 1));
    let last = login(&guesser, "ana", PASSWORD).await;
    last.assert_problem(429, "too_many_requests");
    assert_eq!(last.header("retry-after"), Some("1"));
    t.clock.advance(Duration::from_secs(1));
    sign_in(&guesser, "ana", PASSWORD).await;
}

#[umbra_test(with = one_process_for_rates)]
async fn three_hundred_changing_requests_a_minute_are_enough_for_one_address(t: TestApp) {
    t.user("ana").await;
    let (here, elsewhere) = (t.from_address("203.0.113.7"), t.from_address("203.0.113.8"));
    for _ in 0..300 {
        here.post("/api/auth/logout", ()).await.assert_problem(401, "unauthenticated");
    }
    let throttled = login(&here, "ana", PASSWORD).await;
    throttled.assert_problem(429, "too_many_requests");
    assert_eq!(throttled.header("retry-after"), Some("1"));
    here.get("/api/auth/status").await.assert_status(200);
    sign_in(&elsewhere, "ana", PASSWORD).await;
    t.clock.advance(Duration::from_secs(1));
    sign_in(&here, "ana", PASSWORD).await;
}
