//! `Idempotency-Key`: a repeated request gets the first answer.

use std::time::Duration;

use futures_util::future::join;
use sea_orm::sqlx;
use serde_json::{Value, json};
use umbra_testkit::{Client, Reply, Request, TestApp, at_once, umbra_test};

use crate::todos::rows;

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

fn create(client: &Client, key: &str, body: Value) -> Request {
    client.post("/api/todos", body).header("Idempotency-Key", key)
}

fn milk(client: &Client) -> Request {
    create(client, KEY, json!({"title": "Buy milk", "priority": "low"}))
}

fn is_replay(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == Some("true")
}

/// Checks that an answer is the first one once more.
#[track_caller]
fn assert_replay(reply: &Reply, first: &Reply) {
    let reply = reply.clone().assert_status(201);
    assert!(is_replay(&reply), "{reply:?}");
    assert_eq!(reply.text(), first.text());
    for name in ["etag", "location", "content-type"] {
        assert_eq!(reply.header(name), first.header(name), "{name}");
    }
}

async fn count(client: &Client) -> usize {
    rows(&client.get("/api/todos").await).len()
}

#[umbra_test]
async fn a_repeated_request_gets_the_first_answer_and_does_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    let first = milk(&ana).await.assert_status(201);
    assert!(!is_replay(&first));
    assert_eq!(first.etag(), "\"1\"");
    t.clock.advance(Duration::from_secs(60));
    assert_replay(&milk(&ana).await, &first);
    assert_eq!(count(&ana).await, 1);
    // Whatever became of the todo meanwhile.
    let url = first.header("location").unwrap();
    ana.put(url, json!({"title": "Buy bread"})).await.assert_status(200);
    assert_replay(&milk(&ana).await, &first);
    ana.delete(url).await.assert_status(204);
    assert_replay(&milk(&ana).await, &first);
    assert_eq!(count(&ana).await, 0);
}

#[umbra_test]
async fn without_a_key_every_request_counts(t: TestApp) {
    let ana = t.user("ana").await;
    for _ in 0..2 {
        let reply = milk(&ana).without("Idempotency-Key").await.assert_status(201);
        assert!(!is_replay(&reply));
    }
    assert_eq!(count(&ana).await, 2);
}

#[umbra_test]
async fn of_20_requests_at_once_one_counts(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let replies = at_once((0..20).map(|n| milk(if n % 2 == 0 { &ana } else { &second }))).await;
    let fresh: Vec<_> =
        replies.iter().filter(|reply| reply.status() == 201 && !is_replay(reply)).collect();
    assert_eq!(fresh.len(), 1, "{replies:?}");
    for reply in &replies {
        if reply.status() == 409 {
            reply.assert_problem(409, "idempotency_key_in_flight");
        } else if is_replay(reply) {
            assert_replay(reply, fresh[0]);
        } else {
            assert_eq!(reply.text(), fresh[0].text());
        }
    }
    assert_eq!(rows(&ana.get("/api/todos").await), [fresh[0].json()]);
    assert_replay(&milk(&second).await, fresh[0]);
}

#[umbra_test]
async fn a_request_that_is_still_worked_on_is_told(t: TestApp) {
    // On SQLite there is one writer: whoever comes second waits for the first.
    let Some(pool) = t.app.store.postgres_pool() else { return };
    let ana = t.user("ana").await;
    let other = t.second_process().await;
    let mut blocker = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE todos IN ACCESS EXCLUSIVE MODE").execute(&mut *blocker).await.unwrap();
    let meanwhile = async {
        let waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted \
                     AND relation = 'todos'::regclass)";
        while !sqlx::query_scalar::<_, bool>(waits).fetch_one(&mut *blocker).await.unwrap() {}
        let second = milk(&ana.at(&other)).await;
        blocker.rollback().await.unwrap();
        second
    };
    let (first, second) = join(milk(&ana).into_future(), meanwhile).await;
    second.assert_problem(409, "idempotency_key_in_flight");
    let first = first.assert_status(201);
    assert_replay(&milk(&ana.at(&other)).await, &first);
    assert_eq!(count(&ana).await, 1);
}

#[umbra_test]
async fn a_key_stands_for_one_body(t: TestApp) {
    let ana = t.user("ana").await;
    let first = milk(&ana).await.assert_status(201);
    for other in [
        json!({"title": "Buy bread", "priority": "low"}),
        json!({"title": "Buy milk"}),
        json!({"title": "Buy milk", "priority": "low", "completed": true}),
        json!({"title": "buy milk", "priority": "low"}),
    ] {
        let refused = create(&ana, KEY, other).await;
        refused.assert_problem(422, "idempotency_key_reused");
    }
    assert_eq!(count(&ana).await, 1);
    let spelled = "{ \"priority\" : \"low\",\n \"title\":\"Buy \\u006dilk\" }";
    let respelled = ana.post("/api/todos/", ()).header("Idempotency-Key", KEY);
    assert_replay(&respelled.body("application/json; charset=utf-8", spelled).await, &first);
    let upper = create(&ana, &KEY.to_uppercase(), json!({"title": "Buy milk", "priority": "low"}));
    assert!(!is_replay(&upper.await.assert_status(201)), "a key is compared exactly");
}

#[umbra_test]
async fn a_refused_request_leaves_its_key_free(t: TestApp) {
    let ana = t.user("ana").await;
    let blank = create(&ana, KEY, json!({"title": " "})).await;
    blank.assert_problem(422, "invalid").assert_field("/title", "blank");
    let forged = milk(&ana).without("X-Requested-With").await;
    forged.assert_problem(403, "csrf");
    assert!(!is_replay(&milk(&ana).await.assert_status(201)));
    assert_eq!(count(&ana).await, 1);
}

#[umbra_test]
async fn a_first_answer_is_kept_for_24_hours(t: TestApp) {
    let ana = t.user("ana").await;
    let first = milk(&ana).await.assert_status(201);
    for hours in [23, 1] {
        t.clock.advance(Duration::from_hours(hours));
        assert_eq!(t.app.purge_expired().await.unwrap().answers, 0);
        assert_replay(&milk(&ana).await, &first);
    }
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(t.app.purge_expired().await.unwrap().answers, 1);
    assert!(t.database_dump().await.table("idempotency_keys").is_empty());
    let later = milk(&ana).await.assert_status(201);
    assert!(!is_replay(&later));
    assert_ne!(later.header("location"), first.header("location"));
    assert_replay(&milk(&ana).await, &later);
    assert_eq!(count(&ana).await, 2);
}

#[umbra_test]
async fn a_key_that_ran_out_is_free_before_it_is_purged(t: TestApp) {
    let ana = t.user("ana").await;
    let first = milk(&ana).await.assert_status(201);
    t.clock.advance(Duration::from_secs(24 * 60 * 60 + 1));
    let other = create(&ana, KEY, json!({"title": "Buy bread"})).await.assert_status(201);
    assert!(!is_replay(&other));
    assert_ne!(other.text(), first.text());
    milk(&ana).await.assert_problem(422, "idempotency_key_reused");
}

#[umbra_test]
async fn people_have_keys_of_their_own(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let hers = milk(&ana).await.assert_status(201);
    let his = create(&ben, KEY, json!({"title": "Buy bread"})).await.assert_status(201);
    assert!(!is_replay(&his));
    assert_ne!(his.json()["id"], hers.json()["id"]);
    assert_replay(&milk(&ana).await, &hers);
    let stranger = milk(&t.anonymous()).await;
    stranger.assert_problem(401, "unauthenticated");
    let laptop = t.user("ana").await;
    assert_replay(&milk(&laptop).await, &hers);
}

#[umbra_test]
async fn a_key_is_1_to_255_visible_ascii_characters(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = json!({"title": "Buy milk"});
    for bad in ["", " ", "a b", "a\tb", "ä", &"x".repeat(256)] {
        let refused = create(&ana, bad, todo.clone()).await;
        refused.assert_problem(400, "invalid_idempotency_key");
    }
    assert_eq!(count(&ana).await, 0);
    for good in ["x", "!", "~", "a;b=\"c\"", &"x".repeat(255)] {
        create(&ana, good, todo.clone()).await.assert_status(201);
    }
    assert_eq!(count(&ana).await, 5);
}
