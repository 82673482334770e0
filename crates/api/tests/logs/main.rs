//! What people keep secret is in no log, however much is logged.
//!
//! A program of its own: the level and the receiver of logs belong to the whole process.
#![cfg(test)]

mod capture;
mod mirror;

use std::time::Duration;

use serde_json::{Value, json};
use umbra_app::action_link::WantedButtons;
use umbra_domain::{TodoId, UserId, action_link::LinkSubject};
use umbra_testkit::{Client, Engine, NtfyManner, NtfyServer, PASSWORD, Setup, TestApp};

use crate::capture::{captured, listen};

/// Secrets of a person, and where each was met.
#[derive(Default)]
struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    fn add(&mut self, what: &'static str, secret: impl Into<String>) {
        let secret = secret.into();
        assert!(secret.len() >= 6, "{what} is too short to be told from chance: {secret}");
        self.0.push((what, secret));
    }

    /// Notes a value that an answer shows.
    fn shown(&mut self, what: &'static str, value: &Value) {
        self.add(what, value.as_str().unwrap_or_else(|| panic!("no {what}")));
    }

    /// Notes the cookies that a browser has, and what they are made of.
    fn cookies_of(&mut self, client: &Client) {
        for name in ["session", "umbra_device"] {
            let value = client.cookie(name).unwrap_or_else(|| panic!("no cookie {name}"));
            for part in value.split('.').filter(|part| part.len() >= 16) {
                self.add("part of a cookie", part);
            }
            self.add("cookie", value);
        }
    }
}

/// Signs up, signs in, fails to, and does what shows or takes secrets.
async fn live(t: &TestApp, secrets: &mut Secrets) {
    let (anonymous, admin) = (t.anonymous(), t.admin().await);
    secrets.cookies_of(&admin);
    let login = |name: &str, password: &str| {
        anonymous.post("/api/auth/login", json!({"username": name, "password": password}))
    };

    let wrong = "canary of a wrong password";
    secrets.add("wrong password", wrong);
    login("ana", wrong).await.assert_problem(401, "invalid_credentials");
    login(wrong, wrong).await.assert_problem(401, "invalid_credentials");

    let open = json!({"allow_registration": true, "enforce_mfa_new_users": true});
    admin.put("/api/admin/config", open).await.assert_status(200);
    let chosen = "canary of a chosen password";
    secrets.add("chosen password", chosen);
    let new = json!({"username": "cleo", "password": chosen, "email": "canary@example.org"});
    let pending = anonymous.post("/api/auth/register", new).await.assert_status(200).json();
    secrets.shown("token of an unfinished sign-in", &pending["mfa_token"]);
    let token = json!({"mfa_token": pending["mfa_token"]});
    let setup = anonymous.post("/api/auth/totp/enforce-setup", token).await.assert_status(200);
    let setup = setup.json();
    secrets.shown("TOTP secret", &setup["secret"]);
    for code in setup["backup_codes"].as_array().unwrap() {
        secrets.shown("backup code", code);
    }
    let bad = json!({"mfa_token": pending["mfa_token"], "code": "987654"});
    let confirmed = anonymous.post("/api/auth/totp/enforce-confirm", bad).await;
    confirmed.assert_problem(400, "invalid_code");

    let relaxed = json!({"enforce_mfa_new_users": false});
    admin.put("/api/admin/config", relaxed).await.assert_status(200);
    let made = admin.post("/api/admin/users", json!({"username": "dora"})).await;
    let made = made.assert_status(201).json();
    secrets.shown("temporary password", &made["temporary_password"]);
    let temporary = made["temporary_password"].as_str().unwrap();
    let dora = t.anonymous();
    let credentials = json!({"username": "dora", "password": temporary});
    dora.post("/api/auth/login", credentials).await.assert_status(200);
    secrets.cookies_of(&dora);
    let next = "canary of the next password";
    secrets.add("next password", next);
    let change = json!({"old_password": temporary, "new_password": next});
    dora.post("/api/auth/change-password", change).await.assert_status(200);
    secrets.cookies_of(&dora);
    dora.post("/api/auth/lock", ()).await.assert_status(200);
    dora.post("/api/auth/verify-password", json!({"password": next})).await.assert_status(200);
    secrets.cookies_of(&dora);
    let passkey = dora.post("/api/auth/passkeys/register/begin", json!({"password": next})).await;
    secrets.shown("token of a ceremony", &passkey.assert_status(200).json()["challenge_token"]);
    let totp = dora.post("/api/auth/totp/setup", ()).await.assert_status(200).json();
    secrets.shown("TOTP secret", &totp["secret"]);

    // The server forgets what it is told in private, too.
    let text = "canary of a private note";
    secrets.add("text of a todo", text);
    let key = "canary-of-an-idempotency-key";
    secrets.add("idempotency key", key);
    let todo = dora.post("/api/todos", json!({"title": text, "description": text}));
    todo.header("Idempotency-Key", key).await.assert_status(201);
    dora.get("/api/todos?search=canary+of+a+private+note").await.assert_status(200);
    secrets.add("search as it was sent", "canary+of+a+private+note");
    dora.put("/api/settings", json!({"preferred_name": text})).await.assert_status(200);
    push(t, &dora, secrets).await;
}

/// Has messages sent to a phone, and presses a button of one.
async fn push(t: &TestApp, dora: &Client, secrets: &mut Secrets) {
    let (topic, token) = ("canary-of-a-topic", "tk_canary_of_an_access_token");
    secrets.add("topic", topic);
    secrets.add("access token", token);
    let settings = json!({"ntfy_topic": topic, "ntfy_auth_token": token, "ntfy_enabled": true});
    dora.put("/api/settings", settings).await.assert_status(200);
    for manner in [NtfyManner::Fine, NtfyManner::Status(500, ""), NtfyManner::HangUp] {
        t.ntfy().answers(manner);
        dora.post("/api/settings/ntfy/test", ()).await;
    }
    secrets.add("what another server says", NtfyServer::SECRET);
    let milk = dora.post("/api/todos", json!({"title": "Milk"})).await.assert_status(201).json();
    let id = TodoId(milk["id"].as_i64().unwrap());
    let me = dora.get("/api/auth/me").await.json();
    let user = UserId(me["id"].as_i64().unwrap());
    let settings = umbra_store::settings::for_push(t.store.reader(), &[user]).await.unwrap();
    let subject = LinkSubject::Todo { id, due: None, snoozes: 0 };
    let wanted = WantedButtons { user, settings: settings[&user].as_ref().unwrap(), subject };
    let made = t.app.make_buttons(&[wanted]).await.unwrap();
    let (_, link) = made[0][0].url.rsplit_once('/').unwrap();
    secrets.add("token of a link", link);
    for status in [204, 404] {
        let pressed = t.anonymous().post(format!("/api/actions/{link}"), ());
        pressed.without("X-Requested-With").await.assert_status(status);
    }
}

/// Sends what is refused in every way, with something secret in each place.
async fn fail(t: &TestApp, secrets: &mut Secrets) {
    let ana = t.user("ana").await;
    secrets.cookies_of(&ana);
    secrets.add("password of everybody", PASSWORD);
    let canary = "canary-in-a-refused-request";
    secrets.add("part of a refused request", canary);
    let forged = t.anonymous();
    forged.set_cookie("session", canary);
    for request in [
        forged.get("/api/todos"),
        ana.get(format!("/{canary}")),
        ana.get(format!("/api/todos/{canary}?{canary}={canary}")),
        ana.get(format!("/api/todos?cursor={canary}")),
        ana.get("/api/todos").header("Authorization", &format!("Bearer {canary}")),
        ana.post("/api/todos", json!({"title": "x", canary: canary})),
        ana.post("/api/todos", ()).body("application/json", format!("{{\"title\":\"{canary}")),
        ana.post("/api/todos", ()).body("text/plain", canary),
        ana.post("/api/todos", json!({"title": "x"})).header("X-Requested-With", canary),
        ana.post("/api/auth/verify-password", json!({"password": canary})),
        ana.post(
            "/api/auth/change-password",
            json!({"old_password": canary, "new_password": canary}),
        ),
        ana.post("/api/auth/totp-verify", json!({"mfa_token": canary, "backup_code": "ABCD-EFGH"})),
        ana.put("/api/settings", json!({"timezone": canary})),
        ana.put("/api/settings", json!({})).header("If-Match", canary),
    ] {
        let reply = request.await;
        assert!(reply.status() >= 400 || reply.status() == 200, "{reply:?}");
    }
}

/// Takes the database away in the middle of it, which is when errors with details are logged.
async fn lose_the_database(t: &TestApp, secrets: &mut Secrets) {
    let second = t.second_process().await;
    let ana = t.user("ana").await;
    secrets.cookies_of(&ana);
    second.store.close().await;
    let canary = "canary while the database is away";
    secrets.add("password while the database is away", canary);
    let browser = t.anonymous().at(&second);
    let credentials = json!({"username": "ana", "password": canary});
    browser.post("/api/auth/login", credentials).await.assert_problem(503, "database_unavailable");
    let request = ana.at(&second).post("/api/todos", json!({"title": canary}));
    request.await.assert_problem(503, "database_unavailable");

    let broken = "canary of a failed statement";
    secrets.add("value in a failed statement", broken);
    t.execute("ALTER TABLE todos RENAME TO elsewhere").await;
    let request = ana.post("/api/todos", json!({"title": broken, "description": broken}));
    request.await.assert_problem(500, "internal");
    let search = ana.get("/api/todos?search=canary%20of%20a%20failed%20statement").await;
    search.assert_problem(500, "internal");
    t.execute("ALTER TABLE elsewhere RENAME TO todos").await;
}

fn no_secret_is_logged(engine: Engine) {
    listen();
    let setup = Setup { ntfy: Some(NtfyServer::start()), ..Setup::default() };
    umbra_testkit::run(engine, setup, async |t: TestApp| {
        let mut secrets = Secrets::default();
        secrets.add("key of the server", "eBLo2Vw8S0mXz1qY5kPc7dTf9uJr3hNa");
        live(&t, &mut secrets).await;
        fail(&t, &mut secrets).await;
        lose_the_database(&t, &mut secrets).await;
        t.clock.advance(Duration::from_hours(1));
        t.drain_jobs().await;
        t.app.purge_expired().await.unwrap();

        let log = captured();
        // A deaf ear hears no secrets.
        for heard in
            ["http.request", "\"/api/auth/login\"", "request failed", "auth.login", "TRACE"]
        {
            assert!(log.contains(heard), "{heard} wasn't logged");
        }
        for (what, secret) in &secrets.0 {
            if let Some(line) = log.lines().find(|line| line.contains(secret.as_str())) {
                panic!("a log has the {what} {secret:?}: {line}");
            }
        }
    });
}

mod no_secret_is_ever_logged {
    use umbra_testkit::Engine;

    #[test]
    fn on_sqlite() {
        super::no_secret_is_logged(Engine::Sqlite);
    }

    #[test]
    fn on_postgres() {
        super::no_secret_is_logged(Engine::Postgres);
    }
}
