//! Reading, and deleting.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, World, notify, told, unread};

#[umbra_test]
async fn one_is_read_once_however_often_and_by_however_many(t: TestApp) {
    let world = World::begin(&t).await;
    let ben = &world.ben;
    notify(&t, &[world.assigned(&world.task)]).await;
    let url = format!("{PATH}/{}/read", told(ben).await[0]["id"]);
    let again = t.user("ben").await;
    let both = join_all([ben.post(&url, ()), again.post(&url, ())].map(async |one| one.await));
    let both: Vec<Value> =
        both.await.into_iter().map(|reply| reply.assert_status(200).json()).collect();
    assert_eq!(both[0], both[1]);
    let read_at = both[0]["read_at"].as_str().unwrap().to_owned();
    t.clock.advance(Duration::from_secs(60));
    let later = ben.post(&url, ()).await.assert_status(200).json();
    assert_eq!(later["read_at"], json!(read_at));
    assert_eq!(told(ben).await, [later]);
    assert_eq!(unread(ben).await, 0);
    let read: Vec<Value> = ben.get(format!("{PATH}?unread=false")).await.json_as();
    assert_eq!(read.len(), 1);
    world.ana.post(&url, ()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn what_comes_after_what_was_shown_stays_unread(t: TestApp) {
    let world = World::begin(&t).await;
    let ben = &world.ben;
    let other = world.task("Sow").await;
    let first = world.say(&world.task, "One").await;
    notify(&t, &[world.commented(first)]).await;
    notify(&t, &[world.assigned(&other)]).await;
    let shown = told(ben).await[0]["updated_at"].as_str().unwrap().to_owned();
    t.clock.advance(Duration::from_millis(1));
    // Something new, and one more of something that was shown.
    notify(&t, &[world.commented(world.say(&other, "Two").await)]).await;
    notify(&t, &[world.commented(world.say(&world.task, "Three").await)]).await;
    let read = ben.post(format!("{PATH}/read-all?up_to={shown}"), ()).await.assert_status(200);
    assert_eq!(read.json(), json!({"read": 1}));
    assert_eq!(unread(ben).await, 2);
    let read = ben.post(format!("{PATH}/read-all"), ()).await.assert_status(200);
    assert_eq!(read.json(), json!({"read": 2}));
    assert_eq!(unread(ben).await, 0);
    let bad = ben.post(format!("{PATH}/read-all?up_to=soon"), ()).await;
    bad.assert_problem(422, "invalid").assert_field("/up_to", "invalid_instant");
}

#[umbra_test]
async fn reading_all_while_more_comes_loses_nothing(t: TestApp) {
    let world = World::begin(&t).await;
    let at = world.say(&world.task, "Again").await;
    let (ben, commented) = (&world.ben, world.commented(at));
    let tells = join_all((0..15).map(async |_| notify(&t, std::slice::from_ref(&commented)).await));
    let reads = join_all((0..15).map(async |_| {
        let read = ben.post(format!("{PATH}/read-all"), ()).await.assert_status(200);
        read.json()["read"].as_u64().unwrap()
    }));
    let (_, read) = futures_util::future::join(tells, reads).await;
    let all = told(ben).await;
    let counted: u64 = all.iter().map(|one| one["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, 15, "each is counted in one of them: {all:?}");
    let open = unread(ben).await;
    assert!(open <= 1, "{all:?}");
    assert_eq!(read.iter().sum::<u64>() + open, all.len() as u64);
}

#[umbra_test]
async fn who_deletes_one_sees_it_no_more(t: TestApp) {
    let world = World::begin(&t).await;
    let ben = &world.ben;
    notify(&t, &[world.assigned(&world.task)]).await;
    let url = format!("{PATH}/{}", told(ben).await[0]["id"]);
    world.ana.delete(&url).await.assert_problem(404, "not_found");
    ben.delete(&url).await.assert_status(204);
    ben.delete(&url).await.assert_problem(404, "not_found");
    ben.post(format!("{url}/read"), ()).await.assert_problem(404, "not_found");
    assert_eq!((told(ben).await.len(), unread(ben).await), (0, 0));
    notify(&t, &[world.assigned(&world.task)]).await;
    assert_eq!(unread(ben).await, 1, "what happens again is told again");
}

#[umbra_test]
async fn pages_hold_everything_once_and_the_newest_first(t: TestApp) {
    let world = World::begin(&t).await;
    let ben = &world.ben;
    for number in 0..7 {
        let task = world.task(&format!("Task {number}")).await;
        notify(&t, &[world.commented(world.say(&task, "x").await)]).await;
        if number % 2 == 0 {
            t.clock.advance(Duration::from_secs(1));
        }
    }
    let all = told(ben).await;
    assert_eq!(all.len(), 7);
    let times: Vec<_> = all.iter().map(|one| one["updated_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    let mut paged: Vec<Value> = Vec::new();
    let mut next = Some(format!("{PATH}?limit=2&unread=true"));
    while let Some(path) = next {
        let page = ben.get(path).await.assert_status(200);
        paged.extend(page.json_as::<Vec<Value>>());
        next = page.next_page();
    }
    assert_eq!(paged, all);
}
