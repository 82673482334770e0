use std::io::Read as _;

use actix_web::{http::Method, test::TestRequest};
use flate2::read::GzDecoder;

use super::{config, peer, post, tested};
use crate::http::origin::WebOrigin;

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let api = tested(config()).await;
    for uri in ["/things", "/nowhere", "/panic", "/api/openapi.json", "/docs"] {
        let answer = api.get(uri).await;
        let csp = answer.header("content-security-policy").unwrap();
        assert!(csp.contains("default-src 'none'") && csp.contains("frame-ancestors 'none'"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{uri} {name}");
        }
        let cached = uri == "/docs";
        assert_eq!(answer.header("cache-control") == Some("no-store"), !cached, "{uri}");
        assert_eq!(answer.header("x-request-id").map(str::len), Some(16), "{uri}");
    }
}

#[actix_web::test]
async fn transport_security_is_promised_only_over_tls() {
    let public_url = WebOrigin::parse("http://localhost:8000").unwrap();
    let api = tested(crate::ApiConfig { public_url, ..config() }).await;
    assert_eq!(api.get("/things").await.header("strict-transport-security"), None);
}

#[actix_web::test]
async fn only_a_trusted_proxy_names_requests_and_clients() {
    let api = tested(config()).await;
    let from = |address| {
        TestRequest::get()
            .uri("/whoami")
            .peer_addr(peer(address))
            .insert_header(("x-request-id", "from-outside"))
            .insert_header(("x-forwarded-for", "203.0.113.9"))
    };
    let answer = api.send(from("10.1.2.3")).await;
    assert_eq!(answer.header("x-request-id"), Some("from-outside"));
    assert_eq!(answer.json(), "203.0.113.9");
    let answer = api.send(from("198.51.100.1")).await;
    assert_ne!(answer.header("x-request-id"), Some("from-outside"));
    assert_eq!(answer.json(), "198.51.100.1");
}

#[actix_web::test]
async fn two_requests_never_share_an_id() {
    let api = tested(config()).await;
    let (one, other) = (api.get("/things").await, api.get("/things").await);
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}

#[actix_web::test]
async fn pages_of_exactly_the_listed_origins_may_read() {
    let api = tested(config()).await;
    let from = |origin: &'static str| {
        TestRequest::get().uri("/things?loud=x").insert_header(("origin", origin))
    };
    let answer = api.send(from("https://app.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example"));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("x-request-id"));
    for origin in
        ["https://evil.example", "https://app.example.evil.example", "null", "http://app.example"]
    {
        let answer = api.send(from(origin)).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
    }
}

#[actix_web::test]
async fn a_listed_page_can_ask_for_the_headers_that_the_api_needs() {
    let api = tested(config()).await;
    let ask = |origin: &'static str, headers: &'static str| {
        TestRequest::default()
            .method(Method::OPTIONS)
            .uri("/things")
            .insert_header(("origin", origin))
            .insert_header(("access-control-request-method", "PATCH"))
            .insert_header(("access-control-request-headers", headers))
    };
    let needed = "content-type, x-requested-with, if-match, idempotency-key";
    let answer = api.send(ask("https://app.example", needed)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example"));
    for refused in [ask("https://evil.example", needed), ask("https://app.example", "x-evil")] {
        let answer = api.send(refused).await;
        answer.assert_problem(400, "bad_request");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[actix_web::test]
async fn a_panic_can_be_read_by_a_listed_page() {
    let api = tested(config()).await;
    let request = TestRequest::get().uri("/panic").insert_header(("origin", "https://app.example"));
    let answer = api.send(request).await;
    answer.assert_problem(500, "internal");
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example"));
}

#[actix_web::test]
async fn answers_are_compressed_from_one_kibibyte_on() {
    let api = tested(config()).await;
    let ask = |count: usize, coding: &'static str| {
        TestRequest::get()
            .uri(&format!("/bytes/{count}"))
            .insert_header(("accept-encoding", coding))
    };
    let short = api.send(ask(1023, "gzip")).await;
    assert_eq!((short.header("content-encoding"), short.body.len()), (None, 1023));
    for count in [1024, 300_000] {
        let long = api.send(ask(count, "br, gzip;q=0.8")).await;
        assert_eq!(long.header("content-encoding"), Some("gzip"), "{count}");
        assert!(long.headers.get_all("vary").any(|vary| vary == "accept-encoding"), "{count}");
        let mut plain = Vec::new();
        GzDecoder::new(long.body.as_slice()).read_to_end(&mut plain).unwrap();
        assert_eq!(plain.len(), count);
    }
    for coding in ["identity", "br", "gzip;q=0", "gzip; q=0.0, *", "*;q=0", ""] {
        let plain = api.send(ask(2000, coding)).await;
        assert_eq!((plain.header("content-encoding"), plain.body.len()), (None, 2000), "{coding}");
    }
}

#[actix_web::test]
async fn the_document_and_its_pages_are_served_compressed_or_plain() {
    let api = tested(config()).await;
    let files = [
        ("/api/openapi.json", "application/json"),
        ("/docs/swagger-ui.css", "text/css; charset=utf-8"),
        ("/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("/redoc/redoc.standalone.js", "text/javascript; charset=utf-8"),
    ];
    for (uri, content_type) in files {
        let plain = api.get(uri).await;
        assert_eq!(
            (plain.status, plain.header("content-type")),
            (200, Some(content_type)),
            "{uri}"
        );
        assert_eq!(plain.header("content-encoding"), None, "{uri}");
        let gzip = TestRequest::get().uri(uri).insert_header(("accept-encoding", "gzip"));
        let gzip = api.send(gzip).await;
        assert_eq!(gzip.header("content-encoding"), Some("gzip"), "{uri}");
        assert!(gzip.body.len() < plain.body.len(), "{uri}");
    }
    for uri in ["/docs", "/docs/", "/redoc", "/redoc/"] {
        let page = api.get(uri).await;
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{uri}");
        assert!(page.header("content-security-policy").unwrap().contains("script-src 'self'"));
    }
}

#[actix_web::test]
async fn the_pages_name_no_other_host() {
    let api = tested(config()).await;
    for uri in
        ["/docs", "/docs/init.js", "/docs/page.css", "/redoc", "/redoc/init.js", "/redoc/page.css"]
    {
        let text = String::from_utf8(api.get(uri).await.body).unwrap();
        assert!(!text.contains("://") && !text.contains("src=\"//"), "{uri}");
    }
    let bundle = String::from_utf8(api.get("/redoc/redoc.standalone.js").await.body).unwrap();
    for address in ["cdn.redoc.ly", "fonts.googleapis.com", "sourceMappingURL=redoc"] {
        assert!(!bundle.contains(address), "{address}");
    }
}

#[actix_web::test]
async fn a_sign_in_from_another_site_is_refused_and_from_ours_taken() {
    let api = tested(config()).await;
    let foreign = post("/auth/sign-in").insert_header(("sec-fetch-site", "cross-site"));
    api.send(foreign).await.assert_problem(403, "csrf");
    let own = post("/auth/sign-in").insert_header(("origin", "https://umbra.example"));
    let own = own.peer_addr(peer("198.51.100.1"));
    assert_eq!(api.send(own).await.status, 200);
}
