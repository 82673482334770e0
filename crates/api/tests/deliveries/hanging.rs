//! Servers on which many calls hang.

use umbra_testkit::{TestApp, umbra_test};

use super::{phones, ring, set_up, shown, with_phone};

#[umbra_test(with = phones)]
async fn nothing_is_claimed_for_people_whose_server_hangs_and_all_else_is(t: TestApp) {
    let (ana, ben) = (with_phone(&t, "ana").await, with_phone(&t, "ben").await);
    // Ana chose a server, and Ben has the operator's.
    set_up(&t, &ana, "ntfy_server_url = 'http://127.0.0.1:9'").await;
    for who in [&ana, &ben] {
        who.reminder("Tablets", "2026-03-02T08:30:00Z").create().await;
    }
    t.clock.set("2026-03-02T08:30:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    let mut dispatcher = t.app.dispatcher();
    dispatcher.skip_servers(vec!["http://127.0.0.1:9".to_owned(), t.ntfy().origin()]);
    let taken = t.app.claim_deliveries(&mut dispatcher, &[], 100).await.unwrap();
    assert_eq!(taken.claimed, 0);
    dispatcher.skip_servers(vec![t.ntfy().origin()]);
    let taken = t.app.claim_deliveries(&mut dispatcher, &[], 100).await.unwrap();
    let servers: Vec<_> = taken.tasks.iter().map(|task| task.server()).collect();
    assert_eq!(servers, ["http://127.0.0.1:9"]);
    ring(&t).await;
    assert_eq!(shown(&t, "ben"), ["Tablets"], "they were left for later, no more");
}
