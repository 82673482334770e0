//! Forgetting.

use std::time::Duration;

use super::kit::{Kit, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

on_both! {
    async fn old_jobs_and_dead_workers_are_forgotten(kit: &Kit) {
        kit.commit(1..=4).await;
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 4);
        kit.queue.enlist("dead").await.unwrap();
        assert_eq!(kit.queue.forget(DAY, DAY * 30).await.unwrap(), 0);

        kit.execute("UPDATE {jobs} SET done_at = {long_ago} WHERE id IN \
            (SELECT id FROM {jobs} ORDER BY id LIMIT 2)").await;
        kit.execute("UPDATE {workers} SET last_seen = {long_ago} WHERE id = 'dead'").await;

        assert_eq!(kit.queue.forget(DAY, DAY * 30).await.unwrap(), 2);
        assert_eq!(kit.count("{jobs}").await, 2);
        assert_eq!(kit.count("{workers}").await, 1, "the one that drained lives");
    }

    async fn what_was_given_up_is_kept_longer(kit: &Kit) {
        kit.commit([1]).await;
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 1);
        kit.execute("UPDATE {jobs} SET status = 'Killed', done_at = {long_ago}").await;
        assert_eq!(kit.queue.forget(DAY, DAY * 50).await.unwrap(), 0);
        assert_eq!(kit.queue.forget(DAY, DAY * 30).await.unwrap(), 1);
    }

    async fn nothing_waits_for_a_clock_that_was_set_back(kit: &Kit) {
        kit.commit(1..=3).await;
        crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
        kit.queue.enlist("dead").await.unwrap();
        assert_eq!(kit.queue.recover_from_clock_rollback().await.unwrap(), 0);

        // By a clock that was ahead: two new jobs, one that waits for another try, a worker that died.
        kit.execute("UPDATE {jobs} SET run_at = {ahead}").await;
        kit.execute("UPDATE {jobs} SET attempts = 1 WHERE id = (SELECT MAX(id) FROM {jobs})").await;
        kit.execute("UPDATE {workers} SET last_seen = {ahead}").await;
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 0);
        assert_eq!(kit.queue.recover_from_clock_rollback().await.unwrap(), 3);
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 3);
        kit.execute("UPDATE {workers} SET last_seen = {long_ago}").await;
        assert_eq!(kit.queue.recover_from_clock_rollback().await.unwrap(), 0, "what is past stays");
    }

    async fn what_was_claimed_by_a_clock_that_was_ahead_is_due_when_it_is_given_back(kit: &Kit) {
        kit.commit(1..=3).await;
        crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
        for worker in ["dead", "stopped"] {
            kit.queue.enlist(worker).await.unwrap();
            assert_eq!(kit.queue.claim(&worker.into()).await.unwrap().len(), 3);
            kit.execute("UPDATE {jobs} SET run_at = {ahead}").await;
            if worker == "dead" {
                kit.execute("UPDATE {workers} SET last_seen = {long_ago}").await;
                assert_eq!(kit.queue.take_over().await.unwrap(), 3);
            } else {
                assert_eq!(kit.queue.release(worker).await.unwrap(), 3);
            }
        }
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 3);
    }

    async fn jobs_that_wait_are_never_forgotten(kit: &Kit) {
        kit.commit(1..=3).await;
        crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
        kit.execute("UPDATE {jobs} SET run_at = {long_ago}").await;
        assert_eq!(kit.queue.forget(DAY, DAY).await.unwrap(), 0);
        assert_eq!(kit.count("{jobs}").await, 3);
    }
}
