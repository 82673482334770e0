//! Deleting audit entries that are too old, and verifying what is left.

use std::time::Duration;

use jiff::SignedDuration;
use umbra_app::admin::{AuditCheck, AuditDamage};
use umbra_domain::AuditId;
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::admin::kit::drop_guards;

const DAY: Duration = Duration::from_hours(24);

/// Records entries, and lets them reach the log stream.
async fn record(t: &TestApp, entries: usize) {
    for _ in 0..entries {
        t.app.operator_unlock("ana").await.unwrap();
    }
    t.drain_jobs().await;
}

/// Records four entries, and three more when the first ones are older than they are kept.
async fn old_and_young(t: &TestApp) {
    t.user("ana").await;
    record(t, 4).await;
    t.clock.advance(366 * DAY);
    record(t, 3).await;
}

async fn verify(t: &TestApp) -> AuditCheck {
    t.app.verify_audit(&[]).await.unwrap()
}

#[umbra_test]
async fn what_is_older_than_a_year_goes_and_the_rest_verifies(t: TestApp) {
    old_and_young(&t).await;
    let before = verify(&t).await;
    assert_eq!((before.entries, before.damaged, before.trimmed), (7, 0, 0));
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 4);
    let after = verify(&t).await;
    assert_eq!((after.entries, after.damage, after.trimmed), (4, vec![], 4), "one tells of it");
    assert_eq!(after.end.unwrap().id, AuditId(8));

    // Later on what told of it goes, too, and the next one tells.
    t.clock.advance(367 * DAY);
    record(&t, 1).await;
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 4);
    let later = verify(&t).await;
    assert_eq!((later.entries, later.damage, later.trimmed), (2, vec![], 8));
    assert_eq!(later.end.unwrap().id, AuditId(10));
}

#[umbra_test]
async fn entries_go_together_once_a_day(t: TestApp) {
    t.user("ana").await;
    record(&t, 1).await;
    t.clock.advance(365 * DAY + DAY / 2);
    record(&t, 1).await;
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 0, "not a day over the year yet");
    t.clock.advance(DAY / 2);
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 1);
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 0);
    assert_eq!(verify(&t).await.end.unwrap().id, AuditId(3), "one entry told of it");
}

#[umbra_test]
async fn the_newest_entry_stays_however_old_it_is(t: TestApp) {
    t.user("ana").await;
    record(&t, 3).await;
    t.clock.advance(5000 * DAY);
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 2);
    let check = verify(&t).await;
    assert_eq!((check.entries, check.damage, check.trimmed), (2, vec![], 2));
}

#[umbra_test]
async fn a_clock_that_is_years_ahead_costs_a_week_of_entries(t: TestApp) {
    t.user("ana").await;
    for _ in 0..4 {
        record(&t, 1).await;
        t.clock.advance(5 * DAY);
    }
    t.clock.advance(3650 * DAY);
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 2);
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 0, "no more on that day");
    // Set right again, it deletes nothing that isn't old.
    t.clock.advance(-SignedDuration::from_hours(3650 * 24));
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 0);
    let check = verify(&t).await;
    assert_eq!((check.entries, check.damage, check.trimmed), (3, vec![], 2));
    // What is old goes little by little.
    t.clock.advance(500 * DAY);
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 2);
    assert_eq!(verify(&t).await.damage, []);
}

#[umbra_test]
async fn what_the_log_stream_has_not_got_stays(t: TestApp) {
    t.user("ana").await;
    record(&t, 2).await;
    t.app.operator_unlock("ana").await.unwrap();
    t.clock.advance(366 * DAY);
    t.app.operator_unlock("ana").await.unwrap();
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 2);
    t.drain_jobs().await;
    t.clock.advance(DAY);
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 1);
    assert_eq!(verify(&t).await.damage, []);
}

#[umbra_test]
async fn an_operator_who_keeps_entries_for_ever_has_them_all(t: TestApp) {
    old_and_young(&t).await;
    let process = t.second_process_with(|setup| setup.app.audit_kept = None).await;
    t.clock.advance(36_500 * DAY);
    assert_eq!(process.app.trim_audit_log().await.unwrap(), 0);
    assert_eq!(verify(&t).await.entries, 7);
}

#[umbra_test]
async fn two_processes_that_trim_at_once_tell_of_it_once(t: TestApp) {
    old_and_young(&t).await;
    let other = t.second_process().await;
    let trims = at_once([&t.app, &other.app, &t.app, &other.app].map(|app| app.trim_audit_log()));
    let deleted: u64 = Box::pin(trims).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(deleted, 4);
    assert_eq!(verify(&t).await.end.unwrap().id, AuditId(8));
}

#[umbra_test]
async fn what_a_crash_left_verifies_and_goes_the_next_time(t: TestApp) {
    old_and_young(&t).await;
    t.execute("CREATE TABLE copied AS SELECT * FROM audit_log WHERE id IN (2, 4)").await;
    t.app.trim_audit_log().await.unwrap();
    drop_guards(&t).await;
    t.execute("INSERT INTO audit_log SELECT * FROM copied").await;
    let check = verify(&t).await;
    assert_eq!((check.entries, check.damage, check.trimmed), (6, vec![], 4));
    assert_eq!(t.app.trim_audit_log().await.unwrap(), 2);
    assert_eq!(verify(&t).await.damage, []);
}

#[umbra_test]
async fn the_database_lets_nothing_else_be_deleted(t: TestApp) {
    old_and_young(&t).await;
    t.app.trim_audit_log().await.unwrap();
    let refused = async |sql: &str, why: &str| {
        let error = t.try_execute(sql).await.unwrap_err().to_string();
        assert!(error.contains(why), "{sql}: {error}");
    };
    refused("DELETE FROM audit_log WHERE id = 5", "append-only").await;
    let only_on = "only moves on";
    refused("UPDATE audit_head SET trimmed_id = 3", only_on).await;
    refused("UPDATE audit_head SET trimmed_id = 100", only_on).await;
    // Not what the log stream hasn't got.
    refused("UPDATE audit_head SET trimmed_id = 7, mirrored_id = 6", only_on).await;
}

#[umbra_test]
async fn whoever_deletes_more_than_the_log_tells_is_found_out(t: TestApp) {
    old_and_young(&t).await;
    t.app.trim_audit_log().await.unwrap();
    t.drain_jobs().await;
    // The guards can be moved on by whoever writes to the database; the chain can't.
    t.execute("UPDATE audit_head SET trimmed_id = 6").await;
    t.execute("DELETE FROM audit_log WHERE id = 6").await;
    assert_eq!(verify(&t).await.damage, [AuditDamage::Missing(6, 6)]);
    t.execute("DELETE FROM audit_log WHERE id <= 6").await;
    assert_eq!(verify(&t).await.damage, [AuditDamage::Missing(1, 6)]);
    // And neither can what tells of it.
    let forged = "UPDATE audit_log SET detail = \
        '6:' || SUBSTR(detail, 3) WHERE action = 'audit.trim'";
    drop_guards(&t).await;
    assert_eq!(t.execute(forged).await, 1);
    let found = verify(&t).await.damage;
    assert_eq!(found, [7, 8].map(AuditDamage::Changed));
}

#[umbra_test]
async fn a_note_of_what_has_gone_is_told_from_one_that_was_never_true(t: TestApp) {
    t.user("ana").await;
    record(&t, 2).await;
    let early = verify(&t).await.end.unwrap();
    record(&t, 1).await;
    let cut = verify(&t).await.end.unwrap();
    t.clock.advance(366 * DAY);
    record(&t, 2).await;
    let late = verify(&t).await.end.unwrap();
    t.app.trim_audit_log().await.unwrap();
    let check = t.app.verify_audit(&[early, cut, late]).await.unwrap();
    assert_eq!((check.damage, check.forgotten), (vec![], vec![early]), "{cut} is in the chain");
    let forged = umbra_domain::audit::Mark { id: cut.id, ..late };
    let check = t.app.verify_audit(&[forged]).await.unwrap();
    assert_eq!(check.damage, [AuditDamage::Noted(cut.id.0)]);
}
