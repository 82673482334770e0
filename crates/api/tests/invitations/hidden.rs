//! Who is invited to one occurrence learns nothing of the others, by no way round.

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use super::{answer, invite, seen, two};
use crate::{events::all, notifications::hold};

const NAME: &str = "2026-03-05T09:00:00";

/// Reads all pages of a search, the titles of each.
async fn pages(client: &Client, query: &str) -> Vec<Vec<String>> {
    let (mut pages, mut next) = (Vec::new(), Some(format!("/api/events?{query}")));
    while let Some(path) = next {
        let page = client.get(path).await.assert_status(200);
        next = page.next_page();
        pages.push(all(&page.json_as::<Vec<Value>>(), "title"));
    }
    pages
}

#[umbra_test]
async fn a_search_goes_by_the_occurrence_alone(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let series = ana.event("Secret lesson", "2026-03-02T09:00:00Z").rule("FREQ=DAILY");
    let series = series.with("description", "piano").with("end", "2026-03-02T10:00:00Z");
    let series = series.create().await;
    let own = json!({"title": "Visit", "description": null, "start": "2026-03-20T12:00:00Z"});
    ana.patch(series.scoped("this", NAME), own).await.assert_status(200);
    ana.patch(series.scoped("this", "2026-03-04T09:00:00"), json!({"title": "Surprise"}))
        .await
        .assert_status(200);
    invite(&ana, series.id, &[&ben], Some(NAME)).await;
    for (title, start) in [
        ("Visit, later secret surprise piano", "2026-03-25T10:00:00Z"),
        ("Visit, sooner secret surprise piano", "2026-03-10T10:00:00Z"),
    ] {
        ben.event(title, start).create().await;
    }
    let later = "Visit, later secret surprise piano".to_owned();
    let sooner = "Visit, sooner secret surprise piano".to_owned();
    // In its place by its own end, as what doesn't recur.
    for (limit, expected) in [
        (1, vec![vec![later.clone()], vec!["Visit".into()], vec![sooner.clone()]]),
        (2, vec![vec![later.clone(), "Visit".into()], vec![sooner.clone()]]),
        (3, vec![vec![later.clone(), "Visit".into(), sooner.clone()]]),
    ] {
        assert_eq!(pages(&ben, &format!("search=visit&limit={limit}")).await, expected);
    }
    // What the series or another occurrence says makes no page shorter or longer.
    for text in ["secret", "surprise", "piano"] {
        let found = pages(&ben, &format!("search={text}&limit=1")).await;
        assert_eq!(found, [vec![later.clone()], vec![sooner.clone()]], "{text}");
        assert_eq!(pages(&ben, &format!("search={text}&limit=2")).await.len(), 1, "{text}");
    }
    // Bounds are those of where it is.
    for (bounds, found) in [
        ("start=2026-03-20T12:30:00Z", true),
        ("start=2026-03-21T12:00:00Z", false),
        ("end=2026-03-20T12:00:00Z", false),
        ("end=2026-03-20T12:01:00Z", true),
        ("end=2026-03-06T00:00:00Z", false),
    ] {
        let titles = pages(&ben, &format!("search=visit&{bounds}")).await.concat();
        assert_eq!(titles.contains(&"Visit".to_owned()), found, "{bounds}: {titles:?}");
    }
    // Who is invited to all of it finds the series, and whoever declines nothing.
    let whole = invite(&ana, series.id, &[&ben], None).await;
    assert_eq!(pages(&ben, "search=surprise&limit=9").await.concat().len(), 3);
    answer(&ben, &whole[0], "declined").await;
    assert_eq!(pages(&ben, "search=surprise&limit=9").await.concat().len(), 2);
    assert_eq!(pages(&ben, "search=visit&limit=9").await.concat().len(), 3);
}

/// Lists when a calendar keeps somebody busy on the days from the 2nd to the 6th.
async fn busy(who: &Client) -> Vec<String> {
    let list = who.events("2026-03-02", "2026-03-07").await;
    let busy = list.iter().filter(|one| one.get("kind").is_some());
    busy.map(|one| one["start"].as_str().unwrap()[8..13].to_owned()).collect()
}

/// Lists the days on which somebody sees an event.
async fn days(who: &Client) -> Vec<String> {
    let list = who.events("2026-03-02", "2026-03-07").await;
    let events = list.iter().filter(|one| one.get("kind").is_none());
    events.map(|one| one["start"].as_str().unwrap()[8..13].to_owned()).collect()
}

#[umbra_test]
async fn busy_times_and_invitations_stand_side_by_side(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    crate::connections::connect(&ana, &ben).await;
    let calendar = ana.calendar("Family").create().await.id;
    let all = ["02T09", "03T09", "04T09", "05T09", "06T09"];
    for (right, visibility) in [(1, "default"), (1, "private"), (2, "private"), (5, "private")] {
        hold(&t, calendar, ben.id, Some(right)).await;
        let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=5");
        let series = series.with("calendar_id", calendar).with("visibility", visibility);
        let series = series.with("end", "2026-03-02T10:00:00Z").create().await;
        // One that is changed as well, for overrides come along with both.
        for (name, title) in [(NAME, "Own"), ("2026-03-03T09:00:00", "Other")] {
            ana.patch(series.scoped("this", name), json!({"title": title}))
                .await
                .assert_status(200);
        }
        let case = format!("{right} {visibility}");
        assert_eq!((busy(&ben).await, days(&ben).await), (all.map(String::from).to_vec(), vec![]));
        let once = invite(&ana, series.id, &[&ben], Some(NAME)).await;
        assert_eq!(busy(&ben).await, ["02T09", "03T09", "04T09", "06T09"], "{case}");
        assert_eq!(days(&ben).await, ["05T09"], "{case}");
        let found = ben.events("2026-03-02", "2026-03-07").await;
        let own = found.iter().find(|one| one.get("kind").is_none()).unwrap();
        assert_eq!((&own["title"], &own["exdates"]), (&json!("Own"), &json!([])), "{case}");
        assert!(!json!(found).to_string().contains("Other"), "{case}");
        // What they decline is busy as the rest is.
        answer(&ben, &once[0], "declined").await;
        assert_eq!((busy(&ben).await.len(), days(&ben).await.len()), (5, 0), "{case}");
        answer(&ben, &once[0], "accepted").await;
        let whole = invite(&ana, series.id, &[&ben], None).await;
        assert_eq!((busy(&ben).await, days(&ben).await), (vec![], all.map(String::from).to_vec()));
        answer(&ben, &whole[0], "declined").await;
        assert_eq!((busy(&ben).await.len(), days(&ben).await.len()), (4, 1), "{case}");
        ana.delete(format!("{}?scope=all", series.url())).await.assert_status(204);
        let single = ana.event("Once", "2026-03-04T10:00:00Z").with("visibility", visibility);
        let single = single.with("calendar_id", calendar).with("end", "2026-03-04T11:00:00Z");
        let single = single.create().await;
        assert_eq!((busy(&ben).await.len(), days(&ben).await.len()), (1, 0), "{case}");
        invite(&ana, single.id, &[&ben], None).await;
        assert_eq!((busy(&ben).await.len(), days(&ben).await.len()), (0, 1), "{case}");
        ana.delete(single.url()).await.assert_status(204);
    }
}

#[umbra_test]
async fn a_private_event_whose_maker_is_gone_is_a_busy_time(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    let calendar = ana.calendar("Family").create().await.id;
    for (who, right) in [(&ben, 2), (&cleo, 4)] {
        hold(&t, calendar, who.id, Some(right)).await;
    }
    let event = cleo.event("Gift", "2026-03-04T10:00:00Z").with("calendar_id", calendar);
    event.with("visibility", "private").with("end", "2026-03-04T11:00:00Z").create().await;
    let admin = t.admin().await;
    admin.delete(format!("/api/admin/users/{}", cleo.id)).await.assert_status(204);
    assert_eq!((busy(&ben).await.len(), days(&ben).await.len()), (1, 0));
    assert_eq!(seen(&ana).await, ["Gift 04"]);
}

#[umbra_test]
async fn nothing_shows_when_other_occurrences_change(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    invite(&ana, series.id, &[&ben], Some(NAME)).await;
    let path = format!("{}?recurrence_id={NAME}", series.url());
    let tag = async || {
        let reply = ben.get(&path).await.assert_status(200);
        (reply.header("etag").unwrap().to_owned(), reply.json())
    };
    let (before, body) = tag().await;
    t.clock.advance(std::time::Duration::from_secs(60));
    for name in ["2026-03-04T09:00:00", "2026-03-06T09:00:00"] {
        ana.patch(series.scoped("this", name), json!({"title": "Other"})).await.assert_status(200);
        ana.delete(series.scoped("this", name)).await.assert_status(204);
    }
    assert_eq!(tag().await, (before.clone(), body));
    // What changes of it does, and what they have of their own, too; each is a condition.
    let own = json!({"reminders": [5]});
    let star = series.scoped("this", NAME);
    ben.patch(&star, &own).header("if-match", &before).await.assert_status(200);
    let (starred, _) = tag().await;
    assert_ne!(starred, before);
    ben.patch(&star, json!({"is_starred": true}))
        .header("if-match", &before)
        .await
        .assert_status(412);
    ana.patch(series.scoped("this", NAME), json!({"title": "Own"})).await.assert_status(200);
    let (changed, _) = tag().await;
    assert_ne!(changed, starred);
    ben.patch(&star, json!({"is_starred": true}))
        .header("if-match", &starred)
        .await
        .assert_status(412);
    ben.patch(&star, json!({"is_starred": true}))
        .header("if-match", &changed)
        .await
        .assert_status(200);
    // The same occurrence to who sees the rule is something else.
    let (part, _) = tag().await;
    invite(&ana, series.id, &[&ben], None).await;
    let (whole, body) = tag().await;
    assert_eq!(body["recurrence_rule"], "FREQ=DAILY");
    assert!(part.contains('o') && !whole.contains('o'), "{part} {whole}");
}

#[umbra_test]
async fn declining_one_occurrence_keeps_what_is_on_another_and_no_reminder_says_more(t: TestApp) {
    let (ana, ben) = two(&t).await;
    let series = ana.event("Secret", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let names = ["2026-03-03T09:00:00", NAME];
    let mut invited = Vec::new();
    for name in names {
        ana.patch(series.scoped("this", name), json!({"title": "Visit"})).await.assert_status(200);
        invited.extend(invite(&ana, series.id, &[&ben], Some(name)).await);
        ben.patch(series.scoped("this", name), json!({"reminders": [10]})).await.assert_status(200);
    }
    // A list has none on events, and whoever counts finds them.
    let reminders = async || {
        let mut all = Vec::new();
        for id in 1..20 {
            let reply = ben.get(format!("/api/reminders/{id}")).await;
            if reply.status() == 200 {
                all.push(reply.json());
            }
        }
        all
    };
    let all = reminders().await;
    assert_eq!((all.len(), &all[0]["title"]), (1, &json!("Visit")));
    assert_eq!(all[0]["next_at"], "2026-03-03T08:50:00Z");
    let tag = async || {
        let path = format!("{}?recurrence_id={NAME}", series.url());
        ben.get(path).await.assert_status(200).header("etag").unwrap().to_owned()
    };
    let before = tag().await;
    answer(&ben, &invited[0], "declined").await;
    let left = reminders().await;
    assert_eq!((left.len(), &left[0]["next_at"]), (1, &json!("2026-03-05T08:50:00Z")));
    answer(&ben, &invited[0], "accepted").await;
    assert_ne!(tag().await, before);
    // One that is over still says what it was for.
    t.clock.set("2026-03-08T10:00:00Z".parse::<jiff::Timestamp>().unwrap());
    t.fire_reminders().await;
    let all = reminders().await;
    assert!(all.len() == 1 && !json!(all).to_string().contains("Secret"), "{all:?}");
}
