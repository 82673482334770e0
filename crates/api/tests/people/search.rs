//! `search`: people are found as somebody remembers them.

use serde_json::json;
use umbra_domain::text::sort_key;
use umbra_testkit::{Client, Person, TestApp, umbra_test};

use super::{PATH, encoded, found, keep, named, names};

/// How many people a search goes through before it asks the index.
const SCANNED: usize = 1_000;

/// Gives somebody so many people before all others that a search goes on to the index.
async fn crowd(t: &TestApp, who: &Person) {
    let at = "'2026-03-02T08:00:00+00:00'";
    let row = format!("({}, 1, '[]', '[]', '[]', FALSE, '', '', '', '[]', {at}, {at})", who.id);
    let written = t
        .execute(&format!(
            "INSERT INTO people (user_id, version, emails, phones, addresses, is_favorite, last_key, \
             first_key, search_text, match_keys, created_at, updated_at) VALUES {}",
            vec![row; SCANNED].join(", ")
        ))
        .await;
    assert_eq!(written, SCANNED as u64);
}

async fn search(client: &Client, text: &str) -> Vec<String> {
    found(client, &format!("search={}", encoded(text))).await
}

#[umbra_test]
async fn names_are_found_whatever_their_order_case_accents_and_form(t: TestApp) {
    let ana = t.user("ana").await;
    crowd(&t, &ana).await;
    let all = [
        ("Anna", "Müller"),
        ("Łukasz", "Wójcik"),
        ("Søren", "Ærø"),
        ("Νίκος", "Παπάς"),
        ("Фёдор", "Чернышёв"),
        ("王", "芳"),
        ("지민", "김"),
        ("Ngọc", "Nguyễn"),
        ("Renée", "Strauß"),
    ];
    for (first, last) in all {
        named(&ana, first, last).await;
    }
    for (text, place) in [
        ("anna muller", 0),
        ("MÜLLER, Anna", 0),
        ("Mu\u{308}l", 0),
        ("wojcik", 1),
        ("lukasz w", 1),
        ("soren aero", 2),
        ("νικοσ", 3),
        ("ΠΑΠΆΣ", 3),
        ("федор", 4),
        ("芳", 5),
        ("王 芳", 5),
        ("지민", 6),
        ("\u{110c}\u{1175}\u{1106}\u{1175}\u{11ab}", 6),
        ("nguyen", 7),
        ("Nguye\u{302}\u{303}n", 7),
        ("ＮＧＯＣ", 7),
        ("strauss renee", 8),
        ("STRAUẞ", 8),
    ] {
        let (first, last) = all[place];
        assert_eq!(search(&ana, text).await, [format!("{first} {last}")], "{text}");
    }
    for text in ["anna wojcik", "mullerin", "芳王"] {
        assert!(search(&ana, text).await.is_empty(), "{text}");
    }
}

#[umbra_test]
async fn telephone_numbers_are_found_by_their_digits(t: TestApp) {
    let ana = t.user("ana").await;
    crowd(&t, &ana).await;
    let phone = |phone: &str| json!([{"phone": "112"}, {"phone": phone, "label": "home"}]);
    keep(&ana, json!({"first_name": "Abroad", "phones": phone("+43 664 123-45 67")})).await;
    keep(&ana, json!({"first_name": "Home", "phones": phone("(0316) 7654321")})).await;
    keep(&ana, json!({"first_name": "Trunk", "phones": phone("+44 (0)20 7946 0018")})).await;
    for (text, expected) in [
        ("+43 664 1234567", &["Abroad"][..]),
        ("0043-664-1234567", &["Abroad"]),
        ("0664/1234567", &["Abroad"]),
        ("+43 (0)664 1234567", &["Abroad"]),
        ("664 12 34", &["Abroad"]),
        ("4567", &["Abroad"]),
        ("0316 76", &["Home"]),
        ("+43 316 7654321", &["Home"]),
        ("020 7946", &["Trunk"]),
        ("+44 20 7946 0018", &["Trunk"]),
        ("112", &["Abroad", "Home", "Trunk"]),
        ("664 7654", &[]),
        // Not across two numbers.
        ("112 43 664", &[]),
        ("67112", &[]),
    ] {
        assert_eq!(search(&ana, text).await, expected, "{text}");
    }
}

#[umbra_test]
async fn addresses_companies_and_nicknames_are_searched_and_notes_are_not(t: TestApp) {
    let ana = t.user("ana").await;
    crowd(&t, &ana).await;
    keep(
        &ana,
        json!({"first_name": "Bo", "nickname": "Bobby", "prefix": "Dr.", "company": "Café & Söhne",
            "job_title": "Baker", "category": "Food", "notes": "secret",
            "emails": [{"email": "Bo.Li+1@Example.org", "label": "office"}],
            "addresses": [{"city": "Graz"}]}),
    )
    .await;
    named(&ana, "Some", "Other").await;
    for text in
        ["bobby", "dr. bo", "cafe & sohne", "söhne", "baker", "FOOD", "bo.li+1@example", "bo bak"]
    {
        assert_eq!(search(&ana, text).await, ["Dr. Bo"], "{text}");
    }
    for text in ["secret", "office", "graz", "bobaker", "bo\nbobby zoo"] {
        assert!(search(&ana, text).await.is_empty(), "{text}");
    }
}

#[umbra_test]
async fn wildcards_and_quotes_mean_themselves(t: TestApp) {
    let ana = t.user("ana").await;
    crowd(&t, &ana).await;
    let all = [
        "100% wool",
        "100 percent wool",
        "snake_case",
        "snakeXcase",
        r"back\slash",
        r"back\\slash",
        "O'Reilly",
        "a \"quoted\" word",
        "[a-z]*?",
        "\"AND\" OR NOT",
        "Robert'); DROP TABLE people; --",
    ];
    for name in all {
        keep(&ana, json!({"nickname": name})).await;
    }
    for (text, expected) in [
        ("100%", &[0][..]),
        ("%", &[0]),
        ("100%wool", &[]),
        ("_", &[2]),
        ("snake_case", &[2]),
        (r"\", &[4, 5]),
        (r"\\", &[5]),
        (r"k\s", &[4]),
        ("o'reilly", &[6]),
        ("\"quoted\"", &[7]),
        ("*", &[8]),
        ("[a-z]", &[8]),
        ("\"and\" not", &[9]),
        ("drop table people;", &[10]),
        ("'); DROP", &[10]),
        (r"\%", &[]),
        ("%%", &[]),
        ("wool -percent", &[]),
        ("percent NEAR wool", &[]),
        ("nickname:wool", &[]),
    ] {
        let mut expected: Vec<_> = expected.iter().map(|&place| all[place]).collect();
        expected.sort_by_key(|name| name.to_lowercase());
        assert_eq!(search(&ana, text).await, expected, "{text}");
    }
}

#[umbra_test]
async fn a_search_follows_every_change(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    crowd(&t, &ana).await;
    let bo = named(&ana, "Bo", "Zwettler").await;
    named(&ben, "Ben's", "Zwettler").await;
    assert_eq!(search(&ana, "zwettler").await, ["Bo Zwettler"]);
    let change = json!({"last_name": "Horner", "phones": [{"phone": "0664 1234567"}]});
    ana.put(bo.url(), change).await.assert_status(200);
    assert!(search(&ana, "zwettler").await.is_empty());
    for text in ["horner", "0664 123"] {
        assert_eq!(search(&ana, text).await, ["Bo Horner"], "{text}");
    }
    // What is searched stays as it is.
    ana.put(bo.url(), json!({"notes": "Tall"})).await.assert_status(200);
    assert_eq!(search(&ana, "horner").await, ["Bo Horner"]);
    ana.delete(bo.url()).await.assert_status(204);
    assert!(search(&ana, "horner").await.is_empty());
    assert_eq!(search(&ben, "zwettler").await, ["Ben's Zwettler"]);
}

#[umbra_test]
async fn what_goes_with_an_account_is_found_no_more(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    named(&ana, "Bo", "Zwettler").await;
    admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
    let dump = t.database_dump().await;
    assert!(dump.table("people").is_empty() && dump.table("person_keys").is_empty());
    // A row that the index still had would come back under the next one's id.
    let next = t.user("ana").await;
    named(&next, "Cy", "Horner").await;
    assert!(search(&next, "zwettler").await.is_empty());
    assert_eq!(search(&next, "horner").await, ["Cy Horner"]);
}

#[umbra_test]
async fn an_empty_search_finds_everybody_and_too_much_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    named(&ana, "Bo", "Li").await;
    for text in ["", "  "] {
        assert_eq!(search(&ana, text).await, ["Bo Li"]);
    }
    for text in ["x".repeat(200), "%".repeat(200), "王".repeat(200), "1".repeat(200)] {
        assert!(search(&ana, &text).await.is_empty(), "{text}");
    }
    let long = ana.get(format!("{PATH}?search={}", "x".repeat(201))).await;
    long.assert_problem(422, "invalid").assert_field("/search", "too_long");
    let words = "aa+bb+cc+dd+ee+ff+gg+hh+ii+jj+kk";
    let many = ana.get(format!("{PATH}?search={words}")).await;
    many.assert_problem(422, "invalid").assert_field("/search", "too_many_words");
    let nul = ana.get(format!("{PATH}?search=a%00b")).await;
    nul.assert_problem(422, "invalid").assert_field("/search", "invalid_value");
}

#[umbra_test]
async fn it_is_the_same_by_the_index_and_through_the_list(t: TestApp) {
    const MANY: usize = 6_000;
    // More of the late ones than the index is asked for, and none among the first of the list.
    const EARLY: usize = 2_500;
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let bo =
        keep(&ana, json!({"first_name": "Bo", "last_name": "Common", "is_favorite": true})).await;
    let row = |number: usize| {
        let owner = if number.is_multiple_of(2) { ana.id } else { ben.id };
        let late = if number < EARLY { "" } else { " late" };
        let (at, text) = ("'2026-03-02T08:00:00+00:00'", format!("common {number:04}{late}"));
        // As a change would write them: a cursor is made of the names.
        let by_last = sort_key(&format!("Common {number:04}"));
        let by_first = sort_key(&format!("{number:04} Common"));
        format!(
            "({owner}, 1, 'Common', '{number:04}', '[]', '[]', '[]', {}, '{by_last}', '{by_first}', '{text}', \
             '[]', {at}, {at})",
            if number.is_multiple_of(5) { "TRUE" } else { "FALSE" }
        )
    };
    let rows: Vec<_> = (0..MANY).map(row).collect();
    t.execute(&format!(
        "INSERT INTO people (user_id, version, last_name, first_name, emails, phones, addresses, \
         is_favorite, last_key, first_key, search_text, match_keys, created_at, updated_at) \
         VALUES {}",
        rows.join(", ")
    ))
    .await;
    let own = MANY / 2 + 1;
    let with_zero = (0..MANY).step_by(2).filter(|number| format!("{number:04}").contains('0'));
    let with_zero = with_zero.count();
    let late_with_nine =
        (EARLY..MANY).step_by(2).filter(|number| format!("{number:04}").contains('9'));
    let late_with_nine = late_with_nine.count();
    for (query, expected) in [
        ("search=common", own),
        ("search=co", own),
        ("search=common+0", with_zero),
        ("search=common+bo", 1),
        ("search=common+1234", 1),
        ("search=late", (MANY - EARLY) / 2),
        ("search=late+common+9", late_with_nine),
        ("search=598", 11),
        ("search=common&is_favorite=true", MANY / 10 + 1),
        ("search=common&sort=first_name", own),
    ] {
        let (mut seen, mut next) = (Vec::new(), Some(format!("{PATH}?limit=200&{query}")));
        while let Some(page) = next {
            let reply = ana.get(page).await.assert_status(200);
            seen.extend(names(&reply.json()));
            next = reply.next_page();
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!((seen.len(), sorted.len()), (expected, expected), "{query}");
        if !query.contains("bo") && !query.contains("first") {
            let (numbered, bo): (Vec<_>, Vec<_>) =
                seen.iter().partition(|name| !name.starts_with("Bo"));
            assert!(numbered.is_sorted() && bo.len() < 2, "{query}");
        }
    }
    ana.delete(bo.url()).await.assert_status(204);
    assert!(search(&ana, "common bo").await.is_empty());
}
