//! Requests that are under way while the account, the session or the right ends with which they came.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::task::unconstrained;
use umbra_app::StoreError;
use umbra_store::{attempts, session, user};
use umbra_testkit::{
    Client, PASSWORD, Person, Process, Reply, Request, Setup, TestApp, at_once, umbra_test,
    until_locked,
};

use crate::auth::steps::{fail, give_backup_code, give_password, is_signed_in, with_totp};

const NEW: &str = "two blue boats at noon";

/// Runs in front of a request: they take longer than whatever happens meanwhile, also on a busy machine.
const RUNS: usize = 2_000;

/// Lets something happen while a request waits for its hash in a process that has one thread for them.
async fn while_hashing(
    t: &TestApp,
    slower: &Process,
    request: Request,
    happens: impl Future<Output = ()>,
) -> Reply {
    let busy = at_once((0..RUNS).map(|_| async {
        slower.hashes.admit().unwrap().hash(PASSWORD.as_bytes()).await.unwrap();
    }));
    let happens = async {
        // The attempt is reserved, and waits for its hash.
        while attempts::count(t.store.reader()).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        happens.await;
    };
    // All of them are queued at once, before the request, and those that are left are cancelled then.
    let happened = async {
        tokio::select! {
            biased;
            _ = unconstrained(busy) => panic!("the request's turn came before that"),
            () = happens => {}
        }
    };
    let request = async { request.await };
    let ((), reply) = tokio::join!(happened, request);
    reply
}

/// Waits until a statement waits for a lock. SQLite doesn't tell: whoever writes is given time to come there.
async fn somebody_waits(t: &TestApp) {
    let Some(pool) = t.store.postgres_pool() else {
        tokio::time::sleep(Duration::from_millis(500)).await;
        return;
    };
    until_locked(&pool).await;
}

async fn slower(t: &TestApp) -> Process {
    let slower = |setup: &mut Setup| {
        setup.hash_threads = 1;
        setup.hash_queue = 2 * RUNS;
    };
    t.second_process_with(slower).await
}

/// Changes the password, and with it the token of the session.
async fn change(who: &Person) {
    let body = json!({"old_password": PASSWORD, "new_password": NEW});
    who.post("/api/auth/change-password", body).await.assert_status(200);
}

#[umbra_test]
async fn an_unlock_does_not_survive_a_change_of_the_password(t: TestApp) {
    let (ana, slower) = (t.user("ana").await, slower(&t).await);
    let stolen = ana.fork().at(&slower);
    let unlock = stolen.post("/api/auth/verify-password", json!({"password": PASSWORD}));
    let reply = while_hashing(&t, &slower, unlock, change(&ana)).await;
    assert_eq!(reply.status(), 401, "{reply:?}");
    assert!(!is_signed_in(&stolen).await, "what was sent before the change opened the session");
    assert!(is_signed_in(&ana).await);
}

#[umbra_test]
async fn a_session_is_renewed_only_for_who_has_its_token(t: TestApp) {
    let ana = t.user("ana").await;
    let stolen = ana.fork();
    change(&ana).await;
    // As of a request that was let in before the change.
    let renew = async |with: &Client| {
        let cookie = with.cookie("session").unwrap();
        let old = t.setup().keys().open_session(&cookie).unwrap().hash();
        let now = t.app.now();
        let renew = async |tx: &_| session::rotate(tx, ana.session, &old, &[7; 32], now).await;
        t.store.write(renew).await.unwrap()
    };
    assert!(!renew(&stolen).await);
    assert!(is_signed_in(&ana).await);
    assert!(renew(&ana).await);
    assert!(!is_signed_in(&ana).await);
}

#[umbra_test]
async fn a_passkey_is_not_begun_in_a_session_that_ends_meanwhile(t: TestApp) {
    let (ana, elsewhere, slower) = (t.user("ana").await, t.user("ana").await, slower(&t).await);
    let begin = ana.fork().at(&slower);
    let begin = begin.post("/api/auth/passkeys/register/begin", json!({"password": PASSWORD}));
    let ended = async {
        let path = format!("/api/auth/sessions/{}", ana.session);
        elsewhere.delete(path).await.assert_status(204);
    };
    let reply = while_hashing(&t, &slower, begin, ended).await;
    reply.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn nothing_is_made_for_an_account_that_is_deleted_meanwhile(t: TestApp) {
    for (n, (path, body, key)) in [
        ("/api/todos", json!({"title": "Milk"}), None),
        ("/api/todos", json!({"title": "Milk"}), Some("once")),
        ("/api/calendars", json!({"name": "Work"}), Some("once")),
        ("/api/people", json!({"first_name": "Cleo"}), None),
        ("/api/locations", json!({"name": "Home"}), None),
        ("/api/projects", json!({"name": "Garden"}), None),
    ]
    .into_iter()
    .enumerate()
    {
        let who = t.user(&format!("ana{n}")).await;
        let request = who.post(path, body);
        let request = match key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        };
        let (begin, begun) = tokio::sync::oneshot::channel();
        let deleted = t.store.write(async |tx| {
            user::delete(tx, who.id).await?;
            begin.send(()).unwrap();
            // The request is let in, and waits for the deletion.
            somebody_waits(&t).await;
            Ok::<_, StoreError>(())
        });
        let made = async {
            begun.await.unwrap();
            request.await
        };
        let (deleted, reply) = tokio::join!(deleted, made);
        deleted.unwrap();
        reply.assert_problem(401, "unauthenticated");
    }
}

fn one_hash_at_a_time(setup: &mut Setup) {
    setup.hash_threads = 1;
    setup.hash_queue = 0;
}

#[umbra_test(with = one_hash_at_a_time)]
async fn who_is_slowed_down_keeps_nobody_else_waiting(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let stranger = t.anonymous();
    let token = give_password(&stranger, "ana").await;
    fail(&t.from_address("203.0.113.7"), "ana", 1).await;
    // Two seconds for each further stranger.
    t.execute("UPDATE login_counters SET failures = 35 WHERE full_at IS NOT NULL").await;
    let answered = std::cell::Cell::new(false);
    let given = async {
        let reply = give_backup_code(&stranger, &token, &app.backup_codes[0]).await;
        answered.set(true);
        reply
    };
    let watched = async {
        let (mut free, mut since) = (Duration::ZERO, None::<Instant>);
        while !answered.get() {
            let (now, is_free) = (Instant::now(), t.hashes.stats().admitted == 0);
            free += since.filter(|_| is_free).map_or(Duration::ZERO, |since| now - since);
            since = is_free.then_some(now);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        free
    };
    let (reply, free) = tokio::join!(given, watched);
    reply.assert_status(200);
    assert!(free >= Duration::from_secs(1), "a place was free for {free:?}");
}
