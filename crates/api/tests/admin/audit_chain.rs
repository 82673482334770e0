//! Verifying the audit log.

use umbra_app::admin::{AuditCheck, AuditDamage};
use umbra_auth::{OsEntropy, SecretKey};
use umbra_domain::{AuditId, audit::Mark};
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::admin::kit::{drop_guards, url};

/// Records this many entries.
async fn record(t: &TestApp, entries: usize) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    at_once((0..entries).map(|_| admin.post(url(ana.id, "/unlock"), ()))).await;
}

/// Says what a change behind the server's back looks like.
async fn damage(t: &TestApp, sql: &[&str]) -> Vec<AuditDamage> {
    record(t, 6).await;
    drop_guards(t).await;
    for sql in sql {
        assert!(t.execute(sql).await > 0, "{sql}");
    }
    let check = t.app.verify_audit(&[]).await.unwrap();
    assert_eq!(check.damaged, check.damage.len() as u64);
    check.damage
}

#[umbra_test]
async fn a_log_as_it_was_recorded_verifies(t: TestApp) {
    let nothing = Mark { id: AuditId(0), mac: [0; 32] };
    let empty = AuditCheck { end: Some(nothing), ..AuditCheck::default() };
    assert_eq!(t.app.verify_audit(&[nothing]).await.unwrap(), empty);
    record(&t, 12).await;
    let check = t.app.verify_audit(&[]).await.unwrap();
    assert_eq!((check.entries, check.end.unwrap().id, check.damaged), (12, AuditId(12), 0));
    assert_eq!(check.keys, [(t.app.current_key(), (1, 12))].into());
}

#[umbra_test]
async fn the_database_refuses_changes_of_the_log(t: TestApp) {
    record(&t, 2).await;
    for sql in ["UPDATE audit_log SET detail = 'x'", "DELETE FROM audit_log"] {
        let error = t.try_execute(sql).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

#[umbra_test]
async fn a_changed_entry_is_found(t: TestApp) {
    let found = damage(&t, &["UPDATE audit_log SET actor_id = 4711 WHERE id = 3"]).await;
    assert_eq!(found, [AuditDamage::Changed(3)]);
}

#[umbra_test]
async fn a_missing_entry_is_found(t: TestApp) {
    let found = damage(&t, &["DELETE FROM audit_log WHERE id IN (1, 3, 4)"]).await;
    assert_eq!(found, [AuditDamage::Missing(1, 1), AuditDamage::Missing(3, 4)]);
}

#[umbra_test]
async fn entries_that_changed_places_are_found(t: TestApp) {
    let found = damage(
        &t,
        &[
            "UPDATE audit_log SET id = 100 WHERE id = 2",
            "UPDATE audit_log SET id = 2 WHERE id = 3",
            "UPDATE audit_log SET id = 3 WHERE id = 100",
        ],
    )
    .await;
    // The one behind them follows a link that it wasn't made for.
    assert_eq!(found, [2, 3, 4].map(AuditDamage::Changed));
}

#[umbra_test]
async fn an_end_that_was_cut_off_is_found(t: TestApp) {
    let found = damage(&t, &["DELETE FROM audit_log WHERE id > 4"]).await;
    assert_eq!(found, [AuditDamage::Missing(5, 6)]);
}

#[umbra_test]
async fn an_end_that_was_wound_back_alone_is_found(t: TestApp) {
    let found = damage(&t, &["UPDATE audit_head SET last_id = 4"]).await;
    assert_eq!(found, [AuditDamage::End(4)]);
}

#[umbra_test]
async fn a_log_that_was_wound_back_whole_lacks_what_was_noted(t: TestApp) {
    let end = async || t.app.verify_audit(&[]).await.unwrap().end.unwrap();
    record(&t, 2).await;
    let early = end().await;
    record(&t, 2).await;
    let late = end().await;
    assert_eq!((early.id, late.id), (AuditId(2), AuditId(4)));
    record(&t, 2).await;
    assert_eq!(t.app.verify_audit(&[early, late]).await.unwrap().damage, []);
    let forged = Mark { id: late.id, ..early };
    let found = t.app.verify_audit(&[forged]).await.unwrap().damage;
    assert_eq!(found, [AuditDamage::Noted(4)]);

    drop_guards(&t).await;
    t.execute("DELETE FROM audit_log WHERE id > 2").await;
    t.execute("UPDATE audit_head SET last_id = 2, mac = (SELECT mac FROM audit_log WHERE id = 2)")
        .await;
    assert_eq!(t.app.verify_audit(&[early]).await.unwrap().damage, [], "nothing tells by itself");
    let found = t.app.verify_audit(&[early, late]).await.unwrap().damage;
    assert_eq!(found, [AuditDamage::Noted(4)]);
}

#[umbra_test]
async fn an_invented_entry_is_found(t: TestApp) {
    let copy = "INSERT INTO audit_log SELECT 0, at, actor_id, action, target_id, outcome, address, \
                detail, mac FROM audit_log WHERE id = 1";
    let found = damage(&t, &[copy]).await;
    assert_eq!(found, [AuditDamage::Extra(0)]);
}

#[umbra_test]
async fn an_entry_whose_key_is_not_listed_does_not_verify(t: TestApp) {
    record(&t, 2).await;
    let forgetful = t.second_process_with(|setup| {
        setup.secret_key = SecretKey::generate(&OsEntropy);
    });
    let check = forgetful.await.app.verify_audit(&[]).await.unwrap();
    assert_eq!(check.damage, [1, 2].map(AuditDamage::Changed));
}

#[umbra_test]
async fn a_log_that_grows_meanwhile_verifies(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let requests = at_once((0..40).map(|_| admin.post(url(ana.id, "/unlock"), ())));
    let checks = async {
        for _ in 0..20 {
            assert_eq!(t.app.verify_audit(&[]).await.unwrap().damage, []);
        }
    };
    futures_util::future::join(requests, checks).await;
}
