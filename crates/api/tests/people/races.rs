//! Two at once.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Reply, TestApp, at_once, umbra_test};

use super::{PATH, keep};

async fn with_email(client: &Client, email: &str) -> Created {
    keep(client, json!({"first_name": "Bo", "emails": [{"email": email}]})).await
}

fn emails(person: &Value) -> Vec<&str> {
    let all = person["emails"].as_array().unwrap();
    all.iter().map(|one| one["email"].as_str().unwrap()).collect()
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status() == status).count()
}

#[umbra_test]
async fn of_two_that_are_merged_into_each_other_one_stays_with_all(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    for _ in 0..5 {
        let (one, two) = (with_email(&ana, "a@x.org").await, with_email(&ana, "b@x.org").await);
        let merge = |client: &Client, stays: &Created, goes: &Created| {
            client.post(stays.action("merge"), json!({"person_id": goes.id}))
        };
        let replies = at_once([
            merge(&ana, &one, &two),
            merge(&second, &two, &one),
            merge(&second, &one, &two),
            merge(&ana, &two, &one),
        ])
        .await;
        assert_eq!(count(&replies, 200), 1, "{replies:?}");
        // The others found that the one or the other was gone.
        assert_eq!(count(&replies, 404) + count(&replies, 422), 3, "{replies:?}");
        let left: Vec<Value> = ana.get(PATH).await.assert_status(200).json_as();
        let [left] = &left[..] else { panic!("{left:?}") };
        let mut all = emails(left);
        all.sort_unstable();
        assert_eq!(all, ["a@x.org", "b@x.org"]);
        ana.delete(format!("{PATH}/{}", left["id"])).await.assert_status(204);
    }
}

#[umbra_test]
async fn many_that_are_merged_into_one_at_once_leave_it_all_they_have(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let stays = with_email(&ana, "0@x.org").await;
    let mut others = Vec::new();
    for number in 1..10 {
        others.push(with_email(&ana, &format!("{number}@x.org")).await);
    }
    let replies = at_once(others.iter().enumerate().map(|(place, other)| {
        let client: &Client = if place % 2 == 0 { &ana } else { &second };
        client.post(stays.action("merge"), json!({"person_id": other.id}))
    }))
    .await;
    assert_eq!(count(&replies, 200), 9, "{replies:?}");
    let left = ana.get(stays.url()).await.assert_status(200);
    assert_eq!(left.etag(), "\"10\"");
    let left = left.json();
    let mut all = emails(&left);
    all.sort_unstable();
    assert_eq!(all, (0..10).map(|number| format!("{number}@x.org")).collect::<Vec<_>>());
}

#[umbra_test]
async fn a_change_of_who_goes_is_merged_or_comes_too_late(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    for _ in 0..5 {
        let (stays, goes) = (with_email(&ana, "a@x.org").await, with_email(&ana, "b@x.org").await);
        let change = json!({"company": "Changed"});
        let replies = at_once([
            ana.post(stays.action("merge"), json!({"person_id": goes.id})),
            second.patch(goes.url(), &change),
        ])
        .await;
        assert_eq!(replies[0].status(), 200, "{replies:?}");
        let left = ana.get(stays.url()).await.assert_status(200).json();
        match replies[1].status() {
            200 => assert_eq!(left["company"], "Changed"),
            404 => assert_eq!(left["company"], Value::Null),
            _ => panic!("{replies:?}"),
        }
        assert_eq!(emails(&left), ["a@x.org", "b@x.org"]);
    }
}

#[umbra_test]
async fn a_merge_and_a_delete_leave_what_one_after_the_other_leaves(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    for goes_is_deleted in [true, false, true, false] {
        let (stays, goes) = (with_email(&ana, "a@x.org").await, with_email(&ana, "b@x.org").await);
        let deleted = if goes_is_deleted { &goes } else { &stays };
        let replies = at_once([
            ana.post(stays.action("merge"), json!({"person_id": goes.id})),
            second.delete(deleted.url()),
        ])
        .await;
        let [merged, gone] = [replies[0].status(), replies[1].status()];
        let left: Vec<Value> = ana.get(PATH).await.assert_status(200).json_as();
        match (goes_is_deleted, merged, gone) {
            // Merged first: nothing was left to delete.
            (true, 200, 404) => assert_eq!(emails(&left[0]), ["a@x.org", "b@x.org"]),
            (true, 422, 204) => assert_eq!(emails(&left[0]), ["a@x.org"]),
            (false, 200, 204) => assert!(left.is_empty(), "{left:?}"),
            (false, 404, 204) => assert_eq!(emails(&left[0]), ["b@x.org"]),
            _ => panic!("{replies:?}"),
        }
        for one in &left {
            ana.delete(format!("{PATH}/{}", one["id"])).await.assert_status(204);
        }
    }
}
