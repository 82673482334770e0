//! From the outbox to the queue.

use umbra_domain::{AuditId, OutboxId, fact::Fact};

use super::kit::{Kit, on_both};
use crate::{
    drain::drain_with,
    relay::{Relayed, relay},
};

pub(super) fn facts(ids: impl IntoIterator<Item = i64>) -> Vec<(OutboxId, Fact)> {
    ids.into_iter().map(|id| (OutboxId(id), Fact::AuditRecorded(AuditId(id)))).collect()
}

on_both! {
    async fn a_crash_between_push_and_delete_doesnt_run_a_job_twice(kit: &Kit) {
        kit.commit(1..=3).await;
        let pending = kit.app.pending_facts(100).await.unwrap();
        let pushed: Vec<_> =
            pending.iter().filter_map(|row| row.fact.map(|fact| (row.id, fact))).collect();
        assert_eq!(pushed.len(), 3);
        kit.queue.push(&pushed).await.unwrap();
        // Here the process ends. The next one finds the same facts, and a new one.
        kit.commit([4]).await;

        let drained = crate::drain(&kit.app, &kit.queue).await.unwrap();

        assert_eq!(drained.done, 4);
        kit.assert_all_done(4).await;
    }

    async fn a_job_that_is_done_isnt_made_again(kit: &Kit) {
        kit.queue.push(&facts(1..=3)).await.unwrap();
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 3);
        kit.queue.push(&facts(1..=5)).await.unwrap();
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 2);
    }

    async fn relays_at_once_make_one_job_of_each_fact(kit: &Kit) {
        kit.commit(1..=250).await;
        let (second, third) = (kit.another_process().await, kit.another_process().await);
        let (one, two, three) = tokio::join!(
            relay(&kit.app, &kit.queue),
            relay(&second, &kit.queue),
            relay(&third, &kit.queue),
        );
        for relayed in [one, two, three] {
            relayed.unwrap();
        }
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 250);
        kit.assert_all_done(250).await;
    }

    async fn facts_of_a_newer_version_stay_and_dont_block_others(kit: &Kit) {
        for _ in 0..75 {
            kit.execute("INSERT INTO outbox (kind, subject_id, created_at) \
                VALUES ('moon_landed', 1, '2026-01-01T00:00:00Z')").await;
            kit.execute("INSERT INTO outbox (kind, subject_id, created_at, payload) \
                VALUES ('reminder_fired', 1, '2026-01-01T00:00:00Z', '{\"moon\": \"full\"}')").await;
        }
        kit.commit(1..=120).await;

        let relayed = relay(&kit.app, &kit.queue).await.unwrap();

        assert_eq!(relayed, Relayed { moved: 120, unknown: 150 });
        assert_eq!(kit.count("outbox").await, 150);
        let drained = crate::drain(&kit.app, &kit.queue).await.unwrap();
        assert_eq!((drained.done, drained.unknown), (120, 150));
    }

    async fn jobs_of_a_newer_version_wait_for_it_without_losing_a_try(kit: &Kit) {
        kit.queue.push(&facts([1])).await.unwrap();
        kit.execute("UPDATE {jobs} SET job = '{\"kind\":\"moon_landed\",\"subject\":1}'").await;

        let drained = drain_with(&kit.app, &kit.queue, async |_| unreachable!()).await.unwrap();

        assert_eq!((drained.done, drained.unknown), (0, 1));
        let waiting = "{jobs} WHERE status = 'Pending' AND attempts = 0 AND lock_by IS NULL";
        assert_eq!(kit.count(waiting).await, 1);
    }
}
