//! Jobs that fail.

use std::future::pending;

use super::kit::{Kit, on_both};
use crate::{act::JobError, drain::drain_with, job::TRIES, queue::End, run::MAX_CRASHES};

async fn fails() -> Result<(), JobError> {
    Err(JobError::Store(umbra_app::StoreError::Corrupt("test")))
}

/// Makes waiting jobs due.
async fn let_time_pass(kit: &Kit) {
    kit.execute("UPDATE {jobs} SET run_at = {long_ago} WHERE status = 'Pending'").await;
}

/// Lets Tokio's clock jump to the next timer whenever nothing can run. Ends before the database
/// is asked: its answers aren't timers, and would come too late.
struct SkippedTime;

impl SkippedTime {
    fn begin() -> Self {
        tokio::time::pause();
        Self
    }
}

impl Drop for SkippedTime {
    fn drop(&mut self) {
        tokio::time::resume();
    }
}

on_both! {
    async fn a_failed_job_waits_before_it_is_tried_again(kit: &Kit) {
        kit.commit([1]).await;
        let drained = drain_with(&kit.app, &kit.queue, |_| fails()).await.unwrap();
        assert_eq!((drained.done, drained.failed.len()), (0, 1));
        assert_eq!(drained.failed[0].error, "a stored test can't be read");

        let too_early = crate::drain(&kit.app, &kit.queue).await.unwrap();
        assert_eq!(too_early.done, 0);

        let_time_pass(kit).await;
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 1);
        kit.assert_all_done(1).await;
        assert_eq!(kit.count("{jobs} WHERE attempts = 2").await, 1);
    }

    async fn a_job_that_keeps_failing_is_given_up(kit: &Kit) {
        kit.commit([1]).await;
        for _ in 0..TRIES {
            let drained = drain_with(&kit.app, &kit.queue, |_| fails()).await.unwrap();
            assert_eq!(drained.failed.len(), 1);
            let_time_pass(kit).await;
        }
        let drained = drain_with(&kit.app, &kit.queue, async |_| unreachable!()).await.unwrap();
        assert_eq!((drained.done, drained.failed.len()), (0, 0));
        assert_eq!(kit.count("{jobs} WHERE status = 'Killed'").await, 1);
    }

    async fn a_panic_fails_one_job_and_no_other(kit: &Kit) {
        kit.commit(1..=3).await;
        let actor = async |fact: umbra_domain::fact::Fact| {
            assert_ne!(fact.subject(), 2, "a panic that the test expects");
            Ok(())
        };
        let drained = drain_with(&kit.app, &kit.queue, actor).await.unwrap();
        assert_eq!(drained.done, 2);
        assert_eq!(drained.failed[0].fact.subject(), 2);
        assert_eq!(drained.failed[0].error, "panicked");

        let_time_pass(kit).await;
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 1);
    }

    async fn a_job_that_takes_too_long_is_cut_off(kit: &Kit) {
        kit.commit([1]).await;
        let actor = async |_| {
            let _skipped = SkippedTime::begin();
            pending::<()>().await;
            Ok(())
        };
        let drained = drain_with(&kit.app, &kit.queue, actor).await.unwrap();
        assert_eq!(drained.failed[0].error, "not done within 60s");
    }

    async fn a_job_that_ends_the_process_each_time_is_given_up(kit: &Kit) {
        kit.commit([1]).await;
        let worker = apalis::prelude::WorkerContext::new("doomed");
        for _ in 0..MAX_CRASHES {
            crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
            kit.queue.enlist("doomed").await.unwrap();
            let jobs = kit.queue.claim(&worker).await.unwrap();
            assert_eq!(jobs.len(), 1);
            kit.queue.begin("doomed", &jobs[0]).await.unwrap();
            // The process ends here, and others notice.
            kit.execute("UPDATE {workers} SET last_seen = {long_ago}").await;
            assert_eq!(kit.queue.take_over().await.unwrap(), 1);
        }
        let drained = drain_with(&kit.app, &kit.queue, async |_| unreachable!()).await.unwrap();
        assert_eq!(drained.failed[0].error, "the process ended while it ran, each time");
        assert_eq!(kit.count("{jobs} WHERE status = 'Killed'").await, 1);
    }

    async fn jobs_that_wait_while_processes_end_keep_all_their_tries(kit: &Kit) {
        kit.commit([1]).await;
        crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
        let worker = apalis::prelude::WorkerContext::new("doomed");
        for _ in 0..3 * MAX_CRASHES {
            kit.queue.enlist("doomed").await.unwrap();
            let jobs = kit.queue.claim(&worker).await.unwrap();
            assert!(jobs[0].crashes <= 1, "{jobs:?}");
            kit.execute("UPDATE {workers} SET last_seen = {long_ago}").await;
            assert_eq!(kit.queue.take_over().await.unwrap(), 1);
        }
        for _ in 1..TRIES {
            let drained = drain_with(&kit.app, &kit.queue, |_| fails()).await.unwrap();
            assert_eq!(drained.failed.len(), 1);
            let_time_pass(kit).await;
        }
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 1);
    }

    async fn a_job_that_others_took_over_isnt_ended_by_the_first(kit: &Kit) {
        kit.commit([1]).await;
        crate::relay::relay(&kit.app, &kit.queue).await.unwrap();
        for worker in ["slow", "quick"] {
            kit.queue.enlist(worker).await.unwrap();
        }
        let slow = kit.queue.claim(&"slow".into()).await.unwrap();
        kit.execute("UPDATE {workers} SET last_seen = {long_ago} WHERE id = 'slow'").await;
        kit.queue.take_over().await.unwrap();
        let quick = kit.queue.claim(&"quick".into()).await.unwrap();
        assert_eq!((slow.len(), quick.len()), (1, 1));

        let given_up = End::GivenUp("too late".to_owned());
        kit.queue.end("slow", &slow[0], &given_up).await.unwrap();

        assert_eq!(kit.count("{jobs} WHERE status = 'Queued' AND lock_by = 'quick'").await, 1);
        kit.queue.end("quick", &quick[0], &End::Done).await.unwrap();
        kit.assert_all_done(1).await;
    }
}
