//! What can't be read holds up nothing else.

use std::time::Duration;

use umbra_testkit::{TestApp, umbra_test};

use super::{assert_states, at, phones, ring, set_up, shown, with_phone};

#[umbra_test(with = phones)]
async fn settings_and_notifications_that_cannot_be_read_hold_up_nobody_else(t: TestApp) {
    let mut people = Vec::new();
    for name in ["ana", "ben", "mia"] {
        let person = with_phone(&t, name).await;
        for title in ["Tablets", "Pills"] {
            person.reminder(title, "2026-03-02T09:00:00Z").create().await;
        }
        people.push(person);
    }
    let [ana, ben, _] = &people[..] else { panic!("three people") };
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    set_up(&t, ana, "quiet_hours_start = 'soon', quiet_hours_end = 'later'").await;
    let first = format!("(SELECT MIN(id) FROM notifications WHERE user_id = {})", ben.id);
    let broken = format!("UPDATE notifications SET occurrence = 'once' WHERE id = {first}");
    assert_eq!(t.execute(&broken).await, 1);
    ring(&t).await;
    assert_eq!([shown(&t, "ana").len(), shown(&t, "ben").len(), shown(&t, "mia").len()], [0, 1, 2]);
    let failed = "SELECT reason FROM deliveries WHERE state = 0";
    assert_eq!(t.texts(failed).await, ["unreadable"; 3]);
    // Somebody mends it.
    set_up(&t, ana, "quiet_hours_start = NULL, quiet_hours_end = NULL").await;
    let mended =
        format!("UPDATE notifications SET occurrence = '2026-03-02T09:00:00' WHERE id = {first}");
    assert_eq!(t.execute(&mended).await, 1);
    t.clock.advance(Duration::from_secs(5));
    ring(&t).await;
    assert_eq!([shown(&t, "ana").len(), shown(&t, "ben").len(), shown(&t, "mia").len()], [2, 2, 2]);
}

#[umbra_test(with = phones)]
async fn what_cannot_be_read_for_a_day_is_given_up_and_says_so(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    t.execute("UPDATE notifications SET occurrence = 'once'").await;
    for _ in 0..49 {
        ring(&t).await;
        t.clock.advance(Duration::from_secs(30 * 60));
    }
    let states = "SELECT reason FROM deliveries WHERE state = 4 AND next_at IS NULL";
    assert_eq!(t.texts(states).await, ["unreadable"]);
    assert!(t.ntfy().requests().is_empty());
}

#[umbra_test(with = phones)]
async fn what_a_newer_version_wrote_is_left_to_it(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    for title in ["Tablets", "Pills"] {
        ana.reminder(title, "2026-03-02T09:00:00Z").create().await;
    }
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    let newer =
        "UPDATE deliveries SET notice = 'moon-is-full' WHERE id = (SELECT MIN(id) FROM deliveries)";
    t.execute(newer).await;
    for _ in 0..4 {
        ring(&t).await;
        t.clock.advance(Duration::from_secs(30));
    }
    assert_eq!(shown(&t, "ana").len(), 1);
    let left = "SELECT notice FROM deliveries WHERE state = 0 AND attempts = 0 AND claim IS NULL";
    assert_eq!(t.texts(left).await, ["moon-is-full"]);
    t.execute("UPDATE deliveries SET notice = 'reminded' WHERE state = 0").await;
    at(&t, "2026-03-02T09:05:00Z").await;
    assert_eq!(shown(&t, "ana").len(), 2);
    assert_states(&ana, &[("sent", ""), ("sent", "")]).await;
}
