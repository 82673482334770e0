//! Workers as in production, several of them, stopped and killed.

use std::{future::pending, sync::Arc, time::Duration};

use tokio::sync::{Notify, Semaphore};

use super::kit::{Kit, on_both, telling, within_patience};
use crate::{Stopped, Workers};

const GRACE: Duration = Duration::from_secs(20);

async fn stop(workers: Workers) -> Stopped {
    within_patience(workers.stop(GRACE)).await
}

on_both! {
    async fn two_workers_act_on_each_of_200_facts_once(kit: &Kit) {
        let (actor, mut effects) = telling(async |_| Ok(()));
        let other = kit.another_process().await;
        let one = kit.start(&kit.app, Arc::clone(&actor));
        let two = kit.start(&other, actor);
        for batch in 0..10 {
            kit.commit(batch * 20 + 1..=batch * 20 + 20).await;
        }

        assert_eq!(effects.take(200).await, (1..=200).collect::<Vec<_>>());

        let stopped = (stop(one).await, stop(two).await);
        assert_eq!(stopped, (Stopped { cut_off: 0 }, Stopped { cut_off: 0 }));
        effects.assert_no_more();
        kit.assert_all_done(200).await;
        assert_eq!(kit.count("{workers}").await, 0);
    }

    async fn a_worker_that_dies_in_the_middle_loses_nothing(kit: &Kit) {
        kit.commit(1..=200).await;
        let (hanging, mut begun) = telling(async |subject| {
            if subject % 10 == 0 { pending::<()>().await; }
            Ok(())
        });
        let dying = kit.start(&kit.app, hanging);
        // There is room for four: once four hang, the others that began are done.
        let (mut began, mut hang) = (0, 0);
        while hang < 4 {
            began += 1;
            hang += usize::from(begun.next().await % 10 == 0);
        }
        drop(dying);
        kit.execute("UPDATE {workers} SET last_seen = {long_ago}").await;
        let left = 200 - (began - hang);

        let (actor, mut effects) = telling(async |_| Ok(()));
        let heir = kit.start(&kit.another_process().await, actor);
        let taken = effects.take(left).await;

        stop(heir).await;
        effects.assert_no_more();
        assert_eq!(taken.iter().filter(|subject| *subject % 10 == 0).count(), 20);
        kit.assert_all_done(200).await;
    }

    async fn stopping_waits_for_the_jobs_that_run(kit: &Kit) {
        let gate = Arc::new(Notify::new());
        let waiting = Arc::clone(&gate);
        let (actor, mut effects) = telling(move |_| {
            let gate = Arc::clone(&waiting);
            async move { gate.notified().await; Ok(()) }
        });
        let workers = kit.start(&kit.app, actor);
        kit.commit([1]).await;
        assert_eq!(effects.next().await, 1);

        let (stopped, ()) = tokio::join!(stop(workers), async { gate.notify_one() });

        assert_eq!(stopped, Stopped { cut_off: 0 });
        kit.assert_all_done(1).await;
    }

    async fn a_job_that_outlasts_the_deadline_is_given_back_at_once(kit: &Kit) {
        let (actor, mut effects) = telling(async |_| pending().await);
        let workers = kit.start(&kit.app, actor);
        kit.commit(1..=6).await;
        effects.take(4).await;

        let stopped = within_patience(workers.stop(Duration::from_millis(10))).await;

        assert_eq!(stopped, Stopped { cut_off: 4 });
        assert_eq!(kit.count("{jobs} WHERE status = 'Pending' AND lock_by IS NULL").await, 6);
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 6);
    }

    async fn workers_that_stop_before_they_began_leave_the_jobs_to_others(kit: &Kit) {
        kit.commit(1..=3).await;
        let (actor, _) = telling(async |_| Ok(()));
        let workers = kit.start(&kit.app, actor);
        stop(workers).await;
        let _ = crate::drain(&kit.app, &kit.queue).await.unwrap();
        kit.assert_all_done(3).await;
    }

    async fn jobs_made_by_a_process_without_workers_are_found(kit: &Kit) {
        let (actor, mut effects) = telling(async |_| Ok(()));
        let other = kit.another_process().await;
        let workers = kit.start(&other, actor);
        // This rings another bell than the workers hear.
        kit.commit(1..=5).await;
        assert_eq!(effects.take(5).await, [1, 2, 3, 4, 5]);
        stop(workers).await;
        kit.assert_all_done(5).await;
    }

    async fn a_panic_leaves_the_worker_working(kit: &Kit) {
        let (actor, mut effects) = telling(async |subject| {
            assert_ne!(subject, 1, "a panic that the test expects");
            Ok(())
        });
        let workers = kit.start(&kit.app, actor);
        kit.commit([1]).await;
        effects.next().await;
        kit.commit([2]).await;
        // Telling of a panic may take longer than the wait for the next try.
        while effects.next().await != 2 {}
        stop(workers).await;
        assert_eq!(kit.count("{jobs} WHERE status = 'Pending' AND attempts > 0").await, 1);
        assert_eq!(kit.count("{jobs} WHERE status = 'Done'").await, 1);
    }

    async fn jobs_with_which_processes_ended_run_one_after_the_other(kit: &Kit) {
        kit.commit(1..=3).await;
        crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
        for _ in 0..2 {
            kit.queue.enlist("doomed").await.unwrap();
            let jobs = kit.queue.claim(&"doomed".into()).await.unwrap();
            assert_eq!(jobs.len(), 3);
            for job in &jobs {
                kit.queue.begin("doomed", job).await.unwrap();
            }
            kit.execute("UPDATE {workers} SET last_seen = {long_ago}").await;
            assert_eq!(kit.queue.take_over().await.unwrap(), 3);
        }

        let gate = Arc::new(Semaphore::new(0));
        let waiting = Arc::clone(&gate);
        let (actor, mut effects) = telling(move |_| {
            let gate = Arc::clone(&waiting);
            async move { gate.acquire().await.unwrap().forget(); Ok(()) }
        });
        let workers = kit.start(&kit.app, actor);
        let mut seen = vec![effects.next().await];
        // What is claimed later goes its own way, beside the one, and finds the other two waiting.
        kit.commit([4]).await;
        assert_eq!(effects.next().await, 4);
        effects.assert_no_more();
        // Both that run may end; then the next begins, and only that.
        gate.add_permits(2);
        for _ in 0..2 {
            seen.push(effects.next().await);
            effects.assert_no_more();
            gate.add_permits(1);
        }

        stop(workers).await;
        seen.sort_unstable();
        assert_eq!(seen, [1, 2, 3]);
        kit.assert_all_done(4).await;
    }

    async fn content_that_isnt_json_doesnt_hold_up_the_queue(kit: &Kit) {
        kit.commit(1..=3).await;
        crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
        kit.execute("UPDATE {jobs} SET job = 'garbage' WHERE idempotency_key = 'outbox-2'").await;
        let (actor, mut effects) = telling(async |_| Ok(()));
        let workers = kit.start(&kit.app, actor);
        assert_eq!(effects.take(2).await, [1, 3]);
        stop(workers).await;
        assert_eq!(kit.count("{jobs} WHERE status = 'Done'").await, 2);
    }
}

mod workers_go_on_after_their_connections_were_cut {
    use super::*;

    #[tokio::test]
    async fn on_postgres() {
        let kit = Kit::postgres().await;
        let (actor, mut effects) = telling(async |_| Ok(()));
        let workers = kit.start(&kit.another_process().await, actor);
        kit.commit([1]).await;
        assert_eq!(effects.next().await, 1);
        within_patience(async { while kit.count("{jobs} WHERE status = 'Done'").await < 1 {} })
            .await;

        kit.execute(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await;
        // Whatever the kit's own pool had besides is cut, too.
        let kit = kit.reconnected().await;
        kit.commit([2]).await;
        while effects.next().await != 2 {}

        stop(workers).await;
        kit.assert_all_done(2).await;
    }
}

mod a_job_whose_end_is_lost_runs_again {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        let kit = Kit::sqlite().await;
        kit.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE ON Jobs WHEN NEW.status = 'Done' \
             BEGIN SELECT RAISE(ABORT, 'a failure that the test expects'); END",
        )
        .await;
        let (actor, mut effects) = telling(async |_| Ok(()));
        let workers = kit.start(&kit.app, actor);
        kit.commit([1]).await;
        assert_eq!(effects.take(2).await, [1, 1]);
        kit.execute("DROP TRIGGER refuse").await;
        stop(workers).await;
        kit.assert_all_done(1).await;
    }
}
