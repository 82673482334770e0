//! It makes no difference to anybody when workers look.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use umbra_testkit::{Person, TestApp, umbra_test};

use crate::reminders::{at, due};

/// When the workers look.
#[derive(Clone, Copy, PartialEq)]
enum Workers {
    Never,
    AtEveryStep,
    AtSomeSteps,
}

async fn make(who: &Person) -> Vec<String> {
    let mut urls = Vec::new();
    for (title, first, rule) in [
        ("once", "2026-03-28T12:00", Value::Null),
        ("gap", "2026-03-28T02:30", "FREQ=DAILY".into()),
        ("thrice", "2026-03-28T01:00", "FREQ=DAILY;BYHOUR=1,2,3".into()),
        ("weekly", "2026-03-22T23:00", "FREQ=WEEKLY".into()),
        ("ends", "2026-03-28T12:00", "FREQ=DAILY;COUNT=2".into()),
    ] {
        let made = who.reminder(title, first).zone("Europe/Vienna");
        urls.push(made.with("recurrence_rule", rule).create().await.url());
    }
    urls
}

/// What is due, without what differs between accounts, and without the version, which counts what
/// workers write down.
async fn shown(who: &Person) -> Vec<Value> {
    let mut rows = due(who).await;
    for row in &mut rows {
        row["id"].take();
        row["version"].take();
    }
    rows
}

/// Lives through four days in which reminders are snoozed and dismissed, and returns all that was
/// ever shown as due.
async fn live_through(t: &TestApp, name: &str, workers: Workers) -> Vec<Vec<Value>> {
    let start: Timestamp = "2026-03-28T00:00:00Z".parse().unwrap();
    let urls = make(&at(t, name, "2026-03-27T00:00:00Z").await).await;
    let mut seen = Vec::new();
    for step in 0..28_usize {
        let now = start + SignedDuration::from_mins(197 * step as i64);
        let who = at(t, name, &now.to_string()).await;
        let before = shown(&who).await;
        if workers == Workers::AtEveryStep || workers == Workers::AtSomeSteps && step % 5 == 3 {
            t.fire_reminders().await;
            assert_eq!(shown(&who).await, before, "{now}");
            assert!(t.fire_reminders().await.is_empty(), "{now}");
        }
        let url = &urls[step % 5];
        let reply = match step % 4 {
            0 => who.patch(format!("{url}/snooze"), json!({"minutes": 300})).await,
            2 => who.patch(format!("{url}/dismiss"), ()).await,
            _ => who.get(url).await,
        };
        assert!([200, 409].contains(&reply.status()), "{reply:?}");
        seen.extend([before, shown(&who).await]);
    }
    seen
}

#[umbra_test]
async fn what_is_due_is_the_same_whenever_workers_look(t: TestApp) {
    let never = live_through(&t, "never", Workers::Never).await;
    let shown: usize = never.iter().map(Vec::len).sum();
    assert!(shown > 60, "{shown}");
    assert_eq!(live_through(&t, "always", Workers::AtEveryStep).await, never);
    assert_eq!(live_through(&t, "sometimes", Workers::AtSomeSteps).await, never);
}
