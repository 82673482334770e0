//! Worlds made by chance: whoever lives in them sees in each list what they can read one by one, and
//! what somebody lost leaves nothing behind.
//!
//! A world follows from its number, which a failure prints. `UMBRA_TEST_WORLDS=7` or
//! `UMBRA_TEST_WORLDS=100..200` makes others than those of each run.

mod events;
mod invite;
mod lists;
mod make;
mod model;
mod occurrences;
mod seen;
mod share;
mod tables;
mod today;
mod together;
mod told;
mod traces;
mod world;

use std::ops::Range;

use umbra_testkit::{TestApp, umbra_test};

use self::world::World;

/// Returns the numbers of the worlds to make.
#[expect(clippy::disallowed_methods, reason = "whoever looks for a failure asks for its world")]
fn worlds(usual: Range<u64>) -> Range<u64> {
    let Ok(asked) = std::env::var("UMBRA_TEST_WORLDS") else { return usual };
    let number = |text: &str| text.trim().parse().expect("UMBRA_TEST_WORLDS is 7 or 100..200");
    match asked.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => number(&asked)..number(&asked) + 1,
    }
}

#[umbra_test]
async fn a_list_shows_exactly_what_can_be_read_one_by_one(t: TestApp) {
    for number in worlds(1..3) {
        let mut world = World::begin(&t, number).await;
        for _ in 0..90 {
            match world.dice.below(9) {
                0 => share::act(&mut world).await,
                8 => invite::act(&mut world).await,
                1 | 2 => make::change(&mut world).await,
                _ => make::make(&mut world).await,
            }
        }
        world.pass_time().await;
        check(&mut world).await;
        world.end().await;
    }
}

#[umbra_test]
async fn what_somebody_loses_leaves_nothing_behind(t: TestApp) {
    for number in worlds(11..14) {
        let mut world = World::begin(&t, number).await;
        for _ in 0..50 {
            make::make(&mut world).await;
        }
        for turn in 0..100 {
            match world.dice.below(7) {
                6 => invite::act(&mut world).await,
                0 => make::make(&mut world).await,
                1 => make::change(&mut world).await,
                _ => share::act(&mut world).await,
            }
            if turn % 5 == 0 {
                traces::compare(&world).await;
            }
        }
        traces::compare(&world).await;
        let truth = occurrences::Truth::read(&world).await;
        for who in &world.people {
            seen::Seen::read(&world, who, &truth).await.compare(&world, who, &truth).await;
        }
        told::compare(&world).await;
        world.end().await;
    }
}

/// Compares everything that the people of a world see.
async fn check(world: &mut World) {
    let truth = occurrences::Truth::read(world).await;
    for who in world.people.clone() {
        println!("what {} sees", who.username);
        let seen = seen::Seen::read(world, &who, &truth).await;
        seen.compare(world, &who, &truth).await;
        lists::compare(world, &who, &seen).await;
        events::compare(world, &who, &seen, &truth).await;
        today::compare(world, &who, &seen).await;
        together::compare(world, &who, &seen).await;
    }
    told::compare(world).await;
}
