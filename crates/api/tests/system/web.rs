//! The web client's page and files.

use umbra_testkit::{TestApp, umbra_test};

use crate::system::{assert_protected, attributes, without_web};

/// What a browser sends along when a person opens a page.
const NAVIGATION: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[umbra_test]
async fn the_page_is_at_the_address_and_asked_for_anew_by_its_tag(t: TestApp) {
    let page = t.anonymous().get("/").await.assert_status(200);
    assert_protected(&page);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let tag = page.etag().to_owned();
    let again = t.anonymous().get("/").header("if-none-match", &tag).await.assert_status(304);
    assert_eq!((again.etag(), again.bytes()), (&*tag, &b""[..]));
    assert_protected(&again);
    assert_eq!(t.anonymous().head("/").await.assert_status(200).etag(), tag);
    // Whoever is signed in gets no other page: it has nothing of anybody's.
    assert_eq!(t.user("ana").await.get("/?x=1").await.assert_status(200).text(), page.text());
}

#[umbra_test]
async fn the_policy_of_the_page_is_the_strict_one(t: TestApp) {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                  connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
                  form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";
    for path in ["/", "/calendar/2026/week", "/settings"] {
        let page = t.anonymous().get(path).header("accept", NAVIGATION).await.assert_status(200);
        assert_eq!(page.header("content-security-policy"), Some(policy), "{path}");
    }
}

#[umbra_test]
async fn a_path_that_a_person_opens_is_the_clients(t: TestApp) {
    let stranger = t.anonymous();
    let page = stranger.get("/").await.text().to_owned();
    for path in ["/today", "/calendar/2026-11-28", "/people/17", "/settings/", "/today?add=1"] {
        let opened = stranger.get(path).header("accept", NAVIGATION).await.assert_status(200);
        assert_eq!(opened.text(), page, "{path}");
        // A program that mistakes a path is told so.
        stranger.get(path).header("accept", "*/*").await.assert_problem(404, "not_found");
        let posted = stranger.post(path, ()).header("accept", NAVIGATION).await;
        posted.assert_problem(404, "not_found");
    }
}

#[umbra_test]
async fn what_is_never_a_page_stays_a_404_for_browsers_too(t: TestApp) {
    for path in [
        "/api",
        "/api/nowhere",
        "/docs/nowhere",
        "/redoc/nowhere",
        "/health/nowhere",
        "/metrics",
        "/assets",
        "/assets/nowhere",
        "/assets/gone-1a2b3c4d.js",
        "/favicon.ico",
        "/.env",
        "/index.html",
        "/a/b.php",
    ] {
        let reply = t.anonymous().get(path).header("accept", NAVIGATION).await;
        reply.assert_problem(404, "not_found");
        assert_protected(&reply);
    }
}

#[umbra_test]
async fn files_with_a_hash_are_kept_for_ever_and_sent_compressed(t: TestApp) {
    let stranger = t.anonymous();
    let page = stranger.get("/").await.text().to_owned();
    let scripts = attributes(&page, "src");
    assert!(!scripts.is_empty(), "{page}");
    for path in scripts {
        let get = |encodings: &str| stranger.get(path).header("accept-encoding", encodings);
        let plain = get("identity").await.assert_status(200);
        assert_protected(&plain);
        assert_eq!(plain.header("content-type"), Some("text/javascript; charset=utf-8"));
        let kept = "public, max-age=31536000, immutable";
        let mut tags = vec![plain.etag().to_owned()];
        assert_eq!(plain.header("content-encoding"), None);
        for (encodings, encoding) in [("gzip", "gzip"), ("gzip, deflate, br", "br")] {
            let sent = get(encodings).await.assert_status(200);
            assert_eq!(sent.header("content-encoding"), Some(encoding), "{path}");
            assert_eq!(sent.header("cache-control"), Some(kept));
            assert!(sent.header_values("vary").contains(&"accept-encoding"), "{path}");
            assert!(sent.bytes().len() < plain.bytes().len() * 2 / 3, "{path}");
            let known = get(encodings).header("if-none-match", sent.etag()).await;
            assert_eq!(known.assert_status(304).header("vary"), Some("accept-encoding"));
            tags.push(sent.etag().to_owned());
        }
        tags.dedup();
        assert_eq!(tags.len(), 3, "forms that differ in their bytes have tags that differ");
    }
}

#[umbra_test]
async fn the_page_is_there_while_the_database_is_away(t: TestApp) {
    let lost = t.second_process().await;
    lost.store.close().await;
    let page = t.anonymous().at(&lost).get("/").await.assert_status(200);
    assert!(page.text().contains("<script"), "{}", page.text());
}

#[umbra_test(with = without_web)]
async fn where_it_is_off_nothing_of_it_is_there(t: TestApp) {
    let stranger = t.anonymous();
    let page = stranger.get("/").header("accept", NAVIGATION).await.assert_status(200);
    assert!(!page.text().contains("<script"), "{}", page.text());
    for path in ["/today", "/NOTICES.txt"] {
        stranger.get(path).header("accept", NAVIGATION).await.assert_problem(404, "not_found");
    }
}
