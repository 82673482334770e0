use actix_web::{http::Method, test::TestRequest};

use super::{Answer, config, post, tested};

async fn get(uri: &str) -> Answer {
    tested(config()).await.get(uri).await
}

#[actix_web::test]
async fn what_is_missing_answers_alike_everywhere() {
    let api = tested(config()).await;
    let mut bodies = Vec::new();
    for uri in
        ["/", "/nowhere", "/things/404", "/things/0", "/things/x", "/things/17/more", "/auth"]
    {
        let answer = api.get(uri).await;
        answer.assert_problem(404, "not_found");
        let mut body = answer.json();
        body["request_id"].take();
        bodies.push(body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let api = tested(config()).await;
    let answer = api.send(post("/things/17")).await;
    answer.assert_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("GET, PUT, HEAD, OPTIONS"));
    let answer = api.send(TestRequest::get().uri("/auth/sign-in")).await;
    answer.assert_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("POST, OPTIONS"));
    let answer = api.send(post("/docs")).await;
    answer.assert_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("GET"));
    let trace = TestRequest::default().method(Method::TRACE).uri("/things");
    api.send(trace).await.assert_problem(405, "method_not_allowed");
}

#[actix_web::test]
async fn options_names_the_methods_of_a_path() {
    let api = tested(config()).await;
    let answer = api.send(TestRequest::default().method(Method::OPTIONS).uri("/things")).await;
    assert_eq!((answer.status, answer.header("allow")), (204, Some("GET, POST, HEAD, OPTIONS")));
    let answer = api.send(TestRequest::default().method(Method::OPTIONS).uri("/nowhere")).await;
    answer.assert_problem(404, "not_found");
}

#[actix_web::test]
async fn head_is_get_and_a_slash_at_the_end_is_forgiven() {
    let api = tested(config()).await;
    let head = TestRequest::default().method(Method::HEAD).uri("/things/17");
    let answer = api.send(head).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let head = TestRequest::default().method(Method::HEAD).uri("/nowhere");
    let answer = api.send(head).await;
    assert_eq!((answer.status, answer.body.len()), (404, 0));
    assert_eq!(api.get("/things/?loud=true").await.body, b"true");
    assert_eq!(api.get("/things/17/").await.body, b"17");
    api.get("/things//").await.assert_problem(404, "not_found");
}

#[actix_web::test]
async fn a_bad_body_or_query_is_a_problem_with_its_place() {
    let api = tested(config()).await;
    let json = |body: &'static str| {
        post("/things").insert_header(("content-type", "application/json")).set_payload(body)
    };
    assert_eq!(api.send(json(r#"{"text":"abc"}"#)).await.status, 201);
    api.send(json(r#"{"text":"canary"#)).await.assert_problem(400, "malformed_json");
    api.send(json("")).await.assert_problem(400, "empty_body");
    api.send(post("/things").set_payload("{}")).await.assert_problem(415, "unsupported_media_type");
    let answer = api.send(json(r#"{"text":"canary","role":"canary"}"#)).await;
    answer.assert_problem(422, "invalid");
    assert_eq!(answer.json()["errors"][0]["pointer"], "/role");
    assert_eq!(answer.json()["errors"][0]["code"], "unknown_field");
    let answer = api.get("/things?loud=canary").await;
    answer.assert_problem(422, "invalid");
    assert_eq!(answer.json()["errors"][0]["pointer"], "/loud");
}

#[actix_web::test]
async fn a_panic_is_an_opaque_500_and_the_next_request_is_served() {
    let api = tested(config()).await;
    let answer = api.get("/panic").await;
    answer.assert_problem(500, "internal");
    assert!(answer.header("content-security-policy").is_some());
    assert_eq!(api.get("/things").await.status, 200);
}

#[actix_web::test]
async fn an_error_that_a_library_made_loses_its_text() {
    get("/plain-error").await.assert_problem(502, "internal");
}

#[actix_web::test]
async fn a_problem_keeps_its_headers() {
    let api = tested(config()).await;
    let put =
        TestRequest::put().uri("/things/17").insert_header(("x-requested-with", "XMLHttpRequest"));
    let answer = api.send(put).await;
    answer.assert_problem(503, "database_unavailable");
    assert_eq!(answer.header("retry-after"), Some("5"));
}

#[actix_web::test]
async fn malformed_cookies_do_no_harm() {
    let api = tested(config()).await;
    for cookie in ["session", "=", ";;;", "session=%ff", "a=\"", "\t"] {
        let request = TestRequest::get().uri("/things").insert_header(("cookie", cookie));
        assert_eq!(api.send(request).await.status, 200, "{cookie:?}");
    }
}

#[actix_web::test]
async fn a_changing_request_without_the_header_is_refused_before_anything_else() {
    let api = tested(config()).await;
    for uri in ["/things", "/auth/sign-in", "/nowhere"] {
        api.send(TestRequest::post().uri(uri)).await.assert_problem(403, "csrf");
    }
}

#[actix_web::test]
async fn a_limit_counts_changing_requests_and_says_when_to_come_back() {
    let api = tested(config()).await;
    let sign_in = || post("/auth/sign-in").peer_addr(super::peer("198.51.100.1"));
    for _ in 0..2 {
        assert_eq!(api.send(sign_in()).await.status, 200);
    }
    let refused = api.send(sign_in()).await;
    refused.assert_problem(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), Some("30"));
    assert_eq!(api.send(sign_in().peer_addr(super::peer("198.51.100.2"))).await.status, 200);
    // `%75` is `u`: another spelling of the path is no way around.
    let spelled = post("/a%75th/sign-in").peer_addr(super::peer("198.51.100.1"));
    api.send(spelled).await.assert_problem(429, "too_many_requests");
    api.clock.advance(jiff::SignedDuration::from_secs(30));
    assert_eq!(api.send(sign_in()).await.status, 200);
}
