//! Lost connections to the database: nobody is let in by mistake, nothing is lost, and the server
//! goes back to work. SQLite has no connections that somebody else could end.

use sea_orm::sqlx::{self, Connection as _, PgConnection};
use serde_json::json;
use umbra_testkit::{Client, PASSWORD, Reply, Request, TestApp, at_once, umbra_test};

use crate::{alone::one_process_for_connections, system::faults::assert_opaque};

/// Checks that an answer says that the database is away, and nothing else.
#[track_caller]
fn assert_away(reply: &Reply) {
    reply.assert_problem(503, "database_unavailable");
    assert_eq!(reply.header("retry-after"), Some("5"), "{reply:?}");
    assert_opaque(reply);
}

/// Ends every connection that the server has to its database, and waits until they have ended.
async fn end_connections(control: &mut PgConnection) -> i64 {
    let sql = "SELECT COUNT(pg_terminate_backend(pid, 30000)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query_scalar(sql).fetch_one(control).await.unwrap()
}

/// Repeats a request until the database is back. Each try may use up one dead connection.
async fn once_back(client: &Client, path: &str) -> Reply {
    repeated(|| client.get(path)).await
}

/// Repeats any request so.
async fn repeated(request: impl Fn() -> Request) -> Reply {
    for _ in 0..20 {
        let reply = request().await;
        if reply.status() != 503 {
            return reply;
        }
        assert_away(&reply);
    }
    panic!("the server doesn't find back to its database");
}

#[umbra_test(with = one_process_for_connections)]
async fn lost_connections_let_nobody_in_and_lose_nothing(t: TestApp) {
    if !t.is_postgres() {
        return;
    }
    let mut control = PgConnection::connect(t.database().url.expose()).await.unwrap();
    let (ana, ben, stranger) = (t.user("ana").await, t.user("ben").await, t.anonymous());
    let forged = t.anonymous();
    forged.set_cookie("session", &format!("{}x", ana.cookie("session").unwrap()));
    let secret = ana.todo("Secret of Ana").create().await;
    let (mut written, mut failures) = (vec![secret.id], 0);
    for round in 0..8 {
        assert!(end_connections(&mut control).await > 0);
        let title = json!({"title": format!("Round {round}")});
        let requests = [
            ana.get(secret.url()),
            ben.get(secret.url()),
            stranger.get(secret.url()),
            forged.get(secret.url()),
            ana.post("/api/todos", &title).header("Idempotency-Key", &format!("round-{round}")),
            ben.get("/api/admin/users"),
            stranger.get("/health/ready"),
            stranger.get("/health"),
        ];
        let replies = at_once(requests).await;
        for (reply, usual) in replies.iter().zip([200, 404, 401, 401, 201, 403, 200, 200]) {
            if reply.status() == 503 {
                assert_away(reply);
                failures += 1;
            } else {
                assert_eq!(reply.status(), usual, "{reply:?}");
            }
        }
        // Who isn't signed in never gets as far as the database.
        assert_eq!(
            (replies[2].status(), replies[3].status(), replies[7].status()),
            (401, 401, 200)
        );
        if replies[4].status() == 201 {
            written.push(replies[4].json()["id"].as_i64().unwrap());
        }
        assert_eq!(once_back(&ana, &secret.url()).await.json(), secret.body);
        once_back(&ben, &secret.url()).await.assert_problem(404, "not_found");
    }
    assert!(failures > 0, "no request met a dead connection");
    let list = once_back(&ana, "/api/todos?sort=created_at").await.json();
    let kept: Vec<_> =
        list.as_array().unwrap().iter().map(|todo| todo["id"].as_i64().unwrap()).collect();
    assert!(written.iter().all(|id| kept.contains(id)), "{written:?} of {kept:?}");
    control.close().await.unwrap();
}

#[umbra_test(with = one_process_for_connections)]
async fn connections_lost_in_the_middle_of_writes_do_no_harm(t: TestApp) {
    if !t.is_postgres() {
        return;
    }
    let mut control = PgConnection::connect(t.database().url.expose()).await.unwrap();
    let ana = t.user("ana").await;
    let create = |n: i32| {
        let request = ana.post("/api/todos", json!({"title": format!("Todo {n}")}));
        request.header("Idempotency-Key", &format!("key-{n}"))
    };
    for round in 0..5 {
        let storm = at_once((0..10).map(|n| create(round * 10 + n)));
        let (replies, _) = futures_util::future::join(storm, end_connections(&mut control)).await;
        for reply in replies {
            match reply.status() {
                201 => {}
                503 => assert_away(&reply),
                other => panic!("{other} is neither done nor put off: {reply:?}"),
            }
        }
    }
    // A client that repeats what wasn't answered ends up with each todo once.
    once_back(&ana, "/api/todos").await.assert_status(200);
    for n in 0..50 {
        repeated(|| create(n)).await.assert_status(201);
    }
    let mut titles: Vec<_> = (0..50).map(|n| format!("Todo {n}")).collect();
    titles.sort_unstable();
    let list = once_back(&ana, "/api/todos").await.json();
    let mut kept: Vec<_> =
        list.as_array().unwrap().iter().map(|todo| todo["title"].as_str().unwrap()).collect();
    kept.sort_unstable();
    assert_eq!(kept, titles);
    control.close().await.unwrap();
}

#[umbra_test(with = one_process_for_connections)]
async fn a_wrong_password_stays_wrong_while_connections_are_lost(t: TestApp) {
    if !t.is_postgres() {
        return;
    }
    let mut control = PgConnection::connect(t.database().url.expose()).await.unwrap();
    t.user("ana").await;
    let browser = t.anonymous();
    let try_in = async |password: &str| {
        let credentials = json!({"username": "ana", "password": password});
        browser.post("/api/auth/login", credentials).await
    };
    for _ in 0..4 {
        let (reply, _) =
            futures_util::future::join(try_in("wrong wrong wrong"), end_connections(&mut control))
                .await;
        assert!([401, 503].contains(&reply.status()), "{reply:?}");
        assert!(reply.cookies().is_empty(), "{reply:?}");
        once_back(&browser, "/api/auth/status").await.assert_status(200);
        once_back(&browser, "/health/ready").await.assert_status(200);
    }
    for _ in 0..20 {
        let reply = try_in(PASSWORD).await;
        if reply.status() == 200 {
            break;
        }
        assert_away(&reply);
    }
    once_back(&browser, "/api/todos").await.assert_status(200);
    control.close().await.unwrap();
}
