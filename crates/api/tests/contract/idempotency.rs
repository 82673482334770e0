//! `Idempotency-Key`: a repeated request gets the first answer.

use std::time::Duration;

use futures_util::future::join;
use sea_orm::sqlx::{AssertSqlSafe, query, query_scalar};
use umbra_testkit::{Client, Reply, Request, TestApp, at_once, umbra_test};

use crate::contract::{resource::Resource, table::resources};

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

/// Prepares the request that a test repeats.
fn keyed(resource: &Resource, client: &Client) -> Request {
    client.post(&resource.path, resource.full()).header("Idempotency-Key", KEY)
}

fn is_replay(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == Some("true")
}

/// Checks that an answer is the first one of its key.
#[track_caller]
fn assert_first(reply: Reply) -> Reply {
    let reply = reply.assert_status(201);
    assert!(!is_replay(&reply), "{reply:?}");
    reply
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

#[umbra_test]
async fn a_repeated_request_gets_the_first_answer_and_does_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    for (n, resource) in resources().enumerate() {
        let resource = resource.of(&ana).await;
        let key = format!("key-{n}");
        let send = || keyed(&resource, &ana).header("Idempotency-Key", &key);
        let first = assert_first(send().await);
        let rows = resource.rows(&ana).await;
        t.clock.advance(Duration::from_secs(60));
        assert_replay(&send().await, &first);
        assert_eq!(resource.rows(&ana).await, rows);
        // Whatever became of the row meanwhile.
        let url = first.header("location").unwrap();
        ana.put(url, resource.change()).await.assert_status(200);
        assert_replay(&send().await, &first);
        ana.delete(url).await.assert_status(204);
        assert_replay(&send().await, &first);
        assert_eq!(resource.rows(&ana).await.len(), rows.len() - 1);
    }
}

#[umbra_test]
async fn without_a_key_every_request_counts(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let before = resource.rows(&ana).await.len();
        for _ in 0..2 {
            assert_first(keyed(&resource, &ana).without("Idempotency-Key").await);
        }
        assert_eq!(resource.rows(&ana).await.len(), before + 2);
    }
}

#[umbra_test]
async fn of_20_requests_at_once_one_counts(t: TestApp) {
    let second = t.second_process().await;
    for resource in resources() {
        // One key stands for one path.
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let resource = resource.of(&ana).await;
        let there = ana.at(&second);
        let before = resource.rows(&ana).await.len();
        let requests = (0..20).map(|n| keyed(&resource, if n % 2 == 0 { &ana } else { &there }));
        let replies = at_once(requests).await;
        let fresh: Vec<_> =
            replies.iter().filter(|reply| reply.status() == 201 && !is_replay(reply)).collect();
        let [fresh] = fresh[..] else { panic!("{replies:?}") };
        for reply in &replies {
            if reply.status() == 409 {
                reply.assert_problem(409, "idempotency_key_in_flight");
            } else {
                assert_eq!(reply.text(), fresh.text());
            }
        }
        assert_eq!(resource.rows(&ana).await.len(), before + 1);
        assert_replay(&keyed(&resource, &there).await, fresh);
    }
}

#[umbra_test]
async fn a_request_that_is_still_worked_on_is_told(t: TestApp) {
    // On SQLite there is one writer: whoever comes second waits for the first.
    let Some(pool) = t.store.postgres_pool() else { return };
    let second = t.second_process().await;
    for resource in resources() {
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let resource = resource.of(&ana).await;
        let before = resource.rows(&ana).await.len();
        let mut blocker = pool.begin().await.unwrap();
        let lock = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", resource.table);
        query(AssertSqlSafe(lock)).execute(&mut *blocker).await.unwrap();
        let waits = format!(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted \
             AND relation = '{}'::regclass)",
            resource.table
        );
        let meanwhile = async {
            let waits = || query_scalar::<_, bool>(AssertSqlSafe(waits.clone()));
            while !waits().fetch_one(&mut *blocker).await.unwrap() {}
            let second = keyed(&resource, &ana.at(&second)).await;
            blocker.rollback().await.unwrap();
            second
        };
        let (first, second) = join(keyed(&resource, &ana).into_future(), meanwhile).await;
        second.assert_problem(409, "idempotency_key_in_flight");
        let first = assert_first(first);
        assert_replay(&keyed(&resource, &ana).await, &first);
        assert_eq!(resource.rows(&ana).await.len(), before + 1);
    }
}

#[umbra_test]
async fn a_refused_request_leaves_its_key_free(t: TestApp) {
    for resource in resources() {
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let resource = resource.of(&ana).await;
        let before = resource.rows(&ana).await.len();
        let mut blank = resource.full();
        blank[resource.label()] = " ".into();
        let refused = keyed(&resource, &ana).json(blank).await;
        let pointer = format!("/{}", resource.label());
        refused.assert_problem(422, "invalid").assert_field(&pointer, "blank");
        let forged = keyed(&resource, &ana).without("X-Requested-With").await;
        forged.assert_problem(403, "csrf");
        assert_first(keyed(&resource, &ana).await);
        assert_eq!(resource.rows(&ana).await.len(), before + 1);
    }
}

#[umbra_test]
async fn a_first_answer_is_kept_for_24_hours(t: TestApp) {
    for resource in resources() {
        // Each with nothing kept, and a session that lasts.
        t.clock.advance(Duration::from_hours(25));
        t.app.purge_expired().await.unwrap();
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let resource = resource.of(&ana).await;
        let send = || keyed(&resource, &ana);
        let first = assert_first(send().await);
        let count = resource.rows(&ana).await.len();
        for hours in [23, 1] {
            t.clock.advance(Duration::from_hours(hours));
            assert_eq!(t.app.purge_expired().await.unwrap().answers, 0);
            assert_replay(&send().await, &first);
        }
        t.clock.advance(Duration::from_secs(1));
        assert_eq!(t.app.purge_expired().await.unwrap().answers, 1);
        assert!(t.database_dump().await.table("idempotency_keys").is_empty());
        let later = assert_first(send().await);
        assert_ne!(later.header("location"), first.header("location"));
        assert_replay(&send().await, &later);
        assert_eq!(resource.rows(&ana).await.len(), count + 1);
    }
}

#[umbra_test]
async fn a_key_that_ran_out_is_free_before_it_is_purged(t: TestApp) {
    for resource in resources() {
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let resource = resource.of(&ana).await;
        let first = assert_first(keyed(&resource, &ana).await);
        t.clock.advance(Duration::from_secs(24 * 60 * 60 + 1));
        let other = assert_first(keyed(&resource, &ana).json(resource.other()).await);
        assert_ne!(other.text(), first.text());
        keyed(&resource, &ana).await.assert_problem(422, "idempotency_key_reused");
    }
}

#[umbra_test]
async fn people_have_keys_of_their_own(t: TestApp) {
    for resource in resources() {
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let ben = t.user(&format!("ben-of-{}", resource.table)).await;
        let of_ben = resource.clone().of(&ben).await;
        let resource = resource.of(&ana).await;
        let hers = assert_first(keyed(&resource, &ana).await);
        let his = assert_first(keyed(&of_ben, &ben).json(resource.other()).await);
        assert_ne!(his.json()["id"], hers.json()["id"]);
        assert_replay(&keyed(&resource, &ana).await, &hers);
        keyed(&resource, &t.anonymous()).await.assert_problem(401, "unauthenticated");
        let laptop = t.user(&ana.username).await;
        assert_replay(&keyed(&resource, &laptop).await, &hers);
    }
}
