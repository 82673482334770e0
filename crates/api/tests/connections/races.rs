//! Two at once.

use serde_json::Value;
use umbra_testkit::{Client, Person, Reply, Request, TestApp, at_once, umbra_test};

use super::{
    BLOCKED, PATH, REQUESTS, accepting, ask, asking, blocking, incoming, list, names, outgoing,
};

fn statuses(replies: &[Reply]) -> Vec<u16> {
    replies.iter().map(Reply::status).collect()
}

/// Ends whatever there is between two people, so that they can begin anew.
async fn part(one: &Person, other: &Person) {
    for who in [one, other] {
        for connection in list(who, PATH).await {
            who.delete(format!("{PATH}/{}", connection["id"])).await.assert_status(204);
        }
        for blocked in list(who, BLOCKED).await {
            who.delete(format!("{BLOCKED}/{}", blocked["user_id"])).await.assert_status(204);
        }
        for request in outgoing(who).await {
            who.delete(format!("{REQUESTS}/{}", request["id"])).await.assert_status(204);
        }
    }
}

/// Tells whether two people are connected; both see the same.
async fn connected(one: &Person, other: &Person) -> bool {
    let seen = list(one, PATH).await;
    let of_other = list(other, PATH).await;
    assert!(seen.len() < 2);
    assert_eq!(seen.len(), of_other.len(), "{seen:?} {of_other:?}");
    assert_eq!(seen.first().map(|one| &one["id"]), of_other.first().map(|one| &one["id"]));
    !seen.is_empty()
}

async fn has_nothing_open(who: &Client) -> bool {
    incoming(who).await.is_empty() && outgoing(who).await.is_empty()
}

#[umbra_test]
async fn requests_that_cross_at_once_become_one_connection(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let second = ben.at(&t.second_process().await);
    for _ in 0..8 {
        let replies = at_once([asking(&ana, "ben"), asking(&second, "ana")]).await;
        assert_eq!(statuses(&replies), [201, 201], "{replies:?}");
        let mut became: Vec<_> =
            replies.iter().map(|reply| reply.json()["status"].to_string()).collect();
        became.sort_unstable();
        assert_eq!(became, ["\"connected\"", "\"pending\""]);
        assert!(connected(&ana, &ben).await);
        assert!(has_nothing_open(&ana).await && has_nothing_open(&ben).await);
        part(&ana, &ben).await;
        t.clock.advance(std::time::Duration::from_secs(60 * 60));
    }
}

#[umbra_test]
async fn all_who_ask_each_other_at_once_are_connected(t: TestApp) {
    let mut people = Vec::new();
    for name in ["ana", "ben", "cleo", "dora"] {
        people.push(t.user(name).await);
    }
    let second = t.second_process().await;
    let requests: Vec<Request> = people
        .iter()
        .flat_map(|one| people.iter().map(move |other| (one, other)))
        .filter(|(one, other)| one.id != other.id)
        .map(|(one, other)| asking(&one.at(&second), &other.username))
        .collect();
    let replies = at_once(requests).await;
    assert!(replies.iter().all(|reply| reply.status() == 201), "{replies:?}");
    for who in &people {
        let others: Vec<_> =
            people.iter().map(|one| &*one.username).filter(|one| *one != who.username).collect();
        assert_eq!(names(&list(who, PATH).await), others);
        assert!(has_nothing_open(who).await);
    }
}

/// Lets Ben accept while something else happens, several times, and checks what is left.
async fn while_accepting(
    t: &TestApp,
    other: impl Fn(&Person, &Client, i64) -> Request,
    check: impl AsyncFn(&Person, &Person, &Reply, &Reply),
) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let second = t.second_process().await;
    for round in 0..8 {
        let asked: Value = ask(&ana, "ben").await;
        let id = asked["request"]["id"].as_i64().unwrap();
        let mut requests = vec![accepting(&ben, id), other(&ana, &ben.at(&second), id)];
        // Whoever is sent first has a start.
        if round % 2 == 1 {
            requests.reverse();
        }
        let mut replies = at_once(requests).await;
        if round % 2 == 1 {
            replies.reverse();
        }
        check(&ana, &ben, &replies[0], &replies[1]).await;
        assert!(has_nothing_open(&ben).await);
        part(&ana, &ben).await;
        t.clock.advance(std::time::Duration::from_secs(60 * 60));
    }
}

#[umbra_test]
async fn of_accepting_and_cancelling_one_happens(t: TestApp) {
    let cancel = |ana: &Person, _: &Client, id: i64| ana.delete(format!("{REQUESTS}/{id}"));
    while_accepting(&t, cancel, async |ana, ben, accepted, cancelled| {
        let both = (accepted.status(), cancelled.status());
        match connected(ana, ben).await {
            true => assert_eq!(both, (201, 404)),
            false => assert_eq!(both, (404, 204)),
        }
    })
    .await;
}

#[umbra_test]
async fn of_two_who_accept_one_does(t: TestApp) {
    let again = |_: &Person, ben: &Client, id: i64| accepting(ben, id);
    while_accepting(&t, again, async |ana, ben, one, other| {
        let mut both = [one.status(), other.status()];
        both.sort_unstable();
        assert_eq!(both, [201, 404]);
        assert!(connected(ana, ben).await);
    })
    .await;
}

#[umbra_test]
async fn who_blocks_while_accepting_is_not_connected(t: TestApp) {
    let ana = t.user("ana").await;
    let block = |_: &Person, ben: &Client, _: i64| blocking(ben, &ana);
    while_accepting(&t, block, async |ana, ben, accepted, blocked| {
        assert!([201, 404].contains(&accepted.status()), "{accepted:?}");
        assert_eq!(blocked.status(), 201, "{blocked:?}");
        assert!(!connected(ana, ben).await);
        assert_eq!(names(&list(ben, BLOCKED).await), ["ana"]);
        let seen = outgoing(ana).await;
        // Hers is over if he accepted first, and open as ever if he didn't.
        assert_eq!(seen.len(), usize::from(accepted.status() == 404));
    })
    .await;
}

#[umbra_test]
async fn of_accepting_and_asking_one_connects(t: TestApp) {
    let ask = |_: &Person, ben: &Client, _: i64| asking(ben, "ana");
    while_accepting(&t, ask, async |ana, ben, accepted, asked| {
        assert!(connected(ana, ben).await);
        match accepted.status() {
            201 => drop(asked.assert_problem(409, "already_connected")),
            404 => assert_eq!(asked.json()["status"], "connected"),
            other => panic!("{other}"),
        }
    })
    .await;
}

#[umbra_test]
async fn nothing_is_left_of_an_account_that_is_deleted_meanwhile(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    let second = ana.at(&t.second_process().await);
    for _ in 0..6 {
        let ben = t.user("ben").await;
        let asked = ask(&ben, "ana").await;
        let id = asked["request"]["id"].as_i64().unwrap();
        let delete = admin.delete(format!("/api/admin/users/{}", ben.id));
        let replies = at_once([accepting(&second, id), delete, asking(&ana, "ben")]).await;
        assert!([201, 404].contains(&replies[0].status()), "{replies:?}");
        assert_eq!(replies[1].status(), 204, "{replies:?}");
        assert!([201, 409].contains(&replies[2].status()), "{replies:?}");
        assert!(list(&ana, PATH).await.is_empty());
        assert!(incoming(&ana).await.is_empty());
        for request in outgoing(&ana).await {
            ana.delete(format!("{REQUESTS}/{}", request["id"])).await.assert_status(204);
        }
        t.clock.advance(std::time::Duration::from_secs(60 * 60));
    }
    let dump = t.database_dump().await;
    assert!(dump.table("connections").is_empty() && dump.table("connection_requests").is_empty());
}
