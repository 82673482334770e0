//! A person signs in with their name, however they write it, and nobody else can have it.

use serde_json::json;
use umbra_testkit::{Client, PASSWORD, Reply, TestApp, umbra_test};

async fn register(browser: &Client, name: &str) -> Reply {
    browser.post("/api/auth/register", json!({"username": name, "password": PASSWORD})).await
}

async fn sign_in(browser: &Client, name: &str) -> Reply {
    browser.post("/api/auth/login", json!({"username": name, "password": PASSWORD})).await
}

async fn open(t: &TestApp) {
    t.admin().await;
    t.execute("UPDATE server_config SET allow_registration = TRUE").await;
}

#[umbra_test]
async fn a_name_is_the_same_in_every_spelling(t: TestApp) {
    open(&t).await;
    // Each from another place, for registrations are limited by that.
    let mut places = (1..255).map(|n| t.from_address(&format!("192.0.2.{n}")));
    let mut place = || places.next().unwrap();
    for (name, others) in [
        ("Νίκος", &["ΝΊΚΟΣ", "νίκος", "νίκοσ", "ΝΙ\u{301}ΚΟΣ"][..]),
        ("geoffrey", &["GEOFFREY", "geoffrey\u{3164}", "geo\u{ad}ffrey", "ｇeoffrey"]),
        ("Weiß", &["weiss", "WEISS", "WEIẞ"]),
        ("Nguyễn", &["NGUYỄN", "nguye\u{302}\u{303}n"]),
        ("विश्व", &["विश्\u{200d}व"]),
        ("தமிழ்", &[" தமிழ் "]),
        ("ශ්\u{200d}රී", &["ශ්රී"]),
        ("김철수", &["\u{1100}\u{1175}\u{11b7}\u{110e}\u{1165}\u{11af}\u{1109}\u{116e}"]),
    ] {
        register(&place(), name).await.assert_status(200);
        for other in others {
            let taken = register(&place(), other).await;
            assert!(matches!(taken.status(), 409 | 422), "{name} {other:?}: {taken:?}");
            let browser = place();
            sign_in(&browser, other).await.assert_status(200);
            let status = browser.get("/api/auth/status").await.json();
            assert_eq!(status["username"], name, "{other:?}");
        }
    }
}

#[umbra_test]
async fn a_name_with_what_cannot_be_seen_is_refused(t: TestApp) {
    open(&t).await;
    for name in ["geoffrey\u{3164}", "ana\u{200d}", "\u{feff}ana", "a\u{34f}na", "\u{301}ana"] {
        let refused = register(&t.anonymous(), name).await;
        refused.assert_problem(422, "invalid").assert_field("/username", "invalid_characters");
    }
}

#[umbra_test]
async fn failures_are_counted_for_a_name_in_every_spelling(t: TestApp) {
    let admin = t.admin().await;
    let niko = t.user("Νίκος").await;
    let guess = |name: &str| json!({"username": name, "password": "wrong, and long enough"});
    for n in 0..10 {
        let name = ["Νίκος", "ΝΊΚΟΣ", "νίκοσ\u{200b}"][n % 3];
        t.anonymous().post("/api/auth/login", guess(name)).await.assert_status(401);
    }
    sign_in(&t.anonymous(), "Νίκος").await.assert_status(401);
    let url = format!("/api/admin/users/{}", niko.id.0);
    assert_eq!(admin.get(&url).await.json()["is_locked"], true);
    admin.post(format!("{url}/unlock"), ()).await.assert_status(200);
    sign_in(&t.anonymous(), "ΝΊΚΟΣ").await.assert_status(200);
}

#[umbra_test]
async fn an_admin_finds_a_name_in_every_spelling_and_in_its_place(t: TestApp) {
    let admin = t.admin().await;
    for name in ["Zahnarzt", "Äpfel", "Νίκος", "Weiß", "Apfelmus", "ısparta", "İsmail"] {
        t.user(name).await;
    }
    let names = async |query: &str| {
        let rows = admin.get(format!("/api/admin/users?{query}")).await.assert_status(200).json();
        let rows = rows.as_array().unwrap().clone();
        rows.iter().map(|row| row["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        names("").await,
        ["admin", "Äpfel", "Apfelmus", "İsmail", "ısparta", "Weiß", "Zahnarzt", "Νίκος"]
    );
    for (search, expected) in [
        ("%CE%9D%CE%8A%CE%9A%CE%9F%CE%A3", "Νίκος"),
        ("WEISS", "Weiß"),
        ("a%CC%88pf", "Äpfel"),
        ("%C4%B1sp", "ısparta"),
        ("%C4%B0smail", "İsmail"),
    ] {
        assert_eq!(names(&format!("search={search}")).await, [expected], "{search}");
    }
}
