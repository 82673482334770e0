//! Which requests another site could have made a browser send. That every changing operation
//! refuses them is a gate in `../access`.

use serde_json::json;
use umbra_api::WebOrigin;
use umbra_testkit::{Client, PASSWORD, Request, Setup, TestApp, umbra_test};

/// Served from `https://umbra.example`, with a frontend elsewhere.
fn with_a_frontend(setup: &mut Setup) {
    setup.api.public_url = WebOrigin::parse("https://umbra.example").unwrap();
    setup.api.cors_origins = vec![WebOrigin::parse("https://app.example").unwrap()];
}

/// What a browser tells of where a request comes from, beside `X-Requested-With`.
type Told = &'static [(&'static str, &'static str)];

const SITE: &str = "Sec-Fetch-Site";
const ORIGIN: &str = "Origin";
const HOST: &str = "Host";

const PASSES: [Told; 8] = [
    &[],
    &[(SITE, "same-origin"), (HOST, "umbra.example")],
    &[(SITE, "none"), (HOST, "umbra.example:443")],
    &[(SITE, "same-origin"), (ORIGIN, "https://umbra.example")],
    &[(SITE, "same-site"), (ORIGIN, "https://app.example")],
    &[(SITE, "cross-site"), (ORIGIN, "https://app.example")],
    &[(ORIGIN, "https://umbra.example")],
    &[(ORIGIN, "https://app.example")],
];

const REFUSED: [Told; 17] = [
    &[(SITE, "same-origin"), (ORIGIN, "http://rebound.example"), (HOST, "rebound.example")],
    &[(SITE, "none"), (ORIGIN, "http://rebound.example"), (HOST, "rebound.example")],
    &[(SITE, "same-origin"), (ORIGIN, "null"), (HOST, "umbra.example")],
    &[(ORIGIN, "http://rebound.example"), (HOST, "rebound.example")],
    &[(SITE, "same-origin"), (HOST, "rebound.example")],
    &[(SITE, "same-site")],
    &[(SITE, "cross-site")],
    &[(SITE, "cross-site"), (ORIGIN, "https://evil.example")],
    &[(SITE, "same-site"), (ORIGIN, "https://evil.umbra.example")],
    &[(SITE, "cross-site"), (ORIGIN, "https://umbra.example")],
    &[(SITE, "something-new")],
    &[(SITE, "")],
    &[(ORIGIN, "https://evil.example")],
    &[(ORIGIN, "http://umbra.example")],
    &[(ORIGIN, "https://umbra.example:8443")],
    &[(ORIGIN, "https://umbra.example.evil.example")],
    &[(ORIGIN, "null")],
];

fn told(request: Request, told: Told) -> Request {
    told.iter().fold(request, |request, (name, value)| request.header(name, value))
}

/// The code of the refusal: whoever tells an origin that isn't allowed is told so.
fn code(told: Told) -> &'static str {
    let ours = ["https://umbra.example", "https://app.example"];
    let foreign = told.iter().any(|(name, value)| *name == ORIGIN && !ours.contains(value));
    if foreign { "origin_not_allowed" } else { "csrf" }
}

fn login(browser: &Client) -> Request {
    browser.post("/api/auth/login", json!({"username": "ana", "password": PASSWORD}))
}

#[umbra_test(with = with_a_frontend)]
async fn signing_in_follows_the_table(t: TestApp) {
    t.user("ana").await;
    for from in REFUSED {
        let refused = told(login(&t.anonymous()), from).await;
        refused.assert_problem(403, code(from));
        assert!(refused.cookies().is_empty(), "{refused:?}");
    }
    assert_eq!(t.hashes.stats().verifications, 0);
    for from in PASSES {
        told(login(&t.anonymous()), from).await.assert_status(200);
    }
}

#[umbra_test(with = with_a_frontend)]
async fn signing_out_follows_the_table(t: TestApp) {
    let ana = t.user("ana").await;
    for from in REFUSED {
        told(ana.post("/api/auth/logout", ()), from).await.assert_problem(403, code(from));
        ana.get("/api/settings").await.assert_status(200);
    }
    for from in PASSES {
        let ana = t.user("ana").await;
        told(ana.post("/api/auth/logout", ()), from).await.assert_status(200);
        ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    }
}

#[umbra_test(with = with_a_frontend)]
async fn changing_anything_follows_the_table(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = json!({"title": "Buy milk"});
    for from in REFUSED {
        told(ana.post("/api/todos", &todo), from).await.assert_problem(403, code(from));
    }
    for from in PASSES {
        told(ana.post("/api/todos", &todo), from).await.assert_status(201);
    }
    let kept = ana.get("/api/todos").await.json();
    assert_eq!(kept.as_array().unwrap().len(), PASSES.len());
}

#[umbra_test(with = with_a_frontend)]
async fn reading_is_open_to_whoever_sends_the_cookie(t: TestApp) {
    let ana = t.user("ana").await;
    for from in PASSES.into_iter().chain(REFUSED) {
        let request = ana.get("/api/settings").without("X-Requested-With");
        told(request, from).await.assert_status(200);
    }
}

#[umbra_test(with = with_a_frontend)]
async fn the_header_is_needed_in_its_one_spelling_wherever_a_request_comes_from(t: TestApp) {
    let ana = t.user("ana").await;
    for from in PASSES {
        let logout = || told(ana.post("/api/auth/logout", ()), from);
        let login = || told(login(&t.anonymous()), from);
        for request in [logout(), login()] {
            request.without("X-Requested-With").await.assert_problem(403, "csrf");
        }
        for other in ["fetch", "xmlhttprequest", "", "XMLHttpRequest, XMLHttpRequest"] {
            let request = logout().header("X-Requested-With", other);
            request.await.assert_problem(403, "csrf");
        }
        let twice = logout().another_header("X-Requested-With", "XMLHttpRequest");
        twice.await.assert_problem(403, "csrf");
    }
    ana.get("/api/settings").await.assert_status(200);
}

#[umbra_test(with = with_a_frontend)]
async fn a_header_that_comes_twice_is_believed_in_neither_form(t: TestApp) {
    let ana = t.user("ana").await;
    for (name, right, wrong, code) in [
        (SITE, "same-origin", "cross-site", "csrf"),
        (SITE, "same-origin", "same-origin", "csrf"),
        (ORIGIN, "https://umbra.example", "https://evil.example", "origin_not_allowed"),
        (ORIGIN, "https://umbra.example", "https://umbra.example", "origin_not_allowed"),
    ] {
        let request = ana.post("/api/auth/logout", ()).header(HOST, "umbra.example");
        let request = request.header(name, right).another_header(name, wrong);
        request.await.assert_problem(403, code);
    }
    ana.get("/api/settings").await.assert_status(200);
}

/// Reached in the local network, without a configured address.
fn as_it_is(setup: &mut Setup) {
    setup.api.public_url = WebOrigin::parse("http://localhost:8010").unwrap();
    let aliases = ["http://127.0.0.1:8010", "http://[::1]:8010"];
    setup.api.aliases = aliases.map(|alias| WebOrigin::parse(alias).unwrap()).into();
}

#[umbra_test(with = as_it_is)]
async fn a_name_that_nobody_configured_is_named_with_what_helps(t: TestApp) {
    t.user("ana").await;
    let refused = login(&t.anonymous()).header(ORIGIN, "http://umbra.lan:8010").await;
    let problem = refused.assert_problem(403, "origin_not_allowed");
    for part in ["http://umbra.lan:8010", "UMBRA_PUBLIC_URL", "CORS_ORIGINS"] {
        assert!(problem.detail().contains(part), "{refused:?}");
    }
    for origin in ["http://localhost:8010", "http://127.0.0.1:8010", "http://[::1]:8010"] {
        let request = login(&t.anonymous()).header(SITE, "same-origin");
        request.header(ORIGIN, origin).await.assert_status(200);
    }
}

#[umbra_test]
async fn a_rebound_name_cannot_set_the_server_up(t: TestApp) {
    for site in [Some("same-origin"), Some("none"), None] {
        let body = json!({"username": "evil", "password": PASSWORD});
        let request = t.anonymous().post("/api/auth/setup", body);
        let request =
            request.header(HOST, "rebound.example").header(ORIGIN, "http://rebound.example");
        let request = site.into_iter().fold(request, |request, site| request.header(SITE, site));
        request.await.assert_problem(403, "origin_not_allowed");
    }
    assert_eq!(t.database_dump().await.table("users").len(), 0);
}

#[umbra_test(with = with_a_frontend)]
async fn only_pages_of_the_frontend_may_read_answers(t: TestApp) {
    let ana = t.user("ana").await;
    let read = ana.get("/api/settings").header(ORIGIN, "https://app.example").await;
    assert_eq!(read.header("access-control-allow-origin"), Some("https://app.example"));
    assert_eq!(read.header("access-control-allow-credentials"), Some("true"));
    let exposed = read.header("access-control-expose-headers").unwrap().to_lowercase();
    let mut exposed: Vec<_> = exposed.split(',').map(str::trim).collect();
    exposed.sort_unstable();
    let every_own = [
        "content-disposition",
        "etag",
        "idempotent-replayed",
        "link",
        "location",
        "retry-after",
        "x-request-id",
    ];
    assert_eq!(exposed, every_own);
    let refused = ana.get("/api/settings").header(ORIGIN, "https://evil.example").await;
    assert_eq!(refused.header("access-control-allow-origin"), None, "{refused:?}");
}
