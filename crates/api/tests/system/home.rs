//! The page at the server's address where the web client is off.

use umbra_testkit::{TestApp, umbra_test};

use crate::system::{assert_protected, without_web};

#[umbra_test(with = without_web)]
async fn the_address_of_a_new_server_says_how_to_begin(t: TestApp) {
    let page = t.anonymous().get("/").await.assert_status(200);
    assert_protected(&page);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let html = page.text();
    assert!(html.contains("umbra admin create-admin NAME"), "{html}");
    assert!(html.contains("POST /api/auth/setup"), "{html}");
    assert!(html.contains(&format!("Version {}", env!("CARGO_PKG_VERSION"))), "{html}");
    for link in ["/docs", "/redoc", "/api/openapi.json", "/health/ready"] {
        assert!(html.contains(&format!("href=\"{link}\"")), "{link} in {html}");
    }
}

#[umbra_test(with = without_web)]
async fn the_address_of_a_server_with_accounts_tells_strangers_no_more(t: TestApp) {
    let ana = t.user("ana").await;
    let stranger = t.anonymous().get("/").await.assert_status(200);
    let html = stranger.text();
    assert!(html.contains("This server is set up") && !html.contains("create-admin"), "{html}");
    assert!(!html.contains("ana"), "{html}");
    assert_eq!(ana.get("/?x=1").await.assert_status(200).text(), html);
    assert!(t.anonymous().head("/").await.assert_status(200).bytes().is_empty());
}

#[umbra_test(with = without_web)]
async fn nothing_runs_and_nothing_is_sent_from_the_page_by_policy(t: TestApp) {
    let page = t.anonymous().get("/").await.assert_status(200);
    let policy = page.header("content-security-policy").unwrap();
    for closed in ["default-src 'none'", "form-action 'none'", "base-uri 'none'"] {
        assert!(policy.contains(closed), "{policy}");
    }
    assert!(!policy.contains("script-src") && !policy.contains("connect-src"), "{policy}");
    assert!(!page.text().contains("<script"), "{}", page.text());
}

#[umbra_test(with = without_web)]
async fn the_page_says_that_the_database_is_away(t: TestApp) {
    let lost = t.second_process().await;
    lost.store.close().await;
    let page = t.anonymous().at(&lost).get("/").await.assert_status(200);
    assert_protected(&page);
    assert!(page.text().contains("database doesn't answer"), "{}", page.text());
}
